// Whose page this is, of which meeting (or report); what this device needs to open it again without network.
import { read, readServed, write as writeMap } from "./map.js";
import { moment, ofServer } from "./said.js";
import * as store from "./store.js";

const [, MEETING] = /\/(?:reunions|rapports)\/([0-9a-f-]{36})\//.exec(location.pathname) || [];
const TEXTS = ["h1", ".sheet-title", "[data-state]"];

// A report has neither.
const names = document.getElementById("names");
const carried = document.querySelector("[data-carried]"); // rows of other meetings, with their words

const textsOf = () => TEXTS.map((place) => document.querySelector(place)?.innerText);

// Without network a photo is a frame that says so, not a broken image.
document.addEventListener("error", ({ target }) => {
  if (!target.matches?.("img.thumb")) return;
  const frame = document.createElement("p");
  frame.className = "thumb absent";
  frame.textContent = "Photo visible avec le réseau";
  target.replaceWith(frame);
}, true);

// The shell that the worker serves without network holds no data: they come from this device.
async function fillShell(form) {
  const { account } = (await store.get("who", "account")) || {};
  await store.forget(account);
  const stored = await store.get("pages", `${account}/${MEETING}`);
  if (!stored) throw new Error("unknown");
  form.elements.account.value = account;
  form.elements.base_version.value = stored.version;
  TEXTS.forEach((place, index) => {
    const shown = document.querySelector(place);
    if (shown) shown.textContent = stored.texts[index];
  });
  document.title = `${names ? "Compte rendu, " : ""}${stored.texts[0]}`;
  if (names) names.textContent = JSON.stringify(stored.names);
  const nobody = form.dataset.meeting;
  for (const name of ["href", "data-next", "data-address"]) {
    document.querySelectorAll(`[${name}*="${nobody}"]`).forEach((element) => {
      element.setAttribute(name, element.getAttribute(name).replace(nobody, MEETING));
    });
  }
  if (stored.carried) carried.innerHTML = stored.carried;
  writeMap(form, stored.map);
  ofServer(`Pas de réseau. ${stored.isNew ? "Réunion à créer" : `Texte du serveur, vu ici ${moment(stored.at)}`}`);
  return stored;
}

export async function openPage(form) {
  const isShell = form.dataset.meeting !== MEETING;
  const stored = isShell && (await fillShell(form));
  const rows = isShell ? stored.carried : carried?.innerHTML;
  const account = form.elements.account.value;
  const key = `${account}/${MEETING}`;
  const named = { account, meeting: MEETING, title: textsOf()[0], address: location.pathname };
  const remember = (map, version) => {
    const known = JSON.parse(names?.textContent || "[]");
    const page = { ...named, key, map, version, texts: textsOf(), carried: rows, names: known, at: new Date().toISOString() };
    return store.write({ store: "pages", put: page }).catch(() => null); // said by the next draft
  };
  // The outcome that keeps a meeting made without network from being created, or null.
  const creation = async () => isShell && store.get("creations", key).catch(() => null);
  const create = async () => {
    const made = await creation();
    return made ? (await import("./creation.js")).createMeeting(made) : null;
  };
  const served = isShell ? read(form) : readServed(form);
  if (!isShell) remember(served, Number(form.elements.base_version.value));
  return { account, meeting: MEETING, key, named, served, remember, creation, create, isShell, isNew: stored.isNew };
}

// Without network, for a text that this device does not know.
export function tellUnknown(error) {
  if (error.message !== "unknown") throw error;
  document.querySelector(".editor").hidden = true;
  document.querySelector("[data-unknown]").hidden = false;
}
