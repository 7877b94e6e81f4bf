// A tab: goes from page to page, over a network that may fail.
import { editorOf, empty, plain } from "./pages.mjs";
import { Event } from "./dom.mjs";
import { Visit } from "./visit.mjs";

const EDITOR = /\/modifier\/$/;
const WORKER_WAITS = 15_000; // ms, as in worker.js
const BROWSER_WAITS = 60_000;

export class Tab {
  constructor(device, shell) {
    Object.assign(this, { device, shell, world: device.world, isOpen: true, visits: 0, turns: 0 });
    this.name = `${device.name}.${(device.opened = (device.opened || 0) + 1)}`;
    const kept = new Map();
    this.session = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value), removeItem: (name) => kept.delete(name) };
    this.visit = null;
    device.tabs.push(this);
  }

  get isEditor() {
    return Boolean(this.visit?.isAlive && this.visit.form);
  }

  // Whether it goes: a page with text that the server has not asks first.
  navigate(address, isForced = false) {
    if (!this.isOpen) return false;
    const event = new Event("beforeunload");
    if (this.visit?.isAlive) this.visit.window?.dispatchEvent(event);
    if (event.defaultPrevented && !isForced) return false;
    this.waiting = null; // a form without an answer is given up
    this.ask({ method: "GET", address });
    return true;
  }

  ask({ method, address, form = "" }) {
    const turn = ++this.turns;
    this.isLoading = true;
    const isKept = this.device.hasWorker && EDITOR.test(address);
    const heard = (answer) => {
      if (turn !== this.turns || !this.isOpen) return;
      this.turns++;
      this.isLoading = false;
      const next = [302, 303].includes(answer?.status) && answer.location;
      if (next && this.visit?.choosing) this.device.network.way.server.resolved.add(this.visit.choosing);
      if (next) this.ask({ method: "GET", address: next });
      else this.show(address, answer, isKept);
    };
    this.world.at(isKept ? WORKER_WAITS : BROWSER_WAITS, () => heard(null));
    const headers = { Accept: "text/html", "Content-Type": "application/x-www-form-urlencoded" };
    this.device.network.way.send(this, { method, address, form, body: form, headers, by: this }, heard);
  }

  show(address, answer, isKept) {
    const isMissing = !answer || answer.isCut || [502, 503, 504].includes(answer.status);
    const isOurs = answer?.page || answer?.asked;
    if (this.waiting && isOurs) {
      this.visit.isTaken = true;
      this.waiting = null;
      if (this.visit.form) this.former = this.visit;
    }
    this.leave();
    const [kind, document, scripts] = this.found(address, answer, isMissing, isKept);
    this.visit = new Visit(this, address, document);
    Object.assign(this.visit, { kind, page: answer?.page, asked: answer?.asked });
    this.world.note(this.name, "shows", kind);
    if (scripts.length) this.visit.start(scripts);
  }

  found(address, answer, isMissing, isKept) {
    if (isMissing && isKept) return ["shell", this.shell.copy(), ["editor.js"]];
    if (isMissing) return ["error", empty(), []];
    if (answer.page) {
      this.device.hasWorker = this.device.mayWork && this.device.hasScripts;
      return ["editor", editorOf(this.shell, answer.page), this.device.hasScripts ? ["device.js", "editor.js"] : []];
    }
    if (answer.asked) return ["conflict", empty(), []];
    const { account, hasScripts } = this.device;
    return account && hasScripts && answer.status === 200 ? ["other", plain(account.pk), ["device.js"]] : ["other", empty(), []];
  }

  leave() {
    const { visit } = this;
    if (!visit?.isAlive) return;
    visit.tellLeaving();
    // What that has begun has begun when the page goes.
    visit.isGoing = true;
    this.world.at(0, () => visit.die());
  }

  close() {
    this.leave();
    this.end();
  }

  kill() {
    this.visit?.die();
    this.end();
  }

  end() {
    this.isOpen = false;
    this.device.tabs = this.device.tabs.filter((tab) => tab !== this);
  }
}
