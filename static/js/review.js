// The review from the keyboard, and its rows saved in place: the page is not loaded again. Without this,
// Tab goes everywhere, and each save leads to the next row of a new page.
import { send } from "./editor/post.js";

const STAYS = "Rien n’est enregistré, ce que vous avez tapé reste ici.";
const WHY = {
  signedOut: `Votre session est finie. ${STAYS} Reconnectez-vous dans un autre onglet, puis enregistrez de nouveau.`,
  silent: `Le réseau ne répond pas. ${STAYS} Enregistrez de nouveau quand il revient.`,
};
const OTHER = `Le serveur ne l’a pas pris. ${STAYS} Enregistrez de nouveau dans un instant.`;
const TYPED = "textarea, input:not([type=hidden]), select";

const said = document.querySelector("[data-said]");
const bar = document.getElementById("selection");
const rows = () => [...document.querySelectorAll(".review-row")];
const rowOf = (element) => element.closest(".review-row");
// Of a name that a button has as well, `form.elements` gives a list.
const fieldOf = (form, name) => [...form.querySelectorAll(TYPED)].find((field) => field.name === name);
const fieldsOf = (row) => [...row.querySelectorAll(".row-more form")].flatMap((form) => [...form.querySelectorAll(TYPED)]);

// --- The keyboard ---

// To a box from a box, else to the row; from outside the list, to its first row.
function go(from, step) {
  const all = rows();
  const row = all[all.indexOf(rowOf(from)) + step];
  const box = from.matches(".pick") && row?.querySelector(".pick");
  (box || row)?.focus();
}

function open(row) {
  const details = row.querySelector(".row-more");
  if (!details) return row.querySelector("a").click();
  details.open = true;
  details.querySelector("textarea").focus();
}

function toBar() {
  if (document.querySelector(".pick:checked")) bar.querySelector("button").focus();
  else said.textContent = "Cochez d’abord un point d’action.";
}

function alt(event) {
  if (event.key === "ArrowDown") go(event.target, 1);
  else if (event.key === "ArrowUp" && rowOf(event.target)) go(event.target, -1);
  else if (bar && (event.key.toLowerCase() === "c" || event.code === "KeyC")) toBar();
  else return false;
  return true;
}

// On the row itself, once it was reached by a key: no letter, so that none does anything by accident.
function onRow(row, key) {
  if (key === "Enter") open(row);
  else if (key === " ") row.querySelector(".pick")?.click();
  else return false;
  return true;
}

function pressed(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey) {
    const form = key === "Enter" && !event.altKey && target.closest(".row-more form");
    if (form) form.requestSubmit();
    return Boolean(form);
  }
  if (event.altKey) return !target.matches("select") && alt(event); // Alt + arrow shows its choices
  return target.matches(".review-row:focus-visible") && onRow(target, key);
}

document.addEventListener("keydown", (event) => {
  if (!event.defaultPrevented && !event.isComposing && pressed(event)) event.preventDefault();
});

// --- Saved in place ---

function built(html) {
  const table = document.createElement("table");
  table.innerHTML = html;
  return table.tBodies[0];
}

function put(row, html) {
  const fresh = built(html);
  const box = fresh.querySelector(".pick");
  if (box) box.checked = row.querySelector(".pick").checked;
  row.replaceWith(fresh);
  return fresh;
}

function tell(form, text) {
  let line = form.querySelector("[data-refused]");
  if (!line) {
    line = document.createElement("p");
    line.dataset.refused = "";
    line.className = "filter-error";
    line.setAttribute("role", "alert");
    form.prepend(line);
  }
  line.textContent = text;
}

function tellAt(field, text) {
  const line = document.createElement("p");
  line.id = `refus-${field.id}`;
  line.className = "filter-error";
  line.textContent = text;
  field.after(line);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", line.id);
}

// The row as it is now, with what was typed in it; a row that can no longer take it stays as it was.
function withTyped(row, html) {
  const typed = fieldsOf(row).map(({ name, value }) => [name, value]);
  const hasForm = built(html).querySelector(".row-more form");
  const fresh = hasForm ? put(row, html) : row;
  const form = fresh.querySelector(".row-more form");
  fresh.querySelector(".row-more").open = true;
  for (const [name, value] of typed) if (fieldOf(form, name)) fieldOf(form, name).value = value;
  return form;
}

function refused(row, answer) {
  const form = withTyped(row, answer.row);
  const general = [];
  for (const [name, texts] of Object.entries(answer.errors)) {
    const field = fieldOf(form, name);
    if (field) tellAt(field, texts.join(" "));
    else general.push(...texts);
  }
  const first = form.querySelector("[aria-invalid]");
  if (general.length || !first) tell(form, general.join(" "));
  (first || form.querySelector("textarea")).focus();
}

function saved(row, answer) {
  const stays = row.contains(document.activeElement) || document.activeElement === document.body;
  const fresh = put(row, answer.row);
  said.textContent = answer.said;
  if (!stays) return; // who has gone on is not called back
  const all = rows();
  (all[all.indexOf(fresh) + 1] || fresh).focus();
}

async function save(form, button) {
  const row = rowOf(form);
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  form.setAttribute("aria-busy", "true");
  said.textContent = "Enregistrement…";
  const outcome = await send(button?.getAttribute("formaction") || form.getAttribute("action"), body);
  form.removeAttribute("aria-busy");
  if (outcome.kind === "saved") saved(row, outcome.answer);
  else if (outcome.answer?.row) refused(row, outcome.answer);
  else tell(form, WHY[outcome.kind] || OTHER);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest(".row-more form");
  if (!form || !("submitter" in event)) return; // an old browser does not say which button it was
  event.preventDefault();
  if (!form.hasAttribute("aria-busy")) save(form, event.submitter);
});

// What was typed in a row is not on the server: the browser asks before it is left.
addEventListener("beforeunload", (event) => {
  const isTyped = (field) => field.matches("textarea, input") && field.value !== field.defaultValue;
  if (rows().flatMap(fieldsOf).some(isTyped)) event.preventDefault();
});

document.querySelector("[data-keys]")?.removeAttribute("hidden");
