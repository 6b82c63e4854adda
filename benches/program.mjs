// Programs of this machine: how long they take, and what they hold.
import { highWater } from "./memory.mjs";
import { execFileSync, spawn } from "node:child_process";

// Runs a command to its end with its output thrown away. Seconds on the clock and of processor time, and what it said on standard
// error of its passes: lines like `read 0.25 s`.
export function run(program, args) {
  // Bash's own `time` counts what the kernel counts; starting and ending are in it.
  const script = 'TIMEFORMAT="%3R %3U %3S"; { time "$0" "$@" >/dev/null 2>&3; } 3>&1';
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", script, program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    let [told, times] = ["", ""];
    child.stdout.on("data", (data) => (told += data));
    child.stderr.on("data", (data) => (times += data));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) return reject(new Error(`${program} ${args.join(" ")}: ended with ${code}. ${told}`));
      const [wall, user, system] = times.trim().split(" ").map(Number);
      const passes = [...told.matchAll(/^(\w+) ([\d.]+) s$/gm)].map(([, pass, seconds]) => [pass, Number(seconds)]);
      resolve({ seconds: wall, processor: user + system, passes: Object.fromEntries(passes) });
    });
  });
}

// The most memory that a command holds, in megabytes.
export function memoryOf(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "ignore" });
    let [peak, over] = [0, false];
    // The mark only rises: what is missed is what it rose by in the last moment.
    const look = () => {
      peak = Math.max(peak, highWater(child.pid));
      if (!over) setImmediate(look);
    };
    child.on("error", reject);
    child.on("exit", () => {
      over = true;
      resolve(peak / 1000);
    });
    look();
  });
}

// The version that a program tells of itself: the last word of its line.
export function version(program) {
  return execFileSync(program, ["--version"], { encoding: "utf8" }).split("\n")[0].trim().split(" ").at(-1);
}
