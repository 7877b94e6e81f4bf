// One photo or file to the server, small and in pieces: what has arrived is not sent again, wherever the
// network cut. The server counts the bytes it has and joins them (meetings/writing/pieces.py).
import { send } from "./post.js";

const MAX_SIDE = 1600; // pixels of a photo
const LIGHT = 300_000; // bytes
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

// 300 kB pass over a 2G link, 5 MB do not. The server does it again with whatever arrives
// (meetings/writing/photos.py): where this fails, the original goes.
export async function shrunk(file) {
  if (file.size <= LIGHT) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff"; // what is transparent prints white
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return small && small.size < file.size ? new File([small], file.name, { type: small.type }) : file;
  } catch {
    return file;
  }
}
