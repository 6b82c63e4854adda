// Starts the page's program, and hands it the engine's. This file is all that differs between the hosted build (here: the
// programs are files beside the page) and a build in one file (the programs are in the page): each offers `logonscope.engine`.

const script = document.querySelector("script[data-wasm]");
const at = (name) => new URL(name, document.baseURI).href;

const page = import(at(script.dataset.js)).then((glue) => glue.default({ module_or_path: at(script.dataset.wasm) }));
page.catch((cause) => say("LogonScope could not start.", cause));

// The engine is fetched once the page runs, so that it never delays the first paint.
const engine = page.then(async () => {
  const [glue, module] = await Promise.all([own("worker.js").then((file) => file.text()), compiled("worker_bg.wasm")]);
  return { program: new Blob([glue, BOOTSTRAP], { type: "text/javascript" }), module };
});
engine.catch(() => {}); // the page's program asks for it and says what failed

// Every worker, engine or parser, is the same program: it is started from a Blob URL, so that the page's policy binds it, and is
// told its role and the compiled module by its first message. A failure inside a promise is thrown again where the starter's
// `onerror` hears it.
const BOOTSTRAP = `
;self.onunhandledrejection = (event) => setTimeout(() => { throw event.reason; });
self.onmessage = (event) => {
  self.onmessage = null;
  self.logonscope = event.data;
  wasm_bindgen({ module_or_path: event.data.module });
};
`;

globalThis.logonscope = { engine: () => engine };

async function own(name) {
  const answer = await fetch(at(name), { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${name}: the server answered ${answer.status}`);
  return answer;
}

async function compiled(name) {
  const answer = await own(name);
  // Streaming compilation insists on the right MIME type, which not every static host sends.
  if (answer.headers.get("content-type") === "application/wasm") return WebAssembly.compileStreaming(answer);
  return WebAssembly.compile(await answer.arrayBuffer());
}

function say(text, cause) {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.dataset.testid = "error";
  line.textContent = `${text} ${cause}`;
  document.body.append(line);
}
