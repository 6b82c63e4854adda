// Zips whose bytes follow from their content alone.
import { unzipSync, zipSync } from "fflate";

// The zip of { path: bytes }: sorted, and with the earliest time that the format knows, so that nothing of the machine is in it.
export function zip(files) {
  const always = { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o644 << 16 };
  return zipSync(Object.fromEntries(Object.keys(files).sort().map((path) => [path, [files[path], always]])));
}

// The { path: bytes } of a zip.
export const unzip = unzipSync;
