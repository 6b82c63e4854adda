// What every build of the page has in common: starting its program, and offering it, under `logonscope`, what it cannot know
// itself. Each build puts this before its own part (hosted.js or single.js), which says where things are to be had.

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

// Starts the page and offers it the rest. `own` has
//   page: () => promise, fulfilled when the page's program runs;
//   glue: () => promise of the workers' JavaScript; module: () => promise of their compiled module;
//   sample: [{ name, bytes, … }], the files of the sample case, `bytes` as packed;
//   packed: (file of the sample) => promise of a stream of its packed bytes;
//   newer: (promise of the engine) => promise, fulfilled when a newer version of the page waits to be used.
function offer(own) {
  const page = own.page();
  page.catch((cause) => say("LogonScope could not start.", cause));

  // The engine is fetched once the page runs, so that it never delays the first paint.
  const engine = page.then(async () => {
    const [glue, module] = await Promise.all([own.glue(), own.module()]);
    return { program: new Blob([glue, BOOTSTRAP], { type: "text/javascript" }), module };
  });
  engine.catch(() => {}); // the page's program asks for it and says what failed

  const newer = own.newer(engine);
  const sampleBytes = own.sample.reduce((sum, { bytes }) => sum + bytes, 0);
  globalThis.logonscope = {
    engine: () => engine,
    newer: () => newer,
    sampleBytes: () => sampleBytes,
    // The files of the sample case; `progress` is called with the number of packed bytes that have come so far.
    async sampleCase(progress) {
      let come = 0;
      const count = () =>
        new TransformStream({
          transform(part, onward) {
            progress((come += part.byteLength));
            onward.enqueue(part);
          },
        });
      const unpacked = async (file) => {
        const stream = (await own.packed(file)).pipeThrough(count()).pipeThrough(new DecompressionStream("gzip"));
        return new File([await new Response(stream).blob()], file.name, { lastModified: 0 });
      };
      return Promise.all(own.sample.map(unpacked));
    },
  };
}

function say(text, cause) {
  const line = document.createElement("p");
  line.setAttribute("role", "alert");
  line.dataset.testid = "error";
  line.textContent = `${text} ${cause}`;
  document.body.append(line);
}
