// How fast the page reads: `node tools/measure.mjs LOG [workers] [dist]`. Prints MB/s from picking the file to the final graph, the
// hash pass beside it, and the longest task on the page's thread meanwhile.
import { launch } from "./browser.mjs";
import { serve } from "./serve.mjs";
import { statSync } from "node:fs";

const [log, workers = "2", dist = "dist"] = process.argv.slice(2);
const { server, address } = await serve(dist);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
// The pool is as large as the machine, as the engine is told.
await page.addInitScript(`(() => {
  let boot;
  const fewer = "Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${Number(workers)} });\\n";
  Object.defineProperty(globalThis, "logonscope", {
    get: () => boot,
    set: ({ engine }) => {
      boot = { engine: () => engine().then((parts) => ({ ...parts, program: new Blob([fewer, parts.program]) })) };
    },
  });
})();`);
await page.goto(address);
await page.locator('[data-testid="evidence-input"]').waitFor({ state: "attached" });
await page.waitForTimeout(1_000); // the parsers are up, as they are when a person picks a file
await page.evaluate(() => {
  const seen = (globalThis.seen = { longest: 0 });
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) seen.longest = Math.max(seen.longest, task.duration);
  }).observe({ type: "longtask" });
  document.addEventListener("change", () => (seen.begun ??= performance.now()), true);
  const summary = document.querySelector('[data-testid="case-summary"]');
  new MutationObserver(() => {
    if (!seen.begun || summary.dataset.state !== "ready") return;
    seen.ready ??= performance.now();
    if (summary.dataset.hashed) seen.hashed ??= performance.now();
  }).observe(summary, { attributes: true });
});
await page.locator('[data-testid="evidence-input"]').setInputFiles(log);
await page.waitForFunction(() => globalThis.seen.hashed, null, { timeout: 600_000 });
const seen = await page.evaluate(() => globalThis.seen);
const megabytes = statSync(log).size / 1e6;
const rate = (from, to) => `${((to - from) / 1000).toFixed(2)} s, ${((megabytes / (to - from)) * 1000).toFixed(0)} MB/s`;
console.log(`${workers} parser(s): read and shown ${rate(seen.begun, seen.ready)}; hash ${rate(seen.ready, seen.hashed)}; longest task ${seen.longest.toFixed(0)} ms`);
await browser.close();
server.close();
