// Two sides of the sample case held against each other: figures beside what the graph exports of each side say, down to the records,
// in the graph, and by keyboard.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, csv, exported, figure, open, pick, ready, sampleCase } from "./support/page.mjs";

const FIGURES = ["only-a", "only-b", "changed", "same"];
const table = (page) => byId(page, "compare-table");
const rows = (page) => table(page).locator(".events-row");
const figures = async (page) => Object.fromEntries(await Promise.all(FIGURES.map(async (name) => [name, Number(await figure(page, name, "compare-result"))])));

async function compared(t) {
  const opened = await open(t);
  await pick(opened.page, sampleCase());
  await ready(opened.page);
  await byId(opened.page, "view-compare").click();
  await rows(opened.page).first().waitFor();
  return opened;
}

async function search(page, text) {
  await byId(page, "search").fill(text);
  await byId(page, "search").press("Enter");
}

// Pairs and their events, as the graph under a search has them.
async function pairs(page, text) {
  await search(page, text);
  await page.waitForFunction((text) => decodeURIComponent(location.hash).includes(text), text);
  await page.waitForTimeout(300);
  const { elements } = JSON.parse((await exported(page, "export-graph-json")).bytes);
  const label = new Map(elements.nodes.map(({ data }) => [data.id, data.label]));
  const counts = new Map();
  for (const { data } of elements.edges) {
    const pair = `${label.get(data.target)} ${label.get(data.source)}`;
    counts.set(pair, (counts.get(pair) ?? 0) + data.count);
  }
  return counts;
}

test("the last two days compare as the graphs of these days do, in the figures and in the CSV", async (t) => {
  const { page, close } = await compared(t);
  const told = await figures(page);
  const download = page.waitForEvent("download");
  await byId(page, "export-compare-csv").click();
  const { readFileSync } = await import("node:fs");
  const [head, ...lines] = csv(readFileSync(await (await download).path()));
  const column = (name) => head.indexOf(name);
  const found = lines.filter((line) => line[column("what")] === "Pairs");
  const [a, b] = [await pairs(page, "on:2024-10-01"), await pairs(page, "on:2024-10-02")];
  assert.ok(a.size > 20 && b.size > 20);
  const expected = new Map();
  for (const pair of new Set([...a.keys(), ...b.keys()])) {
    const [inA, inB] = [a.get(pair) ?? 0, b.get(pair) ?? 0];
    const change = !inA ? "only in B" : !inB ? "only in A" : Math.max(inA, inB) > 2 * Math.min(inA, inB) ? "changed" : "same";
    expected.set(pair, `${change} ${inA} ${inB}`);
  }
  const plain = new Map(found.map((line) => [`${line[column("account")]} ${line[column("host")]}`,
    `${line[column("change")]} ${line[column("a")]} ${line[column("b")]}`]));
  assert.deepEqual(new Map([...plain].sort()), new Map([...expected].sort()));
  const count = (change) => [...expected.values()].filter((value) => value.startsWith(change)).length;
  assert.deepEqual(told, { "only-a": count("only in A"), "only-b": count("only in B"), changed: count("changed"), same: count("same") });
  await close();
});

test("a figure opens as many rows, and the graph shows what became of its lines until that is ended", async (t) => {
  const { page, close } = await compared(t);
  const row = rows(page).filter({ hasText: "only in B" }).first();
  const button = row.getByRole("button").last();
  const count = (await button.textContent()).replace(/\D/g, "");
  await button.click();
  await page.locator(`[data-testid="events-table"][data-rows="${count}"]`).waitFor();
  assert.match(await byId(page, "events-title").textContent(), /in B, 2 Oct 2024/);
  await byId(page, "view-compare").click();
  await byId(page, "compare-graph").click();
  await byId(page, "compare-legend").waitFor();
  await page.waitForTimeout(300);
  const { elements } = JSON.parse((await exported(page, "export-graph-json")).bytes);
  assert.ok(elements.edges.some(({ data }) => data.change === "only in B"));
  await byId(page, "compare-end").click();
  await byId(page, "compare-legend").waitFor({ state: "detached" });
  await page.waitForTimeout(300);
  const ended = JSON.parse((await exported(page, "export-graph-json")).bytes);
  assert.ok(ended.elements.edges.every(({ data }) => data.change === null));
  await close();
});

