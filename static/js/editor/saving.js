// Where the text goes: first to this device, then to the server. One request at a time; one op_id
// for each content, so that the same save arriving twice counts once; what fails is tried again.
import { differing, isWriting, read, same, typedOver, withNewerWords, write as writeMap } from "./map.js";
import { isThere, isUnsure, post } from "./post.js";
import { showProblems } from "./problems.js";
import { newUid } from "./rows.js";
import { moment, ofDevice, ofServer, refusal, showMerge, tell, WAITING } from "./said.js";
import { after, START } from "./states.js";
import * as store from "./store.js";

const PAUSE = 300; // ms after the last key, then the text is written on this device
const AT_LEAST_EVERY = 500; // however fast one types: what is older than a second comes back after a kill
const IDLE = 3_000; // ms after the last key, then it is sent
const SENT_EVERY = 10_000;
const LONGEST_WAIT = 60_000;
const ASKED_EVERY = 4_000; // whether the network is back

// What a network that is there takes at most.
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 3_000));

class Saving extends EventTarget {
  constructor(form, page) {
    super();
    Object.assign(this, { form, page });
    this.key = `${page.key}/${newUid()}`; // two tabs never write over each other's record
    this.acked = page.served; // what the server has
    this.now = { map: this.acked, opId: form.elements.op_id.value || newUid() };
    this.sent = null; // the last request: { map, opId, base, isUnsure }
    this.state = START; // see states.js
    this.isCut = page.isShell; // no network when it was last asked
    this.back = null; // the text that was put back: { opId, text }
    this.running = null; // the promise of the round under way
    this.tries = 0; // without an answer
    this.timers = {};
  }

  heard(event) {
    this.state = after(this.state, event);
  }

  get isStopped() {
    return this.state.text.startsWith("stopped");
  }

  get isReading() {
    return this.state.tab.startsWith("reads");
  }

  get isLeaving() {
    return this.state.tab.endsWith("Leaving");
  }

  // By the person, not by the timer: also when she asks while that one sends.
  get isAsked() {
    return this.state.round.startsWith("asked");
  }

  get base() {
    return Number(this.form.elements.base_version.value);
  }

  get isDirty() {
    return Boolean(this.keptFrom || this.isFound || this.sent?.isUnsure) || !same(this.now.map, this.acked);
  }

  // A request with other words than now, which may have arrived.
  get before() {
    return this.sent?.isUnsure && this.sent.opId !== this.now.opId ? this.sent : null;
  }

  get record() {
    const { acked, base, before, key, now } = this;
    return { ...this.page.named, ...now, acked, key, base, before, at: new Date().toISOString() };
  }

  // What the form shows; another text has an op_id of its own.
  look() {
    const map = read(this.form);
    if (!same(map, this.now.map)) this.now = { map, opId: newUid() };
    return map;
  }

  get copySays() {
    return this.back?.opId === this.now.opId ? this.back.text : `Enregistré sur cet appareil ${moment(new Date())}`;
  }

  // Write the text on this device; never throws, as nothing may stop the sending.
  async keep() {
    this.stop("keeping");
    this.keptFrom = null;
    const map = this.look();
    try {
      await store.write(this.isDirty ? { store: "drafts", put: this.record } : { store: "drafts", drop: this.key });
      if (this.isDirty && same(map, this.now.map)) ofDevice(this.copySays, "saved");
      tell("memory", false);
    } catch {
      ofDevice("Cet appareil ne garde pas de copie", "failed");
      tell("memory");
    }
  }

  // A tab that gave way says that it reads, whatever becomes of its last request.
  say(text, kind) {
    if (!this.isReading) ofServer(text, kind);
  }

  stop(name) {
    clearTimeout(this.timers[name]);
  }

  wake(name, delay, work) {
    this.stop(name);
    this.timers[name] = setTimeout(work, delay);
  }

  typed() {
    const now = Date.now();
    this.keptFrom ||= now;
    this.typedFrom ||= now;
    this.wake("keeping", Math.min(PAUSE, this.keptFrom + AT_LEAST_EVERY - now), () => this.keep());
    this.heard("typed");
    if (this.state.text !== "typed") return; // a later attempt is due already, or none
    if (!this.running) this.say(WAITING);
    this.wake("sending", Math.min(IDLE, this.typedFrom + SENT_EVERY - now), () => this.run(true));
  }

