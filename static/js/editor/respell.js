// What one click may change in the text, beside a remark: the same as in meetings/templatetags/editor.py.
import { announce, changed } from "./rows.js";

export function add(line, offer) {
  const button = document.createElement("button");
  button.className = "link-button";
  button.dataset.offer = JSON.stringify(offer);
  button.textContent = "Écrire comme dans l’annuaire";
  line.append(" ", button);
}

// What was typed meanwhile is left alone.
function write([key, value]) {
  const field = document.getElementById(key);
  if (field?.value.toLowerCase() !== value.toLowerCase()) return;
  field.value = value;
  changed(field);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-offer]");
  if (!button) return;
  event.preventDefault(); // the button of the page without scripts
  const line = button.closest("p");
  document.querySelector(`[aria-describedby="${line.id}"]`)?.focus();
  line.remove();
  Object.entries(JSON.parse(button.dataset.offer)).forEach(write);
  announce("Écrit comme dans l’annuaire");
});
