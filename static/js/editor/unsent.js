// On any page: the texts and files that wait on this device. A text leaves by itself once the network is
// there, unless a page has it open, it was left aside, or several of its meeting say different things;
// the server sets it aside where it does not fit. Files leave when their minutes are opened.
import { standing } from "./drafts.js";
import { button, waysOut } from "./kept.js";
import { differing } from "./map.js";
import { isUnsure, post } from "./post.js";
import { moment, refusal } from "./said.js";
import * as store from "./store.js";

const AGAIN = 15_000; // ms

const addressOf = ({ meeting, address }) => address || `/reunions/${meeting}/modifier/`;

async function send({ account, base, map, opId, before, key, ...record }) {
  const more = (version, id) => ({ base_version: version, op_id: id, account });
  if (before) await post(addressOf(record), before.map, more(before.base, before.opId)); // as the editor does
  const outcome = await post(addressOf(record), map, more(base, opId));
  if (["saved", "conflict"].includes(outcome.kind)) await store.drop("drafts", key);
  return outcome;
}

// Undefined where a page has its minutes open, or has sent it meanwhile.
async function sendAlone({ key, account, meeting }) {
  const now = (lock) => lock && store.get("drafts", key).then((draft) => draft && send(draft));
  return (await navigator.locks?.request(`gtm/${account}/${meeting}`, { ifAvailable: true }, now)) || undefined;
}

function tell(line, { kind, answer, ...more }) {
  const isTaken = ["saved", "conflict"].includes(kind);
  const said = line.querySelector("[role=status]");
  said.textContent = kind === "saved" ? "Enregistré sur le serveur." : refusal({ kind, answer, ...more });
  if (isTaken) line.querySelector("button").remove();
  if (!answer?.conflict) return;
  const link = document.createElement("a");
  link.href = answer.conflict;
  link.textContent = "Réunir les deux textes";
  said.append(" ", link);
}

// The first words that the server has not.
function firstWords({ acked, map }) {
  const words = differing(acked, map).map((key) => map[key]).find((value) => typeof value === "string") || "";
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

function lineOf(record) {
  const line = document.createElement("li");
  const [link, what, said] = ["a", "span", "span"].map((tag) => document.createElement(tag));
  link.href = addressOf(record);
  link.textContent = record.title;
  const words = record.name || (record.map && firstWords(record));
  what.textContent = `, ${moment(record.at)}${words ? `\u00a0: «\u00a0${words}\u00a0»` : ""}`;
  said.setAttribute("role", "status");
  line.append(link, what, " ", said);
  if (record.blob) line.append(...waysOut(record, () => line.remove()));
  if (!record.map) return line; // a meeting to be created: that goes by itself
  const going = button("Envoyer tel quel", () => send(record).then((outcome) => tell(line, outcome)));
  going.className = "btn btn-outline-primary";
  going.setAttribute("aria-label", `Envoyer tel quel ${record.title}${what.textContent}`);
  line.append(" ", going);
  return line;
}

// [{ record, line, isAlone }], without what a newer text of the same meeting holds.
async function entriesOf(left) {
  const entries = [];
  for (const meeting of new Set(left.map((record) => record.meeting))) {
    const records = left.filter((record) => record.meeting === meeting);
    const drafts = await standing(records.filter(({ map }) => map));
    const isAlone = drafts.length === 1 && !drafts[0].isLeft && !records.some(({ fields }) => fields);
    for (const record of [...drafts, ...records.filter(({ map }) => !map)]) entries.push({ record, isAlone, line: lineOf(record) });
  }
  return entries;
}

// What the server refuses is not sent again by itself.
async function sendAll(entries) {
  for (const entry of entries.filter(({ record, isAlone }) => record.map && isAlone)) {
    const outcome = await sendAlone(entry.record);
    if (!outcome) continue;
    entry.isAlone = isUnsure(outcome);
    tell(entry.line, outcome);
  }
}

export async function tellUnsent(left) {
  const entries = await entriesOf(left);
  const box = document.querySelector("[data-unsent]");
  box?.querySelector("ul").replaceChildren(...entries.map(({ line }) => line));
  if (box && !document.querySelector("form[data-meeting]")) box.hidden = false; // the editor tells its own
  let running = null;
  const run = () => (running ||= sendAll(entries).finally(() => (running = null)));
  run();
  window.addEventListener("online", run);
  setInterval(run, AGAIN);
}
