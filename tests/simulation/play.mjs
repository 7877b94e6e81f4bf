// One seed: devices, persons, faults; then all faults cease, everything drains, and the ledger is
// compared. Node's side of `runner.py`: one line of JSON in, one out.
import fs from "node:fs";
import crypto from "node:crypto";
import { Device } from "./device.mjs";
import { Ledger, textOf, wordsIn } from "./ledger.mjs";
import { Network } from "./network.mjs";
import { parse } from "./pages.mjs";
import { accountOf, differing, isReading, Robot, SAVED, says, shown, shownMap } from "./robot.mjs";
import { Tab } from "./tab.mjs";
import { patch } from "./visit.mjs";
import { World } from "./world.mjs";

let rest = "";
const piece = Buffer.alloc(1 << 16);
function readLine() {
  for (;;) {
    const end = rest.indexOf("\n");
    if (end >= 0) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      return JSON.parse(line);
    }
    const count = fs.readSync(0, piece);
    if (!count) process.exit(0);
    rest += piece.toString("utf8", 0, count);
  }
}
const say = (what) => fs.writeSync(1, `${JSON.stringify(what)}\n`);

const PATIENCE = 80; // looks at a page until it has failed for good
const MOMENT = 250; // ms that a line may be behind: the disk is asked before it is said
const FAIR = { bad: 0, isCut: false, isPortal: false, isSlow: false };

class Play {
  constructor(seed, shell) {
    this.world = new World(seed);
    Object.assign(this, { seed, shell, chance: this.world.chance });
    this.ledger = new Ledger(this.world);
    this.way = new Network(this.world, this);
    this.robot = new Robot(this);
    this.names = new Map();
    this.counted = new Set(); // texts that made a version
    this.parked = new Map(); // op_id → the revision that it was set aside as
    this.resolved = new Set(); // of these, those that somebody put together with the other text
    this.figures = { requests: 0, saves: 0, crashes: 0, versions: 0, words: 0, signs: 0 };
  }

  // The server
  question(ask, how = {}) {
    say({ ask, clock: this.world.clock, with: how });
    return readLine();
  }

  ask(letter) {
    const { by, ...plain } = letter;
    this.figures.requests++;
    const within = letter.within && { ...letter.within, by: undefined };
    const found = this.question("request", { letter: { ...plain, form: undefined, within } });
    const both = [[letter.within, found.within], [letter, found]].filter(([each, answer]) => each && answer);
    for (const [each, answer] of both) this.heard(each, answer);
    const news = both.flatMap(([each, answer]) => this.ledger.learn(answer.news, this.hand(each)));
    for (const [each, answer] of both) if (each.method === "POST") this.lookAtAnswer(each, answer);
    if (this.isClosed && news.some(({ version }) => version)) this.ledger.fault("written while closed");
    if (found.error) this.ledger.fault("500", found.error);
    this.world.note(`  server: ${found.status || "dead"}${found.within ? ` and ${found.within.status} within` : ""} ${news.map(({ kind, version }) => `${kind} ${version ?? ""}`).join(", ")}`);
    return found;
  }

  // Whose text it is: one person at one device.
  hand({ device, form }) {
    return `${device} ${new URLSearchParams(form).get("account")}`;
  }

  // What is taken is kept as it came; nobody comes into conflict with himself alone.
  lookAtAnswer(letter, { status, news }) {
    const fields = new URLSearchParams(letter.form);
    if (status === 200 && news?.length && fields.has("op_id") && !this.ledger.isKept(fields, news)) this.ledger.fault("not kept", `what ${letter.device} sent`);
    if (status === 409 && news?.length) this.parked.set(fields.get("op_id"), news.at(-1).pk);
    const device = this.devices.find(({ name }) => name === letter.device);
    const { hasLocks, hasScripts, hasParked } = device;
    device.hasParked ||= status === 409;
    const from = Number(fields.get("base_version"));
    const isOne = hasLocks && hasScripts && !hasParked && (letter.by?.takes || 0) < 2; // text of one page, and of the one before
    if (status === 409 && isOne && !this.isClosed && this.ledger.isOwn(this.hand(letter), from, letter.form)) this.ledger.fault("conflict", `${letter.device} with itself since version ${from}`);
  }

