// Names of structures while one is typed, below the field: by acronym, name or alias, piece by piece;
// and what a typed name calls for.
import { announce, changed, rowOf } from "./rows.js";

const CUT = /[,;/&+\n]|\s(?:et|ou)\s/gi;
const AT_MOST = 6;
const LEAST = 2; // signs: one letter would list half the directory

const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[\s./\\'’‐-―-]/g, "");

// Where the pieces of a text start: at its start, and after each cut. The longest piece comes first,
// as a name may hold a slash (SP/CCM).
function starts(text) {
  const cuts = [...text.matchAll(CUT)].map((cut) => cut.index + cut[0].length);
  return [0, ...cuts].map((start) => start + text.slice(start).search(/\S|$/));
}

// An acronym or alias (all but the second of an entry) goes before the start of a long name.
function matches(names, piece) {
  const typed = fold(piece);
  if (typed.length < LEAST) return [];
  const others = names.filter(({ entry }) => entry[0] !== piece.trim());
  const short = ({ keys }) => keys.some((key, index) => index !== 1 && key.startsWith(typed));
  const long = (name) => !short(name) && name.keys[1].startsWith(typed);
  return [...others.filter(short), ...others.filter(long)].slice(0, AT_MOST);
}

function optionOf([label, name], index) {
  const option = document.createElement("li");
  option.setAttribute("role", "option");
  option.id = `suggestion-${index}`;
  option.dataset.label = label;
  option.textContent = label === name ? label : `${label} – ${name}`;
  return option;
}

export function suggestNames(form) {
  const names = JSON.parse(document.getElementById("names").textContent).map((entry) => ({ entry, keys: entry.map(fold) }));
  const box = document.createElement("ul");
  box.className = "suggestions";
  box.id = "suggestions";
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "Structures");
  let field = null;
  let start = 0;
  let active = -1;

  function close() {
    if (!box.isConnected) return;
    box.remove();
    mark(-1);
    field.removeAttribute("aria-controls");
    if (field.hasAttribute("role")) field.setAttribute("aria-expanded", "false");
  }

  function open(found) {
    box.replaceChildren(...found.map(({ entry }, index) => optionOf(entry, index)));
    mark(-1);
    field.setAttribute("aria-controls", box.id);
    if (field.hasAttribute("role")) field.setAttribute("aria-expanded", "true");
    field.parentElement.append(box);
    box.scrollIntoView({ block: "nearest" });
    announce(`${found.length} structure${found.length > 1 ? "s" : ""}, flèche bas pour choisir`);
  }

  // The option at a place, or none at -1.
  function mark(place) {
    active = place;
    [...box.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    field.setAttribute("aria-activedescendant", box.children[active]?.id || "");
  }

  function choose(index) {
    field.value = field.value.slice(0, start) + box.children[index].dataset.label;
    close();
    changed(field);
  }

  function suggest() {
    for (start of starts(field.value)) {
      const found = matches(names, field.value.slice(start));
      if (found.length) return open(found);
    }
    close();
  }

  form.addEventListener("focusin", ({ target }) => {
    if (!target.dataset.suggest) return;
    target.setAttribute("aria-autocomplete", "list");
    if (target.tagName === "TEXTAREA") return; // which may have no other role
    target.setAttribute("role", "combobox");
    target.setAttribute("aria-expanded", "false");
  });
  form.addEventListener("input", (event) => {
    // Only what is typed: a pasted or repeated name was chosen already.
    if (!event.isTrusted || !event.target.dataset?.suggest) return;
    field = event.target;
    suggest();
  });
  form.addEventListener("keydown", (event) => {
    if (event.target !== field || !box.isConnected || event.altKey) return;
    const count = box.children.length;
    if (event.key === "ArrowDown") mark((active + 1) % count);
    else if (event.key === "ArrowUp") mark((Math.max(active, 0) + count - 1) % count);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Tab" && active >= 0) return choose(active); // and goes on
    else return;
    event.preventDefault();
  }, true);
  // A tap must not take the focus away before its click arrives: the box would be gone.
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose([...box.children].indexOf(option));
  });
  form.addEventListener("focusout", close);
}

// « Suivi confié à » shows in a row while a collective leads it: as such, nobody has an inbox. It
// follows what is typed, never the focus: a row that shrinks when it is left moves the button below
// between the press and the release of the mouse, and the click is lost.
export function followCollectives(form) {
  const collectives = new Set(form.dataset.collectives.split("\n"));
  form.addEventListener("input", ({ target }) => {
    if (!target.name?.endsWith("/responsible")) return;
    const lead = fold(target.value.split(CUT)[0]);
    rowOf(target).querySelector(".charged")?.classList.toggle("told", collectives.has(lead));
  });
}
