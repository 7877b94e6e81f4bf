/* « Tout cocher » without loading the page again, from the keyboard as any link; how many are ticked. */

const link = document.querySelector("[data-tick-all]");
const counts = document.querySelectorAll("[data-ticked]");
const boxes = () => [...document.querySelectorAll(".pick")]; // a row that is saved is a new one

link?.addEventListener("click", (event) => {
  event.preventDefault();
  const tick = !boxes().every((box) => box.checked);
  for (const box of boxes()) box.checked = tick;
  relabel();
});

function relabel() {
  const ticked = boxes().filter((box) => box.checked).length;
  link.textContent = ticked === boxes().length ? "Tout décocher" : "Tout cocher";
  for (const count of counts) count.textContent = `${ticked} coché${ticked > 1 ? "s" : ""}`;
}

if (link) {
  relabel(); // the browser restores the boxes of a page that one comes back to
  document.addEventListener("change", ({ target }) => target.matches(".pick") && relabel());
}
