// The timeline: its cells, its exports and its zone say what the document says.
import test from "node:test";
import assert from "node:assert/strict";
import { analyze, byId, csv, exported, fixture, open, pick, sampleCase } from "./support/page.mjs";

const logs = [fixture("company.evtx"), fixture("each.evtx")];
const HOUR = 3_600_000;

// The document's timeline as accounts of hours of {events, score, ids}.
function wanted(...args) {
  const { timeline } = JSON.parse(analyze(...args));
  const accounts = timeline.accounts.map(({ label, counts, scores }) => ({
    label,
    hours: scores.map((score, hour) => {
      const ids = Object.fromEntries(Object.entries(counts).map(([id, hours]) => [id, hours[hour]]));
      return { score, ids, events: Object.values(ids).reduce((sum, count) => sum + count, 0) };
    }),
  }));
  return { start: Date.parse(timeline.start), accounts };
}

// Goes through every cell of the grid by arrow keys, as a screen reader's user does, and gives what each is called.
function walk(page) {
  return page.evaluate(async () => {
    const grid = document.querySelector('[data-testid="timeline"]');
    const [rows, hours] = [Number(grid.dataset.rows), Number(grid.dataset.hours)];
    const turn = () => new Promise((go) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = go;
      port2.postMessage(0);
    });
    const press = async (key) => {
      grid.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      await turn();
    };
    const cells = [];
    await press("ArrowRight"); // brings the cursor to the first cell
    for (let row = 0; row < rows; row++) {
      for (let hour = 0; hour < hours; hour++) {
        const cell = document.getElementById(grid.getAttribute("aria-activedescendant"));
        cells.push({ row: cell.ariaRowIndex - 1, hour: cell.ariaColIndex - 1, name: cell.textContent });
        if (hour + 1 < hours) await press("ArrowRight");
      }
      await press("ArrowDown");
      await press("Home");
    }
    return cells;
  });
}

test("every cell of the heat map is called by the document's account, hour, count and score", async (t) => {
  const { page, close } = await open(t);
  // The document's scores are LogonTracer's.
  await page.evaluate(() => localStorage.setItem("logonscope.scores", "logontracer"));
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  await pick(page, logs);
  const { start, accounts } = wanted(...logs);
  await byId(page, "view-timeline").click();
  await page.locator('[data-testid="timeline"][data-first-hour]').waitFor();
  assert.equal(Date.parse(await byId(page, "timeline").getAttribute("data-first-hour")), start);
  await byId(page, "timeline").focus();
  const cells = await walk(page);
  assert.equal(cells.length, accounts.length * accounts[0].hours.length);
  let lit = 0;
  for (const { row, hour, name } of cells) {
    const { label, hours } = accounts[row];
    const [, events] = name.match(/ · ([\d,]+) events? · /) ?? assert.fail(name);
    const [, score] = name.match(/ · score (-?[\d.]+)/) ?? assert.fail(name);
    assert.ok(name.startsWith(`${label}, `), `${name}: not ${label}`);
    assert.equal(Number(events.replaceAll(",", "")), hours[hour].events, name);
    assert.ok(Math.abs(Number(score) - hours[hour].score) < 0.0501, `${name}: not ${hours[hour].score}`);
    const time = new Date(start + hour * HOUR);
    const said = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", timeZone: "UTC" }).formatToParts(time);
    const part = (type) => said.find((one) => one.type === type).value;
    assert.ok(name.includes(`${part("day")} ${part("month")} 2024, ${part("hour")}:00`), `${name}: not ${time.toISOString()}`);
    if (hours[hour].events > 0 || hours[hour].score > 10) lit++;
  }
  assert.ok(lit > 500, `${lit} lit cells`);
  await close();
});

