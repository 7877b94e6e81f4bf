// Rows of lists: added from a pattern, moved, removed, given back. The order in the page is the order.

const undos = []; // what Alt + Z and « Annuler » give back, the last one first
let isFresh = false; // nothing was typed since: Ctrl + Z is ours too

// A page by http is refused the first; the address of a blob ends with a uid too.
export const newUid = () => crypto.randomUUID?.() || URL.createObjectURL(new Blob()).slice(-36);

let names; // of a row, by its list; no other page than the editor has them

// « Présence 3 sur 12 »: what tells rows apart that cannot be seen.
function count(list) {
  names ||= JSON.parse(document.getElementById("words").textContent).rows;
  const rows = rowsOf(list);
  rows.forEach((row, index) => row.setAttribute("aria-label", `${names[list.dataset.pattern]} ${index + 1} sur ${rows.length}`));
}

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
  row.querySelectorAll("a:not([href])").forEach((link) => {
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

// What Ctrl + Z, Alt + Z and the bar undo in one step: `told` says what was done.
export function remember(told, undo) {
  const step = { told, undo };
  undos.push(step);
  isFresh = true;
  showUndo();
  return step;
}

export function giveBack(step = undos.at(-1)) {
  const place = undos.indexOf(step);
  if (place < 0) return;
  undos.splice(place, 1);
  showUndo();
  step.undo();
}

export const canUndo = () => isFresh && undos.length > 0;

// « Point 3 et ses 40 points d’action retirés »: with a point goes all that stands in it.
function toldOf(row, place, left) {
  if (!row.matches(".point")) {
    const words = fieldsOf(row).find(({ options, value }) => !options && value.trim())?.value;
    return `${words ? `« ${words.slice(0, 40)} » retiré` : "Ligne vide retirée"}, ${left} reste${left > 1 ? "nt" : ""}`;
  }
  const count = [...row.querySelectorAll("[data-pattern=actions] > [data-row]")].filter((each) => !isBlank(each)).length;
  if (!count) return `Point ${place} retiré`;
  return `Point ${place} et ${count > 1 ? `ses ${count} points` : "son point"} d’action retirés`;
}

export function removeRow(row) {
  const list = listOf(row);
  const rows = rowsOf(list);
  const told = toldOf(row, rows.indexOf(row) + 1, rows.length - 1);
  const below = row.nextElementSibling;
  const next = below || row.previousElementSibling;
  row.remove();
  if (next) focusRow(next);
  else adderOf(list)?.focus();
  announce(`${told}. Ctrl + Z annule.`);
  remember(told, () => {
    if (below && listOf(below) === list) below.before(row);
    else list.append(row);
    focusRow(row);
    announce("Rendu.");
    changed(list);
  });
  changed(list);
}

function showUndo() {
  const box = document.querySelector("[data-undo]");
  box.hidden = undos.length === 0;
  if (undos.length) box.querySelector("span").textContent = `${undos.at(-1).told}. `;
}

// Alt + arrows and Alt + backspace do this from the field itself: Tab goes from field to field.
function leaveOutOfTabs(element) {
  element.querySelectorAll(".row-tools button").forEach((button) => (button.tabIndex = -1));
}

export function listenToRows(form) {
  leaveOutOfTabs(form);
  form.addEventListener("input", ({ isTrusted, target }) => {
    if (isTrusted) isFresh = false;
    if (target.dataset.list) count(target);
  });
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
