// Whose door this is: what the server wrote in the page, or what this device keeps of it.
import * as store from "../editor/store.js";

const [, MEETING] = /\/reunions\/([0-9a-f-]{36})\/porte\//.exec(location.pathname) || [];

export async function openDoor() {
  const root = document.getElementById("door");
  const isShell = "shell" in root.dataset;
  const account = isShell ? (await store.get("who", "account"))?.account : document.body.dataset.account;
  if (isShell) await store.forget(account);
  const key = `${account}/${MEETING}/porte`;
  const kept = isShell && (await store.get("pages", key));
  if (isShell && !kept) throw new Error("unknown");
  const door = {
    account,
    meeting: MEETING,
    address: location.pathname,
    key,
    isShell,
    page: isShell ? kept.page : JSON.parse(document.getElementById("door-data").textContent),
    remember() {
      const title = `À la porte\u00a0: ${door.page.title}`;
      const at = new Date().toISOString();
      const record = { key, account, meeting: MEETING, title, address: door.address, page: door.page, at };
      return store.write({ store: "pages", put: record }).catch(() => null);
    },
  };
  document.querySelectorAll("[data-title]").forEach((line) => (line.textContent = door.page.title));
  document.querySelectorAll("#structures").forEach((list) => list.replaceChildren(...door.page.structures.map((name) => new Option(name, name))));
  root.hidden = false;
  if (!isShell) await door.remember();
  return door;
}

// Without network, of a door that was never opened here.
export function tellUnknown(error) {
  if (error.message !== "unknown") throw error;
  document.querySelector("[data-unknown]").hidden = false;
}
