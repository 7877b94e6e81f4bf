// Puts what was pasted into the rows of a list, or into a discussion; nothing is done that one step does
// not undo.
import { announce, changed, focusRow, giveBack, listOf, newRow, putRows, remember, rowOf } from "../editor/rows.js";
import { understood } from "./columns.js";
import { blocksOfHtml } from "./html.js";
import { blocksOfText } from "./plain.js";
import { forget, report } from "./report.js";
import { discussionOf } from "./written.js";

const table = () => JSON.parse(document.getElementById("column-names").textContent);
const lettersOf = (text) => (text.match(/\p{L}/gu) || []).length;
const wordsOf = (blocks) => blocks.map(({ text, rows }) => text || rows.map(({ cells }) => cells.join("")).join("")).join("");

// The HTML, unless it says less than the plain text beside it.
export function blocksOf({ html, text }) {
  const plain = blocksOfText(text);
  const rich = html ? blocksOfHtml(html) : [];
  return rich.length && lettersOf(wordsOf(rich)) >= 0.9 * lettersOf(wordsOf(plain)) ? rich : plain;
}

function isFree(field) {
  const selected = field.selectionEnd - field.selectionStart;
  return !field.value.trim() || selected === field.value.length;
}

// Names in a field of one line are parted by a comma, other words by a space.
function put(field, words) {
  const joint = /\/(?:responsible|presenters|structures|followup_agencies)$/.test(field.name) ? ", " : " ";
  field.value = field.tagName === "TEXTAREA" ? words : words.replace(/\s*\n\s*/g, joint);
  return field;
}

function fill(row, words) {
  const fields = Object.keys(words).map((name) => [row.querySelector(`[name$="/${name}"]`), words[name]]);
  return fields.filter(([field]) => field).map(([field, text]) => put(field, text));
}

// Sub-points, in a point that stands in the page.
function addBelow(row, titles = []) {
  if (!titles.length) return [];
  const list = row.querySelector("[data-pattern=subpoints]");
  row.querySelector(".point-more").open = true;
  const rows = titles.map(() => newRow(list));
  rows.forEach((each, place) => fill(each, { title: titles[place] }));
  putRows(list, null, rows);
  return rows;
}

function tell(field) {
  changed(field);
  if (field.tagName === "SELECT") field.dispatchEvent(new Event("change", { bubbles: true }));
}

function into(own, isOver, rows) {
  const list = listOf(own);
  const made = rows.map((_, place) => (place || !isOver ? newRow(list) : own));
  const before = isOver ? [...own.querySelectorAll("input, textarea, select")].filter((each) => each.type !== "hidden").map((each) => [each, each.value]) : [];
  const filled = made.flatMap((row, place) => fill(row, rows[place].row));
  const added = made.filter((row) => row !== own);
  putRows(list, own, added);
  added.push(...made.flatMap((row, place) => addBelow(row, rows[place].below)));
  filled.forEach(tell);
  focusRow(made.at(-1));
  const undo = () => {
    added.forEach((row) => row.remove());
    before.filter(([each, value]) => each.value !== value).forEach(([each, value]) => {
      each.value = value;
      tell(each);
    });
    changed(list);
  };
  return { made, undo };
}

export function pasteRows(field, blocks, isOver, chosen) {
  const own = rowOf(field);
  const list = listOf(own);
  const section = list.dataset.pattern;
  const served = table();
  const found = understood(blocks, section, served, chosen);
  if (!found.rows.length) return announce("Rien à coller ici");
  const { made, undo } = into(own, isOver, found.rows);
  const step = remember("Collé", () => {
    forget(list);
    undo();
    focusRow(own);
    announce("Collage annulé.");
  });
  const again = (fields) => {
    giveBack(step);
    pasteRows(field, blocks, isOver, fields);
  };
  report(list, section, served.fields[section], { ...found, made, back: () => giveBack(step), again });
}

const insert = (field, words) => {
  field.focus();
  document.execCommand("insertText", false, words);
};

export function paste(form, field, clip) {
  const blocks = blocksOf(clip);
  if (field.dataset.paste === "discussion") return pasteText(field, blocks);
  if (blocks.length === 1 && blocks[0].text && !blocks[0].text.includes("\n")) return insert(field, blocks[0].text);
  return pasteRows(field, blocks, isFree(field));
}

// Long texts at once: the browser's own way is as slow as the square of the lines.
function pasteText(field, blocks) {
  const words = discussionOf(blocks);
  const before = field.value.slice(field.selectionStart, field.selectionEnd);
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  changed(field);
  remember("Collé", () => {
    const at = field.value.indexOf(words);
    field.focus();
    if (at < 0) return announce("Le texte collé a été changé depuis : il reste.");
    field.setRangeText(before, at, at + words.length, "end");
    changed(field);
    announce("Collage annulé.");
  });
  announce("Collé avec ses listes et ses tableaux. Ctrl + Z annule.");
}

// « OIM ; HCR ; PAM. » as lines; the same rule as in meetings/text/columns.py.
export function apart(wording) {
  for (const [sign, least] of [[";", 2], [",", 4]]) {
    const parts = (wording.match(new RegExp(`(?:\\([^()]*\\)|[^${sign}])+`, "g")) || []).map((part) => part.trim());
    const filled = parts.filter((part) => part.replace(/\./g, ""));
    if (filled.length >= least) return [...filled.slice(0, -1), filled.at(-1).replace(/\.$/, "")];
  }
  return [];
}

export function offer(field) {
  const cells = field.closest(".cells");
  const count = apart(field.value).length;
  let button = cells.querySelector("[data-cut]");
  if (!count) return button?.remove();
  if (!button) {
    button = Object.assign(document.createElement("button"), { type: "button", className: "add cut" });
    button.dataset.cut = "";
    field.closest(".entry").after(button);
    announce("Plusieurs présences sur une ligne : un bouton la coupe.");
  }
  button.textContent = `Couper en ${count} lignes`;
}

export function cut(form, button) {
  const own = rowOf(button);
  const field = own.querySelector("[name$='/wording']");
  const rows = apart(field.value).map((wording) => ({ row: { wording } }));
  if (!rows.length) return;
  button.remove();
  const { undo } = into(own, true, rows);
  remember(`Coupé en ${rows.length} lignes`, () => {
    undo();
    focusRow(own);
    announce("Rendu.");
  });
  announce(`${rows.length} lignes. Ctrl + Z annule.`);
}
