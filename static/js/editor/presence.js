// Who else writes this text: told by each save, else asked now and then.
import { post } from "./post.js";

const EVERY = 45_000; // ms

export function followPresence(saving) {
  const note = document.querySelector("[data-others]"); // as the page came; the bar is always in sight
  const line = document.querySelector("[data-others-now]");
  const address = location.pathname.replace("modifier", "presence");
  let heard = performance.now(); // not the clock, which may be set back by days
  if (!note.hidden) line.textContent = note.textContent;
  note.hidden = true;

  function show(others) {
    heard = performance.now();
    line.textContent = others || "";
  }

  saving.addEventListener("outcome", ({ detail: { kind, answer } }) => kind === "saved" && show(answer.others));
  setInterval(async () => {
    if (document.hidden || saving.isStopped || saving.isReading || saving.tries || performance.now() - heard < EVERY) return;
    heard = performance.now();
    const { kind, answer } = await post(address, {});
    if (kind === "saved") show(answer.others);
  }, 5_000);
}
