// A small static server for this machine: `node tools/serve.mjs [folder] [port]`. Nothing is cached, so that a build is seen at once.
import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
};

// Serves `folder` under `prefix` ("/" or "/some/path/"); port 0 takes any that is free.
export async function serve(folder, port = 0, prefix = "/") {
  const server = createServer(async (request, response) => {
    try {
      const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
      if (!path.startsWith(prefix)) throw new Error("outside");
      let file = normalize(join(folder, path.slice(prefix.length)));
      if (file !== normalize(folder) && !file.startsWith(normalize(folder + sep))) throw new Error("outside");
      if ((await stat(file)).isDirectory()) file = join(file, "index.html");
      const content = await readFile(file);
      response.writeHead(200, {
        "content-type": TYPES[extname(file)] ?? "application/octet-stream",
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
      });
      response.end(content);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("not here\n");
    }
  });
  await new Promise((listening, failed) => server.once("error", failed).listen(port, "127.0.0.1", listening));
  return { server, address: `http://127.0.0.1:${server.address().port}${prefix}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = "dist", port = process.env.PORT ?? "8080"] = process.argv.slice(2);
  try {
    const { address } = await serve(folder, Number(port));
    console.log(`LogonScope: ${address}  (Ctrl+C ends it)`);
  } catch (cause) {
    console.error(cause.code === "EADDRINUSE" ? `Port ${port} is taken: choose another with PORT=… make serve` : String(cause));
    process.exit(1);
  }
}
