// A long log for tests and pictures: the chunks of another again and again. Chunks are independent, so it is as good a log as that.
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

const HEADER = 4096;

// Writes `path` of about `size` bytes from the log `of`; returns how many times its records are in it.
export function writeLongLog(path, of, size) {
  const bytes = readFileSync(of);
  const chunks = bytes.subarray(HEADER);
  const times = Math.max(1, Math.ceil(size / chunks.length));
  const file = openSync(path, "w");
  writeSync(file, bytes.subarray(0, HEADER));
  for (let time = 0; time < times; time++) writeSync(file, chunks);
  closeSync(file);
  return times;
}