test("the summary is the document's table of accounts by hours", async (t) => {
  const { page, close } = await open(t);
  await pick(page, logs);
  const { start, accounts } = wanted(...logs);
  const { name, bytes } = await exported(page, "export-timeline-summary-csv");
  assert.equal(name, "company-and-1-more-timeline-summary.csv");
  const [head, ...rows] = csv(bytes);
  assert.deepEqual(head.slice(0, 5), ["username", "domain", "zone", "events", "highest_score"]);
  assert.deepEqual(head.slice(5).map(Date.parse), accounts[0].hours.map((_, hour) => start + hour * HOUR));
  assert.deepEqual(rows.map(([user]) => user), accounts.map(({ label }) => label));
  for (const [position, row] of rows.entries()) {
    assert.deepEqual(row.slice(5).map(Number), accounts[position].hours.map(({ events }) => events));
    assert.equal(row[2], "UTC");
  }
  await close();
});

test("the detail has a whole line for every lit cell, in the zone that is shown", async (t) => {
  const { page, close } = await open(t);
  await pick(page, logs);
  await useZone(page, "America/St_Johns");
  const { start, accounts } = wanted("--zone", "America/St_Johns", ...logs);
  let [head, ...rows] = csv((await exported(page, "export-timeline-detail-csv")).bytes);
  const column = (name) => head.indexOf(name);
  const expected = accounts.flatMap(({ label, hours }) => hours.map((hour, position) => ({ label, position, ...hour })))
    .filter(({ events, score }) => events > 0 || score > 10);
  rows = rows.filter((row) => row[column("events")] > 0 || row[column("score")] > 10);
  assert.equal(rows.length, expected.length);
  for (const [at, row] of rows.entries()) {
    const { label, position, events, score, ids } = expected[at];
    assert.equal(row[column("username")], label);
    assert.equal(row[column("zone")], "America/St_Johns");
    assert.match(row[column("hour")], /T\d\d:00:00-0[23]:30$/);
    assert.equal(Date.parse(row[column("hour")]), start + position * HOUR);
    for (const id of ["4624", "4625", "4768", "4769", "4776"]) assert.equal(Number(row[column(id)]), ids[id] ?? 0);
    assert.equal(Number(row[column("events")]), events);
    assert.equal(Number(row[column("score")]), score);
  }
  await close();
});

// Chooses a zone by typing its name.
async function useZone(page, zone) {
  await byId(page, "zone").selectOption("…");
  await byId(page, "zone-other").fill(zone);
  await byId(page, "zone-other").press("Enter");
}

test("the zone begins with UTC, is typed, followed by every time, and remembered; one that nobody knows is refused", async (t) => {
  const { page, close } = await open(t);
  assert.equal(await byId(page, "zone").inputValue(), "UTC");
  await pick(page, [fixture("morning.evtx")]);
  await byId(page, "view-timeline").click();
  const first = byId(page, "timeline");
  await page.locator('[data-testid="timeline"][data-first-hour="2024-03-04T08:00:00+00:00"]').waitFor();
  await useZone(page, "asia/tokyo");
  await page.locator('[data-testid="timeline"][data-first-hour="2024-03-04T17:00:00+09:00"]').waitFor();
  // The engine's spelling comes with its summary.
  await page.waitForFunction(() => document.querySelector('[data-testid="zone"]').value === "Asia/Tokyo");
  assert.match(await byId(page, "case-summary").textContent(), /4 Mar 2024 Asia\/Tokyo/);
  await useZone(page, "Mars/Olympus");
  await byId(page, "error").waitFor();
  assert.match(await byId(page, "error").textContent(), /unknown time zone "Mars\/Olympus".*such as Asia\/Tokyo/s);
  await page.waitForFunction(() => document.querySelector('[data-testid="zone"]')?.value === "Asia/Tokyo");
  assert.equal(await first.getAttribute("data-first-hour"), "2024-03-04T17:00:00+09:00");
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  assert.equal(await byId(page, "zone").inputValue(), "Asia/Tokyo");
  await pick(page, [fixture("morning.evtx")]);
  await byId(page, "view-timeline").click();
  await page.locator('[data-testid="timeline"][data-first-hour="2024-03-04T17:00:00+09:00"]').waitFor();
  await useZone(page, "-3:30");
  await page.locator('[data-testid="timeline"][data-first-hour="2024-03-04T04:00:00-03:30"]').waitFor();
  await close();
});

