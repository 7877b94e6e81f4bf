// Puts what was pasted into the rows of a list, or into a discussion; nothing is done that one step does
// not undo.
import { announce, changed, focusRow, giveBack, listOf, newRow, putRows, remember, rowOf } from "../editor/rows.js";
import { blocksOf } from "./clipboard.js";
import { understood } from "./columns.js";
import { forget, report } from "./report.js";

const table = () => JSON.parse(document.getElementById("column-names").textContent);
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

// Rows of words below `own`, the first over it; returns them, and how to undo it.
export function into(own, isOver, rows) {
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

function pasteRows(field, { blocks, aside }, isOver, chosen) {
  const own = rowOf(field);
  const list = listOf(own);
  const section = list.dataset.pattern;
  const served = table();
  const found = understood(blocks, section, served, chosen);
  if (!found.rows.length) return announce("Rien à coller ici");
  found.aside.push(...aside);
  const { made, undo } = into(own, isOver, found.rows);
  const step = remember("Collé", () => {
    forget(list);
    undo();
    focusRow(own);
    announce("Collage annulé.");
  });
  const again = (fields) => {
    giveBack(step);
    pasteRows(field, { blocks, aside }, isOver, fields);
  };
  report(list, section, served.fields[section], { ...found, made, back: () => giveBack(step), again });
}

const insert = (field, words) => {
  field.focus();
  document.execCommand("insertText", false, words);
};

// When all is in its place.
export async function paste(field, clip) {
  const blocks = blocksOf(clip);
  if (field.dataset.paste === "discussion") return pasteText(field, blocks);
  if (blocks.length === 1 && blocks[0].text && !blocks[0].text.includes("\n")) return insert(field, blocks[0].text);
  const isAgenda = listOf(rowOf(field)).dataset.pattern === "points";
  const agenda = isAgenda ? (await import("./agenda.js")).agendaOf(blocks) : { blocks, aside: [] };
  pasteRows(field, agenda, isFree(field));
}

// Long texts at once: the browser's own way is as slow as the square of the lines.
async function pasteText(field, blocks) {
  const { discussionOf } = await import("./written.js");
  const words = discussionOf(blocks);
  const before = field.value.slice(field.selectionStart, field.selectionEnd);
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  changed(field);
  remember("Collé", () => {
    const at = field.value.indexOf(words);
    field.focus();
    if (at < 0) return announce("Le texte collé a été changé depuis : il reste.");
    field.setRangeText(before, at, at + words.length, "end");
    changed(field);
    announce("Collage annulé.");
  });
  announce("Collé avec ses listes et ses tableaux. Ctrl + Z annule.");
}
