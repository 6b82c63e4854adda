// Names that an attacker chose are only ever text: whole, and harmless in the page and in every export.
import test from "node:test";
import assert from "node:assert/strict";
import { analyze, byId, csv, exported, fixture, open, pick } from "./support/page.mjs";

const MARKUP = "<img src=x onerror=alert(1)>";
const FORMULA = "=cmd|' /C calc'!A0";
const BACKWARDS = "adm\u202erotartsini";
const RIGHT_TO_LEFT = "מנהל הרשת";
const LONG = "long name ".repeat(2_000);
const NAMES = [MARKUP, FORMULA, BACKWARDS, RIGHT_TO_LEFT, LONG];

test("hostile names are whole in the exports, and formulas stay text in CSV", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("hostile.evtx")]);
  const { bytes } = await exported(page, "export-analysis-json");
  assert.ok(bytes.equals(analyze(fixture("hostile.evtx"))));
  const names = JSON.parse(bytes).accounts.map((account) => account.name.trim());
  assert.deepEqual(names.sort(), NAMES.map((name) => name.trim()).sort());
  for (const id of ["export-edges-csv", "export-timeline-summary-csv", "export-timeline-detail-csv"]) {
    const rows = csv((await exported(page, id)).bytes);
    const users = new Set(rows.slice(1).map(([user]) => user.trim()));
    assert.deepEqual([...users].sort(), NAMES.map((name) => (name === FORMULA ? `'${name}` : name).trim()).sort(), id);
    for (const cell of rows.flat()) assert.doesNotMatch(cell, /^[=+\-@\t\r\0]/);
  }
  await close();
});

test("hostile names are text in every view, and nothing is made of them", async (t) => {
  const { page, close } = await open(t);
  const dialogs = [];
  page.on("dialog", (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
  const scripts = await page.locator("script, img, iframe").count();
  await pick(page, [fixture("hostile.evtx")], { settled: true });
  const lines = byId(page, "rank-accounts").getByRole("option");
  const shown = await lines.evaluateAll((options) => options.map((option) => option.dataset.label));
  assert.deepEqual(shown.map((name) => name.trim()).sort(), NAMES.map((name) => name.trim()).sort());
  for (let position = 0; position < shown.length; position++) {
    await lines.nth(position).click();
    await byId(page, "details").getByRole("heading", { level: 2 }).waitFor();
    const heading = byId(page, "details").locator(".details-title bdi");
    const all = byId(page, "details").locator(".details-title").getByRole("button", { name: "all" });
    if (await all.count()) await all.click();
    // Characters that turn the direction are shown by their code; all others as they are.
    const whole = shown[position].replace("\u202e", "‹U+202E›");
    assert.equal((await heading.textContent()).trim(), whole.trim());
    await page.getByRole("tab", { name: "Ranks" }).click();
  }
  await byId(page, "view-timeline").click();
  await byId(page, "timeline").focus();
  for (let step = 0; step < 5; step++) await page.keyboard.press("ArrowDown");
  await byId(page, "view-evidence").click();
  await page.getByRole("button", { name: "hostile.evtx", exact: true }).click();
  assert.equal(await page.locator("script, img, iframe").count(), scripts, "an element was made of a name");
  assert.deepEqual(dialogs, []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "a long name widens the page");
  await close();
});
