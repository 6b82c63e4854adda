// The sample case as it is shipped: the logs that `examples/generate.rs --sample-case` writes, each packed with gzip. They are made
// when what makes them has changed, and kept in the target folder until then.
import { filesBelow, sha256 } from "./content.mjs";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

const root = resolve(import.meta.dirname, "../..");
// What decides the logs' bytes.
const SOURCES = ["examples/generate.rs", "src/simulation.rs", "src/simulation", "src/evidence/evtx/writer.rs", "src/evidence/evtx/writer"];

// The files as [{ name, packed }], sorted by name.
export function packedSampleCase() {
  const folder = resolve(root, process.env.CARGO_TARGET_DIR ?? "target", "sample-case");
  const stamp = join(folder, "made-from");
  const sources = hashOfSources();
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== sources) {
    make(folder);
    writeFileSync(stamp, sources);
  }
  const packed = readdirSync(folder).filter((name) => name.endsWith(".evtx.gz")).sort();
  return packed.map((name) => ({ name: basename(name, ".gz"), packed: readFileSync(join(folder, name)) }));
}

function make(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const generate = ["run", "--quiet", "--locked", "--features", "writer", "--example", "generate", "--", "--sample-case", folder];
  execFileSync("cargo", generate, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  const logs = readdirSync(folder).filter((name) => name.endsWith(".evtx"));
  if (logs.length === 0) throw new Error(`the generator wrote no log to ${folder}`);
  for (const name of logs) writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(folder, name)), { level: 9 }));
}

function hashOfSources() {
  const files = SOURCES.map((path) => join(root, path)).filter(existsSync).flatMap((path) =>
    statSync(path).isFile() ? [path] : filesBelow(path).map((name) => join(path, name)),
  );
  return sha256(files.map((path) => sha256(readFileSync(path))).join("\n"));
}
