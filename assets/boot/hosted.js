// The hosted build: everything is a file beside the page. The finishing step (tools/finish.mjs) gives the files their names, and
// tells them by attributes of this script's element.
const names = document.querySelector("script[data-wasm]").dataset;
const at = (name) => new URL(name, document.baseURI).href;

offer({
  page: () => import(at(names.js)).then((glue) => glue.default({ module_or_path: at(names.wasm) })),
  glue: () => file(names.workerJs).then((answer) => answer.text()),
  module: () => compiled(names.workerWasm),
  sample: JSON.parse(names.sample),
  packed: ({ path }) => file(path).then((answer) => answer.body),
  newer,
});

async function file(name) {
  const answer = await fetch(at(name));
  if (!answer.ok) throw new Error(`${name}: the server answered ${answer.status}`);
  return answer;
}

async function compiled(name) {
  const answer = await file(name);
  // Streaming compilation insists on the right MIME type, which not every static host sends.
  if (answer.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(answer);
  return WebAssembly.compile(await answer.arrayBuffer());
}

// Has the service worker (sw.js) keep the page's files, so that it opens without the network from now on, once everything else
// has come. Fulfilled when a newer version stands ready. Where there are no service workers, or they fail, nothing is missed; a
// debug build names none, so that what was just built is what is seen.
async function newer(engine) {
  await engine.catch(() => {});
  return new Promise((ready) => {
    if (!names.serviceWorker || !("serviceWorker" in navigator)) return;
    navigator.serviceWorker.register(at(names.serviceWorker)).then((registration) => {
      // The very first version waits for a moment too, with none before it.
      const look = () => registration.active && registration.waiting && ready();
      const watch = () => registration.installing?.addEventListener("statechange", look);
      registration.addEventListener("updatefound", watch);
      watch();
      look();
    }).catch(() => {});
  });
}
