// A long list is typed in: a field with suggestions stands in the place of the select, which goes on
// holding the choice and is what is sent.
const WRONG = "Rien de ce nom : choisissez dans la liste.";

const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();

// The option that was typed whole, else the only one that holds what was typed.
function meant(options, text) {
  const typed = fold(text);
  const whole = options.find((option) => fold(option.text) === typed);
  if (whole || !typed) return whole;
  const holding = options.filter((option) => fold(option.text).includes(typed));
  return holding.length === 1 ? holding[0] : undefined;
}

function made(select, options, number) {
  const field = document.createElement("input");
  const list = document.createElement("datalist");
  list.id = `choix-${number}`;
  list.append(...options.map(({ text }) => new Option(text, text)));
  field.id = select.id; // the label and the summary of errors lead to it
  field.className = "form-control typed-choice";
  field.autocomplete = "off";
  field.placeholder = select.options[0].value ? "" : select.options[0].text;
  field.value = options.find(({ selected }) => selected)?.text || "";
  field.setAttribute("list", list.id);
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) field.setAttribute(name, select.getAttribute(name));
  }
  select.removeAttribute("id");
  select.hidden = true;
  select.before(field, list);
  return field;
}

function replace(select, number) {
  const options = [...select.options].filter(({ value }) => value);
  if (new Set(options.map(({ text }) => text)).size < options.length) return; // which one would be meant?
  const field = made(select, options, number);
  const line = document.createElement("p");
  line.className = "filter-error";
  line.setAttribute("role", "alert");
  field.after(line);

  function choose() {
    const option = meant(options, field.value);
    const isWrong = !option && field.value.trim() !== "";
    select.value = option?.value || "";
    if (option) field.value = option.text;
    field.setAttribute("aria-invalid", String(isWrong));
    line.textContent = isWrong ? WRONG : "";
    return !isWrong;
  }

  field.addEventListener("change", choose);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // else the first button of the form is pressed, whatever it does
    const button = field.parentElement.querySelector("button") || field.form.querySelector("button:not([type=button])");
    if (choose()) button.click();
  });
  field.form.addEventListener("submit", (event) => {
    if (choose() || field.form.method !== "get") return; // what is posted is checked there
    event.preventDefault();
    field.focus();
  });
}

if ("options" in document.createElement("datalist")) document.querySelectorAll("select[data-typed]").forEach(replace);
