// A device: what its browser keeps on disk, and what its tabs share.

const copyOf = (value) => (value === undefined ? undefined : structuredClone(value));

// IndexedDB. What was asked « strict » is on the disk when the transaction is complete; what was not,
// some seconds later: a power cut takes it away, and the end of the browser alone does not.
class Disk {
  constructor() {
    Object.assign(this, { version: 0, seen: new Map(), kept: new Map(), waiting: [] });
  }

  put(changes, isStrict) {
    const work = (stores) => changes.forEach((change) => change(stores));
    work(this.seen);
    this.waiting.push(work);
    if (isStrict) this.flush();
  }

  flush() {
    this.waiting.splice(0).forEach((work) => work(this.kept));
  }

  powerCut() {
    this.waiting = [];
    this.seen = new Map([...this.kept].map(([name, records]) => [name, new Map(records)]));
  }

  // All that would be there after a power cut now.
  records(name) {
    return [...(this.kept.get(name)?.values() || [])];
  }
}

const isUnder = (key, range) => (range?.isRange ? key >= range.from && key <= range.to : key === range);
export const IDBKeyRange = { bound: (from, to) => ({ isRange: true, from, to }) };

function storeOf(transaction, name) {
  const { changes, requests } = transaction;
  const change = (work) => changes.push((stores) => work(stores.get(name)));
  const ask = (work) => {
    const request = {};
    requests.push((stores) => (request.result = work(stores.get(name))));
    return request;
  };
  return {
    put(value) {
      const record = copyOf(value);
      change((records) => records.set(record.key, record));
      return {};
    },
    delete(range) {
      const from = copyOf(range);
      change((records) => [...records.keys()].forEach((key) => isUnder(key, from) && records.delete(key)));
      return {};
    },
    get: (key) => ask((records) => copyOf(records.get(key))),
    getAll: (range) => ask((records) => [...records.keys()].sort().filter((key) => isUnder(key, range)).map((key) => copyOf(records.get(key)))),
  };
}

export function indexedDbOf(tab) {
  const { device, world } = tab;
  const { disk } = device;
  const connection = {
    get version() {
      return disk.version;
    },
    objectStoreNames: { contains: (name) => disk.seen.has(name) },
    createObjectStore: (name) => [disk.seen, disk.kept].forEach((stores) => stores.set(name, new Map())),
    close() {},
    transaction(names, mode, { durability } = {}) {
      const transaction = { changes: [], requests: [], objectStore: (name) => storeOf(transaction, name) };
      transaction.isStrict = durability === "strict";
      const isWrite = mode === "readwrite";
      const slow = isWrite && transaction.isStrict ? device.flushTime() : 0.5;
      device.busyUntil = Math.max(device.busyUntil, world.now) + slow;
      transaction.run = () => {
        device.pending.delete(transaction);
        const refused = isWrite && device.isFull && transaction.changes.length > 0;
        if (!refused) transaction.requests.forEach((request) => request(disk.seen));
        if (!refused && isWrite) disk.put(transaction.changes, transaction.isStrict);
        if (!tab.isAlive) return;
        transaction.error = refused ? Object.assign(new Error("full"), { name: "QuotaExceededError" }) : null;
        if (refused) transaction.onabort?.({});
        else transaction.oncomplete?.({});
      };
      transaction.tab = tab;
      transaction.event = world.at(device.busyUntil - world.now, transaction.run);
      if (isWrite) device.pending.add(transaction);
      if (isWrite && !transaction.isStrict) world.at(device.chance.between(2_000, 20_000), () => disk.flush());
      return transaction;
    },
  };
  return {
    open(name, version = disk.version || 1) {
      const request = { result: connection };
      world.at(device.chance.between(1, 5), () => {
        if (!tab.isAlive) return;
        if (device.isRefusing) return request.onerror?.((request.error = new Error("refused")));
        if (version > disk.version) {
          disk.version = version;
          request.onupgradeneeded?.({});
        }
        request.onsuccess?.({});
      });
      return request;
    },
  };
}

// navigator.locks
export function locksOf(tab) {
  const { locks } = tab.device;
  const grant = (name, wish) => {
    const hold = { tab: wish.tab };
    locks.held.set(name, hold);
    const lost = new Promise((_, reject) => (hold.reject = reject));
    const done = () => locks.held.get(name) === hold && release(name);
    const work = Promise.resolve(wish.work({ name }));
    work.then(done, done);
    Promise.race([work, lost]).then(wish.resolve, wish.reject);
  };
  const release = (name) => {
    locks.held.delete(name);
    const next = locks.wishes.findIndex((wish) => wish.name === name);
    if (next >= 0) grant(name, locks.wishes.splice(next, 1)[0]);
  };
  tab.dying.push(() => {
    locks.wishes = locks.wishes.filter((wish) => wish.tab !== tab);
    [...locks.held].filter(([, hold]) => hold.tab === tab).forEach(([name]) => release(name));
  });
  return {
    request(name, options, work) {
      return new Promise((resolve, reject) => {
        const wish = { name, tab, work, resolve, reject };
        tab.world.at(tab.device.chance.between(0.5, 3), () => {
          if (!tab.isAlive) return;
          const held = locks.held.get(name);
          if (options.steal && held) {
            locks.held.delete(name);
            held.reject(Object.assign(new Error("stolen"), { name: "AbortError" }));
          }
          if (!locks.held.has(name)) return grant(name, wish);
          if (options.ifAvailable) return Promise.resolve(work(null)).then(resolve, reject);
          locks.wishes.push(wish);
          if (!options.signal) return;
          tab.later(options.signal.delay, () => {
            const place = locks.wishes.indexOf(wish);
            if (place < 0) return;
            locks.wishes.splice(place, 1);
            reject(Object.assign(new Error("late"), { name: "TimeoutError" }));
          });
        });
      });
    },
  };
}

export function channelOf(tab) {
  const { channels, chance } = tab.device;
  return class {
    constructor(name) {
      Object.assign(this, { name, tab, works: [] });
      channels.add(this);
      tab.dying.push(() => channels.delete(this));
    }

    addEventListener(_, work) {
      this.works.push(work);
    }

    postMessage(data) {
      for (const other of channels) {
        if (other === this || other.name !== this.name) continue;
        tab.world.at(chance.between(0.5, 5), () => other.tab.isAlive && other.works.forEach((work) => work({ data })));
      }
    }
  };
}

export class Device {
  constructor(world, name, traits) {
    Object.assign(this, { world, name, chance: world.chance, tabs: [], disk: new Disk(), ...traits });
    this.pending = new Set(); // transactions that write and are not complete
    this.locks = { held: new Map(), wishes: [] };
    this.channels = new Set();
    this.busyUntil = 0;
    this.account = null; // the person who is signed in here
    this.skew = 0; // ms by which its clock is wrong
  }

  flushTime() {
    return this.chance.is(0.05) ? this.chance.between(40, 150) : this.chance.between(2, 25);
  }

  // A tab has gone: what it was writing is written or not.
  forget(tab) {
    this.tabs = this.tabs.filter((each) => each !== tab);
    for (const transaction of [...this.pending].filter((each) => each.tab === tab)) {
      transaction.event.isOff = true;
      if (this.chance.is(0.5)) transaction.run();
      else this.pending.delete(transaction);
    }
  }
}
