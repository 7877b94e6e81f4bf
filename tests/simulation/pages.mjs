// Pages as the server makes them: the real one without data, filled with what the view has given.
import { parse } from "./dom.mjs";

const NOBODY = "00000000-0000-0000-0000-000000000000";
const ADDRESSES = ["href", "data-next", "data-address", "data-meeting"];

function serveRow(page, list, uid) {
  const pattern = page.querySelector(`template[data-pattern-of="${list.dataset.pattern}"]`);
  const holder = page.createElement("template");
  holder.innerHTML = pattern.innerHTML.replace(/__(uid|list)__/g, (_, word) => ({ uid, list: list.dataset.list })[word]);
  list.append(holder.content.querySelector("[data-row]"));
}

export function editorOf(shell, { meeting, account, version, opId, map, title, csrf }) {
  const page = shell.copy();
  for (const element of page.below()) {
    for (const name of ADDRESSES) {
      const { attributes } = element;
      if (name in attributes) attributes[name] = attributes[name].replace(NOBODY, meeting);
    }
  }
  const form = page.getElementById("minutes");
  page.body.dataset.account = account;
  Object.entries({ csrfmiddlewaretoken: csrf, account, base_version: version, op_id: opId }).forEach(([name, value]) => form.elements[name].serve(String(value)));
  page.querySelector("h1").textContent = title;
  for (const which of ["[data-list]:not([data-list*='/'])", "[data-list*='/']"]) {
    for (const list of form.querySelectorAll(which)) (map[list.dataset.list] || []).forEach((uid) => serveRow(page, list, uid));
  }
  for (const field of form.elements) if (field.name in map && field.type !== "hidden") field.serve(map[field.name]);
  return page;
}

// Any other page of a person signed in.
export const plain = (account) => parse(`<html><body data-account="${account}"><div data-unsent hidden><ul></ul></div></body></html>`);
export const empty = () => parse("<html><body></body></html>");
export { parse };
