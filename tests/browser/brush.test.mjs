// The time brush: a range chosen by dragging or by key narrows every view, and goes again.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, csv, exported, open, pick, ready, sampleCase } from "./support/page.mjs";

async function withSampleCase(t) {
  const opened = await open(t);
  await pick(opened.page, sampleCase());
  await ready(opened.page);
  await byId(opened.page, "time-brush").waitFor();
  return opened;
}

const nodes = (page) => byId(page, "graph").getAttribute("data-nodes").then(Number);
const fewer = (page, than) =>
  page.waitForFunction((than) => Number(document.querySelector('[data-testid="graph"]').dataset.nodes) < than, than);
const again = (page, nodes) => page.locator(`[data-testid="graph"][data-nodes="${nodes}"]`).waitFor({ state: "attached" });

test("a range dragged on the strip narrows graph, ranks and events; undo brings all back", async (t) => {
  const { page, close } = await withSampleCase(t);
  const whole = await nodes(page);
  const { x, y, width, height } = await byId(page, "time-brush").boundingBox();
  await page.mouse.move(x + width * 0.2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * 0.22, y + height / 2, { steps: 4 });
  await page.mouse.up();
  await fewer(page, whole);
  assert.match(await page.locator(".rank-count").first().textContent(), / of 57$/);
  await byId(page, "view-events").click();
  const rows = Number(await page.locator('[data-testid="events-table"][data-rows]').getAttribute("data-rows"));
  assert.ok(rows > 0 && rows < 5_000, `${rows}`);
  await page.getByRole("button", { name: "Whole time" }).click();
  await again(page, whole);
  await close();
});

test("by key a range begins at the hour pointed at, grows, and goes", async (t) => {
  const { page, close } = await withSampleCase(t);
  const whole = await nodes(page);
  await byId(page, "time-brush").focus();
  for (const key of ["Home", "PageDown", "Shift+ArrowRight", "Shift+ArrowRight"]) await page.keyboard.press(key);
  await fewer(page, whole);
  await byId(page, "time-brush").focus();
  await page.keyboard.press("Escape");
  await again(page, whole);
  await page.getByRole("button", { name: "Last day" }).click();
  await fewer(page, whole);
  await close();
});

test("typed times, days and parts of the week choose a time; a closer look shows fewer hours", async (t) => {
  const { page, close } = await withSampleCase(t);
  const whole = await nodes(page);
  const filter = page.getByRole("group", { name: "Filter" });
  await byId(page, "brush-from").fill("2024-09-10");
  await byId(page, "brush-to").fill("2024-09-10");
  await byId(page, "brush-to").press("Enter");
  await fewer(page, whole);
  assert.match(await filter.textContent(), /10 Sep 2024 00:00.*11 Sep 2024 00:00/);
  await byId(page, "brush-day-after").click();
  await filter.filter({ hasText: "12 Sep 2024 00:00" }).waitFor();
  await byId(page, "brush-to").fill("yesterday");
  await byId(page, "brush-to").press("Enter");
  await page.locator(".foot-wrong").waitFor();
  // A time chosen otherwise is what the fields say from then on.
  await page.getByRole("button", { name: "Whole time" }).click();
  await again(page, whole);
  await page.locator(".foot-wrong").waitFor({ state: "detached" });
  assert.deepEqual([await byId(page, "brush-from").inputValue(), await byId(page, "brush-to").inputValue()], ["", ""]);
  // The wrong way round.
  await byId(page, "brush-from").fill("2024-09-20");
  await byId(page, "brush-to").fill("2024-09-10");
  await byId(page, "brush-to").press("Enter");
  await page.locator(".foot-wrong").waitFor();
  assert.equal(await nodes(page), whole);
  await page.getByRole("button", { name: "Last day" }).click();
  await page.locator(".foot-wrong").waitFor({ state: "detached" });
  assert.equal(await byId(page, "brush-from").inputValue(), "2024-10-02 00:00");
  await page.getByRole("button", { name: "Whole time" }).click();
  await again(page, whole);
  // Parts of the week are searches.
  await page.getByRole("button", { name: "Weekends" }).click();
  await fewer(page, whole);
  assert.match(await byId(page, "search").inputValue(), /day:weekend/);
  await page.getByRole("button", { name: "Weekends" }).click();
  await again(page, whole);
  // Closer, by wheel and by key, and back.
  const hours = () => byId(page, "time-brush").getAttribute("data-hours").then(Number);
  const all = await hours();
  const { x, y, width, height } = await byId(page, "time-brush").boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(0, -100);
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="time-brush"]').dataset.hours) === Math.floor(all / 2), all);
  await byId(page, "time-brush").focus();
  await page.keyboard.press("+");
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="time-brush"]').dataset.hours) === Math.floor(Math.floor(all / 2) / 2), all);
  await byId(page, "brush-all").click();
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="time-brush"]').dataset.hours) === all, all);
  await close();
});

