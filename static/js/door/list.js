// The list on the page: its rows follow what is known, and every form is an act.
import { newUid } from "../editor/rows.js";
import { refusal } from "../editor/said.js";
import { countOf } from "./sending.js";

const SAID = ["name", "function", "structure", "sex", "phone"];
const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[\s/'’.-]+/g, " ").trim();
const plural = (count, word) => `${count} ${word}${count > 1 ? "s" : ""}`;
const pattern = (name) => document.querySelector(`template[data-pattern=${name}]`).content.firstElementChild;
const part = (name) => document.querySelector(`[data-list=${name}]`);

// A copy of a pattern, its ids made its own.
function copied(name, key) {
  const made = pattern(name).cloneNode(true);
  for (const field of ["id", "for", "aria-describedby"]) {
    made.querySelectorAll(`[${field}]`).forEach((element) => element.setAttribute(field, element.getAttribute(field).replace("__", key)));
  }
  return made;
}

function fillRow(line, row) {
  const { came } = row;
  line.dataset.key = row.key;
  line.querySelectorAll("[data-label]").forEach((label) => (label.textContent = row.label));
  line.querySelector("[data-told]").textContent = row.told;
  line.querySelector("[data-came]").textContent = came ? `✓ ${came.label[0].toUpperCase()}${came.label.slice(1)}, ${came.at}` : "";
  line.querySelector("[data-who-came]").textContent = came && !row.label.includes(came.name) ? came.name : "";
  line.querySelectorAll("[data-if-came]").forEach((element) => (element.hidden = !came));
  line.querySelector("[data-if-not]").hidden = Boolean(came);
  const { elements } = line.querySelector("form");
  const deputy = line.querySelector("[data-deputy]");
  deputy.hidden = !row.deputy.length;
  deputy.textContent = row.deputy.join(", ");
  elements.deputy.value = row.deputy.length ? "1" : "";
  elements.key.value = row.key;
  elements.ids.value = elements.instead_of.value = came ? came.ids.join(" ") : "";
  if (line.querySelector("details").open) return; // somebody types there
  for (const name of SAID) if (elements[name]) elements[name].value = came?.[name] || "";
}

function fillWaiting(line, each, expected) {
  const { elements } = line.querySelector("form");
  const options = expected.map(({ key, label }) => new Option(label, key));
  line.dataset.waiting = elements.id.value = elements.ids.value = each.id;
  line.querySelector("[data-name]").textContent = each.name;
  line.querySelector("[data-said]").textContent = [each.function, each.structure].filter(Boolean).join(", ");
  line.querySelector("[data-more]").textContent = [each.at, each.sex_label, each.phone].filter(Boolean).join(", ");
  const chosen = elements.key.options.length > 1 ? elements.key.value : each.proposed;
  elements.key.replaceChildren(elements.key.options[0], ...options);
  elements.key.value = chosen;
}

// Rows stay where they are: nothing moves that the person did not move.
function follow(list, wanted, keyOf, nameOf, make) {
  const known = new Map([...list.children].map((line) => [nameOf(line), line]));
  for (const each of wanted) {
    const line = known.get(keyOf(each)) || list.appendChild(make(keyOf(each)));
    known.delete(keyOf(each));
    yieldTo(line, each);
  }
  for (const line of known.values()) line.remove();
  function yieldTo(line, each) {
    if (list.dataset.list === "waiting") line.fill = () => fillWaiting(line, each, list.expected);
    else line.fill = () => fillRow(line, each);
    line.fill();
  }
}

function tellTotals({ here, expected, women, unsaid }) {
  const line = document.querySelector("[data-totals]");
  const strong = document.createElement("strong");
  strong.textContent = plural(here, "arrivé");
  const known = `, dont ${plural(women, "femme")}${unsaid ? ` (${unsaid} sans précision)` : ""}`;
  line.replaceChildren(strong, ` sur ${plural(expected, "attendu")}${unsaid < here ? known : ""}`);
}

function stateOf(records, { kind, ...outcome }) {
  if (!records.length) return kind === "saved" ? "Tout est sur le serveur." : "";
  const why = ["saved", "nothing", "silent", "broken", "foreign"].includes(kind) ? "" : refusal({ kind, ...outcome });
  return `${countOf(records)} ${why}`.trim();
}

const actOf = (form, button) => {
  const typed = Object.fromEntries(new FormData(form));
  const act = { ...typed, [button.name]: button.value, act: newUid() };
  delete act.csrfmiddlewaretoken;
  return act;
};

// The act that a form of the page stands for.
function read(form, button) {
  const { ids, id, key, instead_of: instead, ...act } = actOf(form, button);
  if (act.do === "remove") return { act: act.act, do: "remove", ids: ids.split(" ").filter(Boolean) };
  if (act.do === "confirm") return { act: act.act, do: "confirm", id, key };
  const own = newUid();
  const label = form.querySelector("[data-label]")?.textContent || "";
  return { ...act, id: own, key: key || `p${own}`, label, instead_of: (instead || "").split(" ").filter(Boolean) };
}

const isNobody = ({ do: what, name, function: role, structure, label, presence, deputy }) =>
  what === "arrive" && ((!label && !name && !role && !structure) || (presence === "represented" && !name && !role && !deputy));

// Where this device keeps nothing, the form goes as without a script.
function sendPlainly(form, button) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: button.name, value: button.value });
  form.append(field);
  form.submit();
}

