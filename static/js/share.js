/* Buttons that copy a text or hand it to the phone's own share sheet; shown only where it works. */

const textOf = (id) => document.getElementById(id).value;

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const label = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(textOf(button.dataset.copy));
    button.textContent = "Copié";
    setTimeout(() => (button.textContent = label), 2000);
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Refused when the person closes the sheet: nothing to tell.
    navigator.share({ text: textOf(button.dataset.share) }).catch(() => {});
  });
}
