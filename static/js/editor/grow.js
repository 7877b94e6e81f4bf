// Fields that grow with their text, for browsers whose CSS cannot do it (field-sizing).

const CAN = window.CSS?.supports?.("field-sizing", "content");

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

export function growFields(form) {
  if (CAN) return;
  const all = "textarea[data-grow]";
  form.querySelectorAll(all).forEach(fit);
  form.addEventListener("input", ({ target }) => target.matches(all) && fit(target));
  form.addEventListener("toggle", ({ target }) => target.querySelectorAll(all).forEach(fit), true);
}
