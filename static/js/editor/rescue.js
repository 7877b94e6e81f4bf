// The last resort: the text as a file that one keeps, and read back from it.
import { download } from "./kept.js";
import { moment } from "./said.js";

const KIND = "gtm-copie";

export function listenToRescue(page, saving, found) {
  const box = document.querySelector("[data-rescue]");
  const said = box.querySelector("[role=status]");
  const input = box.querySelector("input");

  async function takeOut() {
    saving.keep();
    const creation = await page.creation(); // of a meeting that the server does not know yet
    const text = JSON.stringify({ kind: KIND, ...saving.record, creation: creation?.fields, key: undefined }, null, 1);
    const title = page.named.title.replace(/[^\p{L}\d]+/gu, "-").toLowerCase();
    download(new Blob([text], { type: "application/json" }), `copie-de-secours-${title}.json`);
    said.textContent = `Copie faite ${moment(new Date())}, dans vos téléchargements.`;
  }

  async function readBack(file) {
    const copy = await file.text().then(JSON.parse).catch(() => null);
    if (copy?.kind !== KIND || !copy.map || !copy.acked) return "Ce fichier n’est pas une copie de secours.";
    if (copy.meeting !== page.meeting) return `Cette copie est celle d’un autre texte : ${copy.title}.`;
    if (copy.account !== page.account) return "Cette copie a été faite par un autre compte : elle se reprend dans « Réunions », « Reprendre une copie de secours ».";
    await found.offer(copy);
    return "Copie lue : voyez ce qui diffère en haut de la page, puis reprenez-la.";
  }

  document.querySelectorAll("[data-rescue-out]").forEach((button) => button.addEventListener("click", takeOut));
  box.querySelector("[data-rescue-in]").addEventListener("click", () => input.click());
  input.addEventListener("change", async () => {
    said.textContent = await readBack(input.files[0]);
    input.value = "";
    document.querySelector("[data-found]:not([hidden])")?.scrollIntoView({ block: "nearest" });
  });
}
