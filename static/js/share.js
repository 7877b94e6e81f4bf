/* Buttons that copy a text or hand it to the phone's own share sheet; shown only where it works. */

/* Of several fields, by their ids: as they read now, whatever was typed since. */
const textOf = (ids) =>
  ids.trim().split(/\s+/)
    .map((id) => document.getElementById(id))
    .map((part) => (part.value ?? part.textContent).trim())
    .filter(Boolean)
    .join("\n\n");

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
