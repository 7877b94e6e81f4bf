// The line under the rows after a paste: what was understood, what was left aside, and ways to change it.
import { announce, changed } from "../editor/rows.js";

const NOUNS = {
  actions: ["point d’action collé", "points d’action collés"],
  former_actions: ["point d’action collé", "points d’action collés"],
  attendance: ["présence collée", "présences collées"],
  strengths: ["force collée", "forces collées"],
  weaknesses: ["faiblesse collée", "faiblesses collées"],
  subpoints: ["sous-point collé", "sous-points collés"],
  points: ["point collé", "points collés"],
};
const FULL = 160; // signs of what is left aside that stand in the line itself
let last = 0;

function made(name, words = {}, ...children) {
  const element = Object.assign(document.createElement(name), words);
  element.append(...children);
  return element;
}

const button = (text, work) => {
  const element = made("button", { type: "button", className: "link-button", textContent: text });
  element.addEventListener("click", work);
  return element;
};

const nameOf = ({ name }, place) => (name ? `«\u00a0${name}\u00a0»` : `n°\u00a0${place + 1}`);

export function said(section, fields, { rows, columns, aside }) {
  const count = rows.reduce((sum, { below = [] }) => sum + 1 + below.length, 0);
  const used = [...new Set(columns.map(({ field }) => field))].filter((field) => fields[field]);
  const left = columns.flatMap((column, place) => (fields[column.field] || !column.cells.some(Boolean) ? [] : nameOf(column, place)));
  const many = left.length > 1 ? "s" : "";
  const parts = left.length ? [`colonne${many} ${left.join(", ")} laissée${many} de côté`, ...aside] : aside;
  const told = used.length ? `\u00a0: ${used.map((field) => fields[field][0]).join(", ")}` : "";
  return [`${count}\u00a0${NOUNS[section][count > 1 ? 1 : 0]}${told}`, parts.join("\u202f; ")];
}

function choices(fields, chosen, label) {
  const select = made("select", { className: "form-select" });
  select.setAttribute("aria-label", label);
  select.append(new Option("(laisser de côté)", ""));
  Object.entries(fields).forEach(([field, [name]]) => select.append(new Option(name, field)));
  select.value = fields[chosen] ? chosen : "";
  return select;
}

// Column by column: its name, what stands in it, the field that takes it.
function changing(fields, { columns, again }) {
  const selects = columns.map((column, place) => choices(fields, column.field, `Colonne ${nameOf(column, place)}`));
  const rows = columns.map(({ name, cells }, place) => made("tr", {},
    made("th", { scope: "row" }, name || `Colonne ${place + 1}`),
    made("td", {}, (cells.find(Boolean) || "").slice(0, 60)),
    made("td", {}, selects[place]),
  ));
  const head = made("tr", {}, ...["Colonne collée", "Première case", "Va dans"].map((text) => made("th", { scope: "col" }, text)));
  const apply = button("Appliquer", () => again(selects.map(({ value }) => value)));
  return made("div", { className: "paste-columns" }, made("table", {}, made("thead", {}, head), made("tbody", {}, ...rows)), apply);
}

// Of actions of an earlier meeting: its date, once for all of them.
function dating({ made: rows, columns }) {
  if (columns.some(({ field }) => field === "meeting_date")) return [];
  const field = made("input", { className: "form-control", id: `paste-date-${(last += 1)}`, placeholder: "30/11/2021" });
  field.addEventListener("input", () => {
    for (const own of rows.map((row) => row.querySelector("[name$='/meeting_date']"))) {
      own.value = field.value;
      changed(own);
    }
  });
  return [made("div", { className: "paste-date" }, made("label", { htmlFor: field.id, className: "form-label" }, "Réunion qui les a décidés, pour tous"), field)];
}

const boxOf = (list) => (list.nextElementSibling?.matches(".paste-report") ? list.nextElementSibling : null);

export const forget = (list) => boxOf(list)?.remove();

export function report(list, section, fields, found) {
  forget(list);
  const [told, rest] = said(section, fields, found);
  const box = made("div", { className: "paste-report" });
  const line = made("p", {}, told);
  const whole = rest ? `${told}\u202f; ${rest}` : told;
  if (rest.length > FULL) box.append(line, made("details", {}, made("summary", {}, "Laissé de côté"), rest));
  else box.append(made("p", {}, whole));
  const ways = made("p", { className: "paste-ways" }, button("Annuler", found.back));
  box.append(ways);
  if (found.columns.length) {
    const table = changing(fields, found);
    table.hidden = true;
    const open = button("Changer les colonnes", () => {
      table.hidden = !table.hidden;
      open.setAttribute("aria-expanded", String(!table.hidden));
      if (!table.hidden) table.querySelector("select").focus();
    });
    open.setAttribute("aria-expanded", "false");
    ways.append(open);
    box.append(table);
  }
  ways.append(button("Fermer", () => box.remove()));
  if (section === "former_actions") box.append(...dating(found));
  list.after(box);
  announce(`${whole}. Ctrl + Z annule.`);
}