test("a click on a cell selects its account", async (t) => {
  const { page, close } = await open(t);
  await pick(page, logs);
  const { accounts } = wanted(...logs);
  await byId(page, "view-timeline").click();
  await page.locator('[data-testid="timeline"][data-first-hour]').waitFor();
  await byId(page, "timeline").locator("canvas").click({ position: { x: 300, y: 42 + 2.5 * 22 } });
  await byId(page, "details").getByRole("heading", { level: 2, name: accounts[2].label }).waitFor();
  await close();
});

const rows = (page, count) => page.locator(`[data-testid="timeline"][data-rows="${count}"]`).waitFor();
const matches = (page) => byId(page, "search-result").getAttribute("data-matches").then(Number);
const heard = (page) => page.locator("#timeline-cell").textContent();

// The first account's first cell with events.
function firstLit(accounts, account = 0) {
  const hour = accounts[account].hours.findIndex(({ events }) => events > 0);
  return { hour, events: accounts[account].hours[hour].events };
}

test("the filter leaves rows and cells out, and how many rows is said", async (t) => {
  const { page, close } = await open(t);
  await pick(page, logs);
  const { accounts } = wanted(...logs);
  await byId(page, "view-timeline").click();
  await rows(page, accounts.length);
  await byId(page, "search").fill(`user:"${accounts[1].label}"`);
  await byId(page, "search").press("Enter");
  await rows(page, 1);
  assert.equal(Number(await byId(page, "timeline").getAttribute("data-hidden")), accounts.length - 1);
  await byId(page, "timeline").focus();
  await page.keyboard.press("Home");
  await page.waitForFunction((label) => document.getElementById("timeline-cell").textContent.startsWith(`${label}, `), accounts[1].label);
  await close();
});

test("a click on a lit cell makes account and hour the filter, and its rows open by the next", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("morning.evtx")]);
  const { accounts } = wanted(fixture("morning.evtx"));
  const { hour, events } = firstLit(accounts);
  await byId(page, "view-timeline").click();
  await rows(page, accounts.length);
  const columns = Number(await byId(page, "timeline").getAttribute("data-columns"));
  const width = [24, 12, 8, 6, 4, 2].find((width) => width * columns <= 500);
  await byId(page, "timeline").locator("canvas").click({ position: { x: 216 + width * (hour + 0.5), y: 42 + 11 } });
  await rows(page, 1);
  await page.waitForFunction((events) => Number(document.querySelector('[data-testid="search-result"]')?.dataset.matches) === events, events).catch(async () => assert.equal(await matches(page), events));
  await byId(page, "cell-rows").click();
  await byId(page, "record-xml").waitFor();
  await close();
});

test("by key: from a lit cell to its record, cells chosen with Shift become the filter, names open and close", async (t) => {
  const { page, close } = await open(t);
  await pick(page, logs);
  const { accounts } = wanted(...logs);
  const { hour, events } = firstLit(accounts);
  await byId(page, "view-timeline").click();
  await rows(page, accounts.length);
  await byId(page, "timeline").focus();
  await page.keyboard.press("Home");
  // The name opens into five ids and a chart, and closes.
  const lines = async () => Number(await byId(page, "timeline").getAttribute("aria-rowcount"));
  await page.keyboard.press("ArrowLeft");
  assert.match(await heard(page), / · closed$/);
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((count) => Number(document.querySelector('[data-testid="timeline"]').getAttribute("aria-rowcount")) === count, accounts.length + 11);
  await page.keyboard.press("ArrowDown");
  assert.match(await heard(page), /, 4624 Logged on · /);
  for (let line = 0; line < 5; line++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  assert.match(await heard(page), / · 4624: \d+$| · score /);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.waitForFunction((count) => Number(document.querySelector('[data-testid="timeline"]').getAttribute("aria-rowcount")) === count, accounts.length);
  assert.equal(await lines(), accounts.length);
  // To a lit cell, and its rows.
  await page.keyboard.press("Home");
  for (let step = 0; step < hour; step++) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await byId(page, "record-xml").waitFor();
  assert.equal(Number(await byId(page, "events-table").getAttribute("data-rows")), events);
  // Two hours of two accounts.
  await byId(page, "view-timeline").click();
  await byId(page, "timeline").focus();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("f");
  await page.getByRole("group", { name: "Filter" }).waitFor();
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="timeline"]').dataset.rows) < all, accounts.length);
  await close();
});

