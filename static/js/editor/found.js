// A text of this device that the server did not acknowledge: what differs is shown, nothing is taken
// or thrown away without being asked.
import { differing, read, same, withNewerWords } from "./map.js";
import { moment } from "./said.js";
import * as store from "./store.js";

const SHOWN = 12;
const LONGEST = 160;
const SECTIONS = JSON.parse(document.getElementById("sections").textContent); // in the words of the server

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return made;
}

const OWN = ["title", "text", "wording", "person"]; // what a row is known by

function labelOf(key, map) {
  const [section, uid, name] = key.split("/");
  const pattern = document.querySelector(`[data-pattern-of="${section}"]`)?.content;
  const field = document.getElementById(key) || pattern?.querySelector(`[name$="/${name}"]`);
  const label = field?.closest(".entry")?.querySelector("label").textContent.trim() || SECTIONS[name || section] || key;
  if (!name) return label;
  // Of a row taken over from before, the page shows the words.
  const wordsOf = (each) => map[each] || document.getElementById(each)?.textContent;
  const own = OWN.map((each) => each !== name && wordsOf(`${section}/${uid}/${each}`)).find(Boolean);
  return `${SECTIONS[section]}${own ? ` « ${own.slice(0, 40)} »` : ""} : ${label}`;
}

const wordOf = (value) => (Array.isArray(value) ? `${value.length} ligne${value.length > 1 ? "s" : ""}` : value || "(vide)");

function lineOf(key, shown, found) {
  const line = document.createElement("li");
  const [old, other] = [shown[key], found[key]].map(wordOf);
  line.append(element("strong", labelOf(key, { ...shown, ...found })), " ");
  if (old === other) line.append(element("span", "autre ordre"));
  else line.append(element("del", old), " ", element("ins", other));
  return line;
}

// The children of new rows are told by their words, not by the count of their list as well.
function preview(box, shown, found) {
  const keys = differing(shown, found).filter((key) => !SECTIONS[key.split("/")[2]] || found[key]?.length !== shown[key]?.length);
  const lines = keys.slice(0, SHOWN).map((key) => lineOf(key, shown, found));
  if (keys.length > SHOWN) lines.push(element("li", `et ${keys.length - SHOWN} autres différences`));
  box.replaceChildren(...lines);
}

export function listenToFound(form, page, saving) {
  const panel = document.querySelector("[data-found]");
  const button = (name) => panel.querySelector(`[data-found-${name}]`);
  const waiting = [];
  let open = null;

  function show() {
    open = waiting.shift() || null;
    panel.hidden = !open;
    if (!open) return;
    panel.querySelector("[data-found-when]").textContent = moment(open.at);
    // What somebody else has changed meanwhile stays.
    const shown = read(form);
    preview(panel.querySelector("ul"), shown, withNewerWords(open.acked, open.map, shown));
    panel.classList.remove("left");
    button("take").disabled = false;
    button("drop").hidden = true;
    button("leave").hidden = false;
  }

  // Unless its page, which still lives, has written more.
  const forget = async ({ key, at }) => {
    const kept = key && (await store.get("drafts", key).catch(() => null));
    if (kept?.at === at) await store.drop("drafts", key);
  };
  // Forgotten once it is kept under the name of this page.
  const take = (found) => saving.take(found).then(() => forget(found));

  button("take").addEventListener("click", ({ target }) => {
    target.disabled = true; // pressed twice, it would set its own text aside
    take(open).then(show, () => (target.disabled = false));
  });
  button("leave").addEventListener("click", () => {
    panel.classList.add("left");
    button("leave").hidden = true;
    button("drop").hidden = false;
  });
  button("drop").addEventListener("click", () => forget(open).then(show));

  return {
    offer(found) {
      waiting.push(found);
      if (!open) show();
    },
    // What earlier pages of this meeting left here; `takes`: the tab that gave way was asked for it.
    async look(takes) {
      const left = await store.startingWith("drafts", `${page.key}/`).catch(() => []);
      for (const found of left.filter(({ key }) => key !== saving.key)) {
        if (same(found.map, read(form)) && !found.before) await forget(found);
        else if (takes) await take(found).catch(() => this.offer(found));
        else this.offer(found);
      }
    },
  };
}
