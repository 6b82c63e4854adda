// The zips of the release, as those who get them unpack them.
import { unzip } from "../../../tools/build/zip.mjs";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

// The path of the zip of a kind, hosted or single.
export function zipOf(kind) {
  const folder = process.env.LOGONSCOPE_RELEASE;
  return join(folder, readdirSync(folder).find((name) => name.endsWith(`-${kind}.zip`)));
}

// A folder for the test `t` alone, which goes when it ends.
export function scratch(t) {
  const folder = mkdtempSync(join(tmpdir(), "logonscope-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// The zip of a kind, unpacked into a folder that goes when the test `t` ends.
export function unpacked(t, kind) {
  const folder = scratch(t);
  for (const [name, content] of Object.entries(unzip(readFileSync(zipOf(kind))))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
