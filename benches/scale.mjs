// Cases near the limit, in the page: `node benches/scale.mjs [dist] [what ...]`. What is one of
//   large   a log of 4.7 GB, most of it empty, put together in the browser
//   files   10 000 files of one chunk
//   memory  a log of 1 GB: what all processes of Chromium hold beyond an empty page
//   logons  a log of 10 million logons, how long its rows take to be sorted, and how long until all has followed another range of time
// and without any it is all. MEGABYTES and LOGONS make the last two smaller. The logs are written to target/bench by examples/generate.
import { afterBrush } from "./brush.mjs";
import { frameInWords, memoryOfPage, readInPage } from "./page.mjs";
import { number } from "./print.mjs";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [dist = "dist", ...wanted] = process.argv.slice(2);
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
const page = { workers: Math.min(cpus().length, 2), dist: resolve(root, dist) };
const HEADER = 4096;
const CHUNK = 65_536;

// A generated log, made once for its options.
function generated(...options) {
  const folder = join(target, "bench", options.join("").replaceAll("--", "-").slice(1));
  if (!existsSync(folder)) {
    const example = ["release", "fast", "debug"].map((profile) => join(target, profile, "examples/generate")).find(existsSync);
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    execFileSync(example, [unfinished, "--seed", "7", "--single-file", ...options], { stdio: ["ignore", "ignore", "inherit"] });
    renameSync(unfinished, folder);
  }
  return join(folder, readdirSync(folder).find((name) => name.endsWith(".evtx")));
}

// The figures of the summary.
const summary = (page) =>
  page.evaluate(() => {
    const { files, records, logons } = document.querySelector('[data-testid="case-summary"]').dataset;
    return { files: Number(files), records: Number(records), logons: Number(logons) };
  });

function tell(what, { seconds, hashed, longest, longTasks, frame, afterwards }) {
  console.log(`${what}: ${number(afterwards.records)} records in ${number(afterwards.files)} files, shown in ${seconds.toFixed(1)} s, hashed in ${hashed.toFixed(1)} s more`);
  console.log(`  longest task of the page ${longest.toFixed(0)} ms, ${longTasks} above 50 ms; longest frame: ${frameInWords(frame)}`);
}

// Gives the page files that are put together in it: `make` runs there and gets the beginning of a generated log.
function madeInPage(make) {
  const log = readFileSync(generated("--size", "2MB")).subarray(0, HEADER + 8 * CHUNK).toString("base64");
  // As text, since functions do not travel, and the page's policy lets none be made from text there.
  return (page) => page.evaluate(`(${give})(${make}, "${log}")`);
}

function give(make, log) {
  const transfer = new DataTransfer();
  for (const file of make(Uint8Array.from(atob(log), (character) => character.charCodeAt(0)))) transfer.items.add(file);
  // A task of its own: what it took to make them does not count.
  setTimeout(() => {
    const input = document.querySelector('[data-testid="evidence-input"]');
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, 500);
}

const subjects = {
  async large() {
    const files = madeInPage((bytes) => {
      const empty = new Blob([new Uint8Array(64 << 20)]);
      const chunks = bytes.subarray(4096);
      return [new File([bytes, ...Array(70).fill(empty), chunks], "Security.evtx")];
    });
    tell("A log of 4.7 GB", await readInPage(files, { ...page, afterwards: summary }));
  },
  async files() {
    const files = madeInPage((bytes) => {
      const log = new Blob([bytes.subarray(0, 4096 + 65_536)]);
      return Array.from({ length: 10_000 }, (_, number) => new File([log], `${number}.evtx`));
    });
    tell("10 000 files", await readInPage(files, { ...page, afterwards: summary }));
    console.log(`  memory ${number(await memoryOfPage(files, page))} MB beyond an empty page`);
  },
  async memory() {
    const log = generated("--size", `${process.env.MEGABYTES ?? 1000}MB`);
    tell(`A log of ${process.env.MEGABYTES ?? 1000} MB`, await readInPage(log, { ...page, afterwards: summary }));
    console.log(`  memory ${number(await memoryOfPage(log, page))} MB beyond an empty page`);
  },
  async logons() {
    const log = generated("--logons", process.env.LOGONS ?? "10000000", "--logon-share", "0.9");
    const afterwards = async (page) => ({ ...(await summary(page)), sorted: await sorted(page), brushed: await afterBrush(page) });
    const measured = await readInPage(log, { ...page, afterwards });
    tell(`${number(measured.afterwards.logons)} logons`, measured);
    for (const [column, ms] of measured.afterwards.sorted) console.log(`  sorted by ${column} in ${ms.toFixed(0)} ms`);
    for (const [what, ms] of measured.afterwards.brushed) console.log(`  another range of time, ${what}: ${ms.map((ms) => ms.toFixed(0)).join(", ")} ms`);
    console.log(`  memory ${number(await memoryOfPage(log, page))} MB beyond an empty page`);
  },
};

// From a click on each heading of the Events view to the first page of rows in that order.
async function sorted(page) {
  await page.locator('[data-testid="view-events"]').click();
  const table = page.locator('[data-testid="events-table"][aria-busy="false"]');
  await table.waitFor();
  return page.evaluate(async () => {
    const table = document.querySelector('[data-testid="events-table"]');
    const took = [];
    for (const heading of table.querySelectorAll('[role="columnheader"] button')) {
      const begun = performance.now();
      heading.click();
      // The rows are asked for with the next frame.
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      do await new Promise((next) => setTimeout(next, 1));
      while (table.ariaBusy === "true");
      took.push([heading.textContent.trim(), performance.now() - begun]);
    }
    return took;
  });
}

for (const name of wanted.length > 0 ? wanted : Object.keys(subjects)) await subjects[name]();
