// One request to the server, and what its answer means. Only JSON that says it is ours counts: a
// captive portal also says 200.
import { encoded } from "./map.js";

const PATIENCE = 90_000; // ms: a long text over a 2G link takes half a minute

const KINDS = { 200: "saved", 201: "saved", 401: "signedOut", 404: "gone", 409: "conflict", 422: "refused" };

function kindOf(status, answer) {
  if (answer?.other_account) return "otherAccount";
  if (answer?.error) return "refused";
  if (answer && KINDS[status]) return KINDS[status];
  if (status >= 500 || status === 429) return "broken";
  return status === 413 ? "refused" : "foreign";
}

// The token against forged requests, read when it is needed: signing in again in another tab
// changes the cookie, and what the page was given is then refused.
export function token() {
  const cookie = /(?:^|;\s*)(?:__Host-)?csrf=([^;]+)/.exec(document.cookie);
  return cookie?.[1] || "";
}

const patience = () => ({ signal: AbortSignal.timeout?.(PATIENCE) });

async function once(address, body, more) {
  const headers = { Accept: "application/json", "X-CSRFToken": token(), ...more };
  try {
    const response = await fetch(address, { method: "POST", body, headers, ...patience() });
    const json = await response.json().catch(() => null);
    const answer = json?.app === "gtm" ? json : null;
    return { kind: kindOf(response.status, answer), status: response.status, answer };
  } catch {
    return { kind: "silent", answer: null };
  }
}

// Any page of ours brings the cookie with the token; this one is light and asks for no session.
export const renewToken = () => fetch("/hors-ligne/", { cache: "no-store", ...patience() }).catch(() => null);

// Whether our server answers, not a captive portal.
export const isThere = () => renewToken().then((page) => page.text()).then((text) => text.includes("data-pages"), () => false);

// { kind, answer }: saved, conflict, signedOut, otherAccount, gone and refused are answers; silent,
// broken and foreign leave open whether the text arrived: the same is sent again.
export async function send(address, body, headers) {
  const outcome = await once(address, body, headers);
  if (outcome.status !== 403 || outcome.kind === "refused") return outcome;
  await renewToken();
  return once(address, body, headers);
}

const PACKED = { "Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip" };

// A third of the bytes, where the browser can; see gtm/bodies.py.
export async function post(address, map, more = {}) {
  const form = encoded({ ...map, ...more });
  if (!window.CompressionStream) return send(address, form);
  const packed = new Blob([form]).stream().pipeThrough(new CompressionStream("gzip"));
  return send(address, await new Response(packed).arrayBuffer(), PACKED);
}

export const isUnsure = ({ kind }) => ["silent", "broken", "foreign"].includes(kind);
