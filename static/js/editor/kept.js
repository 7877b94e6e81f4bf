// What this device keeps can be taken out of it: as a copy, or let go.
import * as store from "./store.js";

export function button(text, work) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "link-button";
  made.textContent = text;
  made.addEventListener("click", work);
  return made;
}

export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export const forget = ({ key }) => store.drop("files", key);

// The buttons of a file that the server has not; `onGone` is called once it is no longer here.
export function waysOut(record, onGone) {
  const { blob, name } = record;
  const drop = async () => {
    if (!confirm(`Retirer « ${name} » de cet appareil ? Le serveur ne l’a pas.`)) return;
    await forget(record);
    onGone();
  };
  return [" ", button("Garder une copie", () => download(blob, name)), " ", button("Retirer", drop)];
}
