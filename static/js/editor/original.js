// « Vérifié » beside a field of imported minutes, without leaving the page; without this the button
// saves the text.
import { post } from "./post.js";

const told = (left) => (left ? `${left} champ${left > 1 ? "s" : ""} à vérifier` : "Tous les champs sont vérifiés");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-check]");
  if (!button) return;
  event.preventDefault();
  const key = button.value.slice("checked:".length);
  const { kind, answer } = await post(button.dataset.check, { key });
  if (kind !== "saved") {
    button.firstChild.textContent = "Non enregistré : réessayez";
    return;
  }
  const line = button.closest("li");
  const next = (line.nextElementSibling || line.previousElementSibling)?.querySelector("button");
  line.remove();
  document.querySelector("[data-to-check]").textContent = told(answer.left);
  next?.focus();
});
