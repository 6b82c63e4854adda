// The events: the table says what the engine says without a browser, every figure leads to its rows, and a row to its record.
import test from "node:test";
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyze, byId, fixture, open, pick } from "./support/page.mjs";

const HOUR = 3_600_000_000;

// What the table is to show of a log: rows by time, their records, and orders of the rows' numbers by column.
const wanted = (name) => JSON.parse(readFileSync(fixture(`${name}.rows.json`), "utf8"));

// Opens the events and waits until rows stand there.
async function events(page) {
  await byId(page, "view-events").click();
  await settled(page);
}

const settled = (page) => page.locator('[data-testid="events-table"][aria-busy="false"] .events-row:not(.events-waiting)').first().waitFor();

// Waits until the rows in sight, from the top, are those of these numbers.
const shows = (page, expected) => page.waitForFunction((expected) => {
  const rows = [...document.querySelectorAll(".events-row")].sort((a, b) => a.ariaRowIndex - b.ariaRowIndex);
  return expected.every((row, place) => rows[place]?.dataset.row === String(row));
}, expected, { timeout: 10_000 });

const heading = (page, name) => byId(page, "events-table").getByRole("columnheader", { name, exact: true });

// What the record pane shows, once it is that of another record than `before`.
async function xml(page, before) {
  await page.waitForFunction((before) => {
    const shown = document.querySelector('[data-testid="record-xml"]')?.textContent;
    return shown !== undefined && shown !== before;
  }, before);
  return byId(page, "record-xml").textContent();
}

test("the table holds every row, and any heading sorts it both ways", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")]);
  const { rows, orders } = wanted("company");
  await events(page);
  assert.equal(Number(await byId(page, "events-table").getAttribute("data-rows")), rows.length);
  await shows(page, orders.Time.slice(0, 12));
  for (const name of ["Account", "Source", "Status", "Logon type", "Event", "Record", "Time"]) {
    await heading(page, name).getByRole("button", { name }).click();
    await shows(page, orders[name].slice(0, 12));
    assert.equal(await heading(page, name).getAttribute("aria-sort"), "ascending");
    await heading(page, name).getByRole("button", { name }).press("Enter");
    await shows(page, orders[name].toReversed().slice(0, 12));
    assert.equal(await heading(page, name).getAttribute("aria-sort"), "descending");
  }
  await close();
});

test("it scrolls from the first row to the last, and rows in between are those of the order", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")]);
  const { rows, orders } = wanted("company");
  await events(page);
  const last = rows.length - 1;
  const row = (place) => page.locator(`#events-row-${place}[data-row="${orders.Time[place]}"]`);
  await byId(page, "events-table").press("End");
  await page.locator(`#events-row-${last}[data-row="${orders.Time[last]}"][aria-selected="true"]`).waitFor();
  const middle = Math.floor(rows.length / 2);
  await byId(page, "events-table").evaluate((table, top) => { table.scrollTop = top; }, middle * 26);
  await row(middle + 3).waitFor();
  const cells = await row(middle + 3).getByRole("gridcell").allTextContents();
  assert.deepEqual(cells.slice(1, 4), rows[middle + 3].cells.slice(1, 4));
  await byId(page, "events-table").press("Home");
  await row(0).waitFor();
  await close();
});

test("a table in another order says that it waits until its rows are there", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")]);
  await events(page);
  const seen = await page.evaluate(async () => {
    const table = document.querySelector('[data-testid="events-table"]');
    const seen = [table.ariaBusy];
    const observer = new MutationObserver(() => seen.push(table.ariaBusy));
    observer.observe(table, { attributes: true, attributeFilter: ["aria-busy"] });
    table.querySelectorAll('[role="columnheader"] button')[2].click();
    const end = performance.now() + 10_000;
    while (seen.length < 3 && performance.now() < end) await new Promise((next) => setTimeout(next, 5));
    return seen;
  });
  assert.deepEqual(seen, ["false", "true", "false"]);
  await close();
});

test("a click opens a row's record, a click with Shift selects several", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("each.evtx")]);
  await events(page);
  const { rows } = wanted("each");
  const row = (place) => page.locator(`#events-row-${place}`).getByRole("gridcell").first();
  await row(1).click({ modifiers: ["Shift"] });
  await row(3).click({ modifiers: ["Shift"] });
  assert.equal(await byId(page, "events-table").getByRole("row", { selected: true }).count(), 3);
  assert.equal(await byId(page, "record").count(), 0);
  await row(2).click();
  assert.equal((await xml(page)).trim(), rows[2].xml.trim());
  await close();
});