test("columns become days, weeks and months; rows come in other orders, in groups and by host", async (t) => {
  const { page, close } = await open(t);
  await pick(page, logs);
  const { accounts } = wanted(...logs);
  await byId(page, "view-timeline").click();
  await rows(page, accounts.length);
  const sums = [];
  for (const unit of ["1", "2", "3"]) {
    await byId(page, "timeline-unit").selectOption(unit);
    const hours = Number(await byId(page, "timeline").getAttribute("data-hours"));
    await page.waitForFunction((before) => Number(document.querySelector('[data-testid="timeline"]').dataset.columns) < before, sums.at(-1) ?? hours);
    sums.push(Number(await byId(page, "timeline").getAttribute("data-columns")));
    if (sums.at(-1) === 1) break;
  }
  await byId(page, "timeline-order").selectOption("2");
  await byId(page, "timeline").focus();
  await page.keyboard.press("Control+Home");
  const first = accounts.map(({ label }) => label).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))[0];
  await page.waitForFunction((label) => {
    document.querySelector('[data-testid="timeline"]').dispatchEvent(new KeyboardEvent("keydown", { key: "Home", ctrlKey: true, bubbles: true }));
    return document.getElementById("timeline-cell").textContent.startsWith(`${label}, `);
  }, first);
  await byId(page, "timeline-groups").selectOption("2");
  await page.waitForFunction((count) => Number(document.querySelector('[data-testid="timeline"]').getAttribute("aria-rowcount")) > count, accounts.length);
  await byId(page, "timeline-who").selectOption("1");
  await rows(page, Number(await byId(page, "case-summary").getAttribute("data-hosts")));
  await close();
});

test("a map of fewer columns or rows than were in sight shows its cells", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  await byId(page, "view-timeline").click();
  await rows(page, 57);
  await byId(page, "timeline").focus();
  await page.keyboard.press("Home");
  const known = () => page.waitForFunction(() => / · \d+ events? · /.test(document.getElementById("timeline-cell").textContent));
  await known();
  assert.ok(Number(await byId(page, "timeline").getAttribute("data-columns")) > 512, "more than a tile is in sight");
  await byId(page, "timeline-unit").selectOption("1");
  await page.locator('[data-testid="timeline"][data-columns="32"]').waitFor();
  await known();
  // What the engine was asked for before is here when it has answered this.
  await byId(page, "timeline").focus();
  await page.keyboard.press("Space");
  await byId(page, "details").getByRole("heading", { level: 2 }).waitFor();
  for (let day = 0; day < 5; day++) {
    await page.keyboard.press("ArrowRight");
    assert.match(await heard(page), / · [1-9]\d* events? · /);
  }
  await close();
});

test("the hours in which nobody works are typed and remembered", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("morning.evtx")]);
  await byId(page, "view-timeline").click();
  const field = byId(page, "timeline-off-hours");
  await field.fill("late");
  await field.press("Enter");
  await page.locator('[data-testid="timeline-off-hours"][aria-invalid="true"]').waitFor();
  await field.fill("18-8");
  await field.press("Enter");
  await page.locator('[data-testid="timeline-off-hours"]:not([aria-invalid])').waitFor();
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  await pick(page, [fixture("morning.evtx")]);
  await byId(page, "view-timeline").click();
  assert.equal(await field.inputValue(), "18–8");
  await close();
});

