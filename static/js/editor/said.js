// What the bar says of the text: where it is, since when, what others did to it, and what to do.
import { announce } from "./rows.js";

const CALM = 3_000; // ms

// « à 10h32 », in the time of the meeting; with the day when it is not today's.
export function moment(iso) {
  const zone = { timeZone: "Africa/Niamey" };
  const [day, today] = [new Date(iso), new Date()].map((at) => at.toLocaleDateString("fr-FR", zone));
  const hour = new Date(iso).toLocaleTimeString("fr-FR", { ...zone, hour: "numeric", minute: "2-digit" });
  return `${day === today ? "" : `le ${day} `}à ${hour.replace(":", "h").replace(/^0(?=\d)/, "")}`;
}

// « mardi 7 décembre 2021 »
export function longDate(date) {
  const words = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  return date.toLocaleDateString("fr-FR", words).replace(" 1 ", " 1er ");
}

// The lines stay where they are: looked up once, not at each key, behind a long form.
const lines = {};
const say = (place, name) => (text, kind = "") => {
  const line = (lines[place] ||= document.querySelector(place));
  if (line.textContent !== text) line.textContent = text;
  line.dataset[name] = kind;
};
const seen = say("[data-save-state]", "kind");
const heard = say("[data-heard]", "kind");
let hearing;
// What is seen may change at each key. Heard are bad news at once, good ones when one has paused.
export function ofServer(text, kind = "") {
  seen(text, kind);
  clearTimeout(hearing);
  if (kind) hearing = setTimeout(() => heard(text), kind === "saved" ? CALM : 0);
}
export const ofDevice = say("[data-device-state]", "copy");

export const notice = (name) => document.querySelector(`[data-notice="${name}"]`);

// `why`: the words of the server, for a notice that has a place for them.
export function tell(name, isTold = true, why = "") {
  const box = notice(name);
  const isNew = isTold && box.hidden;
  box.hidden = !isTold;
  if (why) box.querySelector("span").textContent = why;
  if (isNew) announce(box.innerText);
}

// What the server put together from two texts is told in a quiet note; the fields show it already.
export function showMerge(summary) {
  const lines = summary.map((text) => {
    const line = document.createElement("li");
    line.textContent = text;
    return line;
  });
  // A second merge adds to what was not dismissed.
  notice("merged").querySelector("ul").append(...lines);
  tell("merged", false); // to be heard again
  tell("merged");
}

export function listenToMerge() {
  notice("merged").querySelector("button").addEventListener("click", () => {
    notice("merged").querySelector("ul").replaceChildren();
    tell("merged", false);
  });
}

export const WAITING = "En attente d’envoi";

const SOON = "Nouvel essai bientôt, sans rien faire.";
const WORDS = {
  silent: `${WAITING} : le serveur ne répond pas. ${SOON}`,
  broken: `${WAITING} : le serveur a une panne. ${SOON}`,
  foreign: `${WAITING} : une autre page répond à la place du serveur. ${SOON}`,
  signedOut: "Pas envoyé : votre session est terminée.",
  otherAccount: "Pas envoyé : un autre compte est connecté ici.",
  gone: "Pas envoyé : ce compte n’écrit plus ce texte. Gardez une copie de secours.",
  conflict: "Mis de côté sur le serveur, à réunir avec l’autre version.",
};

export function refusal({ kind, status, answer }) {
  return WORDS[kind] || `Pas envoyé : le serveur refuse ce texte. ${answer?.error || `(${status})`}`;
}