  // The network may be back, or the session: no need to wait for the next attempt.
  hurry({ type }) {
    const { text } = this.state;
    if ((text === "waiting" || (text === "stoppedAway" && type === "focus")) && !this.running) this.run(true);
  }

  // Before another tab goes on: what the network takes in a moment is sent, the rest stays here.
  async giveWay() {
    await this.keep();
    if (this.isDirty && !this.isStopped) await Promise.race([this.running || this.round(), aWhile()]);
  }

  // A text found again, or a copy read back: shown, then sent as what it was. What was typed here
  // and is not sent becomes a text to be found in its turn; rejected where this device keeps nothing.
  async take({ map, opId, base, before, acked, at }) {
    this.say(WAITING);
    do {
      await this.running; // its answer would be taken for that to the text found
      await this.keep();
      const aside = { ...this.record, key: `${this.page.key}/${newUid()}` };
      if (this.isDirty) await store.write({ store: "drafts", put: aside });
    } while (this.running || !same(read(this.form), this.now.map));
    writeMap(this.form, map);
    this.form.elements.base_version.value = base;
    this.sent = before ? { ...before, isUnsure: true } : null;
    const shown = read(this.form);
    this.now = { map: shown, opId: same(shown, map) ? opId : newUid() };
    this.acked = acked;
    this.back = { opId: this.now.opId, text: `Texte de cet appareil, ${moment(at).replace("à ", "")}, remis dans la page` };
    this.isFound = true; // until the server has answered
    await this.keep();
    this.run(true);
  }

  async attempt(request) {
    request.isUnsure = true;
    const { base, opId, map } = request;
    const more = { base_version: base, op_id: opId, account: this.page.account, ...(!this.isAsked && { auto: 1 }) };
    // A meeting made without network is created first.
    const outcome = (await this.page.create()) || (await post(location.pathname, map, more));
    // Who is asked to sign in learns nothing of the tries before.
    request.isUnsure = isUnsure(outcome) || outcome.status === 401;
    if (outcome.kind === "conflict") [this.isFound, this.acked] = [false, map]; // the server has it, set aside
    if (outcome.kind === "saved") this.took(outcome.answer, request);
    if (outcome.status === 422) this.now.opId = newUid(); // the former is spent
    return outcome;
  }

  took({ version, merged }, { map }) {
    const { form } = this;
    const now = read(form);
    const newer = differing(map, now).length > 0;
    this.isFound = false;
    this.typedFrom = newer ? Date.now() : null;
    // Not taken, nor its version: the next save starts where this one did, and the server asks.
    if (merged && typedOver(map, now, merged.document)) return;
    if (merged) {
      writeMap(form, newer ? withNewerWords(map, now, merged.document) : merged.document);
      showMerge(merged.summary);
    }
    form.elements.base_version.value = version;
    this.acked = merged && newer ? merged.document : merged ? read(form) : map;
    this.look();
  }

  async send() {
    this.say("Envoi…");
    await this.keep();
    if (this.before) {
      // Asked again, the server tells whether it arrived. Else the text that follows would seem to
      // come too late, behind somebody else's.
      const outcome = await this.attempt(this.before);
      if (outcome.kind !== "saved" && outcome.kind !== "conflict") return outcome;
      await this.keep();
    }
    if (this.sent?.opId !== this.now.opId) this.sent = { ...this.now, base: this.base };
    return this.attempt(this.sent);
  }

  async round() {
    let outcome, goesOn;
    do {
      this.heard("sends");
      outcome = await this.send();
      // Newer words than those set aside would be lost with the page: they go first.
      goesOn = this.state.round.endsWith("Again") || (outcome.kind === "conflict" && this.isAsked);
    } while (goesOn && !same(read(this.form), this.sent.map));
    await this.after(outcome);
    return outcome.kind === "saved" && !this.isDirty;
  }

