// « Traitée » beside an observation, without leaving the page; without this the button saves the text.
import { post } from "./post.js";

export function listenToRemarks(form) {
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-treat]");
    if (!button) return;
    event.preventDefault();
    const line = button.closest(".beside-said");
    const treated = !line.classList.contains("treated");
    const { kind } = await post(button.dataset.treat, { treated: treated ? "yes" : "no" });
    const told = kind !== "saved" ? "Non enregistré : réessayez" : treated ? "Traitée, rouvrir" : "Marquer comme traitée";
    if (kind === "saved") line.classList.toggle("treated", treated);
    button.firstChild.textContent = told;
  });
}