  heard(letter, answer) {
    const device = this.devices.find(({ name }) => name === letter.device);
    if (answer.csrf !== undefined) device.csrf = answer.csrf;
    if (letter.method !== "POST") return;
    this.figures.saves++;
    const person = answer.user && this.people[answer.user];
    const foreign = person && answer.status < 400 ? this.ledger.isForeign(letter.form, person) : [];
    if (foreign.length) this.ledger.fault("sent by another", person.name, foreign.join(" "));
    this.countOnce(letter, answer);
  }

  // The same text from the same version is the same save, whatever it is called the second time.
  countOnce({ form, device }, { status, news }) {
    const fields = new URLSearchParams(form);
    ["op_id", "auto", "csrfmiddlewaretoken"].forEach((name) => fields.delete(name));
    const text = `${device} ${fields}`;
    if (news.length && this.counted.has(text)) this.ledger.fault("doubled", `a save from ${device} counts twice: ${news[0].kind}`);
    if (status === 200 && news.length) this.counted.add(text);
  }

  // A request in the trace, without what differs from one database to another.
  told({ method, address, form }) {
    const place = address.replace(/[0-9a-f-]{36}/g, "…").replace(/\/\d+\//, (found) => `/${this.alias(found)}/`);
    if (method !== "POST") return place;
    const fields = new URLSearchParams(form);
    const op = fields.get("op_id") || "";
    fields.delete("account");
    fields.delete("csrfmiddlewaretoken");
    const digest = crypto.createHash("sha256").update(String(fields)).digest("hex").slice(0, 6);
    return `${place} op ${op.slice(0, 4)} base ${fields.get("base_version")} text ${digest}`;
  }

  // What was put together is not asked about again.
  leaves({ form }, device) {
    const op = new URLSearchParams(form).get("op_id");
    const isDropped = device.hasLocks && !device.wasKilled && !device.wasFull; // its copy
    if (isDropped && this.resolved.has(this.parked.get(op))) this.ledger.fault("asked again", `about ${op.slice(0, 4)}`);
  }

  alias(found) {
    if (!this.names.has(found)) this.names.set(found, this.names.size + 1);
    return this.names.get(found);
  }

  personOf(pk) {
    return Object.values(this.people).find((person) => String(person.pk) === String(pk));
  }

  signIn(device, person) {
    this.world.note(device.name, "signs in", person.name);
    device.account = person;
    device.persons.add(person);
    device.csrf = this.question("sign_in", { device: device.name, person: person.name }).csrf;
  }

  // The world
  begin() {
    const { meeting, people, news } = this.question("begin", { seed: this.seed });
    this.meeting = meeting;
    this.address = `/reunions/${meeting}/modifier/`;
    this.people = Object.fromEntries(Object.entries(people).map(([name, pk]) => [name, { name, pk }]));
    this.ledger.learn(news);
    const { chance } = this;
    const count = chance.weighted({ 1: 4, 2: 4, 3: 2 });
    this.hands = Object.values(this.people);
    this.devices = [];
    for (let index = 0; index < Number(count); index++) {
      const traits = { packs: chance.is(0.3), hasLocks: chance.is(0.9), mayWork: chance.is(0.8), hasScripts: chance.is(0.92) };
      const device = new Device(this.world, "ABC"[index], traits);
      Object.assign(device, { network: { ...FAIR, way: this.way }, persons: new Set(), csrf: "" });
      device.died = (visit) => this.died(device, visit);
      if (chance.is(0.1)) device.skew = chance.between(-3, 3) * 86_400_000;
      this.devices.push(device);
      this.signIn(device, this.hands[index && chance.is(0.6) ? index : 0]);
    }
    this.world.after = () => this.watch();
    // Each seed plays some of the faults only: a few, often, find more than all, seldom.
    this.weights = Object.fromEntries(Object.entries(ACTIONS).map(([name, weight]) => [name, chance.is(0.5) || weight > 5 ? weight : 0]));
    this.pace = chance.of([1_500, 5_000, 15_000]);
  }

  // What a page takes with it when it goes.
  died(device, visit) {
    if (!visit.form) return;
    const isUnkept = !device.hasScripts || device.isFull || shown(visit, "[data-notice=memory]");
    if (isUnkept) this.ledger.excuseUnsent(visit);
    else this.ledger.forgive(visit);
  }

  open(device) {
    const tab = new Tab(device, this.shell);
    this.world.note(tab.name, "opens");
    tab.navigate(this.address);
    return tab;
  }

  async run() {
    this.begin();
    const steps = this.chance.whole(10, 30);
    this.devices.forEach((device) => this.open(device));
    await this.world.pass(2_000);
    for (let step = 0; step < steps; step++) {
      this.step(this.chance.of(this.devices));
      await this.world.pass(this.chance.next() ** 2 * this.pace);
      if (this.chance.is(0.05)) await this.world.pass(this.chance.between(5_000, 150_000));
    }
    await this.drain();
    this.compare();
    return this.result();
  }

  step(device) {
    if (!device.tabs.length) return this.open(device);
    const tab = this.chance.of(device.tabs);
    const action = this.chance.weighted(this.weights);
    if (action in Robot.prototype) {
      if (this.robot.canType(tab)) this.robot[action](tab);
      else this.robot.answer(tab);
    } else this[action](device, tab);
  }

  // Faults
  weather(device) {
    const { chance } = this;
    const kind = chance.weighted({ bad: 5, isCut: 3, isPortal: 1, isSlow: 2, fair: 3 });
    this.world.note(device.name, "network", kind);
    Object.assign(device.network, FAIR);
    if (kind === "bad") device.network.bad = chance.of([0.2, 0.5, 0.9]);
    else if (kind !== "fair") device.network[kind] = true;
  }

  crash() {
    this.way.crash = this.chance.whole(0, 30);
  }

  down() {
    this.way.downUntil = this.world.now + this.chance.between(500, 30_000);
    this.world.note("server down");
  }

  answer(device, tab) {
    this.robot.answer(tab);
  }

  focus(device, tab) {
    if (tab.isEditor) this.robot.focus(tab);
  }

  online(device, tab) {
    Object.assign(device.network, FAIR);
    this.world.note(device.name, "online");
    if (tab.visit?.window) tab.visit.window.dispatchEvent({ type: "online", target: tab.visit.window });
  }

  reload(device, tab) {
    this.world.note(tab.name, "reloads");
    tab.navigate(this.address, this.chance.is(0.3));
  }

  another(device) {
    if (device.tabs.length < 3) this.open(device);
  }

  away(device, tab) {
    this.world.note(tab.name, "goes elsewhere");
    tab.navigate("/hors-ligne/", this.chance.is(0.6));
  }

  close(device, tab) {
    this.world.note(tab.name, "closes");
    tab.close();
  }

  kill(device) {
    const isPower = this.chance.is(0.5);
    this.world.note(device.name, isPower ? "power cut" : "killed");
    [...device.tabs].forEach((tab) => tab.kill());
    device.wasKilled = true;
    if (isPower) device.disk.powerCut();
    device.busyUntil = 0;
  }

  expire(device) {
    this.world.note(device.name, "session ends");
    device.account = null;
    this.question("expire", { device: device.name });
  }

  switchAccount(device) {
    this.signIn(device, this.chance.of(this.hands));
  }

  token(device) {
    this.world.note(device.name, "token gone");
    device.csrf = this.question("drop_token", { device: device.name }).csrf;
  }

  full(device) {
    device.isFull = !device.isFull;
    device.wasFull = true;
    this.world.note(device.name, "disk full", device.isFull);
  }

  closed() {
    this.isClosed = !this.isClosed;
    this.world.note("minutes closed", this.isClosed);
    this.question("state", { state: this.isClosed ? "submitted" : "draft" });
  }

  // The end
  async drain() {
    this.world.note("ALL FAULTS CEASE");
    this.way.crash = null;
    this.way.downUntil = 0;
    this.isClosed = false;
    this.question("state", { state: "draft" });
    for (const device of this.devices) {
      Object.assign(device.network, FAIR);
      device.isFull = false;
    }
    await this.world.pass(200_000); // what still travels arrives, and what failed is tried again
    this.lookForForgotten();
    for (const device of this.devices) {
      for (const person of [...device.persons]) await this.drainOf(device, person);
    }
  }

  lookForForgotten() {
    for (const device of this.devices) {
      for (const { visit, isLoading } of device.tabs) {
        const isOpen = !isLoading && visit?.isAlive && visit.form && visit.isReady;
        if (isOpen && visit.kind === "editor" && says(visit).startsWith("En attente d’envoi")) this.ledger.fault("forgotten", visit.name, says(visit));
      }
    }
  }

  async drainOf(device, person) {
    if (device.account !== person) this.signIn(device, person);
    for (const tab of [...device.tabs]) {
      if (tab.isEditor && accountOf(tab.visit) !== String(person.pk)) continue;
      if (tab.isEditor && isReading(tab.visit)) tab.close();
      else await this.settle(tab);
    }
    for (const tab of [...device.tabs]) if (!tab.isEditor || accountOf(tab.visit) === String(person.pk)) tab.close();
    await this.world.pass(3_000);
    const ofPerson = () => this.drafts(device).filter(({ account }) => account === String(person.pk));
    // Texts that say different things come back one at a time.
    for (let times = 0; times < 5 && (ofPerson().length || device.tabs.some(({ waiting }) => waiting)); times++) {
      const tab = this.open(device);
      await this.settle(tab);
      tab.close();
      await this.world.pass(1_000);
    }
    const left = ofPerson();
    if (left.length && device.hasScripts) this.ledger.fault("stuck", `${left.length} texts stay on ${device.name}`);
  }

  async settle(tab) {
    let calm = 0;
    for (let times = 0; calm < 2; times++) {
      if (times > PATIENCE) {
        this.ledger.fault("stuck", tab.name, tab.visit?.kind, tab.isEditor ? says(tab.visit) : "");
        return;
      }
      calm = this.robot.answer(tab, true) ? calm + 1 : 0;
      await this.world.pass(times < 20 ? 1_000 : 6_000);
    }
  }

  drafts(device) {
    return [...(device.disk.seen.get("drafts")?.values() || [])];
  }

  compare() {
    const truth = this.question("truth");
    const parked = truth.waiting.map(textOf).join("\n");
    const left = this.devices.flatMap((device) => this.drafts(device)).map((draft) => textOf(draft.map)).join("\n");
    this.ledger.settle(truth.document, parked, left);
    this.figures.versions = truth.version;
  }

  result() {
    const { trace } = this.world;
    const words = [...this.ledger.words.values()];
    Object.assign(this.figures, { words: words.length, signs: words.reduce((sum, { typed }) => sum + typed.length, 0), crashes: this.way.crashed });
    const hash = crypto.createHash("sha256").update(trace.join("\n")).digest("hex");
    return { faults: this.ledger.faults, hash, trace, figures: this.figures, seconds: this.world.now / 1000 };
  }

  // After each event: whether what the pages say is true.
  watch() {
    for (const device of this.devices) {
      for (const { visit } of device.tabs) if (visit?.isAlive && visit.form && visit.window) this.look(device, visit);
      if (device.hasLocks) this.lookForWriters(device);
    }
  }

  look(device, visit) {
    const line = says(visit);
    const copy = (visit.copyLine ||= visit.document.querySelector("[data-device-state]")).textContent;
    const state = `${line}|${copy}|${visit.edits}|${visit.isReady}|${visit.form.elements.base_version.value}`;
    if (state === visit.state) return;
    if (line !== visit.said.line) this.world.note(visit.name, "«", (visit.said.line = line), "»");
    const isNewCopy = copy !== visit.said.copy;
    visit.said.copy = copy;
    visit.state = state;
    if (visit.isReady && !visit.isSeen) this.lookAtStart(device, visit);
    const person = this.personOf(accountOf(visit));
    if (!person || !device.hasScripts) return;
    const map = shownMap(visit);
    const foreign = this.ledger.isForeign(textOf(map) + (visit.document.querySelector("[data-found] ul")?.textContent || ""), person);
    if (foreign.length) this.ledger.fault("shown to another", person.name, foreign.join(" "));
    if (!visit.isReady || isReading(visit) || !visit.edits) return;
    if (line.startsWith(SAVED)) this.lookAtServer(visit, map);
    if (isNewCopy && copy.startsWith("Enregistré sur cet appareil") && this.world.now - visit.editedAt > 200) this.lookAtDisk(device, visit, map);
  }

  // What was typed last, from the version that the page shows, is in the page.
  lookAtStart(device, visit) {
    visit.isSeen = true;
    if (isReading(visit) || visit.edits || device.wasFull || !device.hasLocks || !device.hasScripts) return;
    const dead = this.drafts(device).filter(({ account }) => account === accountOf(visit));
    const [last] = dead.sort((one, other) => (one.at < other.at ? 1 : -1));
    const version = Number(visit.form.elements.base_version.value);
    const missing = last && last.base >= version && wordsIn(textOf(last.map)).filter((word) => !textOf(shownMap(visit)).includes(word));
    if (missing?.length) this.ledger.fault("not put back", visit.name, missing.join(" "));
  }

  lookAtServer(visit, map, isAgain = false) {
    const version = Number(visit.form.elements.base_version.value);
    const stored = this.ledger.version(this.meeting, version)?.document;
    const wrong = stored ? differing(map, stored) : ["no such version"];
    if (wrong.length && !isAgain) return this.world.at(MOMENT, () => this.isStill(visit) && this.lookAtServer(visit, shownMap(visit), true));
    if (wrong.length) this.ledger.fault("false", visit.name, `says saved in version ${version}:`, wrong.map((key) => `${key.replace(/[0-9a-f-]{36}/, "…")} ${map[key]} / ${stored?.[key]}`).join("; "));
  }

  isStill(visit) {
    return visit.isAlive && !visit.isGoing && !isReading(visit) && says(visit).startsWith(SAVED);
  }

  lookAtDisk(device, visit, map) {
    const kept = device.disk.records("drafts").filter(({ account }) => account === accountOf(visit));
    if (!kept.some((draft) => !differing(draft.map, map).length)) this.ledger.fault("false", visit.name, "says kept on this device");
  }

  lookForWriters(device) {
    const writers = device.tabs.map(({ visit }) => visit).filter((visit) => visit?.isAlive && !visit.isGoing && visit.form && visit.isReady && !isReading(visit));
    const accounts = writers.map(accountOf);
    if (new Set(accounts).size < accounts.length) this.ledger.fault("two write", device.name);
  }
}

const ACTIONS = {
  type: 40, addRow: 6, moveRow: 3, removeRow: 2, removeWord: 3, save: 8,
  goBack: 3, answer: 12, weather: 8, online: 3, focus: 2,
  crash: 4, down: 2, reload: 3, another: 3, away: 5, close: 2, kill: 4,
  expire: 3, switchAccount: 2, token: 2, full: 1, closed: 1,
};

const { shell, patches } = readLine();
const page = parse(shell);
patch(patches);
let playing = null;
process.on("unhandledRejection", (error) => playing.ledger.fault("error", error?.stack?.split("\n").slice(0, 3).join(" | ")));
for (;;) {
  const { seed } = readLine();
  playing = new Play(seed, page);
  say({ result: await playing.run() });
}
