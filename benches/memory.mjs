// Memory of the processes that this one started, as Linux counts it.
import { readFileSync, readdirSync } from "node:fs";

const MILLISECONDS = 20;

// Kilobytes of one field of /proc/PID/smaps_rollup (Pss: what is shared counts in parts) over all descendants of this process.
export function kilobytesOf(field) {
  return descendants().reduce((sum, pid) => sum + kilobytes(`/proc/${pid}/smaps_rollup`, field), 0);
}

// Begins to watch that sum; the function that is returned ends it and says the highest.
export function watchPeak(field) {
  let peak = kilobytesOf(field);
  const timer = setInterval(() => (peak = Math.max(peak, kilobytesOf(field))), MILLISECONDS);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

// The most memory that process `pid` has held up to now, in kilobytes; 0 when it is over.
export const highWater = (pid) => kilobytes(`/proc/${pid}/status`, "VmHWM");

function kilobytes(path, field) {
  try {
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(path, "utf8"))?.[1] ?? 0);
  } catch {
    return 0; // it ended meanwhile
  }
}

function descendants() {
  const children = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      // The name in brackets may hold anything; the parent is the second field behind it.
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(pid)]);
    } catch {
      // It ended meanwhile.
    }
  }
  const below = (pid) => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(process.pid);
}
