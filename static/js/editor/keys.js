// The keyboard: Enter goes on, Alt + a letter opens what it stands for, Alt + arrows move the row.
import { addAndFocus, canUndo, fieldsOf, focusRow, giveBack, isBlank, listNamed, listOf, moveRow, removeRow, rowOf, rowsOf } from "./rows.js";

const SECTIONS = { o: "strengths", i: "weaknesses", a: "actions" };

// Of a Mac, Alt + l writes ¬: the key then goes by its place.
export function letterOf(event) {
  const place = /^Key([A-Z])$/.exec(event.code);
  return /^[a-z]$/i.test(event.key) || !place ? event.key.toLowerCase() : place[1].toLowerCase();
}

function focusBelow(form, element) {
  const isBelow = (field) => element.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING;
  fieldsOf(form).find((field) => isBelow(field) && !element.contains(field))?.focus();
}

// The next row of the list, or a new one below the last; an empty last row ends the list instead.
function onward(form, field) {
  const row = rowOf(field);
  const rows = rowsOf(listOf(row));
  const next = rows[rows.indexOf(row) + 1];
  if (next) focusRow(next);
  else if (isBlank(row)) focusBelow(form, listOf(row));
  else addAndFocus(listOf(row));
}

function enter(form, event) {
  const field = event.target;
  if (event.shiftKey || event.isComposing || !field.matches("[data-enter], [data-point-title], input")) return false;
  if (field.dataset.enter) onward(form, field);
  else focusBelow(form, field);
  return true;
}

function openSection(form, target, section) {
  const point = target.closest(".point") || [...form.querySelectorAll(".point")].pop();
  if (!point) return false;
  const list = point.querySelector(`[data-pattern="${section}"]`);
  const last = rowsOf(list).pop();
  // An empty row is already waiting: go there rather than open another.
  if (last && isBlank(last)) focusRow(last);
  else addAndFocus(list);
  return true;
}

function onRow(row, key, target) {
  const opensItself = target.matches("select"); // Alt + arrow shows its choices
  if (key === "arrowup" && !opensItself) moveRow(row, -1);
  else if (key === "arrowdown" && !opensItself) moveRow(row, 1);
  else if (key === "enter") addAndFocus(listOf(row), row);
  else if (key === "backspace") removeRow(row);
  else return false;
  return true;
}

function alt(form, event) {
  const key = letterOf(event);
  const row = rowOf(event.target);
  if (key === "l") addAndFocus(listNamed(form, "attendance"));
  else if (key === "p") addAndFocus(listNamed(form, "points"), event.target.closest(".point"));
  else if (key === "z") giveBack();
  else if (key === "c") document.querySelector("[data-sign-in-open]:not([hidden])")?.click();
  else if (key === "h") form.querySelector("[data-shortcuts]").toggleAttribute("open");
  else if (SECTIONS[key]) return openSection(form, event.target, SECTIONS[key]);
  else return row !== null && onRow(row, key, event.target);
  return true;
}

export function listenToKeys(form) {
  // On the document: right after the page has opened, nothing has the focus.
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey) {
      const isUndo = letterOf(event) === "z" && !event.shiftKey && !event.altKey && canUndo();
      if (!isUndo) return;
      giveBack();
      return event.preventDefault();
    }
    if (event.key === "Escape") form.querySelector("[data-shortcuts]").open = false;
    const written = event.key === "Enter" && form.contains(event.target);
    const done = event.altKey ? alt(form, event) : written && enter(form, event);
    if (done) event.preventDefault();
  });
  // Who goes on typing after the hours means a field: Enter unfolds, a space does not.
  form.addEventListener("keyup", (event) => {
    if (event.key === " " && event.target.matches(".folds summary")) event.preventDefault();
  });
}
