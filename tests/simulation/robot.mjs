// What persons do at a tab, and what they see there.
import { Event } from "./dom.mjs";
import { textOf, wordsIn } from "./ledger.mjs";

export const SAVED = "Enregistré sur le serveur";
const TYPED = ["place", "closing", "opening"];
const OF_ROWS = /^(?:attendance\/[^/]+\/wording|points\/[^/]+\/(?:title|discussion))$/;

export const shown = (visit, place) => {
  const element = visit.document.querySelector(place);
  return Boolean(element && !element.hidden);
};
export const says = (visit) => (visit.line ||= visit.document.querySelector("[data-save-state]")).textContent;
export const isReading = (visit) => visit.form.classList.contains("read-only");
export const accountOf = (visit) => visit.form.elements.account.value;

export function shownMap(visit) {
  const map = {};
  for (const field of visit.form.elements) {
    const { name, type, value } = field;
    if (!name || ["submit", "button", "fieldset", "output", "file"].includes(type)) continue;
    if (["op_id", "csrfmiddlewaretoken", "base_version", "account"].includes(name)) continue;
    if (type === "hidden") (map[name] ||= []).push(value);
    else if (type === "checkbox" ? field.checked : value.trim()) map[name] = value;
  }
  return map;
}

const flat = (value) => String(value ?? "");
export const differing = (one, other) => Object.keys({ ...one, ...other }).filter((key) => flat(one[key]) !== flat(other[key]));

export class Robot {
  constructor(play) {
    Object.assign(this, { play, world: play.world, chance: play.world.chance, ledger: play.ledger });
  }

  canType(tab) {
    const { visit } = tab;
    return tab.isEditor && visit.isAlive && !visit.isGoing && (visit.isReady || !tab.device.hasScripts) && !isReading(visit);
  }

  fields(visit) {
    return visit.form.elements.filter(({ name, type }) => name && type !== "hidden" && (TYPED.includes(name) || OF_ROWS.test(name)));
  }