test("columns are chosen, made wider by keyboard, and remembered", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("each.evtx")]);
  await events(page);
  const headings = () => byId(page, "events-table").getByRole("columnheader").allInnerTexts();
  const names = (await headings()).map((text) => text.replace(/[^\w ]/g, "").trim());
  await byId(page, "events-columns").click();
  await page.getByRole("checkbox", { name: "Domain", exact: true }).uncheck();
  await page.getByRole("checkbox", { name: "Detail", exact: true }).check();
  await page.keyboard.press("Escape");
  const now = names.filter((name) => name !== "Domain").toSpliced(-1, 0, "Detail");
  assert.deepEqual((await headings()).map((text) => text.replace(/[^\w ]/g, "").trim()), now);
  const edge = page.getByRole("separator", { name: "Width of Account" });
  const width = async () => (await heading(page, "Account").boundingBox()).width;
  const before = await width();
  await edge.press("ArrowRight");
  await edge.press("ArrowRight");
  assert.equal(await width(), before + 20);
  const box = await edge.boundingBox();
  await page.mouse.move(box.x + 4, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 34, box.y + 10);
  await page.mouse.up();
  assert.equal(await width(), before + 50);
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  await pick(page, [fixture("each.evtx")]);
  await events(page);
  assert.deepEqual((await headings()).map((text) => text.replace(/[^\w ]/g, "").trim()), now);
  assert.equal(await width(), before + 50);
  await close();
});

test("selected rows are copied as a spreadsheet takes them", async (t) => {
  const { page, close } = await open(t, { context: { permissions: ["clipboard-read", "clipboard-write"] } });
  await pick(page, [fixture("each.evtx")]);
  await events(page);
  const { columns, rows } = wanted("each");
  const table = byId(page, "events-table");
  await table.press("ArrowDown");
  await table.press("ArrowDown");
  await table.press("Shift+ArrowDown");
  await table.press("Shift+ArrowDown");
  assert.equal(await table.getByRole("row", { selected: true }).count(), 3);
  await table.press("Control+c");
  const copied = (await page.evaluate(() => navigator.clipboard.readText())).split("\n").map((line) => line.split("\t"));
  const shown = (await table.getByRole("columnheader").allInnerTexts()).map((text) => columns.findIndex((name) => text.trim().startsWith(name)));
  const guarded = (text) => text.replace(/^[=+\-@\t\r\0]/, "'$&").replace(/[\t\n\r]/g, " ");
  const expected = rows.slice(1, 4).map(({ cells }) => shown.slice(1).map((column) => guarded(cells[column])));
  assert.deepEqual(copied.map((cells) => cells.slice(1)), expected);
  assert.deepEqual(copied.map(([time]) => Date.parse(time)), rows.slice(1, 4).map(({ time }) => Math.floor(time / 1e6) * 1000));
  await close();
});

test("every row opens as its record, by arrow keys alone", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("each.evtx")]);
  await events(page);
  const { rows } = wanted("each");
  const table = byId(page, "events-table");
  await table.press("ArrowDown");
  await table.press("Enter");
  let shown;
  for (const [place, { cells, xml: expected }] of rows.entries()) {
    shown = await xml(page, shown);
    assert.equal(shown.trim(), expected.trim(), cells.join(" "));
    const words = await byId(page, "record").locator("dd").allInnerTexts();
    assert.ok(words.includes(cells[1]), `${words}: not ${cells[1]}`);
    if (place + 1 < rows.length) await table.press("ArrowDown");
  }
  await table.press("Escape");
  await byId(page, "record").waitFor({ state: "detached" });
  assert.ok(await table.evaluate((table) => table === document.activeElement), "the focus stays in the table");
  await close();
});

