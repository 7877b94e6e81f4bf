// Photos and files leave one by one beside the form: each is kept on this device until the server has
// it, sent in pieces as soon as there is a network, then placed in the text.
import { button, forget, waysOut } from "./kept.js";
import { digestOf, sendInPieces, shrunk } from "./pieces.js";
import { isUnsure } from "./post.js";
import { addRow, listNamed, newUid, rowsOf } from "./rows.js";
import * as store from "./store.js";

const AGAIN = 20_000; // ms
const AWAY = "sur cet appareil, part quand vous serez reconnecté.";
const GONE = "ce compte n’écrit plus ce compte rendu.";
const WAITS = {
  true: "sur cet appareil, part dès que le serveur répond.",
  false: "attend le serveur. Ne quittez pas cette page : cet appareil ne garde pas le fichier.",
};

function say({ line, name }, reason, kind = "") {
  const said = document.createElement("span");
  said.className = kind;
  said.textContent = reason.startsWith("«") ? reason : `« ${name} » : ${reason}`; // some name their file
  line.replaceChildren(said);
}

export function listenToUploads(form, page, saving) {
  const queue = []; // of records of the store, each with its line
  let running = false;
  let last = ""; // kind of the last outcome

  const boxOf = (section) => form.querySelector(`[data-upload="${section}"]`);
  const newLine = (section) => boxOf(section).querySelector("ul").appendChild(document.createElement("li"));

  function leave(record) {
    record.line.remove();
    queue.splice(queue.indexOf(record), 1);
  }

  // The text that names it is on this device before the file is forgotten.
  async function place(record, row) {
    if (saving.isReading) return; // the tab that writes does it
    const list = listNamed(form, record.section);
    if (!rowsOf(list).some(({ dataset }) => dataset.row === row.uid)) addRow(list, null, row);
    await saving.keep();
    await forget(record);
    leave(record);
  }

  function refuse(record, reason) {
    record.isRefused = true;
    say(record, reason, "late");
    const again = button("Réessayer", () => run((record.isRefused = false)));
    record.line.append(" ", again, ...waysOut(record, () => leave(record)));
  }

  // Whether the others have to wait with it.
  async function sendOne(record) {
    const progress = document.createElement("progress");
    progress.setAttribute("aria-label", record.name);
    record.line.replaceChildren(`${record.name} `, progress);
    const tell = (at) => (progress.value = at / record.blob.size);
    // A meeting made without network is created first.
    const outcome = (await page.create()) || (await sendInPieces(boxOf(record.section).dataset.address, record, tell));
    const { kind, answer } = outcome;
    last = kind;
    if (kind === "saved") return place(record, answer.row);
    if (kind === "refused" || kind === "gone") return refuse(record, answer.error || GONE);
    queue.filter(({ isRefused }) => !isRefused).forEach((each) => say(each, outcome.status === 401 ? AWAY : WAITS[each.isKept]));
    if (kind === "signedOut") saving.dispatchEvent(new CustomEvent("outcome", { detail: outcome }));
    return true;
  }

  async function run() {
    if (running) return;
    running = true;
    const before = queue.length;
    const next = () => !saving.isReading && queue.find(({ isRefused }) => !isRefused);
    for (let record = next(); record; record = !(await sendOne(record)) && next());
    running = false;
    if (queue.length < before) saving.save();
  }

  async function take(section, file) {
    const { name } = file;
    const line = newLine(section);
    line.textContent = name;
    const limit = boxOf(section).dataset.maxMb;
    const blob = section === "photos" ? await shrunk(file) : file;
    if (blob.size > limit * 1024 * 1024) return say({ line, name }, `plus de ${limit} Mo.`, "late");
    const uid = newUid();
    const kept = { ...page.named, key: `${page.key}/${uid}`, uid, section, blob, name, sha256: await digestOf(blob), at: new Date().toISOString() };
    const isKept = await store.write({ store: "files", put: kept }).then(() => true, () => false);
    queue.push({ ...kept, line, isKept });
    run();
  }

  form.querySelectorAll("[data-upload]").forEach((box) => {
    const input = box.querySelector("input");
    box.querySelector("button").addEventListener("click", (event) => {
      event.preventDefault();
      input.click();
    });
    input.addEventListener("change", async () => {
      const chosen = [...input.files];
      input.value = "";
      box.querySelectorAll("li").forEach((line) => queue.some((record) => record.line === line) || line.remove());
      for (const file of chosen) await take(box.dataset.upload, file);
    });
  });
  saving.addEventListener("outcome", ({ detail: { kind } }) => kind === "saved" && run());
  ["online", "focus"].forEach((name) => window.addEventListener(name, run));
  setInterval(() => isUnsure({ kind: last }) && run(), AGAIN);
  window.addEventListener("beforeunload", (event) => queue.some(({ isKept }) => !isKept) && event.preventDefault());

  // What earlier pages of this meeting left here.
  return async function lookForFiles() {
    const left = await store.startingWith("files", `${page.key}/`).catch(() => []);
    left.reverse().forEach((kept) => queue.push({ ...kept, line: newLine(kept.section), isKept: true }));
    run();
  };
}