  async after(outcome) {
    const { kind, answer } = outcome;
    this.heard(kind);
    const isWaiting = this.state.text === "waiting";
    this.isCut = kind === "silent";
    this.tries = isWaiting ? this.tries + 1 : 0;
    tell("conflict", kind === "conflict", answer?.told);
    tell("otherAccount", kind === "otherAccount");
    if (kind === "saved") tell("unsubmitted", false);
    this.dispatchEvent(new CustomEvent("outcome", { detail: outcome }));
    if (this.state.round === "led") return this.leave(answer.conflict);
    if (kind === "saved") return this.settle(answer);
    this.say(refusal(outcome), isWaiting ? "waiting" : "failed");
    if (isWaiting) {
      const delay = Math.min(LONGEST_WAIT, 500 * 2 ** this.tries) * (0.75 + Math.random() / 2);
      this.wake("sending", delay, () => this.run(true));
    }
  }

  async settle(answer) {
    if (answer.problems) {
      showProblems(this.form, answer.problems);
      this.form.dispatchEvent(new CustomEvent("minutes:saved", { detail: answer }));
    }
    await this.keep();
    this.page.remember(this.acked, this.base);
    if (this.isDirty) {
      this.say(WAITING);
      this.typed();
    } else this.say(`Enregistré sur le serveur ${moment(answer.saved_at)}`, "saved");
  }

  // The server holds all of it: nothing to find again here, but for what is typed while the page goes.
  async leave(address) {
    this.heard("leaves");
    await this.keep();
    location.assign(address);
  }

  run(isAuto) {
    if (this.isReading) return false;
    this.stop("sending");
    this.heard(isAuto ? "due" : "asked");
    this.running ||= this.round().finally(() => {
      this.running = null;
      this.heard("over");
    });
    return this.running;
  }

  // Resolves to whether the server has all that the page shows.
  save() {
    return this.run(false);
  }
}

function followLeaving(saving) {
  window.addEventListener("beforeunload", (event) => {
    if (saving.isLeaving || !(saving.isDirty || saving.running)) return;
    event.preventDefault();
    event.returnValue = true; // what older browsers ask for
  });
  window.addEventListener("pageshow", (event) => {
    saving.heard("stays");
    if (event.persisted && !saving.isDirty) location.reload(); // an old copy would save over a newer text
  });
  // A tab that gave way holds an old text: it writes it no more.
  window.addEventListener("pagehide", () => saving.isReading || saving.keep());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && saving.isDirty && !saving.isStopped && !saving.isReading) saving.keep().then(() => saving.run(true));
  });
  document.addEventListener("click", (event) => followLink(saving, event));
}

// Whether the server is there again is asked lightly. Then the text goes; a page that was opened
// without network and holds nothing of its own is asked for anew.
function followNetwork(saving, { isShell, isNew }) {
  let isAsking = false;
  setInterval(async () => {
    if (!saving.isCut || saving.running || isAsking) return;
    isAsking = true;
    const isBack = await isThere();
    isAsking = false;
    if (!isBack || saving.running) return;
    if (isShell && !isNew && !saving.isDirty) location.reload();
    else saving.run(true);
  }, ASKED_EVERY);
}

// A link out of the page first sends what was just typed; without network the browser asks.
async function followLink(saving, event) {
  const link = event.target.closest("a[href]");
  if (!link || !saving.isDirty || saving.isReading || link.target || link.hash || link.origin !== location.origin) return;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  await Promise.race([saving.save(), aWhile()]);
  if (saving.isLeaving) return;
  if (!saving.isDirty) saving.heard("leaves");
  location.assign(link.href);
}

export function followSaving(form, page) {
  const saving = new Saving(form, page);
  form.addEventListener("input", ({ target }) => {
    // A file is sent apart, and adds a row when it has arrived.
    if (target.type !== "file" && !isWriting()) saving.typed();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { value, dataset } = event.submitter || { dataset: {} };
    const isSaved = await saving.save();
    tell("unsubmitted", !isSaved && !saving.isLeaving && value === "submit");
    if (isSaved && dataset.next && !saving.isLeaving) saving.leave(dataset.next);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      saving.save();
    }
  });
  ["online", "focus", "click"].forEach((name) => window.addEventListener(name, (event) => saving.hurry(event)));
  followLeaving(saving);
  followNetwork(saving, page);
  if (!same(read(form), page.served)) saving.typed(); // before the scripts had come
  return saving;
}
