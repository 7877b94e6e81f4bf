// The plan at left follows the points; links open what they lead to; on a phone one point is open.
import { adderOf, reveal, rowOf } from "./rows.js";

const NARROW = window.matchMedia("(max-width: 767.98px)");
const UNTITLED = "(sans intitulé)";

const titleOf = (point) => point.querySelector("textarea[data-point-title]").value.trim();
const targetOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));

function itemOf(point) {
  const item = document.createElement("li");
  item.dataset.outline = point.dataset.row;
  item.classList.toggle("unnumbered", point.querySelector("[name$='/unnumbered']").checked);
  const link = document.createElement("a");
  link.href = `#row-${point.dataset.row}`;
  link.textContent = titleOf(point) || UNTITLED;
  item.append(link);
  return item;
}

function followPoints(form, outline) {
  const end = outline.querySelector("[data-outline-end]");

  function redraw() {
    outline.querySelectorAll("[data-outline]").forEach((item) => item.remove());
    end.before(...[...form.querySelectorAll(".point")].map(itemOf));
    mark();
  }

  function rename(point) {
    const title = titleOf(point);
    point.querySelector("h3[data-point-title]").textContent = title || "Nouveau point";
    outline.querySelector(`[data-outline="${point.dataset.row}"] > a`).textContent = title || UNTITLED;
  }

  function mark() {
    for (const item of outline.querySelectorAll("li")) {
      const target = targetOf(item.firstElementChild);
      // What the follow-up lacks never blocks, but the meeting is the moment to ask for it.
      const lacks = target?.id === "suivi" ? ".entry-problem" : "[aria-invalid]";
      item.classList.toggle("incomplete", Boolean(target?.querySelector(lacks)));
    }
  }

  form.addEventListener("input", ({ target }) => {
    if (target.dataset?.pointTitle) rename(rowOf(target));
    else if (target.dataset?.list === "points" || target.name?.endsWith("/unnumbered")) redraw();
  });
  form.addEventListener("minutes:checked", mark);
  redraw(); // without network the points come from this device
}

function keepOneOpen(form) {
  form.addEventListener("toggle", ({ target }) => {
    if (!NARROW.matches || !target.matches(".point") || !target.open) return;
    form.querySelectorAll(".point[open]").forEach((point) => (point.open = point === target));
  }, true);
  if (!NARROW.matches) return;
  const wanted = location.hash && targetOf(location)?.closest(".point");
  const opened = wanted || form.querySelector(".point");
  form.querySelectorAll(".point").forEach((point) => (point.open = point === opened));
}

// Where a link leads, one can type: in the field itself, or on the button that adds to a list.
function goTo(target) {
  reveal(target);
  const place = target.dataset.list ? adderOf(target) : target;
  if (!place.matches("input, textarea, select, button")) return false;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "center" });
  return true;
}

export function followOutline(form) {
  followPoints(form, document.querySelector(".outline"));
  keepOneOpen(form);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && targetOf(link);
    if (target && goTo(target)) event.preventDefault();
  });
  // A line of attendance says when somebody is not simply present.
  form.addEventListener("change", ({ target }) => {
    if (!target.name?.endsWith("/presence")) return;
    const details = rowOf(target).querySelector(".row-more");
    const told = details.classList.toggle("told", target.value !== "present");
    details.firstElementChild.textContent = told ? target.selectedOptions[0].text : "Détails";
  });
}
