// Arrivals wait on this device until the server has them: from the door's page, and from any other.
import { isUnsure, send } from "../editor/post.js";
import { refusal } from "../editor/said.js";
import * as store from "../editor/store.js";

const FIRST = 1_000; // ms, then twice as long each time
const LAST = 60_000;
const LOOK = 60_000; // for what other phones have noted
const AGAIN = 15_000;

const inOrder = (records) => records.sort((one, other) => (one.key < other.key ? -1 : 1));
const ago = (at) => Math.min(Math.max(0, Math.round((Date.now() - Date.parse(at)) / 1000)), 30 * 86_400);

export const keptOf = async ({ account, meeting }) => inOrder(await store.startingWith("arrivals", `${account}/${meeting}/porte/`));

// Sends all that waits for one door; what the server has leaves the device. How long ago, not when:
// the clock of a phone may be wrong.
async function sendKept(door) {
  const records = (await keptOf(door)).filter(({ refused }) => !refused);
  if (!records.length) return { kind: "nothing" };
  const acts = records.map(({ act, at }) => (act.do === "arrive" ? { ...act, ago: ago(at) } : act));
  const body = new URLSearchParams({ acts: JSON.stringify(acts), account: door.account });
  const outcome = await send(`/reunions/${door.meeting}/porte/`, body);
  if (outcome.kind !== "saved") return outcome;
  const { done, refused } = outcome.answer;
  const changes = records.flatMap((record) => {
    if (done.includes(record.act.act)) return [{ store: "arrivals", drop: record.key }];
    const why = refused[record.act.act];
    return why ? [{ store: "arrivals", put: { ...record, refused: why } }] : [];
  });
  if (changes.length) await store.write(...changes);
  return outcome;
}

// One request at a time for a door, in all tabs; undefined where another tab sends.
function sendAlone(door) {
  if (!navigator.locks) return sendKept(door);
  const name = `gtm/door/${door.account}/${door.meeting}`;
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && sendKept(door));
}

class Sending extends EventTarget {
  waiting = [];
  told = [];
  outcome = { kind: "nothing" };
  #door;
  #pause = FIRST;
  #timer = null;
  #running = null;

  constructor(door) {
    super();
    this.#door = door;
  }

  async load() {
    this.waiting = await keptOf(this.#door).catch(() => this.waiting);
    this.#tell("change");
  }

  // Resolves once the disk has it.
  async keep(act) {
    const { account, meeting, address, page } = this.#door;
    const at = new Date().toISOString();
    const key = `${account}/${meeting}/porte/${at}/${String(this.waiting.length).padStart(4, "0")}/${act.act}`;
    const record = { key, account, meeting, address, title: page.title, name: "arrivées à la porte", act, at };
    await store.write({ store: "arrivals", put: record });
    await this.load();
    this.run();
  }

  async drop(key) {
    await store.drop("arrivals", key);
    await this.load();
  }

  run() {
    clearTimeout(this.#timer);
    this.#running ||= this.#send().finally(() => (this.#running = null));
    return this.#running;
  }

  async #send() {
    const outcome = (await sendAlone(this.#door)) || { kind: "silent" };
    this.outcome = outcome;
    if (outcome.kind === "saved") await this.#took(outcome.answer);
    await this.load();
    this.#tell("outcome", outcome);
    const isLeft = this.waiting.some(({ refused }) => !refused);
    if (isLeft && outcome.kind === "saved") this.#later(0); // ticked while it was sent
    else if (isLeft && isUnsure(outcome)) this.#later(this.#longer());
    else this.#pause = FIRST;
  }

  #longer() {
    this.#pause = Math.min(this.#pause * 2, LAST);
    return this.#pause;
  }

  #later(pause) {
    this.#timer = setTimeout(() => this.run(), pause);
  }

  async #took({ told, page }) {
    this.told.push(...(told || []));
    this.#door.page = page;
    await this.#door.remember();
  }

  // What other phones have noted, while somebody looks.
  async look() {
    if (document.hidden || this.waiting.length || this.#running) return;
    const page = await fetch(this.#door.address, { headers: { Accept: "application/json" } }).then((answer) => answer.json()).catch(() => null);
    if (page?.app !== "gtm" || !page.page || this.waiting.length || this.#running) return;
    await this.#took(page);
    this.#tell("change");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

export function followSending(door) {
  const sending = new Sending(door);
  for (const name of ["online", "focus"]) window.addEventListener(name, () => sending.run());
  setInterval(() => sending.look(), LOOK);
  return sending;
}

// On any other page: what waits leaves by itself, and is told in the box of what is unsent.
export async function sendFromElsewhere(records) {
  const box = document.querySelector("[data-unsent]");
  for (const { account, meeting, address, title } of new Map(records.map((record) => [record.meeting, record])).values()) {
    const door = { account, meeting };
    const line = document.createElement("li");
    const link = document.createElement("a");
    const said = document.createElement("span");
    link.href = address;
    link.textContent = `À la porte\u00a0: ${title}`;
    said.setAttribute("role", "status");
    line.append(link, " ", said);
    box?.querySelector("ul").append(line);
    if (box) box.hidden = false;
    const run = async () => {
      const outcome = await sendAlone(door);
      const left = await keptOf(door);
      if (outcome && !left.length) said.textContent = "Arrivées enregistrées sur le serveur.";
      else said.textContent = `${countOf(left)} ${outcome && outcome.kind !== "saved" ? refusal(outcome) : ""}`;
      if (left.length && (!outcome || isUnsure(outcome))) setTimeout(run, AGAIN);
    };
    run().catch(() => null);
    window.addEventListener("online", () => run().catch(() => null));
  }
}

export function countOf(records) {
  const s = records.length > 1 ? "s" : "";
  return `${records.length} arrivée${s} sur l’appareil, pas encore envoyée${s}.`;
}
