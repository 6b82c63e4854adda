// The timeline in Chromium: how long scores take to be made and what else is answered meanwhile, frames while it scrolls, the longest task on the
// page's thread, how long a part of it takes, and how long until all that is seen has followed a change of the range of time.
// `node benches/timeline.mjs FOLDER [dist]` with a folder of logs, such as
// `target/debug/examples/generate FOLDER --employees 10000 --days 365 --logons 2000000 --logon-share 0.9 --start 2023-01-01` writes in a quarter of a minute.
import { afterBrush } from "./brush.mjs";
import { WAYS, withTimeline } from "./timeline_page.mjs";

const [folder, dist = "dist"] = process.argv.slice(2);
const SECONDS = 3;

await withTimeline(folder, dist, { width: 1920, height: 1080 }, async (page, { rows, hours }) => {
  console.log(`${rows} rows × ${hours} hours`);
  for (const [place, name] of WAYS) {
    const { seconds, first, slowest } = await page.evaluate(rescore, place);
    console.log(`scores, ${name}: first part after ${first.toFixed(0)} ms, all made in ${seconds.toFixed(1)} s; meanwhile another range of time was answered within ${slowest.toFixed(0)} ms`);
  }
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
  for (const [what, ms] of await afterBrush(page)) console.log(`range of time changed, ${what}: ${ms.map((ms) => ms.toFixed(0)).join(", ")} ms`);
});

// Runs in the page: chooses how hours are scored; waits for the first part of the map, and until all are scored. Meanwhile the range of time is
// changed again and again, and it is seen how long the engine takes to say how many rows are left.
async function rescore(place) {
  const of = (id) => document.querySelector(`[data-testid="${id}"]`);
  const [grid, list, strip, result] = ["timeline", "timeline-scores", "time-brush", "search-result"].map(of);
  const frame = () => new Promise(requestAnimationFrame);
  const begun = performance.now();
  const [seen, marked] = [grid.dataset.epoch, strip.ariaLabel];
  list.value = place;
  list.dispatchEvent(new Event("change", { bubbles: true }));
  while (grid.dataset.epoch === seen) await frame();
  const first = performance.now() - begun;
  let slowest = 0;
  const key = (key, shiftKey) => strip.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true }));
  const isMade = () => !of("scoring") && strip.ariaLabel !== marked;
  while (!isMade()) {
    const [asked, before] = [performance.now(), result.dataset.matches];
    key("PageDown", true);
    while (result.dataset.matches === before && performance.now() - asked < 5_000) await frame();
    slowest = Math.max(slowest, performance.now() - asked);
    for (let wait = 0; wait < 15 && !isMade(); wait++) await frame();
  }
  const seconds = (performance.now() - begun) / 1_000;
  key("Escape");
  return { seconds, first, slowest };
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
