// One page in one tab: a context of its own, in which the product's modules run as they are.
import fs from "node:fs";
import vm from "node:vm";
import zlib from "node:zlib";
import { channelOf, IDBKeyRange, indexedDbOf, locksOf } from "./device.mjs";
import { Event, Target } from "./dom.mjs";

const BROWSER_WAITS = 300_000; // ms, where the page sets no limit of its own
const ROOT = new URL("../../static/js/", import.meta.url);

// What helps to type is no part of the protocol.
const WITHOUT = {
  "editor/ditto.js": ["listenToDitto"],
  "editor/grow.js": ["growFields"],
  "editor/keys.js": ["listenToKeys"],
  "editor/outline.js": ["followOutline"],
  "editor/paste.js": ["listenToPaste"],
  "editor/presence.js": ["followPresence"],
  "editor/problems.js": ["showProblems"],
  "editor/readings.js": ["followReadings"],
  "editor/remarks.js": ["listenToRemarks"],
  "editor/rescue.js": ["listenToRescue"],
  "editor/suggest.js": ["followCollectives", "suggestNames"],
  "editor/uploads.js": ["listenToUploads"],
};

const sources = new Map();
let patches = []; // of a safeguard taken away: [file, text, other text]

export function patch(all) {
  patches = all;
  sources.clear();
}

function patched(name) {
  let text = fs.readFileSync(new URL(name, ROOT), "utf8");
  for (const [file, before, after] of patches) {
    if (file !== name) continue;
    if (!text.includes(before)) throw new Error(`${name} has no « ${before} »`);
    text = text.replace(before, () => after);
  }
  return text;
}

function sourceOf(name) {
  if (!sources.has(name)) {
    const without = WITHOUT[name]?.map((each) => `export const ${each} = () => () => null;`);
    sources.set(name, { text: without ? without.join("\n") : patched(name) });
  }
  return sources.get(name);
}

const TIME = `(({ clock, chance, uuid }) => {
  const Real = Date;
  globalThis.Date = class Date extends Real {
    constructor(...parts) { parts.length ? super(...parts) : super(clock()); }
    static now() { return clock(); }
    // As ICU has it, which takes a tenth of a millisecond.
    toLocaleDateString() { return this.toISOString().slice(0, 10); }
    toLocaleTimeString() { return this.toISOString().slice(11, 16); }
  };
  Math.random = chance;
  globalThis.crypto = { randomUUID: uuid };
})`;
const prelude = new vm.Script(TIME);

// gzip as a stream of one piece.
class Packed {
  constructor(parts) {
    this.text = parts.map(String).join("");
  }

  stream() {
    return { pipeThrough: () => zlib.gzipSync(this.text, { level: 1 }) };
  }
}

class Answer {
  constructor(body) {
    this.body = body;
  }

  arrayBuffer() {
    return Promise.resolve(this.body);
  }
}

