// Evidence comes in: picked, dropped, cancelled.
import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { NO_SAMPLES, analyze, byId, drop, figure, fixture, isOf, open, pick, ready, sample, withLongLog } from "./support/page.mjs";

const real = sample("Security_with_size_t.evtx");

test("a picked log is read, and the summary says what the document says", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")]);
  await isOf(page, [fixture("company.evtx")]);
  await close();
});

test("a picked real log is read", { skip: !real && NO_SAMPLES }, async (t) => {
  const { page, close } = await open(t);
  await pick(page, [real]);
  await isOf(page, [real]);
  await close();
});

test("a dropped log is read, and one added later joins it", async (t) => {
  const { page, close } = await open(t);
  await drop(page, [fixture("morning.evtx")]);
  await ready(page);
  await isOf(page, [fixture("morning.evtx")]);
  await byId(page, "evidence-input").setInputFiles([fixture("company.evtx")]);
  await page.locator('[data-testid="case-summary"][data-files="2"][data-state="ready"]').waitFor({ state: "attached" });
  await isOf(page, [fixture("morning.evtx"), fixture("company.evtx")]);
  await close();
});

test("a page under a path of its own reads too", async (t) => {
  const { page, close } = await open(t, { prefix: "/tools/logonscope/" });
  await pick(page, [fixture("morning.evtx")]);
  assert.equal(await figure(page, "records"), 6);
  await close();
});

test("a damaged log is read as far as it goes", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("damaged.evtx")]);
  await isOf(page, [fixture("damaged.evtx")]);
  assert.equal(await byId(page, "error").count(), 0);
  await close();
});

test("cancelling keeps what was read, and says that it is a part", async (t) => {
  await withLongLog(fixture("company.evtx"), 600e6, async (path, records) => {
    const { page, close } = await open(t);
    // The button is pressed as soon as it is there.
    await page.evaluate(() => {
      const press = () => document.querySelector('[data-testid="import-cancel"]')?.click();
      new MutationObserver(press).observe(document.body, { childList: true, subtree: true });
    });
    await pick(page, [path]);
    assert.equal(await byId(page, "case-summary").getAttribute("data-partial"), "true");
    const read = await figure(page, "records");
    assert.ok(read < records, `${read} of ${records} records were read`);
    assert.match(await byId(page, "case-summary").textContent(), /read in part/);
    await close();
  });
});

test("ten thousand files are read, counted once where they are equal, and listed by the page", async (t) => {
  const { page, close } = await open(t);
  const bytes = readFileSync(fixture("morning.evtx")).toString("base64");
  await page.evaluate((bytes) => {
    const log = new Blob([Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))]);
    const transfer = new DataTransfer();
    for (let number = 0; number < 10_000; number++) transfer.items.add(new File([log], `${number}.evtx`));
    const input = document.querySelector('[data-testid="evidence-input"]');
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }, bytes);
  await ready(page);
  const { records, logons } = JSON.parse(analyze(fixture("morning.evtx"))).totals;
  assert.equal(await figure(page, "files"), 10_000);
  assert.equal(await figure(page, "logons"), logons);
  assert.equal(await figure(page, "records"), 10_000 * records);
  await byId(page, "view-evidence").click();
  await page.locator('[data-testid="files-shown"]', { hasText: "1 – 50 of 10,000" }).waitFor();
  assert.equal(await page.locator(".file-name").count(), 50);
  await close();
});
