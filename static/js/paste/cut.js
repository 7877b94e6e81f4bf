// A line of attendance that names several: the offer to cut it, and the cut.
import { announce, focusRow, remember, rowOf } from "../editor/rows.js";
import { into } from "./put.js";

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
    announce("Plusieurs présences sur une ligne : un bouton la coupe.");
  }
  button.textContent = `Couper en ${count} lignes`;
}

export function cut(button) {
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
