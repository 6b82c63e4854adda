// The page in Chromium: how fast it reads a log, what it holds meanwhile, and how long it keeps its thread busy.
// `node benches/page.mjs LOG [workers] [dist]` prints that for one log.
import { launch } from "../tools/browser.mjs";
import { serve } from "../tools/serve.mjs";
import { kilobytesOf, watchPeak } from "./memory.mjs";
import { fileURLToPath } from "node:url";

const TIMEOUT = 600_000;

// Reads `log`, a path or a function that gives files to a page, with so many parser workers. Seconds from picking the file to the final graph (`seconds`) and on to the last hash
// (`hashed`), the longest task on the page's thread while it was read (`longest`, ms), and what the browser says of the longest
// frame of that time (`frame`); and what `afterwards` makes of the page.
export async function readInPage(log, { workers, dist, afterwards = () => ({}) }) {
  return withPage({ workers, dist }, async (page) => {
    await page.evaluate(watch);
    await pick(page, log);
    const { begun, ready, hashed, tasks, frames } = await page.evaluate(() => globalThis.seen);
    const within = tasks.filter((task) => task.start < ready && task.start + task.duration > begun);
    const during = frames.filter((frame) => frame.start < ready && frame.start + frame.duration > begun);
    return {
      seconds: (ready - begun) / 1000,
      hashed: (hashed - ready) / 1000,
      longest: Math.max(0, ...within.map((task) => task.duration)),
      longTasks: within.length,
      frame: during.sort((a, b) => b.blocking - a.blocking)[0],
      afterwards: await afterwards(page),
    };
  });
}

// The most memory that all processes of Chromium held while they read `log`, less what they hold with an empty page; megabytes.
export async function memoryOfPage(log, { workers, dist }) {
  const browser = await launch();
  const empty = await browser.newPage();
  await empty.goto("about:blank");
  await empty.waitForTimeout(1_000); // its processes are up
  const before = kilobytesOf("Pss");
  await browser.close();
  const peak = await withPage({ workers, dist }, async (page) => {
    await page.evaluate(watch);
    const peak = watchPeak("Pss");
    await pick(page, log);
    return peak();
  });
  return (peak - before) / 1000;
}

// Calls `act` with a page that is ready for files.
async function withPage({ workers, dist }, act) {
  const { server, address } = await serve(dist);
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.addInitScript(setPoolSize, workers);
    await page.goto(address);
    await page.locator('[data-testid="evidence-input"]').waitFor({ state: "attached" });
    await page.waitForTimeout(1_000); // the parsers are up, as they are when a person picks a file
    return await act(page);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

async function pick(page, log) {
  if (typeof log === "function") await log(page);
  else await page.locator('[data-testid="evidence-input"]').setInputFiles(log);
  await page.waitForFunction(() => globalThis.seen.hashed, null, { timeout: TIMEOUT });
}

// Runs in the page: the pool is as large as the machine, as the engine is told.
function setPoolSize(workers) {
  const told = `Object.defineProperty(navigator, "hardwareConcurrency", { value: ${workers} });\n`;
  let boot;
  Object.defineProperty(globalThis, "logonscope", {
    get: () => boot,
    set: ({ engine, ...rest }) => {
      boot = { ...rest, engine: () => engine().then((parts) => ({ ...parts, program: new Blob([told, parts.program]) })) };
    },
  });
}

// Runs in the page: notes when the file was picked, when the final graph stood and when the hash, and every task above 50 ms.
function watch() {
  const seen = (globalThis.seen = { tasks: [], frames: [] });
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) seen.tasks.push({ start: task.startTime, duration: task.duration });
  }).observe({ type: "longtask" });
  if (PerformanceObserver.supportedEntryTypes.includes("long-animation-frame")) {
    new PerformanceObserver((list) => {
      for (const frame of list.getEntries()) {
        const scripts = frame.scripts.map(({ invoker, duration }) => `${invoker} ${duration.toFixed(0)} ms`);
        const end = frame.startTime + frame.duration;
        const rendering = frame.renderStart > 0 ? end - frame.renderStart : 0;
        seen.frames.push({ start: frame.startTime, duration: frame.duration, blocking: frame.blockingDuration, rendering, scripts });
      }
    }).observe({ type: "long-animation-frame" });
  }
  document.addEventListener("change", () => (seen.begun ??= performance.now()), true);
  const summary = document.querySelector('[data-testid="case-summary"]');
  new MutationObserver(() => {
    if (!seen.begun || summary.dataset.state !== "ready") return;
    seen.ready ??= performance.now();
    if (summary.dataset.hashed) seen.hashed ??= performance.now();
  }).observe(summary, { attributes: true });
}

// What was going on in a long frame, in one line.
export function frameInWords(frame) {
  if (!frame) return "none longer than 50 ms";
  const scripts = frame.scripts.join(", ") || "no script";
  return `${frame.duration.toFixed(0)} ms, of which drawing ${frame.rendering.toFixed(0)} ms; ${scripts}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [log, workers = "2", dist = "dist"] = process.argv.slice(2);
  const page = { workers: Number(workers), dist };
  const { seconds, hashed, longest, longTasks, frame } = await readInPage(log, page);
  console.log(`${workers} parser(s): read and shown in ${seconds.toFixed(2)} s, hash ${hashed.toFixed(2)} s more`);
  console.log(`longest task ${longest.toFixed(0)} ms, ${longTasks} above 50 ms; longest frame: ${frameInWords(frame)}`);
  console.log(`memory at most ${(await memoryOfPage(log, page)).toFixed(0)} MB more than an empty page`);
}