// Waits until a strip of hours marks so many by such a score, and says what it does if it never will.
async function marks(page, score, count, strip = byId(page, "time-brush")) {
  const read = async () => (await strip.getAttribute("aria-label")).match(/Hours marked by (.*: \d+)/)?.[1];
  for (let turn = 0; turn < 100 && (await read()) !== `${score}: ${count}`; turn++) await page.waitForTimeout(100);
  assert.equal(await read(), `${score}: ${count}`);
}

test("scores and ranks as chosen mark hours, accounts and details, are remembered, and are written into exports", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  const seen = [];
  for (const [place, name, score] of [["1", "sound", "change score"], ["2", "rate", "evidence of a change"], ["0", "logontracer", "anomaly score"]]) {
    await byId(page, "view-timeline").click();
    await byId(page, "timeline-scores").selectOption(place);
    const [head, ...rows] = csv((await exported(page, "export-timeline-detail-csv")).bytes);
    const cell = (row, name) => row[head.indexOf(name)];
    assert.ok(rows.length > 100 && rows.every((row) => cell(row, "marked_by") === name), name);
    const lit = rows.filter((row) => Number(cell(row, "level")) > 0);
    const hours = new Set(lit.map((row) => cell(row, "hour")));
    await marks(page, score, hours.size);
    seen.push([...hours].sort());
    const users = new Set(lit.map((row) => cell(row, "username")));
    const dots = await byId(page, "rank-accounts").getByRole("option").evaluateAll((lines) => lines.map((line) => [line.dataset.label, line.querySelector(".score-dot") !== null]));
    assert.ok(dots.length > 5 && dots.some(([, dot]) => dot));
    for (const [label, dot] of dots) assert.equal(dot, users.has(label), `${name}: ${label}`);
    // The details of one of them: its own hours, from half a day before its first event to half a day after its last.
    const [label] = dots.find(([, dot]) => dot);
    await byId(page, "rank-accounts").locator(`[data-label="${label}"]`).click();
    const own = rows.filter((row) => cell(row, "username") === label);
    const times = own.filter((row) => Number(cell(row, "events")) > 0).map((row) => Date.parse(cell(row, "hour")));
    const [from, until] = [Math.min(...times) - 12 * HOUR, Math.max(...times) + 12 * HOUR];
    const within = own.filter((row) => Number(cell(row, "level")) > 0 && Date.parse(cell(row, "hour")) >= from && Date.parse(cell(row, "hour")) <= until);
    await byId(page, "details").getByRole("heading", { name: label }).waitFor();
    await marks(page, score, within.length, byId(page, "details").getByRole("slider"));
    await byId(page, "details").getByRole("button", { name: "Close the details and select nothing" }).click();
    await page.getByRole("tab", { name: "Ranks" }).click();
  }
  assert.equal(new Set(seen.map(String)).size, 3, "each way marks others");
  await byId(page, "timeline-scores").selectOption("2");
  await marks(page, "evidence of a change", seen[1].length);
  await byId(page, "ranks-by").selectOption({ label: "Weighted" });
  await page.getByText("by distinct neighbours and how often").waitFor();
  const ranks = async () => JSON.parse((await exported(page, "export-graph-json")).bytes);
  const { data, elements } = await ranks();
  assert.equal(data.ranked_by, "weighted");
  const first = await byId(page, "rank-accounts").getByRole("option").first().getAttribute("data-label");
  const accounts = elements.nodes.map(({ data }) => data).filter(({ kind }) => kind !== "host");
  assert.equal(accounts.sort((a, b) => b.rank - a.rank)[0].label, first);
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  await pick(page, sampleCase());
  await byId(page, "view-timeline").click();
  assert.equal(await byId(page, "timeline-scores").inputValue(), "2");
  assert.equal(await byId(page, "ranks-by").inputValue(), "Weighted");
  await marks(page, "evidence of a change", seen[1].length);
  const report = (await exported(page, "export-report-html")).bytes.toString("utf8");
  assert.ok(report.includes("Ranks, 0 to 1: Weighted. Scores of hours: Change of rate."), report.slice(-400));
  await close();
});
