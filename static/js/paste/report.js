// The line under the rows after a paste: what was understood, what was left aside, and ways to change it.
import { button } from "../editor/kept.js";
import { announce, changed } from "../editor/rows.js";
import { made, nameOf } from "./made.js";

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

export function said(section, fields, { rows, columns, aside }) {
  const count = rows.reduce((sum, { below = [] }) => sum + 1 + below.length, 0);
  const used = [...new Set(columns.map(({ field }) => field))].filter((field) => fields[field]);
  const left = columns.flatMap((column, place) => (fields[column.field] || !column.cells.some(Boolean) ? [] : nameOf(column, place)));
  const many = left.length > 1 ? "s" : "";
  const parts = left.length ? [`colonne${many} ${left.join(", ")} laissée${many} de côté`, ...aside] : aside;
  const told = used.length ? `\u00a0: ${used.map((field) => fields[field][0]).join(", ")}` : "";
  return [`${count}\u00a0${NOUNS[section][count > 1 ? 1 : 0]}${told}`, parts.join("\u202f; ")];
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

function chooser(fields, found, box) {
  let table = null;
  const open = button("Changer les colonnes", async () => {
    table ||= (await import("./choose.js")).columnsTable(fields, found);
    if (!table.isConnected) box.append(table);
    else table.hidden = !table.hidden;
    open.setAttribute("aria-expanded", String(!table.hidden));
    if (!table.hidden) table.querySelector("select").focus();
  });
  open.setAttribute("aria-expanded", "false");
  return open;
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
  if (found.columns.length) ways.append(chooser(fields, found, box));
  ways.append(button("Fermer", () => box.remove()));
  if (section === "former_actions") box.append(...dating(found));
  list.after(box);
  announce(`${whole}. Ctrl + Z annule.`);
}
