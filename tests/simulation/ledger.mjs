// What was typed, and what became of it. A word is eight signs; its first four are its own.

const WORD = /q[a-z0-9]{3}[a-z]*/g;
const LATELY = 1_000; // ms: what was typed before that comes back after a kill

export const wordsIn = (text) => text.match(WORD) || [];
export const textOf = (map) => Object.entries(map || {}).filter(([, value]) => typeof value === "string").map(([, value]) => value).join("\n");

export class Ledger {
  constructor(world) {
    Object.assign(this, { world, words: new Map(), faults: [], history: [], known: new Set() });
  }

  // A word about to be typed.
  word(person, visit, field) {
    const count = (this.words.size + 1).toString(36).padStart(3, "0");
    const letters = Array.from({ length: 4 }, () => "abcdefghijklmnoprstuvwxyz"[this.world.chance.whole(0, 24)]).join("");
    const word = { id: `q${count}`, text: `q${count}${letters}`, typed: "", times: [], person, visit, field, needed: 0, excuse: "" };
    this.words.set(word.id, word);
    return word;
  }

  typed(word) {
    word.typed = word.text.slice(0, word.typed.length + 1);
    word.times.push(this.world.now);
    word.needed = word.typed.length;
  }

  excuse(text, why) {
    for (const found of wordsIn(text)) {
      const word = this.words.get(found.slice(0, 4));
      if (word) word.excuse ||= why;
    }
  }

  // Pages have gone: what was typed in their last second may have gone too.
  forgive(visit, since = LATELY) {
    for (const word of this.words.values()) {
      if (word.visit !== visit) continue;
      const early = word.times.filter((at) => at <= visit.died - since).length;
      word.needed = Math.min(word.needed, early);
    }
  }

  // No copy was kept: only what was sent, and taken, is owed.
  excuseUnsent(visit) {
    const sent = [visit.isTaken ? visit.posted : "", ...this.history.map(({ text }) => text)].join("\n");
    for (const word of this.words.values()) {
      if (word.visit !== visit) continue;
      while (word.needed && !sent.includes(word.text.slice(0, word.needed))) word.needed--;
    }
  }

  fault(kind, ...what) {
    const told = what.join(" ");
    if (this.faults.some((each) => each.kind === kind && each.told === told)) return;
    this.faults.push({ kind, told, at: this.world.now });
    this.world.note("FAULT", kind, told);
  }

  // New revisions, as the database has them; `hand`: who sent them.
  learn(news = [], hand = "") {
    for (const each of news) {
      const before = this.history.findLast(({ version, meeting }) => version && meeting === each.meeting);
      const text = textOf(each.document);
      wordsIn(text).forEach((word) => this.known.add(word.slice(0, 4)));
      this.history.push({ ...each, text, hand });
      if (each.version && before && JSON.stringify(sorted(before.document)) === JSON.stringify(sorted(each.document))) this.fault("doubled", `version ${each.version} is the one before again`);
    }
    return news;
  }

  // Whether one of these revisions is the text of a form.
  isKept(fields, news) {
    const typed = [...fields].filter(([name, value]) => name.includes("/") && value);
    return news.some(({ document }) => typed.every(([name, value]) => document[name] === value || document[name]?.includes(value)));
  }

  // Whether all that came after a version is what one hand wrote, and is in what it sends now.
  isOwn(hand, from, text) {
    const later = this.history.filter(({ version }) => version > from);
    const isIn = ({ text: other }) => wordsIn(other).every((word) => text.includes(word.slice(0, 4)));
    return later.length > 0 && later.every((each) => each.hand === hand && isIn(each));
  }

  version(meeting, number) {
    return this.history.find((each) => each.meeting === meeting && each.version === number);
  }

  // No words of another account that only this device knows.
  isForeign(text, person) {
    return wordsIn(text).filter((found) => {
      const word = this.words.get(found.slice(0, 4));
      return word && word.person !== person && !this.known.has(word.id);
    });
  }

  // The versions that had it.
  life(wanted) {
    return `in versions ${this.history.filter(({ version, text }) => version && text.includes(wanted)).map(({ version }) => version).join(" ") || "none"}`;
  }

  settle(texts, parked, left) {
    const everything = this.history.map(({ text }) => text).join("\n");
    const now = Object.values(texts).join("\n");
    for (const word of this.words.values()) {
      if (word.needed < 4) continue;
      const wanted = word.text.slice(0, word.needed);
      const count = now.split(wanted).length - 1;
      if (count > 1 && !word.excuse) this.fault("doubled", wanted);
      if (count || word.excuse || parked.includes(wanted) || left.includes(wanted)) continue;
      this.fault(everything.includes(wanted) ? "overwritten" : "lost", wanted, `of ${word.typed} by ${word.person.name} in ${word.visit.name} ${word.field}`, this.life(wanted));
    }
  }
}

const sorted = (map) => Object.keys(map).sort().map((key) => [key, map[key]]);