  changed(visit, target) {
    visit.edits = (visit.edits || 0) + 1;
    visit.editedAt = this.world.now;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A word at the end of a field, sign by sign; stops when the field is no longer what she sees.
  type(tab, field = this.chance.of(this.fields(tab.visit))) {
    const { visit } = tab;
    const person = this.play.personOf(accountOf(visit));
    const word = this.ledger.word(person, visit, field.name.replace(/[0-9a-f-]{36}/, "…"));
    const pace = this.chance.between(20, 250);
    this.world.note(tab.name, "types", word.text, "in", word.field);
    if (OF_ROWS.test(field.name) && this.chance.is(0.06)) this.world.at(this.chance.between(0, 5_000), () => this.removeElsewhere(tab, field.name.split("/")[1]));
    field.focus();
    const next = () => {
      if (!this.canType(tab) || tab.visit !== visit || field.disabled || !visit.document.contains(field)) return;
      if (word.typed && !field.value.endsWith(word.typed)) return;
      const isFirst = !word.typed;
      if (isFirst && field.value && !field.value.endsWith(" ")) field.value += " ";
      this.ledger.typed(word);
      field.value += word.typed.at(-1);
      this.changed(visit, field);
      if (word.typed.length < word.text.length) this.world.at(pace * this.chance.between(0.5, 1.5), next);
    };
    next();
  }

  addRow(tab) {
    const list = this.chance.is(0.7) ? "attendance" : "points";
    const { visit } = tab;
    visit.document.querySelector(`[data-add="${list}"]`).click();
    visit.edits = (visit.edits || 0) + 1;
    const row = visit.form.querySelector(`[data-list="${list}"]`).children.at(-1);
    const field = row && this.fields(visit).find((each) => row.contains(each));
    this.world.note(tab.name, "adds a row to", list);
    if (field) this.type(tab, field);
  }

  rows(visit) {
    return visit.form.querySelectorAll("[data-row]").filter((row) => ["attendance", "points"].includes(row.parentElement.dataset.list));
  }

  moveRow(tab) {
    const rows = this.rows(tab.visit);
    if (!rows.length) return;
    this.world.note(tab.name, "moves a row");
    tab.visit.edits = (tab.visit.edits || 0) + 1;
    tab.visit.editedAt = this.world.now;
    this.chance.of(rows).querySelector(`[data-move="${this.chance.of([-1, 1])}"]`)?.click();
  }

  removeRow(tab) {
    const rows = this.rows(tab.visit);
    if (rows.length < 2) return;
    this.remove(tab, this.chance.of(rows));
  }

  // Somebody else takes out the row in which one types.
  removeElsewhere({ device }, uid) {
    const tabs = this.play.devices.filter((each) => each !== device && each.hasScripts).flatMap((each) => each.tabs);
    for (const tab of tabs.filter((each) => this.canType(each))) {
      const row = this.rows(tab.visit).find((each) => each.dataset.row === uid);
      if (!row) continue;
      this.remove(tab, row);
      return this.save(tab);
    }
  }

  remove(tab, row) {
    const words = row.querySelectorAll("input, textarea").map(({ value }) => value).join("\n");
    this.world.note(tab.name, "removes the row of", wordsIn(words).join(" "));
    this.ledger.excuse(words, "removed");
    tab.visit.edits = (tab.visit.edits || 0) + 1;
    tab.visit.editedAt = this.world.now;
    row.querySelector("[data-remove]").click();
  }

  removeWord(tab) {
    const fields = this.fields(tab.visit).filter(({ value }) => /\S /.test(value));
    if (!fields.length) return;
    const field = this.chance.of(fields);
    const place = field.value.lastIndexOf(" ");
    this.world.note(tab.name, "removes", field.value.slice(place + 1));
    this.ledger.excuse(field.value.slice(place), "removed");
    field.value = field.value.slice(0, place);
    this.changed(tab.visit, field);
  }

  save(tab) {
    const { visit } = tab;
    this.world.note(tab.name, "saves");
    if (!tab.device.hasScripts) return this.send(tab);
    visit.form.dispatchEvent(new Event("submit", { bubbles: true, submitter: visit.document.querySelector("[data-save]") }));
  }

  // The form as a browser without scripts sends it.
  send(tab) {
    const { visit } = tab;
    if (tab.isLoading) return;
    const pairs = visit.form.elements.filter(({ name, type }) => name && !["submit", "button"].includes(type)).filter((field) => field.type !== "checkbox" || field.checked);
    const form = new URLSearchParams([...pairs.map(({ name, value }) => [name, value]), ["do", "save"]]);
    form.set("csrfmiddlewaretoken", tab.device.csrf);
    visit.posted = String(form);
    visit.isTaken = false;
    tab.waiting = { method: "POST", address: visit.pathname, form: visit.posted };
    tab.ask(tab.waiting);
  }

  // What a browser offers when the answer to a form was lost: the same again.
  sendAgain(tab) {
    const { waiting, device } = tab;
    const person = this.play.personOf(new URLSearchParams(waiting.form).get("account"));
    if (device.account !== person) this.play.signIn(device, person);
    const form = new URLSearchParams(waiting.form);
    form.set("csrfmiddlewaretoken", device.csrf);
    tab.ask({ ...waiting, form: String(form) });
  }

  // The page as it was before, from the browser's history: changed, and sent a second time.
  goBack(tab) {
    const { visit, former } = tab;
    if (tab.isLoading || !former || visit === former) return;
    this.world.note(tab.name, "goes back");
    visit.die();
    former.isAlive = true;
    former.isGoing = false;
    tab.visit = former;
    tab.device.tabs.includes(tab) && this.type(tab);
  }

  focus(tab) {
    tab.visit.window?.dispatchEvent(new Event("focus"));
  }

  // Does what the page asks for; whether there is nothing left to do.
  answer(tab, isLast = false) {
    const { visit } = tab;
    const { play, chance, world } = this;
    if (tab.isLoading || visit?.isGoing) return false;
    if (tab.waiting) return this.sendAgain(tab);
    if (visit?.asked) return this.choose(tab, isLast);
    if (!tab.isEditor || !visit.isAlive) {
      if (visit?.kind === "conflict" || !visit || isLast || chance.is(0.7)) tab.navigate(play.address, true);
      return false;
    }
    if (!tab.device.hasScripts) return this.answerPlain(tab);
    if (!visit.isReady) {
      if (isLast && world.now - visit.begun > 60_000) tab.navigate(play.address, true);
      return false;
    }
    const line = says(visit);
    if (shown(visit, "[data-found]")) return this.answerFound(tab, isLast);
    if (shown(visit, "[data-notice=conflict]")) {
      world.note(tab.name, "puts the two together");
      visit.document.querySelector("[data-notice=conflict] button").click();
    } else if (isReading(visit)) {
      world.note(tab.name, "goes on here");
      visit.document.querySelector("[data-notice=reading] button").click();
    } else if (line.startsWith("Pas envoyé : votre session") || line.startsWith("Pas envoyé : un autre compte")) {
      play.signIn(tab.device, play.personOf(accountOf(visit)));
      this.focus(tab);
    } else if (line.startsWith("Pas envoyé")) this.save(tab);
    else if (line.startsWith(SAVED)) return true;
    else if (visit.kind === "shell" && line.startsWith("Pas de réseau")) {
      if (isLast) tab.navigate(play.address, true);
    } else if (chance.is(0.5)) this.focus(tab);
    return false;
  }

  answerPlain(tab) {
    if (!differing(shownMap(tab.visit), tab.visit.page.map).length) return true;
    if (this.play.personOf(accountOf(tab.visit)) !== tab.device.account) this.play.signIn(tab.device, this.play.personOf(accountOf(tab.visit)));
    this.send(tab);
    return false;
  }

  answerFound(tab, isLast) {
    const { visit } = tab;
    const button = visit.document.querySelector("[data-found-take]");
    if (button.disabled) return false;
    if (isLast || this.chance.is(0.8)) {
      this.world.note(tab.name, "takes what was found");
      visit.takes = (visit.takes || 0) + 1;
      visit.edits = (visit.edits || 0) + 1;
      visit.editedAt = this.world.now;
      if (!isLast && this.chance.is(0.1)) this.world.at(this.chance.between(0, 60), () => this.play.kill(tab.device));
      button.click();
    }
    return false;
  }

  choose(tab, isLast) {
    const { visit } = tab;
    const { keys, version, opId, parked } = visit.asked;
    const { history } = this.ledger;
    const mine = history.find(({ pk }) => pk === parked)?.document || {};
    const theirs = history.find((each) => each.version === version)?.document || {};
    const form = new URLSearchParams({ base_version: version, op_id: opId, csrfmiddlewaretoken: tab.device.csrf });
    const sides = [];
    for (const key of keys) {
      const side = this.chance.weighted({ both: 6, mine: isLast ? 1 : 2, theirs: isLast ? 1 : 2 });
      sides.push(side);
      form.set(key, side);
      this.excuseChoice(key, side, mine, theirs);
    }
    this.world.note(tab.name, "chooses", sides.join(" ") || "what merges");
    visit.asked = null; // asked again when the answer is lost
    visit.choosing = parked;
    tab.ask({ method: "POST", address: visit.pathname, form: String(form) });
    return false;
  }

  excuseChoice(key, side, mine, theirs) {
    const [section, uid, name] = key.split("/");
    if (uid && !name) {
      const both = [mine, theirs].map((document) => textOf(Object.fromEntries(Object.entries(document).filter(([each]) => each.startsWith(`${section}/${uid}/`)))));
      if (side !== "both") this.ledger.excuse(both.join("\n"), "row chosen");
      return;
    }
    const [one, other] = [mine[key] || "", theirs[key] || ""];
    if (side === "both") this.ledger.excuse(wordsIn(one).filter((word) => other.includes(word.slice(0, 4))).join(" "), "both chosen");
    if (side === "mine") this.ledger.excuse(other, "mine chosen");
    if (side === "theirs") this.ledger.excuse(one, "theirs chosen");
  }
}
