// What the server found in a saved text: below its field, in the summary at the top, in the bar.

const remarks = (count) => `${count} remarque${count > 1 ? "s" : ""}`;

function clear(form) {
  form.querySelectorAll(".entry-problem").forEach((line) => line.remove());
  form.querySelectorAll("[aria-describedby$='--problem']").forEach((field) => {
    field.removeAttribute("aria-describedby");
    field.removeAttribute("aria-invalid");
  });
}

function showAt(field, { key, message, blocks, offer }) {
  const line = document.createElement("p");
  line.id = `${key}--problem`;
  line.className = `entry-problem ${blocks ? "blocks" : "warns"}`;
  line.textContent = message;
  if (offer) import("./respell.js").then(({ add }) => add(line, offer));
  const entry = field.closest(".entry");
  entry[entry.matches(".bare") ? "after" : "append"](line);
  field.setAttribute("aria-describedby", line.id);
  if (blocks) field.setAttribute("aria-invalid", "true");
  const reading = field.closest(".deadline-cell")?.querySelector("output");
  if (reading) reading.textContent = "";
}

function lineOf({ key, message, blocks }) {
  const item = document.createElement("li");
  item.className = blocks ? "blocks" : "warns";
  const link = document.createElement("a");
  link.href = `#${key}`;
  link.textContent = `${blocks ? "À corriger" : "À vérifier"}\u00a0: ${message}`;
  item.append(link);
  return item;
}

// The same words as in templates/meetings/_checklist.html.
function summarise(box, problems) {
  const blocking = problems.filter(({ blocks }) => blocks).length;
  const verdict = document.createElement(blocking ? "strong" : "span");
  verdict.textContent = blocking ? `${blocking} à corriger avant de soumettre` : "rien ne bloque";
  box.querySelector("summary").replaceChildren("À vérifier\u00a0: ", verdict, ` (${remarks(problems.length)})`);
  box.querySelector("ul").replaceChildren(...problems.map(lineOf));
  box.hidden = problems.length === 0;
}

export function showProblems(form, problems) {
  clear(form);
  for (const problem of problems) {
    const field = document.getElementById(problem.key);
    const known = document.getElementById(`${problem.key}--problem`); // one line for each field
    if (field?.closest(".entry") && !known) showAt(field, problem);
  }
  summarise(document.getElementById("checklist"), problems);
  document.querySelector("[data-problem-count]").textContent = problems.length ? remarks(problems.length) : "";
  form.dispatchEvent(new Event("minutes:checked"));
}