test("two clicks lead from a lit cell of the timeline to the XML of one of its records", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("morning.evtx")]);
  const { timeline } = JSON.parse(analyze(fixture("morning.evtx")));
  await byId(page, "view-timeline").click();
  await page.locator('[data-testid="timeline"][data-first-hour]').waitFor();
  const grid = byId(page, "timeline");
  const events = timeline.accounts[0].scores.map((_, hour) => Object.values(timeline.accounts[0].counts).reduce((sum, hours) => sum + hours[hour], 0));
  const hour = events.findIndex((count) => count > 0);
  const width = Math.min(24, [24, 12, 8, 6, 4, 2].find((width) => width * events.length <= 500));
  const [x, y] = [216 + width * (hour + 0.5), 42 + 11];
  await grid.click({ position: { x, y } });
  await byId(page, "cell-rows").click();
  const shown = await xml(page);
  assert.ok(shown.includes(`>${timeline.accounts[0].label}<`), shown);
  assert.equal(Number(await byId(page, "events-table").getAttribute("data-rows")), events[hour]);
  assert.match(await byId(page, "events-title").textContent(), new RegExp(`Logons by ${timeline.accounts[0].label}, `));
  const start = Date.parse(timeline.start) * 1000 + hour * HOUR;
  const time = Date.parse(shown.match(/SystemTime="([^"]+)"/)[1]) * 1000;
  assert.ok(time >= start && time < start + HOUR, shown);
  // The same by a double click, and back to all rows.
  await byId(page, "view-timeline").click();
  await grid.dblclick({ position: { x, y } });
  await xml(page);
  await byId(page, "events-all").click();
  // The clicks narrowed all views to the cell.
  await page.locator('[data-testid="events-title"]', { hasText: "Rows under the filter" }).waitFor();
  await page.getByRole("group", { name: "Filter" }).getByRole("button", { name: "Show all" }).click();
  await page.locator('[data-testid="events-title"]', { hasText: "All rows" }).waitFor();
  await close();
});

test("every figure of the details leads to as many rows", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")]);
  await byId(page, "rank-accounts").getByRole("option").first().click();
  const figures = byId(page, "details").getByRole("button", { name: /: show the rows$/ });
  const checked = async () => {
    await figures.first().waitFor();
    const count = await figures.count();
    for (let at = 0; at < count; at++) {
      const figure = Number((await figures.nth(at).textContent()).replaceAll(",", ""));
      await figures.nth(at).click();
      await page.locator(`[data-testid="events-table"][aria-busy="false"][data-rows="${figure}"]`).waitFor({ timeout: 5_000 });
      // The table takes the focus.
      await page.locator('[data-testid="events-table"]:focus').waitFor({ timeout: 5_000 });
    }
    return count;
  };
  assert.ok(await checked() > 8);
  await byId(page, "details").locator(".neighbour-count").first().click();
  await byId(page, "details").locator(".details-title", { hasText: "→" }).waitFor();
  assert.ok(await checked() > 3);
  await close();
});

test("a file leads to its rows, a record of two files tells both, and one that changed is told", async (t) => {
  const { page, close } = await open(t);
  const folder = mkdtempSync(join(tmpdir(), "logonscope-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const copy = join(folder, "copy.evtx");
  copyFileSync(fixture("each.evtx"), copy);
  await pick(page, [fixture("each.evtx"), copy]);
  const { rows } = wanted("each");
  await byId(page, "view-evidence").click();
  await page.getByRole("button", { name: "copy.evtx", exact: true }).click();
  await byId(page, "file-rows").click();
  await xml(page);
  assert.equal(Number(await byId(page, "events-table").getAttribute("data-rows")), rows.length);
  const places = await byId(page, "record").locator(".record-places li").allInnerTexts();
  assert.equal(places.length, 2);
  assert.match(places.join(), /each\.evtx chunk 0, byte 4,608/);
  assert.match(places.join(), /copy\.evtx chunk 0, byte 4,608/);
  // The other file still has it; without that file nobody has.
  writeFileSync(copy, "gone");
  await byId(page, "events-table").press("ArrowDown");
  await page.waitForFunction(() => document.querySelector(".record-head h2")?.textContent === "Record 2");
  assert.equal((await byId(page, "record-xml").textContent()).trim(), rows.find(({ cells }) => cells[12] === "2").xml.trim());
  await byId(page, "view-evidence").click();
  await page.getByRole("button", { name: "Remove each.evtx from the case" }).click();
  await page.locator('[data-testid="case-summary"][data-files="1"]').waitFor({ state: "attached" });
  await events(page);
  await byId(page, "events-table").press("ArrowDown");
  await byId(page, "events-table").press("Enter");
  await byId(page, "record-missing").waitFor();
  assert.match(await byId(page, "record-missing").textContent(), /copy\.evtx can no longer be read\..*add it again/);
  await close({ complaints: [/ERR_UPLOAD_FILE_CHANGED|NotReadable/] });
});
