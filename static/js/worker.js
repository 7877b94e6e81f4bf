// The service worker: opens the editors, the door and « Nouvelle réunion » without network. It keeps the
// files of this release and four pages without data; never a page of a person, a PDF or a photo.
// `RELEASE`, `STATIC` and `FILES` are written above by the view that serves it (meetings/writing/views/offline.py).

const CACHE = `gtm-${RELEASE}`;
const PATIENCE = 15_000; // ms for what can be typed in, then the page without data is shown
const HASHED = /\.[0-9a-f]{8}\./;
const NEW = "/reunions/nouvelle/";
const EDITOR = /^\/(reunions|rapports)\/[0-9a-f-]{36}\/(modifier|porte)\/$/;
const HOME = "/hors-ligne/";
const SHELLS = { "reunions/modifier": `${HOME}editeur/`, "reunions/porte": `${HOME}porte/`, "rapports/modifier": `${HOME}rapport/` };

// Without the session: what is kept shows nobody's name.
const fresh = (address) => new Request(address, { credentials: "omit", cache: "no-cache" });

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map(fresh))));
});

self.addEventListener("activate", (event) => {
  const drop = (names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(drop));
});

self.addEventListener("message", ({ data }) => data === "take over" && self.skipWaiting());

const kept = (address) => caches.open(CACHE).then((cache) => cache.match(address));

async function page(request, shell, isTyped) {
  const late = new Promise((_, reject) => isTyped && setTimeout(reject, PATIENCE));
  try {
    const response = await Promise.race([fetch(request), late]);
    if (![502, 503, 504].includes(response.status)) return response;
    return (await kept(shell)) || response;
  } catch {
    return (await kept(shell)) || Response.error();
  }
}

async function file(request) {
  const known = await kept(request.url);
  if (known && HASHED.test(request.url)) return known;
  return fetch(request).catch(() => known || Response.error());
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith(STATIC)) event.respondWith(file(request));
  else if (request.mode === "navigate" && !pathname.endsWith(".pdf")) {
    const [, kind, what] = EDITOR.exec(pathname) || [];
    event.respondWith(page(request, SHELLS[`${kind}/${what}`] || HOME, kind || pathname === NEW));
  }
});
