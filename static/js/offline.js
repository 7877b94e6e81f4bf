// The page that the worker shows without network: what this device can open, and a new meeting.
import { newUid } from "./editor/rows.js";
import { longDate } from "./editor/said.js";
import * as store from "./editor/store.js";

const form = document.querySelector("[data-new]");
const list = document.querySelector("[data-pages]");

const addressOf = (meeting) => `/reunions/${meeting}/modifier/`;

function lineOf({ meeting, title, address = addressOf(meeting) }) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = title;
  line.append(link);
  return line;
}

function fillChoices(choices) {
  for (const [name, options] of Object.entries(choices)) {
    const real = options.filter(([value]) => value || name === "territory");
    form.elements[name].replaceChildren(...real.map(([value, text]) => new Option(text, value)));
  }
}

const textOf = (name) => form.elements[name].selectedOptions[0].text;

// « 30/11/2021 », also with dots and with two digits for the year; null for what is no day.
function dayOf(text) {
  const [, day, month, year] = /^\s*(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4}|\d\d)\s*$/.exec(text) || [];
  const date = new Date(year > 99 ? year : `20${year}`, month - 1, day);
  return date.getDate() === Number(day) && date.getMonth() === month - 1 ? date : null;
}

async function create(account) {
  const { csrfmiddlewaretoken, ...fields } = Object.fromEntries(new FormData(form));
  const meeting = newUid();
  const key = `${account}/${meeting}`;
  const { group, date, ...map } = fields;
  const day = dayOf(date);
  map.date = [day.getDate(), day.getMonth() + 1, day.getFullYear()].map((part) => String(part).padStart(2, "0")).join("/");
  const title = `${textOf("group")}, ${longDate(day)}`;
  const at = new Date().toISOString();
  const record = { key, account, meeting, title, at };
  await store.write(
    { store: "creations", put: { ...record, fields: { ...fields, date: map.date, id: meeting } } },
    { store: "pages", put: { ...record, map, version: 1, isNew: true, texts: [title, "Compte rendu"], names: [] } },
  );
  location.assign(addressOf(meeting));
}

async function start() {
  const { account } = (await store.get("who", "account")) || {};
  await store.forget(account);
  if (!account) return;
  const pages = await store.startingWith("pages", `${account}/`);
  list.replaceChildren(...pages.map(lineOf));
  list.hidden = !pages.length;
  document.querySelector("[data-none]").hidden = pages.length > 0;
  const known = await store.get("who", "choices");
  if (known?.account !== account) return;
  fillChoices(known.choices);
  document.querySelector("[data-creating]").hidden = false;
  const judge = () => form.elements.date.setCustomValidity(dayOf(form.elements.date.value) ? "" : "Écrivez une date comme 30/11/2021.");
  form.elements.date.addEventListener("input", judge);
  judge();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    create(account).catch(() => (document.querySelector("[data-refused]").hidden = false));
  });
  const follow = () => (form.elements.territory.required = form.elements.kind.value === "relocated");
  form.elements.kind.addEventListener("change", follow);
  if (location.pathname === "/reunions/nouvelle/") form.scrollIntoView();
}

document.querySelector("[data-again]").addEventListener("click", () => location.reload());
start();