export class Visit {
  constructor(tab, address, document) {
    Object.assign(this, { tab, device: tab.device, world: tab.device.world, document, isAlive: true });
    this.name = `${tab.name}#${++tab.visits}`;
    this.pathname = address.replace(/[?#].*$/, "");
    this.dying = [];
    this.timers = new Map();
    this.modules = new Map();
    this.said = {};
    this.begun = this.world.now;
  }

  get form() {
    return (this.found ||= this.document.getElementById("minutes"));
  }

  get way() {
    return this.device.network.way;
  }

  get isReady() {
    return Boolean(this.document.documentElement && "ready" in this.document.documentElement.dataset);
  }

  later(delay, work) {
    return this.world.at(delay, () => this.isAlive && work());
  }

  globals() {
    const { tab, device, world } = this;
    const window = new Target();
    const timer = (work, delay = 0, every = false) => {
      const id = this.timers.size + 1;
      const run = () => {
        if (every) this.timers.set(id, this.later(delay, run));
        work();
      };
      this.timers.set(id, this.later(delay, run));
      return id;
    };
    const go = (address) => tab.navigate(address);
    const stop = (id) => this.timers.has(id) && (this.timers.get(id).isOff = true);
    const document = this.document;
    document.parent = window;
    Object.defineProperty(document, "cookie", { get: () => `csrf=${device.csrf}` });
    document.hidden = false;
    this.window = window;
    return {
      addEventListener: (...all) => window.addEventListener(...all),
      dispatchEvent: (event) => window.dispatchEvent(event),
      document,
      location: { pathname: this.pathname, origin: "https://gtm.example", hash: "", assign: go, reload: () => go(this.pathname) },
      navigator: device.hasLocks ? { locks: locksOf(this) } : {},
      indexedDB: indexedDbOf(this),
      IDBKeyRange,
      sessionStorage: tab.session,
      BroadcastChannel: channelOf(this),
      fetch: (address, how) => this.fetch(address, how),
      AbortSignal: { timeout: (delay) => ({ delay }) },
      setTimeout: (work, delay) => timer(work, delay),
      clearTimeout: stop,
      setInterval: (work, delay) => timer(work, delay, true),
      performance: { now: () => world.now },
      matchMedia: () => ({ matches: false }),
      confirm: () => true,
      Event,
      CustomEvent: Event,
      EventTarget: Target,
      URLSearchParams,
      ...(device.packs && { Blob: Packed, Response: Answer, CompressionStream: class {} }),
    };
  }

  async start(names) {
    const globals = this.globals();
    this.context = vm.createContext(globals);
    globals.window = this.context;
    const { world, device } = this;
    prelude.runInContext(this.context)({
      clock: () => world.clock + device.skew,
      chance: () => world.chance.next(),
      uuid: () => world.chance.uuid(),
    });
    for (const name of names) await this.run(name);
  }

  async run(name) {
    const module = this.moduleOf(name);
    if (module.status === "unlinked") await module.link((specifier, from) => this.moduleOf(new URL(specifier, from.identifier).pathname.slice(1)));
    if (module.status === "linked") await module.evaluate();
    return module;
  }

  moduleOf(name) {
    if (!this.modules.has(name)) {
      const source = sourceOf(name);
      const module = new vm.SourceTextModule(source.text, {
        identifier: `file:///${name}`,
        context: this.context,
        cachedData: source.cached,
        importModuleDynamically: (specifier) => this.run(new URL(specifier, `file:///${name}`).pathname.slice(1)),
      });
      // From the cache a module of this Node forgets how to import another one later.
      if (!source.text.includes("import(")) source.cached ||= module.createCachedData();
      this.modules.set(name, module);
    }
    return this.modules.get(name);
  }

  // One save at a time leaves a page.
  async fetch(address, how = {}) {
    if (how.method !== "POST") return this.ask(address, how);
    if (this.isSending) this.way.server.ledger.fault("two at once", this.name);
    this.isSending = true;
    try {
      return await this.ask(address, how);
    } finally {
      this.isSending = false;
    }
  }

  ask(address, { method = "GET", body = "", headers = {}, signal } = {}) {
    return new Promise((resolve, reject) => {
      const isPacked = typeof body !== "string" && !(body instanceof URLSearchParams);
      const form = isPacked ? zlib.gunzipSync(body).toString() : String(body);
      const request = { method, address, form, headers, body: isPacked ? body.toString("base64") : form, isPacked, by: this };
      const broken = (name) => this.isAlive && reject(Object.assign(new TypeError("network"), { name }));
      this.later(signal ? signal.delay : BROWSER_WAITS, () => broken("TimeoutError"));
      this.way.send(this, request, (answer) => {
        if (!this.isAlive) return;
        if (!answer) return broken("TypeError");
        resolve({ status: answer.status, text: () => Promise.resolve(answer.body), json: async () => JSON.parse(answer.body) });
      });
    });
  }

  // What the browser says to the page before it goes. Resolves to nothing: nobody waits for it.
  tellLeaving() {
    this.document.hidden = true;
    this.window?.dispatchEvent(new Event("pagehide", { persisted: false }));
  }

  die() {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.died = this.world.now;
    this.device.forget(this);
    this.device.died(this);
    this.dying.forEach((work) => work());
  }
}
