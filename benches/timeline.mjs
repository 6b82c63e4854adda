// The timeline in Chromium: frames while it scrolls, the longest task on the page's thread, and how long a part of it takes.
// `node benches/timeline.mjs FOLDER [dist]` with a folder of logs, such as
// `cargo run --release --features writer --example generate -- FOLDER --employees 10000 --days 365 --logons 2000000 --start 2023-01-01` writes.
import { launch } from "../tools/browser.mjs";
import { serve } from "../tools/serve.mjs";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const [folder, dist = "dist"] = process.argv.slice(2);
const logs = statSync(folder).isDirectory()
  ? readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".evtx")).map((name) => join(folder, name))
  : [folder];
const SECONDS = 3;

const { server, address } = await serve(dist);
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  page.setDefaultTimeout(600_000);
  await page.goto(address);
  await page.locator('[data-testid="evidence-input"]').setInputFiles(logs);
  await page.locator('[data-testid="case-summary"][data-state="ready"]').waitFor({ state: "attached" });
  await page.locator('[data-testid="view-timeline"]').click();
  await page.locator('[data-testid="timeline"]:not([data-columns="0"])').waitFor();
  await page.waitForTimeout(2_000);
  const { rows, hours } = await page.locator('[data-testid="timeline"]').evaluate((grid) => ({ ...grid.dataset }));
  console.log(`${rows} rows × ${hours} hours`);
  for (const [unit, name] of [["0", "hours"], ["1", "days"]]) {
    await page.locator('[data-testid="timeline-unit"]').selectOption(unit);
    await page.waitForTimeout(1_500);
    for (const [across, down, way] of [[0, 40, "down"], [60, 0, "across"]]) {
      // Wide enough that there is something to scroll across.
      const wider = page.getByRole("button", { name: "Wider columns" });
      for (let step = 0; across > 0 && step < 8 && (await wider.isEnabled()); step++) await wider.click();
      const { frames, longest } = await page.evaluate(scroll, { across, down, seconds: SECONDS });
      console.log(`${name}, scrolled ${way}: ${(frames / SECONDS).toFixed(1)} frames a second, longest task ${longest.toFixed(0)} ms`);
    }
    await page.getByRole("button", { name: "Fit" }).click();
  }
  for (const order of ["1", "2", "3", "4", "0"]) {
    const waited = await page.evaluate(reorder, order);
    console.log(`order ${order}: first part after ${waited.toFixed(0)} ms`);
  }
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

// Runs in the page: scrolls a little in each frame and counts them.
async function scroll({ across, down, seconds }) {
  const grid = document.querySelector('[data-testid="timeline"]');
  let longest = 0;
  const watch = new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (longest = Math.max(longest, duration))));
  watch.observe({ type: "longtask" });
  grid.scrollTo(0, 0);
  let frames = 0;
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    await new Promise(requestAnimationFrame);
    grid.scrollBy(across, down);
    frames++;
  }
  watch.disconnect();
  return { frames, longest };
}

// Runs in the page: asks for another order of rows and waits until the name in the first line is there anew.
async function reorder(order) {
  const grid = document.querySelector('[data-testid="timeline"]');
  const list = document.querySelector('[data-testid="timeline-order"]');
  const begun = performance.now();
  const seen = grid.dataset.epoch;
  list.value = order;
  list.dispatchEvent(new Event("change", { bubbles: true }));
  while (grid.dataset.epoch === seen) await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}
