// The text of the form as one flat map, as in meetings/text/document.py; written back, put together.
import { adderOf, changed, newRow, putRows, rowsOf } from "./rows.js";

const NOT_PART = new Set(["op_id", "csrfmiddlewaretoken", "base_version", "account"]);
const BUTTONS = new Set(["submit", "button", "file", "fieldset", "output"]);

const isPart = ({ name, type }) => name && !BUTTONS.has(type) && !NOT_PART.has(name);
const keysOf = (...maps) => new Set(maps.flatMap(Object.keys));
const flat = (value) => String(value ?? "");

// The value that the page came with; what was typed before the scripts had come is not part of it.
function servedValue(field) {
  if (field.type === "checkbox") return field.defaultChecked && field.value;
  if (!field.options) return field.defaultValue.replace(/[\r\n]+/g, field.tagName === "INPUT" ? "" : "$&");
  return ([...field.options].find(({ defaultSelected }) => defaultSelected) || field.options[0])?.value;
}

const valueOf = (field) => (field.type === "checkbox" ? field.checked && field.value : field.value);

export const isChanged = (field) => valueOf(field) !== servedValue(field);

// Empty fields are left out: to the server they are the same as missing ones, and they are two
// thirds of a long form. Each row has a hidden field, named after its list.
export function read(form, take = valueOf) {
  const map = {};
  for (const field of form.elements) {
    if (!isPart(field)) continue;
    const value = take(field);
    if (field.type === "hidden") (map[field.name] ||= []).push(field.value);
    else if (value && value.trim()) map[field.name] = value;
  }
  return map;
}

export const readServed = (form) => read(form, servedValue);

export const differing = (one, other) =>
  [...keysOf(one, other)].filter((key) => flat(one[key]) !== flat(other[key]));
export const same = (one, other) => differing(one, other).length === 0;

export function encoded(map) {
  return new URLSearchParams(Object.entries(map).flatMap(([key, value]) => [value].flat().map((each) => [key, each])));
}

// A list after an answer: mine as it is now, without what the answer took out, with what it put in.
function rowsTogether(sent, now, answer, back) {
  const rows = now.filter((uid) => answer.includes(uid) || !sent.includes(uid) || back.includes(uid));
  answer.forEach((uid, index) => {
    if (sent.includes(uid) || rows.includes(uid)) return;
    const left = answer.slice(0, index).findLast((each) => rows.includes(each));
    rows.splice(rows.indexOf(left) + 1, 0, uid);
  });
  return rows;
}

// Rows that somebody removed while words were typed in them, or below them, with all they hold.
function comingBack(now, answer, newer) {
  const listOf = (map, uid) => Object.keys(map).find((key) => Array.isArray(map[key]) && map[key].includes(uid));
  const back = [];
  for (const key of newer) {
    for (let uid = key.split("/")[1]; uid; uid = listOf(now, uid)?.split("/")[1]) {
      if (listOf(now, uid) && !listOf(answer, uid)) back.push(uid);
    }
  }
  for (const uid of back) { // which grows
    for (const key of Object.keys(now)) {
      if (Array.isArray(now[key]) && key.split("/")[1] === uid) back.push(...now[key].filter((each) => !back.includes(each)));
    }
  }
  return back;
}

// The answer of the server, with the words typed since `sent` left: those stay mine.
export function withNewerWords(sent, now, answer) {
  const newer = differing(sent, now);
  const back = comingBack(now, answer, newer);
  const result = { ...answer };
  for (const key of keysOf(sent, now)) {
    if (newer.includes(key) || back.includes(key.split("/")[1])) result[key] = now[key];
    const [before, mine, theirs] = [sent, now, answer].map((map) => map[key] || []);
    const isList = [before, mine, theirs].some((rows) => Array.isArray(rows) && rows.length);
    if (isList && !back.includes(key.split("/")[1]) && (newer.includes(key) || mine.some((uid) => back.includes(uid)))) {
      result[key] = rowsTogether(before, mine, theirs, back);
    }
    if (result[key] === undefined) delete result[key];
  }
  return result;
}

// Whether words were typed in a field that somebody else has changed meanwhile: only one of both would stay.
export const typedOver = (sent, now, answer) =>
  differing(sent, now).some((key) => typeof answer[key] === "string" && ![sent, now].some((map) => flat(map[key]) === answer[key]));

const FILES = { photos: ["photos", "Photo"], files: ["pieces", "Pièce jointe"] };

// Photos that somebody else added: their address follows from their uid.
function wordsOf(list, uid) {
  const [folder, name] = FILES[list.dataset.list] || [];
  return { uid, name, address: folder && location.pathname.replace("modifier", `${folder}/${uid}`) };
}

function takeOut(list, row) {
  const hadFocus = row.contains(document.activeElement);
  row.remove();
  if (hadFocus) adderOf(list)?.focus();
  changed(list);
}

// The rows of a list in the order of `uids`; the one that holds the focus is not moved, or it would
// lose it: the others are placed around it.
function arrange(list, uids) {
  const rows = new Map(rowsOf(list).map((row) => [row.dataset.row, row]));
  rows.forEach((row, uid) => uids.includes(uid) || takeOut(list, row));
  const missing = uids.filter((uid) => !rows.has(uid)).map((uid) => newRow(list, wordsOf(list, uid)));
  if (missing.length) putRows(list, null, missing);
  missing.forEach((row) => rows.set(row.dataset.row, row));
  const wanted = uids.map((uid) => rows.get(uid));
  if (rowsOf(list).every((row, index) => row === wanted[index])) return;
  const still = wanted.find((row) => row.contains(document.activeElement)) || wanted[0];
  still.before(...wanted.slice(0, wanted.indexOf(still)));
  still.after(...wanted.slice(wanted.indexOf(still) + 1));
  changed(list);
}

function fill(field, value) {
  if (field.type === "checkbox") {
    field.checked = Boolean(value);
    return;
  }
  if (field.value === value) return;
  const { selectionStart, selectionEnd } = field;
  field.value = value;
  if (field.tagName === "SELECT" && field.selectedIndex < 0) field.selectedIndex = 0;
  if (field === document.activeElement && selectionEnd !== null && selectionEnd !== undefined) field.setSelectionRange(selectionStart, selectionEnd);
  changed(field);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// Whether what is heard of the form comes from here, not from the keyboard.
let writing = false;
export const isWriting = () => writing;

export function write(form, map) {
  writing = true;
  const lists = (which) => form.querySelectorAll(which).forEach((list) => arrange(list, map[list.dataset.list] || []));
  lists("[data-list]:not([data-list*='/'])");
  lists("[data-list*='/']");
  for (const field of form.elements) {
    if (isPart(field) && field.type !== "hidden") fill(field, flat(map[field.name]));
  }
  writing = false;
}
