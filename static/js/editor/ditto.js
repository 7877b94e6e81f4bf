// A ditto mark in an empty field, or the button that shows it, repeats what the row above says.
import { announce, changed, listOf, rowOf } from "./rows.js";

// Phones write it as a curly quote; the text is asked, as their keyboards do not name their keys.
const MARKS = ['"', "“", "”", "″", "〃"];

function above(field) {
  const name = field.name.split("/").pop();
  return rowOf(field).previousElementSibling?.querySelector(`[name$="/${name}"]`);
}

function repeat(field) {
  const source = above(field);
  if (!source) return;
  field.value = source.value;
  announce(source.value ? `Comme au-dessus : ${source.value}` : "Rien au-dessus");
}

export function listenToDitto(form) {
  form.addEventListener("input", ({ target }) => {
    if (target.dataset?.ditto && MARKS.includes(target.value.trim())) repeat(target);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ditto-button]");
    if (!button) return;
    const field = button.parentElement.querySelector("[data-ditto]");
    repeat(field);
    changed(field);
    field.focus();
  });
}
