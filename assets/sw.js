// The service worker of the hosted build: keeps the page's files, so that after one visit it opens without the network. The
// finishing step puts before this
//   const BUILD: names this build by the content of all its files;
//   const FILES: a Map of their names to their integrity, "" for the page itself.
// It answers for these files only, asks for no others, and sends nothing.
//
// A version never mixes with another: a version is kept only if every file is exactly the one that it was built with, and a page
// gets all its files from one version. A newer version waits while pages of the older are open; an open page is never reloaded.

const HERE = new URL("./", self.location).href;
const OURS = `logonscope ${HERE} `;
const KEPT = OURS + BUILD;
// No file: under this address a note is kept of when the newer version was let in.
const LET_IN = HERE + "?newer-let-in";

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data !== "take over") return;
  self.skipWaiting();
  event.ports[0].postMessage("done");
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const name = request.method === "GET" && nameOf(request.url);
  if (name === false) return;
  if (name === "" && request.mode === "navigate") event.respondWith(pageFor());
  else if (FILES.has(name) || hasHash(name)) event.respondWith(kept(name));
});

// A file's name by its address, "" for the page; false for one that is not in this folder.
function nameOf(url) {
  if (!url.startsWith(HERE)) return false;
  const name = url.slice(HERE.length).replace(/[?#].*$/s, "");
  return name === "index.html" ? "" : name;
}

// Whether the name says what the content is, so that the file is the same in every version that has it.
function hasHash(name) {
  return /-[0-9a-f]{12,16}[._]/.test(name);
}

async function keep() {
  const cache = await caches.open(KEPT);
  // All or nothing; the server is asked whether what the browser holds is still right.
  const request = ([name, integrity]) => new Request(HERE + name, { integrity, cache: "no-cache" });
  await cache.addAll([...FILES].map(request));
}

// The version before is kept beside this one: a page of it may still be open, and gets the files that only it has from there.
async function takeOver() {
  const older = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== KEPT);
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(name) {
  const url = HERE + name;
  const cache = await caches.open(KEPT);
  const found = (await cache.match(url)) ?? (hasHash(name) && (await anyVersion(url)));
  // A browser may throw away what was kept. The page itself may then be a newer one, with names of its own for the rest.
  return found || fetch(url, { integrity: (name && FILES.get(name)) || "" });
}

async function anyVersion(url) {
  for (const cacheName of await caches.keys()) {
    const found = cacheName.startsWith(OURS) && (await caches.match(url, { cacheName }));
    if (found) return found;
  }
}

// The page. When a newer version waits and this is the only page there is, the newer one is let in and the browser asked to come
// again: then it answers, and the whole page is of that version. Who comes again before it has taken over is not counted anew: what
// was shown meanwhile would count as a page of its own.
async function pageFor() {
  const times = await timesLetIn();
  const isComing = times > 0 || (self.registration.waiting && (await isAlone()));
  return isComing && (await newerLetIn(times)) ? comeAgain() : kept("");
}

// Whether no other page is open. One that is just being left may still be among them for a moment.
async function isAlone() {
  for (const wait of [0, 100, 300, 900]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    const pages = await self.clients.matchAll({ type: "window" });
    if (pages.length < 2) return true;
  }
  return false;
}

// Nothing to see, and an icon that need not be asked for. It comes again as soon as the newer version has taken over, and not before: a
// browser may end this worker in the midst of an answer then, and the page would wait for it for ever. Should it miss that moment, it comes
// again after some seconds all the same.
function comeAgain() {
  const nonce = crypto.randomUUID();
  const headers = {
    "content-type": "text/html",
    "content-security-policy": `default-src 'none'; img-src data:; script-src 'nonce-${nonce}'`,
    refresh: "5",
  };
  const whenTakenOver = `navigator.serviceWorker.addEventListener("controllerchange", () => location.reload())`;
  return new Response(`<!doctype html><link rel="icon" href="data:,"><script nonce="${nonce}">${whenTakenOver}</script>`, { headers });
}

// How often the newer version was let in within the last half minute; it should be there after the first time. This is kept beside
// the files: a browser that waits to put the newer worker in this one's place may end this one and start it again.
async function timesLetIn() {
  const note = await (await caches.open(KEPT)).match(LET_IN);
  const { times, at } = note ? await note.json() : { times: 0, at: 0 };
  return Date.now() - at < 30_000 ? times : 0;
}

async function newerLetIn(times) {
  // It takes over as soon as this answer is given. Should that fail again and again, the page stays at this version.
  if (times >= 3) return false;
  await (await caches.open(KEPT)).put(LET_IN, Response.json({ times: times + 1, at: Date.now() }));
  const { waiting } = self.registration;
  // It was let in before, and is just taking over.
  if (!waiting) return true;
  const { port1, port2 } = new MessageChannel();
  const done = new Promise((resolve) => (port1.onmessage = () => resolve(true)));
  const late = new Promise((resolve) => setTimeout(resolve, 3_000, false));
  waiting.postMessage("take over", [port2]);
  return Promise.race([done, late]);
}
