// One tab writes a meeting; another one reads, until it asks to go on.
import { notice, ofServer, tell } from "./said.js";

const TAKES = "gtm-takes";
const PATIENCE = 5_000; // ms: a tab that sleeps does not answer

function readOnly(form, saving) {
  saving.heard("yields");
  form.classList.add("read-only");
  for (const field of form.elements) {
    if (!field.closest("[data-notice]") && field.type !== "hidden") field.disabled = true;
  }
  tell("reading");
  ofServer("Lecture seule dans cet onglet");
}

// Holds the lock for as long as the page lives, or until another tab asks for it.
function hold(name, options, onLost) {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  return new Promise((resolve) => {
    navigator.locks
      .request(name, options, (lock) => {
        resolve(lock && release);
        return lock && held;
      })
      .catch((error) => {
        if (error.name === "AbortError") onLost();
        resolve(null);
      });
  });
}

// Resolves to { writes, takes }: whether this tab writes, and whether another one gave way to it.
export async function followTabs(form, page, saving) {
  const takes = sessionStorage.getItem(TAKES) === page.key;
  sessionStorage.removeItem(TAKES);
  if (!navigator.locks) return { writes: true, takes };
  const name = `gtm/${page.key}`;
  const channel = new BroadcastChannel(name);
  let release = await hold(name, { ifAvailable: true }, () => readOnly(form, saving));
  if (!release) readOnly(form, saving);

  channel.addEventListener("message", async () => {
    const free = release;
    release = null; // once, were it asked twice
    if (!free) return;
    readOnly(form, saving); // no further key; what is there is written and sent
    await saving.giveWay();
    free();
  });
  notice("reading").querySelector("button").addEventListener("click", async () => {
    channel.postMessage("gives way");
    const free = await hold(name, { signal: AbortSignal.timeout?.(PATIENCE) }, () => null);
    if (!free) await hold(name, { steal: true }, () => null);
    sessionStorage.setItem(TAKES, page.key);
    saving.heard("leaves");
    location.reload(); // with what the other one has written
  });
  return { writes: Boolean(release), takes };
}
