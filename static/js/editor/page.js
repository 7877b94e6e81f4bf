// Whose page this is, of which meeting; what this device needs to open it again without network.
import { read, readServed, write as writeMap } from "./map.js";
import { moment, ofServer } from "./said.js";
import * as store from "./store.js";

const [, MEETING] = /\/reunions\/([0-9a-f-]{36})\//.exec(location.pathname) || [];
const names = document.getElementById("names");
const TEXTS = ["h1", ".sheet-title"];

const textsOf = () => TEXTS.map((place) => document.querySelector(place).innerText);

// The shell that the worker serves without network holds no data: they come from this device.
async function fillShell(form) {
  const { account } = (await store.get("who", "account")) || {};
  await store.forget(account);
  const stored = await store.get("pages", `${account}/${MEETING}`);
  if (!stored) throw new Error("unknown");
  form.elements.account.value = account;
  form.elements.base_version.value = stored.version;
  TEXTS.forEach((place, index) => (document.querySelector(place).textContent = stored.texts[index]));
  document.title = `Compte rendu, ${stored.texts[0]}`;
  names.textContent = JSON.stringify(stored.names);
  const nobody = form.dataset.meeting;
  for (const name of ["href", "data-next", "data-address"]) {
    document.querySelectorAll(`[${name}*="${nobody}"]`).forEach((element) => {
      element.setAttribute(name, element.getAttribute(name).replace(nobody, MEETING));
    });
  }
  writeMap(form, stored.map);
  ofServer(`Pas de réseau. ${stored.isNew ? "Réunion à créer" : `Texte du serveur, vu ici ${moment(stored.at)}`}`);
}

export async function openPage(form) {
  const isShell = form.dataset.meeting !== MEETING;
  if (isShell) await fillShell(form);
  const account = form.elements.account.value;
  const key = `${account}/${MEETING}`;
  const named = { account, meeting: MEETING, title: textsOf()[0] };
  const remember = (map, version) => {
    const page = { ...named, key, map, version, texts: textsOf(), names: JSON.parse(names.textContent), at: new Date().toISOString() };
    return store.write({ store: "pages", put: page }).catch(() => null); // said by the next draft
  };
  // The outcome that keeps a meeting made without network from being created, or null.
  const create = async () => {
    const creation = isShell && (await store.get("creations", key).catch(() => null));
    return creation ? (await import("./creation.js")).createMeeting(creation) : null;
  };
  const served = isShell ? read(form) : readServed(form);
  if (!isShell) remember(served, Number(form.elements.base_version.value));
  return { account, meeting: MEETING, key, named, served, remember, create };
}