export function listenToList(door, sending) {
  const root = document.getElementById("door");
  const search = document.querySelector("[data-search]");
  const add = document.querySelector("[data-add]");
  const problem = document.querySelector("[data-add-problem]");

  function filter() {
    const words = fold(search.elements.q.value).split(" ");
    let found = 0;
    for (const line of part("expected").children) {
      const text = fold(line.querySelector(".door-who").textContent);
      line.hidden = !words.every((word) => text.includes(word));
      found += !line.hidden;
    }
    const none = document.querySelector("[data-none]");
    none.hidden = found > 0;
    if (search.elements.q.value) none.textContent = "Personne de ce nom n’est attendu.";
  }

  function clear(form) {
    if (form === add) for (const name of SAID) form.elements[name].value = "";
    form.querySelector("details")?.removeAttribute("open");
    if (form === add) form.elements.name.focus();
  }

  root.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (form === search) return event.preventDefault();
    if (!form.closest("[data-list], [data-add]") || !submitter?.name) return;
    event.preventDefault();
    const act = read(form, submitter);
    problem.textContent = "";
    if (isNobody(act)) {
      form.querySelector("details")?.setAttribute("open", "");
      form.elements.name.setCustomValidity("Dites qui est arrivé : un nom ou une fonction.");
      form.elements.name.reportValidity();
      form.elements.name.setCustomValidity("");
      return;
    }
    const line = form.closest(".door-row");
    try {
      clear(form);
      await sending.keep(act);
    } catch {
      return sendPlainly(form, submitter);
    }
    const next = line?.isConnected && [...line.querySelectorAll(".door-line button")].find((button) => button.offsetParent);
    next?.focus({ preventScroll: true }); // the button that was pressed is gone
  });
  search.addEventListener("input", filter);
  document.querySelector("[data-search-button]").hidden = true;

  function tellTold() {
    const lines = sending.told.slice(-5).map((text) => Object.assign(document.createElement("li"), { textContent: text }));
    const refused = sending.waiting.filter((record) => record.refused).map((record) => {
      const line = Object.assign(document.createElement("li"), { textContent: `${record.act.label || record.act.name || "Arrivée"}\u00a0: ${record.refused} ` });
      const drop = Object.assign(document.createElement("button"), { type: "button", className: "link-button", textContent: "Retirer de l’appareil" });
      drop.addEventListener("click", () => sending.drop(record.key));
      line.append(drop);
      return line;
    });
    document.querySelector("[data-told-list]").replaceChildren(...lines, ...refused);
  }

  function show(page, records, totals) {
    const keys = new Set(records.map(({ act }) => act.key));
    part("waiting").expected = page.expected;
    for (const name of ["expected", "added"]) follow(part(name), page[name], ({ key }) => key, (line) => line.dataset.key, (key) => copied("row", key));
    follow(part("waiting"), page.waiting, ({ id }) => id, (line) => line.dataset.waiting, (id) => copied("waiting", id));
    document.querySelector("[data-waiting-part]").hidden = !page.waiting.length;
    document.querySelectorAll(".door-row[data-key]").forEach((line) => line.classList.toggle("is-unsent", keys.has(line.dataset.key)));
    tellTotals(totals);
    tellTold();
    const state = document.querySelector("[data-door-state]");
    state.textContent = stateOf(records, sending.outcome);
    state.classList.toggle("is-unsent", records.length > 0);
    filter();
  }

  sending.addEventListener("outcome", () => {
    const state = document.querySelector("[data-door-state]");
    state.textContent = stateOf(sending.waiting, sending.outcome);
  });
  return { show };
}
