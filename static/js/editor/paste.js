// A pasted list makes one row per line; a pasted table fills the columns. Nothing of it is left out.
import { rowsOfCells } from "./cells.js";
import { announce, changed, fieldsOf, focusRow, listOf, newRow, putRows, rowOf } from "./rows.js";

const KINDS = [
  ["email", /^\S+@\S+\.\S+$/],
  ["phone", /^\+?[\d\s.()/-]{8,}$/],
];

function put(field, text) {
  field.value = field.tagName === "TEXTAREA" ? text : text.replace(/\s*\n\s*/g, " ");
  return field;
}

// From the field on that bears `name`; what finds no column joins the first. The fields filled.
function fill(row, name, cells) {
  const filled = [];
  const rest = cells.filter((cell) => {
    const kind = KINDS.find(([, form]) => cells.length > 1 && form.test(cell));
    const field = kind && row.querySelector(`[name$="/${kind[0]}"]`);
    if (field) filled.push(put(field, cell));
    return !field;
  });
  const fields = fieldsOf(row).filter((field) => field.tagName !== "SELECT");
  const columns = fields.slice(fields.findIndex((field) => field.name.endsWith(`/${name}`)));
  const [first, ...others] = rest.slice(0, columns.length);
  const tooMany = rest.slice(columns.length).filter((cell) => cell);
  filled.push(put(columns[0], [first, ...tooMany].filter((cell) => cell).join(", ")));
  return [...filled, ...others.map((cell, index) => put(columns[index + 1], cell))];
}

function isFree(field) {
  const selected = field.selectionEnd - field.selectionStart;
  return !field.value.trim() || selected === field.value.length;
}

export function listenToPaste(form) {
  form.addEventListener("paste", (event) => {
    const field = event.target;
    const name = field.dataset?.paste;
    if (!name) return;
    const text = event.clipboardData.getData("text/plain");
    const lines = rowsOfCells(text);
    if (lines.length < 2 && !text.trim().includes("\t")) return;
    event.preventDefault();
    const own = rowOf(field);
    const list = listOf(own);
    const rows = lines.map((_, index) => (index || !isFree(field) ? newRow(list) : own));
    const filled = rows.flatMap((row, index) => fill(row, name, lines[index]));
    putRows(list, own, rows.filter((row) => row !== own));
    filled.forEach(changed);
    focusRow(rows.at(-1));
    announce(`${rows.length} lignes collées`);
  });
}
