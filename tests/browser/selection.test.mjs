// Reading only a part of the evidence: chosen before or after, counted, written down, and had back by reading again.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, exported, open, pick, ready, sampleCase } from "./support/page.mjs";

const logons = (page) => byId(page, "case-summary").getAttribute("data-logons").then(Number);
const records = (page) => byId(page, "case-summary").getAttribute("data-records").then(Number);

async function choose(page, fields) {
  const options = page.locator(".import-options").first();
  if ((await options.getAttribute("open")) === null) await options.locator("summary").click();
  for (const [id, value] of Object.entries(fields)) await byId(page, id).first().fill(value);
  await byId(page, "import-apply").first().click();
}

test("what is chosen before reading is all that is kept, and the rest is counted and written down", async (t) => {
  const { page, close } = await open(t);
  await choose(page, { "import-from": "2024-09-29", "import-until": "2024-09-29", "import-ids": "4624 4625 4769" });
  await page.getByRole("button", { name: "part only" }).waitFor();
  await pick(page, sampleCase());
  await ready(page);
  const kept = await logons(page);
  assert.ok(kept > 0 && kept < 2000, `${kept}`);
  assert.equal(await records(page), 30613);
  await byId(page, "view-evidence").click();
  assert.match(await byId(page, "left-out").textContent(), /^Only from 2024-09-29 .* records left out by choice\./);
  const document = JSON.parse((await exported(page, "export-analysis-json")).bytes);
  assert.deepEqual(document.options.selection, { from: "2024-09-29T00:00:00.000000Z", until: "2024-09-30T00:00:00.000000Z", event_ids: [4624, 4625, 4769], computers: [] });
  const { records: all, kept: rows, filtered, duplicates, failed } = document.totals;
  assert.equal(all, rows + filtered + duplicates + failed);
  assert.ok(document.files.some(({ filtered }) => filtered.by_choice > 0));
  await close();
});

test("a case is cut down after reading, and everything comes back by reading again", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  await ready(page);
  const whole = await logons(page);
  await byId(page, "view-evidence").click();
  await choose(page, { "import-computers": "dc01" });
  await page.waitForFunction((whole) => Number(document.querySelector('[data-testid="case-summary"]').dataset.logons) < whole, whole);
  assert.equal(await byId(page, "read-again").count(), 0);
  await page.getByRole("button", { name: "Read everything" }).first().click();
  await byId(page, "read-again").click();
  await page.waitForFunction((whole) => {
    const { state, logons } = document.querySelector('[data-testid="case-summary"]').dataset;
    return state === "ready" && Number(logons) === whole;
  }, whole);
  assert.equal(await byId(page, "left-out").count(), 0);
  await close();
});

test("what is no time is said and changes nothing", async (t) => {
  const { page, close } = await open(t);
  await choose(page, { "import-from": "last week" });
  assert.match(await byId(page, "error").textContent(), /is no time to read from/);
  await pick(page, sampleCase());
  await ready(page);
  assert.equal(await logons(page), 17049);
  await close();
});
