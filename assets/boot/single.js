// The build in one file, made to be opened from disk: everything is in the page, as base64 of gzip in blocks of text, and nothing
// is ever fetched. `__wbg_init` is the page's own glue, which stands before this in the same script.
const block = (name) => document.getElementById(name);

offer({
  page: async () => __wbg_init({ module_or_path: await compiled("page-wasm") }),
  glue: () => new Response(unpacked("worker-js")).text(),
  module: () => compiled("worker-wasm"),
  sample: JSON.parse(block("sample").textContent),
  packed: async ({ block: name }) => packed(name),
  newer: () => new Promise(() => {}),
});

async function compiled(name) {
  return WebAssembly.compile(await new Response(unpacked(name)).arrayBuffer());
}

function unpacked(name) {
  return packed(name).pipeThrough(new DecompressionStream("gzip"));
}

// The bytes of a block, piece by piece, with a turn for the page after each, so that it is never held up. A piece is a whole number
// of base64's groups of four.
function packed(name) {
  const PIECE = 4 << 14;
  const text = block(name).textContent;
  let start = 0;
  return new ReadableStream({
    async pull(stream) {
      await new Promise((turn) => setTimeout(turn));
      if (start >= text.length) return stream.close();
      const letters = atob(text.slice(start, (start += PIECE)));
      stream.enqueue(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
    },
  });
}
