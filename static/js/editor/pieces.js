// One photo or file to the server, in pieces: what has arrived is not sent again, wherever the network
// cut. The server counts the bytes it has and joins them (meetings/writing/pieces.py).
import { send } from "./post.js";

const LEAST = 32_768; // bytes of a piece: eight seconds at 30 kbit/s
const MOST = 786_432; // more is refused; with its form less than the 1 MiB that nginx takes by itself
const QUICK = 4_000; // ms: a larger piece may follow

export async function digestOf(blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The outcome of the last request (see post.js): with `answer.row` once the server has all of it.
export async function sendInPieces(folder, { uid, blob, name, sha256, account }, tell) {
  let length = 0; // the first piece is empty: it asks how much is there
  for (let at = 0; ; ) {
    const body = new FormData();
    Object.entries({ offset: at, size: blob.size, sha256, account }).forEach((field) => body.append(...field));
    body.append("piece", blob.slice(at, at + length), name);
    const began = performance.now();
    const outcome = await send(`${folder}${uid}/morceaux/`, body);
    if (outcome.kind !== "saved" || outcome.answer.row) return outcome;
    const isQuick = performance.now() - began < QUICK;
    length = isQuick ? Math.min(MOST, Math.max(LEAST, 2 * length)) : LEAST;
    at = outcome.answer.received;
    tell(at);
  }
}