test("a range of the strip, before a moment, files, and an empty side", async (t) => {
  const { page, close } = await compared(t);
  await byId(page, "compare-a").getByLabel("Kind of A").selectOption({ label: "Before" });
  await byId(page, "compare-a").locator('input[type="datetime-local"]').fill("2024-09-30T00:00");
  await byId(page, "compare-b").getByLabel("Kind of B").selectOption({ label: "From" });
  await byId(page, "compare-b").locator('input[type="datetime-local"]').fill("2024-09-30T00:00");
  const told = page.locator(".compare-told");
  await told.filter({ hasText: "A: before 30 Sep 2024 00:00" }).waitFor();
  await told.filter({ hasText: "B: from 30 Sep 2024 00:00 UTC on" }).waitFor();
  // What is new after a moment, the most surprising first.
  await page.getByRole("button", { name: /^Only in B/ }).click();
  await table(page).getByRole("button", { name: "Weight" }).click();
  const weights = async () => (await rows(page).locator("[role=gridcell]:last-child").allTextContents()).map(Number);
  await page.waitForFunction(() => document.querySelector('[data-testid="compare-table"] .events-row')?.textContent.startsWith("only in B"));
  await page.waitForTimeout(200);
  const before = await weights();
  assert.ok(before.length > 3 && before[0] > 0);
  assert.deepEqual(before, [...before].sort((x, y) => y - x));
  await byId(page, "compare-b").getByLabel("Kind of B").selectOption({ label: "Range of the strip" });
  await told.filter({ hasText: /B: 1 Sep/ }).waitFor();
  // In a file without logons there is nothing.
  await byId(page, "compare-b").getByLabel("Kind of B").selectOption({ label: "Files" });
  await byId(page, "compare-b").locator("select[multiple]").selectOption({ label: await byId(page, "compare-b").locator("option", { hasText: "LocalSessionManager" }).first().textContent() });
  await told.filter({ hasText: "B has no logon: all of A has vanished." }).waitFor();
  await page.getByText("Nothing of this kind.").waitFor();
  assert.equal((await figures(page))["only-b"], 0);
  // Where none is chosen there is nothing either.
  await byId(page, "compare-b").getByLabel("Kind of B").selectOption({ label: "Computers" });
  await told.filter({ hasText: /B: \S+, [1-9]/ }).waitFor();
  await byId(page, "compare-b").locator("select[multiple]").selectOption([]);
  await told.filter({ hasText: "B: nothing chosen, 0 logons. B has no logon" }).waitFor();
  await close();
});

