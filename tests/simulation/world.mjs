// Time and chance. One seed gives one order of events, whatever the machine does.

export class Chance {
  constructor(seed) {
    this.state = (seed * 2654435761 + 974711) >>> 0;
    for (let i = 0; i < 5; i++) this.next();
  }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  between(least, most) {
    return least + this.next() * (most - least);
  }

  whole(least, most) {
    return Math.floor(this.between(least, most + 1));
  }

  is(share) {
    return this.next() < share;
  }

  of(list) {
    return list[Math.floor(this.next() * list.length)];
  }

  // { name: weight } → name
  weighted(weights) {
    const all = Object.entries(weights).filter(([, weight]) => weight > 0);
    let left = this.next() * all.reduce((sum, [, weight]) => sum + weight, 0);
    return (all.find(([, weight]) => (left -= weight) < 0) || all.at(-1))[0];
  }

  uuid() {
    const hex = Array.from({ length: 32 }, () => Math.floor(this.next() * 16).toString(16)).join("");
    const variant = "89ab"[parseInt(hex[16], 16) % 4];
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

const START = Date.UTC(2026, 2, 2, 8, 0, 0);
const settled = () => new Promise((resolve) => setImmediate(resolve));

// Events by their instant (ms since the beginning), then in the order in which they were made.
export class World {
  constructor(seed) {
    this.chance = new Chance(seed);
    this.now = 0;
    this.events = [];
    this.count = 0;
    this.trace = [];
    this.after = () => null; // called when an event and all that follows from it is done
  }

  get clock() {
    return START + Math.floor(this.now);
  }

  note(...what) {
    this.trace.push(`${(this.now / 1000).toFixed(3).padStart(9)} ${what.join(" ")}`);
  }

  at(delay, work) {
    const event = { at: this.now + Math.max(0, delay), rank: this.count++, work };
    const { events } = this;
    let place = events.push(event) - 1;
    for (; place; ) {
      const above = (place - 1) >> 1;
      if (!isBefore(event, events[above])) break;
      events[place] = events[above];
      place = above;
    }
    events[place] = event;
    return event;
  }

  take() {
    const { events } = this;
    const [first] = events;
    const last = events.pop();
    if (!events.length) return first;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= events.length) break;
      if (below + 1 < events.length && isBefore(events[below + 1], events[below])) below++;
      if (!isBefore(events[below], last)) break;
      events[place] = events[below];
      place = below;
    }
    events[place] = last;
    return first;
  }

  // Let the time go on by so many ms, and happen what happens.
  async pass(duration) {
    const until = this.now + duration;
    await this.settle();
    while (this.events.length && this.events[0].at <= until) {
      const event = this.take();
      if (event.isOff) continue;
      this.now = Math.max(this.now, event.at);
      event.work();
      await this.settle();
    }
    this.now = until;
  }

  // All promises that can go on have gone on.
  async settle() {
    await settled();
    this.after();
  }
}

const isBefore = (one, other) => one.at < other.at || (one.at === other.at && one.rank < other.rank);
