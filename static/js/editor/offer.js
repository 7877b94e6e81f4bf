// The panel that offers a text of this device, with what differs, in the words of the form.
import { forget, leave } from "./drafts.js";
import { differing, read, withNewerWords } from "./map.js";
import { moment } from "./said.js";

const SHOWN = 12;
const LONGEST = 160;
const OWN = ["title", "text", "wording", "person"]; // what a row is known by
const WORDS = JSON.parse(document.getElementById("words").textContent); // see meetings/text/diff.py

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return made;
}

// Its name in the table of words: « place », « attendance/wording », « points/actions ».
const plain = (key) => key.replace(/\/[^/]*/, "");

function labelOf(key, map) {
  const [section, uid, name] = key.split("/");
  const label = WORDS.fields[plain(key)] || WORDS.lists[name || section];
  if (!name) return label;
  // Of a row taken over from before, the page shows the words.
  const wordsOf = (each) => map[each] || document.getElementById(each)?.textContent;
  const own = OWN.map((each) => each !== name && wordsOf(`${section}/${uid}/${each}`)).find(Boolean);
  return `${WORDS.rows[section]}${own ? ` « ${own.slice(0, 40)} »` : ""}\u00a0: ${label}`;
}

const impliedOf = (key, map) => map[key] || WORDS.implied[key.split("/").at(-1)] || "";

function wordOf(key, map) {
  const value = impliedOf(key, map);
  if (Array.isArray(value)) return `${value.length} ligne${value.length > 1 ? "s" : ""}`;
  const option = [...(document.getElementById(key)?.options || [])].find((each) => each.value === value);
  return WORDS.choices[plain(key)]?.[value] || (value && option?.text) || value || "(vide)";
}

function lineOf(key, shown, found) {
  const line = document.createElement("li");
  const [old, other] = [shown, found].map((map) => wordOf(key, map));
  line.append(element("strong", labelOf(key, { ...shown, ...found })), " ");
  if (old === other) line.append(element("span", "autre ordre"));
  else line.append(element("del", old), " ", element("ins", other));
  return line;
}

// Rows of other meetings stand in the page whatever the text says. The children of new rows are told by
// their words, not by the count of their list as well.
function isTold(key, shown, found) {
  if (WORDS.computed.includes(plain(key)) || String(impliedOf(key, shown)) === String(impliedOf(key, found))) return false;
  return !WORDS.lists[key.split("/")[2]] || found[key]?.length !== shown[key]?.length;
}

function preview(box, shown, found) {
  const keys = differing(shown, found).filter((key) => isTold(key, shown, found));
  const lines = keys.slice(0, SHOWN).map((key) => lineOf(key, shown, found));
  if (keys.length > SHOWN) lines.push(element("li", `et ${keys.length - SHOWN} autres différences`));
  box.replaceChildren(...lines);
}

const panel = document.querySelector("[data-found]");
const [takes, leaves, drops] = ["take", "leave", "drop"].map((name) => panel.querySelector(`[data-found-${name}]`));
let open; // { found, take }

const hide = () => (panel.hidden = true);

export function offer(form, found, take) {
  open = { found, take };
  panel.querySelector("[data-found-when]").textContent = moment(found.at);
  // What somebody else has changed meanwhile stays.
  const shown = read(form);
  preview(panel.querySelector("ul"), shown, withNewerWords(found.acked, found.map, shown));
  panel.classList.remove("left");
  takes.disabled = panel.hidden = leaves.hidden = false;
  drops.hidden = true;
}

takes.addEventListener("click", () => {
  takes.disabled = true; // pressed twice, it would set its own text aside
  open.take(open.found).then(hide, () => (takes.disabled = false));
});
leaves.addEventListener("click", () => {
  panel.classList.add("left");
  leaves.hidden = true;
  drops.hidden = false;
  leave(open.found);
});
drops.addEventListener("click", () => forget(open.found).then(hide));
