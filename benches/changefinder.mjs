// Scores of 10 000 accounts in the page: `node benches/changefinder.mjs FOLDER [dist] [SERIES]`, a part of `benches/changefinder.sh`.
//
// FOLDER holds logs of many accounts. In Chromium the three ways of scoring are chosen in turn, and it is measured how long the engine worker takes
// until all accounts are scored, in the small steps in which it does that. Into the file SERIES go twenty of the accounts' series, out of the page's own
// summary of the timeline, for `benches/changefinder_package.py`.
import { WAYS, withTimeline } from "./timeline_page.mjs";
import { readFileSync, writeFileSync } from "node:fs";

const [folder, dist = "dist", series] = process.argv.slice(2);
const SAMPLE = 20;
const ROUNDS = 3;

await withTimeline(folder, dist, { width: 1280, height: 720 }, async (page, { rows, hours }) => {
  console.log(`in Chromium, ${rows} accounts x ${hours} hours of a log`);
  const took = Object.fromEntries(WAYS.map(([, name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [place, name] of WAYS) took[name].push(await page.evaluate(rescore, place));
  }
  for (const [name, seconds] of Object.entries(took)) {
    const middle = seconds.toSorted((a, b) => a - b)[(ROUNDS - 1) / 2];
    console.log(`${name}: ${middle.toFixed(2)} s, ${(rows / middle).toFixed(0)} series/s`);
  }
  if (series) {
    const download = page.waitForEvent("download");
    await page.locator('[data-testid="export-menu"]').getByRole("button", { name: "Export" }).click();
    await page.locator('[data-testid="export-timeline-summary-csv"]').click();
    const table = readFileSync(await (await download).path(), "utf8").split("\r\n").slice(1, -1);
    // From all over the table, which begins with the highest ranks.
    const lines = Array.from({ length: SAMPLE }, (_, place) => table[Math.floor((place * table.length) / SAMPLE)]);
    writeFileSync(series, lines.map((line) => line.split(",").slice(5).join(" ") + "\n").join(""));
  }
});

// Runs in the page: from the choice until the strip of hours shows the marks of all accounts.
async function rescore(place) {
  const of = (id) => document.querySelector(`[data-testid="${id}"]`);
  const [list, strip] = [of("timeline-scores"), of("time-brush")];
  const marked = strip.ariaLabel;
  const begun = performance.now();
  list.value = place;
  list.dispatchEvent(new Event("change", { bubbles: true }));
  while (of("scoring") || strip.ariaLabel === marked) await new Promise(requestAnimationFrame);
  return (performance.now() - begun) / 1_000;
}
