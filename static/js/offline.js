// The page that the worker shows without network: what this device can open, and a new meeting.
import { newUid } from "./editor/rows.js";
import { longDate } from "./editor/said.js";
import * as store from "./editor/store.js";

const form = document.querySelector("[data-new]");
const list = document.querySelector("[data-pages]");

const addressOf = (meeting) => `/reunions/${meeting}/modifier/`;

function lineOf({ meeting, title }) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = addressOf(meeting);
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

async function create(account) {
  const { csrfmiddlewaretoken, ...fields } = Object.fromEntries(new FormData(form));
  const meeting = newUid();
  const key = `${account}/${meeting}`;
  const { group, date, ...map } = fields;
  const [year, month, day] = date.split("-");
  map.date = `${day}/${month}/${year}`;
  const title = `${textOf("group")}, ${longDate(new Date(year, month - 1, day))}`;
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
