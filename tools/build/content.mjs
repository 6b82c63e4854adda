// Files named and checked by their content.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";

export const sha256 = (bytes, encoding = "hex") => createHash("sha256").update(bytes).digest(encoding);

// A hash as policies and integrity attributes write it.
export const integrity = (bytes) => `sha256-${sha256(bytes, "base64")}`;

// `name` with the content's hash in it, in trunk's way: worker.js → worker-0123456789abcdef.js, worker_bg.wasm →
// worker-0123456789abcdef_bg.wasm. A hash that is there already is replaced.
export function hashedName(name, bytes) {
  const [, stem, end] = name.match(/^(.*?)(?:-[0-9a-f]{16})?((?:_bg)?\.[^.]+)$/);
  return `${stem}-${sha256(bytes).slice(0, 16)}${end}`;
}

// Renames a file for its content; returns its new path.
export function nameByContent(path) {
  const named = join(dirname(path), hashedName(basename(path), readFileSync(path)));
  renameSync(path, named);
  return named;
}

// The files below a folder, as sorted paths with slashes.
export function filesBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return files.map((path) => path.replaceAll("\\", "/")).sort();
}