test("days follow the display zone, and all of it works by keyboard", async (t) => {
  const { page, close } = await compared(t);
  const utc = await page.locator(".compare-told").textContent();
  await byId(page, "zone").selectOption("…");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "zone-other");
  await page.keyboard.type("Asia/Tokyo");
  await page.keyboard.press("Enter");
  await page.waitForFunction((utc) => document.querySelector(".compare-told").textContent !== utc, utc);
  await table(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await byId(page, "details").waitFor();
  await table(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("b");
  await byId(page, "events-table").waitFor();
  assert.match(await byId(page, "events-title").textContent(), /in B, /);
  await close();
});

test("what was first seen since a moment is what the rows before it do not hold, and why it surprises is told", async (t) => {
  const { page, close } = await compared(t);
  await byId(page, "compare-first-seen").click();
  const told = page.locator(".compare-told");
  // It begins with the last day.
  await told.filter({ hasText: "596 logons from 2 Oct 2024 00:00 UTC on, 13,006 before. The weight is high" }).waitFor();
  await byId(page, "compare-moment").locator("input").fill("2024-09-30T00:00");
  await told.filter({ hasText: "from 30 Sep 2024 00:00 UTC on" }).waitFor();
  await table(page).locator('[role=columnheader][aria-sort="descending"]', { hasText: "Weight" }).waitFor();
  const download = page.waitForEvent("download");
  await byId(page, "export-compare-csv").click();
  const { readFileSync } = await import("node:fs");
  const [head, ...lines] = csv(readFileSync(await (await download).path()));
  const column = (name) => head.indexOf(name);
  const found = lines.filter((line) => line[column("what")] === "Pairs");
  // As many and in the order in which they are shown: the most surprising first.
  assert.equal(found.length, Number(await table(page).getAttribute("data-rows")));
  const shown = await rows(page).first().getByRole("gridcell").allTextContents();
  assert.deepEqual([shown[0], shown[1]], [found[0][column("account")], found[0][column("host")]]);
  assert.equal(shown.at(-1).match(/^Before: ([\d,]+) hosts? in ([\d,]+) logons? over \d+ days/).slice(1).map((part) => part.replaceAll(",", "")).join(),
    [found[0][column("pairs_before")], found[0][column("logons_before")]].join());
  const weights = found.map((line) => Number(line[column("weight")]));
  assert.deepEqual(weights, [...weights].sort((x, y) => y - x));
  for (const line of found) {
    const [events, known] = [Number(line[column("logons_before")]), Number(line[column("pairs_before")])];
    assert.ok(Math.abs(Number(line[column("weight")]) - (known ? Math.log((events + 1) / known) : 0)) < 0.001, String(line));
    assert.equal(line[column("a")], "0");
  }
  // The figure opens as many rows; by key too.
  const button = rows(page).first().getByRole("button");
  const count = (await button.textContent()).replace(/\D/g, "");
  await button.click();
  await page.locator(`[data-testid="events-table"][data-rows="${count}"]`).waitFor();
  assert.match(await byId(page, "events-title").textContent(), /from\s30\sSep\s2024\s00:00\sUTC\son/);
  await byId(page, "view-compare").click();
  await table(page).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("b");
  await byId(page, "events-table").waitFor();
  await byId(page, "view-compare").click();
  // Host to host, and by what was new that day.
  await page.getByRole("button", { name: /^Host to host/ }).click();
  await table(page).getByRole("button", { name: "New that day" }).click();
  await page.waitForFunction(() => document.querySelector('[data-testid="compare-table"] .compare-why')?.textContent.includes("computer"));
  const days = await rows(page).locator("[role=gridcell]:nth-child(5)").allTextContents();
  assert.deepEqual(days.map(Number), days.map(Number).sort((x, y) => y - x));
  // Against the pairs that the graphs of before and since have.
  const [before, since] = [await pairs(page, "before:2024-09-30"), await pairs(page, "after:2024-09-30")];
  const expected = new Map([...since].filter(([pair]) => !before.has(pair)));
  const plain = new Map(found.map((line) => [`${line[column("account")]} ${line[column("host")]}`, Number(line[column("b")])]));
  assert.ok(expected.size > 5);
  assert.deepEqual(new Map([...plain].sort()), new Map([...expected].sort()));
  await close();
});

test("what is new follows the filter, a range of the strip and the zone, and says where there is nothing", async (t) => {
  const { page, close } = await compared(t);
  await byId(page, "brush-from").fill("2024-09-20");
  await byId(page, "brush-to").fill("2024-09-24");
  await byId(page, "brush-to").press("Enter");
  await byId(page, "compare-first-seen").click();
  await page.getByRole("button", { name: "Since the strip’s range begins" }).click();
  await page.locator(".compare-told").filter({ hasText: "from 20 Sep 2024 00:00 UTC on" }).waitFor();
  await page.locator('[data-testid="compare-table"][data-rows]:not([data-rows="0"])').waitFor();
  await rows(page).first().waitFor();
  const within = Number(await table(page).getAttribute("data-rows"));
  const times = await rows(page).locator("[role=gridcell]:nth-child(3)").allTextContents();
  assert.ok(within > 0 && times.every((time) => time >= "2024-09-20" && time < "2024-09-25"), String(times));
  await search(page, "type:10");
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="compare-table"]').dataset.rows) < all, within);
  await search(page, "user:nobody-of-this-name");
  await page.getByText("Nothing of this kind was first seen since then.").waitFor();
  await search(page, "");
  await page.getByRole("button", { name: "Whole time" }).click();
  // Before the case begins nothing is known.
  await byId(page, "compare-moment").locator("input").fill("2024-08-01T00:00");
  await page.locator(".compare-told").filter({ hasText: "Nothing is known from before" }).waitFor();
  await byId(page, "compare-graph").click();
  await byId(page, "compare-legend").filter({ hasText: "First seen since the moment chosen" }).waitFor();
  await byId(page, "compare-end").click();
  await close();
});
