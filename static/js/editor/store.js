// What this device keeps, in IndexedDB. A key starts with its account: nothing is read for another.
//   drafts     account/meeting/page  a text that the server has not acknowledged
//   pages      account/meeting       what the editor needs to open without network; see `forget`
//   creations  account/meeting       a meeting made without network
//   files      account/meeting/uid   a photo or joined file that the server has not
//   arrivals   account/meeting/…     who was noted at the door and the server has not; see door/sending.js
//   who        "account"             who is signed in here; "choices": what a new meeting offers

const AGE = 7 * 86_400_000; // ms, of what opens without network
const STORES = ["drafts", "pages", "creations", "files", "arrivals", "who"];
let opening = null;

// At the version that it has, whatever that is: a page of another release may have it open.
function connect(version) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("gtm", version);
    request.onupgradeneeded = () => missing(request.result).forEach((name) => request.result.createObjectStore(name, { keyPath: "key" }));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const missing = ({ objectStoreNames }) => STORES.filter((name) => !objectStoreNames.contains(name));

async function opened() {
  const database = await connect();
  if (missing(database).length) {
    database.close();
    return connect(database.version + 1);
  }
  return database;
}

function open() {
  opening ||= opened().then((database) => {
    const forget = () => (opening = null);
    database.onversionchange = () => forget(database.close());
    database.onclose = forget; // the browser took it away: the next one opens it again
    return database;
  });
  opening.catch(() => (opening = null));
  return opening;
}

// A handle that the browser has closed without a word is opened anew.
async function begun(names, mode) {
  const begin = (database) => database.transaction(names, mode, { durability: "strict" });
  try {
    return begin(await open());
  } catch {
    opening = null;
    return begin(await open());
  }
}

// Resolves once the disk has it, not before: that is what « strict » asks for.
async function transact(names, mode, work) {
  const transaction = await begun(names, mode);
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => {
      opening = null;
      reject(transaction.error);
    };
    const request = work(transaction);
  });
}

export const keysUnder = (start) => IDBKeyRange.bound(start, `${start}\uffff`);

// Changes that happen together or not at all: { put: record } or { drop: key or keys }, each with its
// store.
export function write(...changes) {
  const names = [...new Set(changes.map(({ store }) => store))];
  return transact(names, "readwrite", (transaction) => {
    for (const { store, put, drop } of changes) {
      if (put) transaction.objectStore(store).put(put);
      else transaction.objectStore(store).delete(drop);
    }
  });
}

// What cannot be dropped is offered again: that does no harm.
export const drop = (store, key) => write({ store, drop: key }).catch(() => null);

export const get = (store, key) =>
  transact([store], "readonly", (transaction) => transaction.objectStore(store).get(key));

// All whose key starts so; the newest first.
export async function startingWith(store, start) {
  const found = await transact([store], "readonly", (transaction) => transaction.objectStore(store).getAll(keysUnder(start)));
  return found.sort((one, other) => (one.at < other.at ? 1 : -1));
}

// What the server has not: of an account, a meeting or, with "", of everybody.
export async function unsent(start) {
  const stores = ["drafts", "creations", "files", "arrivals"].map((name) => startingWith(name, start).catch(() => []));
  return (await Promise.all(stores)).flat();
}

// What the server has leaves a device that others use: that of another account than the one signed
// in, all of it once nobody is (""), and what was not opened for long. What it has not stays.
export async function forget(account) {
  const since = new Date(Date.now() - AGE).toISOString();
  try {
    for (const page of await startingWith("pages", "")) {
      const stays = page.account === account && page.at > since;
      if (!stays && !(await unsent(page.key)).length) await drop("pages", page.key);
    }
    if ((await get("who", "choices"))?.account !== account) await drop("who", "choices");
    if (!account && !(await unsent("")).length) await drop("who", "account");
  } catch {
    // Another page will.
  }
}
