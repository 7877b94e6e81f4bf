// « Changer les colonnes »: column by column, what stands in it and the field that takes it.
import { button } from "../editor/kept.js";
import { made, nameOf } from "./made.js";

function choices(fields, chosen, label) {
  const select = made("select", { className: "form-select" });
  select.setAttribute("aria-label", label);
  select.append(new Option("(laisser de côté)", ""));
  Object.entries(fields).forEach(([field, [name]]) => select.append(new Option(name, field)));
  select.value = fields[chosen] ? chosen : "";
  return select;
}

export function columnsTable(fields, { columns, again }) {
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
