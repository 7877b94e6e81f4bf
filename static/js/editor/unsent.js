// On any page: the texts and files that wait on this device. One opens a text, or sends it as it is: that
// is the only way for minutes that are closed meanwhile; the server then sets the text aside. Files leave
// when their minutes are opened.
import { button, waysOut } from "./kept.js";
import { post } from "./post.js";
import { refusal } from "./said.js";
import * as store from "./store.js";

async function send(record, address, line) {
  const { account, base, map, opId, before } = record;
  const more = (version, id) => ({ base_version: version, op_id: id, account });
  if (before) await post(address, before.map, more(before.base, before.opId)); // as the editor does
  const outcome = await post(address, map, more(base, opId));
  const isTaken = ["saved", "conflict"].includes(outcome.kind);
  line.querySelector("[role=status]").textContent = isTaken ? "Enregistré sur le serveur." : refusal(outcome);
  if (!isTaken) return;
  await store.drop("drafts", record.key);
  if (outcome.answer.conflict) location.assign(outcome.answer.conflict);
  line.querySelector("button").remove();
}

function lineOf(record) {
  const line = document.createElement("li");
  const [link, said] = ["a", "span"].map((tag) => document.createElement(tag));
  link.href = `/reunions/${record.meeting}/modifier/`;
  link.textContent = record.name ? `${record.title} : ${record.name}` : record.title;
  said.setAttribute("role", "status");
  line.append(link, " ", said);
  if (record.blob) line.append(...waysOut(record, () => line.remove()));
  if (!record.map) return line; // a meeting to be created: that goes by itself
  const going = button("Envoyer tel quel", () => send(record, link.getAttribute("href"), line));
  going.className = "btn btn-outline-primary";
  line.append(going);
  return line;
}

export function tellUnsent(left) {
  const box = document.querySelector("[data-unsent]");
  box.querySelector("ul").replaceChildren(...left.map(lineOf));
  box.hidden = false;
}
