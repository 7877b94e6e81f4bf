// How deadlines are read, shown while they are typed: « → au plus tard le 31 décembre 2022 ».
// The rules live on the server alone (actions/deadlines/): the text is sent, the reading comes back.
import { longDate } from "./said.js";

const DELAY = 300; // ms after the last key
const known = new Map();

async function ask(query) {
  const answer = await fetch(query, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

// Each text is asked once, however many rows hold it; a failure may be asked again.
function reading(address, text, day) {
  const query = `${address}?${new URLSearchParams({ texte: text, reunion: day })}`;
  if (!known.has(query)) known.set(query, ask(query));
  const answer = known.get(query);
  answer.catch(() => known.delete(query));
  return answer;
}

// The day of the meeting gives its weekday, never asked; other ways to write it are read when saved.
function followDay(field) {
  const title = document.querySelector("[data-title-date]");
  field.addEventListener("input", () => {
    const parts = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/.exec(field.value) || [];
    const [day, month, year] = parts.slice(1).map(Number);
    const date = new Date(year, month - 1, day);
    const known = date.getDate() === day && date.getMonth() === month - 1;
    title.textContent = known ? longDate(date) : field.value;
  });
}

export function followReadings(form) {
  followDay(form.elements.date);

  const timers = new WeakMap();

  function write(field, { reading = "", warning = "" }) {
    const output = field.closest(".deadline-cell").querySelector("output");
    output.textContent = warning || reading;
    output.classList.toggle("warns", Boolean(warning));
    document.getElementById(`${field.id}--problem`)?.remove();
  }

  async function show(field) {
    const text = field.value;
    if (!text.trim()) return write(field, {});
    try {
      const read = await reading(form.dataset.readings, text, form.elements.date.value);
      if (field.value === text) write(field, read);
    } catch {
      if (field.value === text) write(field, {}); // no network: it is read when it is saved
    }
  }

  form.addEventListener("input", ({ target }) => {
    if (!target.dataset?.deadline) return;
    clearTimeout(timers.get(target));
    timers.set(target, setTimeout(show, DELAY, target));
  });
  // « 15 mars » and « sous 15 jours » are counted from the day of the meeting.
  form.elements.date.addEventListener("change", () => {
    form.querySelectorAll("[data-deadline]").forEach((field) => field.value.trim() && show(field));
  });
}
