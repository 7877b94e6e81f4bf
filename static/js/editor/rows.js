// Rows of lists: added from a pattern, moved, removed, given back. The order in the page is the order.

const removed = []; // what Alt + Z gives back, the last one first

// A page by http is refused the first; the address of a blob ends with a uid too.
export const newUid = () => crypto.randomUUID?.() || URL.createObjectURL(new Blob()).slice(-36);

export function announce(text) {
  document.querySelector("[data-announce]").textContent = text;
}

// The text changed without a key: whoever follows it hears of it as if it had been typed.
export function changed(element) {
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

export const rowOf = (element) => element.closest("[data-row]");
export const listOf = (row) => row.parentElement;
export const rowsOf = (list) => [...list.children].filter((child) => child.matches("[data-row]"));
export const listNamed = (form, name) => form.querySelector(`[data-list="${name}"]`);

// The button that adds to a list.
export function adderOf({ dataset }) {
  return document.querySelector(`[data-add="${dataset.list}"], [data-upload="${dataset.list}"] > button`);
}

// The fields that can be typed in, folded ones left out. Closed <details> are asked for by name:
// browsers differ in whether what they hold has a layout.
export function fieldsOf(element) {
  const fields = element.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=file]), textarea, select");
  return [...fields].filter((field) => !field.closest("details:not([open])"));
}

export function isBlank(row) {
  const fields = row.querySelectorAll("input:not([type=hidden], [type=checkbox]), textarea");
  return [...fields].every((field) => !field.value.trim());
}

// Open whatever folds an element away.
export function reveal(element) {
  for (let box = element.closest("details"); box; box = box.parentElement.closest("details")) {
    box.open = true;
  }
}

export function focusRow(row) {
  reveal(row);
  fieldsOf(row)[0]?.focus();
}

function fillAddress(row, { address, name }) {
  row.querySelectorAll("img").forEach((image) => {
    image.src = address;
    image.alt = name;
  });
  row.querySelectorAll("a[href='__address__']").forEach((link) => {
    link.href = address;
    link.textContent = name;
  });
}

// A row for `list`, not in it yet. `words`: the uid, name and address of a file that the server holds
// already.
export function newRow(list, words = {}) {
  const pattern = document.querySelector(`template[data-pattern-of="${list.dataset.pattern}"]`);
  const filled = { uid: words.uid || newUid(), list: list.dataset.list };
  const holder = document.createElement("template");
  holder.innerHTML = pattern.innerHTML.replace(/__(uid|list)__/g, (_, word) => filled[word]);
  const row = holder.content.querySelector("[data-row]");
  if (words.address) fillAddress(row, words);
  leaveOutOfTabs(row);
  // Never sent by themselves here; and for each that sends, Chromium goes through the whole form.
  row.querySelectorAll("button").forEach((button) => (button.type = "button"));
  return row;
}

// Rows in `list`, below `after` (a row; last when missing): all at once, told once.
export function putRows(list, after, rows) {
  if (after) after.after(...rows);
  else list.append(...rows);
  changed(list);
}

export function addRow(list, after, words) {
  const row = newRow(list, words);
  putRows(list, after, [row]);
  return row;
}

export function addAndFocus(list, after) {
  focusRow(addRow(list, after));
}

export function moveRow(row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  // The neighbour is moved, not the row: whoever types in it keeps the focus and the place.
  if (step < 0) row.after(other);
  else row.before(other);
  row.scrollIntoView({ block: "nearest" });
  const rows = rowsOf(listOf(row));
  announce(`Ligne ${rows.indexOf(row) + 1} sur ${rows.length}`);
  changed(listOf(row));
}

export function removeRow(row) {
  const list = listOf(row);
  const below = row.nextElementSibling;
  const next = below || row.previousElementSibling;
  removed.push({ row, list, below });
  row.remove();
  if (next) focusRow(next);
  else adderOf(list)?.focus();
  showUndo();
  announce("Ligne retirée. Alt + Z la rend.");
  changed(list);
}

export function giveBack() {
  const last = removed.pop();
  if (!last) return;
  const { row, list, below } = last;
  if (below && listOf(below) === list) below.before(row);
  else list.append(row);
  showUndo();
  focusRow(row);
  announce("Ligne rendue.");
  changed(list);
}

function showUndo() {
  document.querySelector("[data-undo]").hidden = removed.length === 0;
}

// Alt + arrows and Alt + backspace do this from the field itself: Tab goes from field to field.
function leaveOutOfTabs(element) {
  element.querySelectorAll(".row-tools button").forEach((button) => (button.tabIndex = -1));
}

export function listenToRows(form) {
  leaveOutOfTabs(form);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const list = button.dataset.add && listNamed(form, button.dataset.add);
    if (list) addAndFocus(list);
    else if (button.dataset.move) moveRow(rowOf(button), Number(button.dataset.move));
    else if ("remove" in button.dataset) removeRow(rowOf(button));
    else if ("undoButton" in button.dataset) giveBack();
    else return;
    event.preventDefault();
  });
  // A new text starts with what it lacks first; on a phone a focus would open the keyboard over the page.
  const wide = window.matchMedia("(min-width: 768px)").matches;
  const { place, start } = form.elements;
  if (wide && !location.hash && !form.querySelector("[data-row]")) (place.value ? start : place).focus();
}