test("a range is made longer at its ends, moved as a whole, and followed by every view", async (t) => {
  const { page, close } = await withSampleCase(t);
  const filter = page.getByRole("group", { name: "Filter" });
  const drag = async (from, to) => {
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.mouse.move(...to, { steps: 5 });
    await page.mouse.up();
  };
  const { x, y, width, height } = await byId(page, "time-brush").boundingBox();
  const middle = y + height / 2;
  const at = (share) => [x + width * share, middle];
  // What the filter says its range is, and how long that is.
  const range = async () => {
    const said = (await filter.textContent()).match(/\d{1,2}\s\w{3}\s2024\s\d\d:\d\d/g);
    return said.slice(0, 2).map((time) => Date.parse(`${time.replace(/\s/g, " ")} UTC`));
  };
  const changed = async (act) => {
    const before = await filter.textContent();
    await act();
    await page.waitForFunction((before) => document.querySelector('[role=group][aria-label="Filter"]')?.textContent !== before, before);
    return range();
  };
  // When each row of the case happened, in any order.
  const [head, ...rows] = csv((await exported(page, "export-events-csv")).bytes);
  const times = rows.map((row) => Date.parse(row[head.indexOf("Time")]));
  await drag(at(0.4), at(0.5));
  await filter.waitFor();
  const first = await range();
  const longer = await changed(() => drag(at(0.5), at(0.6)));
  assert.equal(longer[0], first[0]);
  assert.ok(longer[1] - longer[0] > 1.8 * (first[1] - first[0]), `${longer} ${first}`);
  const earlier = await changed(() => drag(at(0.4), at(0.3)));
  assert.ok(earlier[0] < longer[0] && earlier[1] === longer[1]);
  const moved = await changed(() => drag(at(0.45), at(0.5)));
  assert.equal(moved[1] - moved[0], earlier[1] - earlier[0]);
  assert.ok(moved[0] > earlier[0]);
  // Each view counts the rows of that time, once the engine has answered.
  const within = times.filter((time) => time >= moved[0] && time < moved[1]).length;
  assert.ok(within > 100 && within < times.length / 2, `${within} of ${times.length}`);
  await page.locator(`[data-testid="search-result"][data-matches="${within}"]`).waitFor({ state: "attached" });
  await byId(page, "view-events").click();
  await page.locator(`[data-testid="events-table"][data-rows="${within}"]`).waitFor();
  await page.getByRole("button", { name: "Whole time" }).click();
  // Parts of the day: each as its search says, and only one of them at a time.
  for (const [name, text] of [["Working hours", "hour:8-17 day:workday"], ["Nights", "hour:22-5"], ["Weekends", "day:weekend"]]) {
    await page.getByRole("button", { name, exact: true }).click();
    await page.waitForFunction((text) => document.querySelector('[data-testid="search"]').value === text, text);
  }
  await close();
});
