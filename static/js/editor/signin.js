// Signing in again without leaving the page: typing goes on meanwhile, the text leaves afterwards.
import { renewToken, token } from "./post.js";
import { announce } from "./rows.js";
import { forget } from "./store.js";

async function ask(form) {
  await renewToken();
  const answer = await fetch(form.action, {
    method: "POST",
    body: new URLSearchParams([...new FormData(form), ["next", location.pathname]]),
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": token() },
  });
  return { status: answer.status, ...(await answer.json().catch(() => ({}))) };
}

// What to tell, or "" when one is in.
function reasonOf({ status, location: next, form }) {
  if (next === location.pathname) return "";
  if (next) return "Ce compte demande un code : connectez-vous dans un autre onglet, puis revenez ici.";
  if (status === 429) return "Trop d’essais : attendez quelques minutes.";
  const fields = Object.values(form?.fields || {}).flatMap(({ errors }) => errors);
  return [...(form?.errors || []), ...fields].join(" ") || "Le serveur ne répond pas comme prévu. Réessayez.";
}

export function listenToSignIn(saving) {
  const dialog = document.querySelector("[data-sign-in]");
  const form = dialog.querySelector("form");
  const said = dialog.querySelector("[role=alert]");
  const opener = document.querySelector("[data-sign-in-open]");

  // Whoever types goes on typing, also after a save that she asked for: the answer comes in the
  // middle of a word, and what follows would go into the password.
  function open() {
    const typing = document.activeElement;
    if (!dialog.open) {
      dialog.show();
      announce(dialog.querySelector("p").innerText);
    }
    if (typing.matches("input, textarea, select")) typing.focus({ preventScroll: true });
  }

  saving.addEventListener("outcome", ({ detail: { kind } }) => {
    opener.hidden = kind !== "signedOut";
    if (!opener.hidden) {
      open();
      forget("");
    } else if (kind === "saved" || kind === "conflict") dialog.close(); // it would cover what is asked
  });
  opener.addEventListener("click", () => {
    open();
    (form.elements.login.value ? form.elements.password : form.elements.login).focus();
  });
  dialog.querySelector("[type=button]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", ({ key }) => key === "Escape" && dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    said.textContent = await ask(form).then(reasonOf, () => "Le serveur ne répond pas. Réessayez.");
    form.elements.password.setAttribute("aria-invalid", Boolean(said.textContent));
    if (said.textContent) return;
    form.elements.password.value = "";
    dialog.close();
    saving.run(true);
  });
}
