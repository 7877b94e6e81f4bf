// On every page of a person signed in: the worker, what is unsent on this device, signing out. On the
// page where one signs in, nobody is: that is all it tells this device.
import * as store from "./editor/store.js";

const { account = "" } = document.body.dataset;
const DAY = 86_400_000; // ms
const QUIET = 3_000;
const CHOICES = ["group", "kind", "modality", "territory"];

const quietly = (promise) => promise.catch(() => null);

// A new release waits until nothing is unsent; no page is ever reloaded for it. It is asked once the
// page has its files: asked while the old worker is busy, Chromium may leave both as they are.
async function followWorker() {
  const registration = await navigator.serviceWorker.register("/sw.js");
  await new Promise((resolve) => setTimeout(resolve, QUIET));
  if (registration.waiting && !(await store.unsent("")).length) registration.waiting.postMessage("take over");
}

// What a new meeting may choose from, for when it is made without network.
async function rememberChoices() {
  const known = await store.get("who", "choices");
  const form = document.querySelector("[data-creation]");
  const isFresh = known?.account === account && Date.now() - Date.parse(known.at) < DAY;
  if (!form && (isFresh || !document.getElementById("minutes"))) return;
  const page = form ? document : new DOMParser().parseFromString(await (await fetch("/reunions/nouvelle/")).text(), "text/html");
  const options = (name) => [...page.querySelectorAll(`[data-creation] [name=${name}] option`)].map(({ value, text }) => [value, text]);
  const choices = Object.fromEntries(CHOICES.map((name) => [name, options(name)]));
  if (!choices.group.length) return;
  await store.write({ store: "who", put: { key: "choices", account, choices, at: new Date().toISOString() } });
}

async function lookForUnsent() {
  for (const creation of await store.startingWith("creations", `${account}/`)) {
    const { createMeeting } = await import("./editor/creation.js");
    const refused = await createMeeting(creation);
    if (!refused && location.pathname.includes(creation.meeting)) location.reload(); // which was not found
  }
  // The editor sends its own, and so does the door.
  const left = (await store.unsent(`${account}/`)).filter(({ act, address, meeting }) => (act ? location.pathname !== address : !location.pathname.includes(meeting)));
  const arrivals = left.filter(({ act }) => act);
  if (left.length > arrivals.length) await (await import("./editor/unsent.js")).tellUnsent(left.filter(({ act }) => !act));
  if (arrivals.length) (await import("./door/sending.js")).sendFromElsewhere(arrivals);
}

// What the server has does not stay on a device that others use; what it has not is kept.
const forgetPages = () =>
  store.write({ store: "who", drop: store.keysUnder("") }, { store: "pages", drop: store.keysUnder(`${account}/`) });

async function signOut(event) {
  event.preventDefault();
  const left = await store.unsent(`${account}/`);
  const titles = [...new Set(left.map(({ title, name }) => `– ${title}${name ? ` : ${name}` : ""}`))].join("\n");
  const question = `Ceci n’est pas encore sur le serveur :\n${titles}\n\nSe déconnecter quand même ? Tout reste sur cet appareil, dans la mémoire du navigateur, et part à votre prochaine connexion ici.`;
  if (left.length && !confirm(question)) return;
  await quietly(forgetPages());
  event.target.submit();
}

// What is suggested while one searches: nobody pays for it before he types there, and a network that
// drops is asked again at the next letter.
async function suggest({ target }) {
  target.removeEventListener("input", suggest);
  const script = await quietly(import("./search.js"));
  if (script) script.suggest(target);
  else target.addEventListener("input", suggest);
}

for (const field of document.querySelectorAll("[data-suggestions]")) {
  field.addEventListener("input", suggest);
  if (field === document.activeElement && field.value) suggest({ target: field }); // typed before this came
}
document.querySelectorAll("[data-sign-out]").forEach((form) => form.addEventListener("submit", signOut));
if (account) {
  quietly(store.write({ store: "who", put: { key: "account", account } }));
  quietly(lookForUnsent());
  navigator.storage?.persist?.();
  if (navigator.serviceWorker) quietly(followWorker());
}
quietly(store.forget(account).then(rememberChoices));
