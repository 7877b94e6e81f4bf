// The arrows of a keyboard, or of a presenter's remote control, follow the links of the screen in view.

const LINKS = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };

function inView() {
  const middle = window.innerHeight / 2;
  return [...document.querySelectorAll(".screen")].findLast((screen) => screen.getBoundingClientRect().top <= middle);
}

document.addEventListener("keydown", (event) => {
  const rel = LINKS[event.key];
  if (!rel || event.altKey || event.ctrlKey || event.metaKey) return;
  const link = inView()?.querySelector(`[rel=${rel}]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
