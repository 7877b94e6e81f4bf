// Imported minutes beside their original: « Vérifié » without leaving the page (without this the
// button saves the text), and two keys that go from one doubtful field to the next.
import { letterOf } from "./keys.js";
import { isChanged } from "./map.js";
import { post } from "./post.js";
import { showProblems } from "./problems.js";
import { reveal } from "./rows.js";

const form = document.getElementById("minutes");
const count = document.querySelector("[data-to-check]");
const buttons = () => [...document.querySelectorAll("[data-check]")];
const keyOf = (button) => button.value.slice("checked:".length);
const fieldOf = (button) => document.getElementById(keyOf(button));
const told = (left) => (left ? `${left} champ${left > 1 ? "s" : ""} à vérifier` : "Tous les champs sont vérifiés");

// A field that was changed is verified by that, once it is saved.
function keep(toCheck) {
  for (const button of buttons().filter((each) => !toCheck.includes(keyOf(each)))) {
    if (!toCheck.length) button.closest("details").hidden = true;
    button.closest("li").remove();
  }
  count.textContent = told(toCheck.length);
}

async function check(button) {
  const { kind, answer } = await post(button.dataset.check, { key: keyOf(button) });
  if (kind === "saved") {
    showProblems(form, answer.problems);
    keep(answer.to_check);
  } else button.firstChild.textContent = "Non enregistré : réessayez";
  return kind === "saved";
}

// The doubtful field below the one where one is, else the first; « Soumettre… » once none is left.
// What was changed in this page is verified, though the server does not know it yet.
function onward() {
  const left = buttons().map(fieldOf).filter((field) => field && !isChanged(field));
  const isBelow = (field) => document.activeElement.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING;
  const next = left.find(isBelow) || left[0] || form.querySelector("[name=do][value=submit]");
  reveal(next);
  next.focus();
  if (next.matches("input")) next.select();
}

async function right() {
  const button = buttons().find((each) => fieldOf(each) === document.activeElement);
  if (button && (await check(button))) onward();
}

document.addEventListener("keydown", (event) => {
  const act = event.altKey && !event.ctrlKey && { v: onward, j: right }[letterOf(event)];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-check]");
  if (!button) return;
  event.preventDefault();
  const line = button.closest("li");
  const next = (line.nextElementSibling || line.previousElementSibling)?.querySelector("button");
  if (await check(button)) (next?.isConnected ? next : count).focus();
});

form.addEventListener("minutes:saved", ({ detail }) => keep(detail.to_check));

document.querySelector("[data-original-keys]").hidden = false;
