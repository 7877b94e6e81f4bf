/* « Tout cocher » without loading the page again; from the keyboard as any link. */

const link = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll(".pick")];

link?.addEventListener("click", (event) => {
  event.preventDefault();
  const tick = !boxes.every((box) => box.checked);
  for (const box of boxes) box.checked = tick;
  relabel();
});

function relabel() {
  const all = boxes.every((box) => box.checked);
  link.textContent = all ? "Tout décocher" : "Tout cocher";
}

if (link) {
  relabel(); // the browser restores the boxes of a page that one comes back to
  for (const box of boxes) box.addEventListener("change", relabel);
}
