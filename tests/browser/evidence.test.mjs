// Evidence is added, removed, picked twice; and files that are no logs are named.
import test from "node:test";
import assert from "node:assert/strict";
import { NO_SAMPLES, analyze, byId, exported, figure, fixture, isOf, open, pick, ready, sample, sampleCase, withLongLog } from "./support/page.mjs";

const removeButton = (page, name) => page.getByRole("button", { name: `Remove ${name} from the case` });

test("a removed file takes its logons with it, and the document follows", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx"), fixture("morning.evtx")]);
  await isOf(page, [fixture("company.evtx"), fixture("morning.evtx")]);
  await byId(page, "view-evidence").click();
  await removeButton(page, "company.evtx").click();
  await page.locator('[data-testid="case-summary"][data-files="1"]').waitFor({ state: "attached" });
  await isOf(page, [fixture("morning.evtx")]);
  const { bytes } = await exported(page, "export-analysis-json");
  assert.ok(bytes.equals(analyze(fixture("morning.evtx"))));
  await close();
});

test("the last file removed leaves the empty page, on which a new case begins", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("morning.evtx")]);
  await byId(page, "view-evidence").click();
  await removeButton(page, "morning.evtx").click();
  await page.locator('[data-testid="case-summary"][data-state="empty"]').waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Open evidence" }).waitFor();
  assert.equal(await figure(page, "logons"), 0);
  await pick(page, [fixture("company.evtx")], { settled: true });
  await isOf(page, [fixture("company.evtx")]);
  await close();
});

test("a file can be removed while it is read, and others picked meanwhile are read", async (t) => {
  await withLongLog(fixture("company.evtx"), 400e6, async (path) => {
    const { page, close } = await open(t);
    await byId(page, "evidence-input").setInputFiles([path]);
    await byId(page, "import-progress").waitFor();
    await byId(page, "evidence-input").setInputFiles([fixture("morning.evtx")]);
    await byId(page, "view-evidence").click();
    await removeButton(page, "long.evtx").click();
    await page.locator('[data-testid="case-summary"][data-files="1"][data-state="ready"]').waitFor({ state: "attached", timeout: 60_000 });
    await isOf(page, [fixture("morning.evtx")]);
    assert.equal(await byId(page, "case-summary").getAttribute("data-partial"), null);
    await close();
  });
});

test("the same file picked twice counts once, and that is said", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("morning.evtx")]);
  const logons = await figure(page, "logons");
  await byId(page, "evidence-input").setInputFiles([fixture("morning.evtx")]);
  await page.locator('[data-testid="case-summary"][data-files="2"][data-state="ready"][data-hashed]').waitFor({ state: "attached" });
  assert.equal(await figure(page, "logons"), logons);
  await isOf(page, [fixture("morning.evtx"), fixture("morning.evtx")]);
  await byId(page, "case-summary").getByRole("button", { name: "6 duplicates" }).click();
  await page.getByText("same file again").waitFor();
  await close();
});

test("a double click exports one file, and the analysis is promised while hashes are computed", async (t) => {
  await withLongLog(fixture("company.evtx"), 300e6, async (path) => {
    const { page, close } = await open(t);
    await pick(page, [path]);
    const downloads = [];
    page.on("download", (download) => downloads.push(download.suggestedFilename()));
    await byId(page, "export-menu").getByRole("button", { name: "Export" }).click();
    assert.match(await byId(page, "export-analysis-json").textContent(), /Waits for the SHA-256 of every file: /);
    await byId(page, "export-analysis-json").evaluate((item) => {
      item.click();
      item.click();
    });
    assert.match(await byId(page, "case-summary").textContent(), /analysis comes after SHA-256/);
    await page.locator('[data-testid="case-summary"][data-hashed]').waitFor({ state: "attached", timeout: 60_000 });
    await page.waitForFunction(() => !document.querySelector('[data-testid="case-summary"]').textContent.includes("SHA-256"));
    while (downloads.length === 0) await page.waitForEvent("download");
    const { name } = await exported(page, "export-edges-csv");
    assert.equal(name, "long-edges.csv");
    assert.deepEqual(downloads.filter((name) => !name.includes("edges")), ["long-analysis.json"]);
    await close();
  });
});

for (const [name, says] of [
  ["notes.txt", /notes\.txt.*not an event log: it is text/s],
  ["empty.evtx", /empty\.evtx.*empty/s],
  ["picture.evtx", /picture\.evtx.*not an event log: it is a PNG picture/s],
  ["settings.json", /settings\.json: no record of it could be read; at offset 0, 38 bytes: it has no event id/],
  ["header-only.evtx", /header-only\.evtx.*ends after 3000 bytes/s],
]) {
  test(`${name} is no log: the message names it, and what is picked with it is read`, async (t) => {
    const { page, close } = await open(t);
    await pick(page, [fixture("morning.evtx"), fixture(name)]);
    await byId(page, "error").first().waitFor();
    assert.match(await byId(page, "error").first().textContent(), says);
    assert.equal(await byId(page, "error").first().getAttribute("role"), "alert");
    await isOf(page, [fixture("morning.evtx"), fixture(name)]);
    await byId(page, "view-evidence").click();
    await page.locator("tbody").filter({ hasText: name }).getByText("not read").waitFor();
    await page.getByRole("button", { name: "Dismiss this message" }).click();
    await byId(page, "error").waitFor({ state: "detached" });
    await close();
  });
}

for (const [name, more, says] of [
  ["wrong-header.evtx", 0, "the file header is damaged"],
  ["wrong-magic.evtx", 1, "magic is damaged; its records were read all the same"],
]) {
  test(`${name} is read all the same, and its ledger says what is wrong`, async (t) => {
    const { page, close } = await open(t);
    await pick(page, [fixture(name)]);
    assert.equal(await byId(page, "error").count(), 0);
    await isOf(page, [fixture(name)]);
    assert.equal(await figure(page, "records"), JSON.parse(analyze(fixture("company.evtx"))).totals.records + more);
    await byId(page, "view-evidence").click();
    await page.getByRole("button", { name, exact: true }).click();
    const odd = page.locator("details", { hasText: "Odd, but cost no record" });
    if ((await odd.getAttribute("open")) === null) await odd.locator("summary").click();
    await odd.getByText(says).first().waitFor();
    await close();
  });
}

test("progress and messages come and go without moving anything", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });
  const boxes = () => page.evaluate(() => {
    const ids = ["graph", "rank-accounts", "rank-hosts", "time-brush", "zone", "theme", "export-menu", "view-graph", "show-local"];
    return ids.map((id) => [id, JSON.stringify(document.querySelector(`[data-testid="${id}"]`).getBoundingClientRect())].join(" "));
  });
  const before = await boxes();
  await withLongLog(fixture("company.evtx"), 200e6, async (path) => {
    await byId(page, "evidence-input").setInputFiles([fixture("notes.txt"), path]);
    await byId(page, "import-progress").waitFor();
    assert.deepEqual(await boxes(), before, "while it is read");
    await ready(page);
    await byId(page, "error").waitFor();
    assert.deepEqual(await boxes(), before, "with a message");
    await page.getByRole("button", { name: "Dismiss this message" }).click();
    await page.locator('[data-testid="case-summary"][data-hashed]').waitFor({ state: "attached" });
    assert.deepEqual(await boxes(), before, "after all");
  });
  await close();
});

test("what the evidence covers is drawn on one axis, and a file says what it holds", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  await ready(page);
  await byId(page, "view-evidence").click();
  const lines = byId(page, "coverage").locator(".coverage-line");
  await lines.first().waitFor();
  const ends = await lines.locator(".coverage-bar").evaluateAll((bars) => bars.map((bar) => {
    const [all, parts] = [bar, bar.querySelector("path")].map((part) => part.getBoundingClientRect());
    return [parts.left - all.left, all.right - parts.right].map(Math.round);
  }));
  // The domain controllers were there from the first day to the last.
  assert.ok(ends[0].every((distance) => distance < 4), `${ends}`);
  assert.ok(ends.flat().every((distance) => distance >= 0), `${ends}`);
  await page.getByRole("button", { name: "DC01-Security.evtx", exact: true }).click();
  const found = page.locator(".found li");
  await found.first().waitFor();
  await page.locator(".found + button").click();
  // What was unfolded stays so when the hash comes.
  await page.locator('[data-testid="case-summary"][data-hashed]').waitFor({ state: "attached" });
  const counts = (await found.locator(".number").allTextContents()).map((text) => Number(text.replaceAll(",", "")));
  const document = JSON.parse(analyze(...sampleCase()));
  const file = document.files.find(({ name }) => name === "DC01-Security.evtx");
  assert.equal(counts.reduce((sum, count) => sum + count, 0), file.records);
  await close();
});

test("a case without a logon says why", { skip: !sample("sysmon.evtx") && NO_SAMPLES }, async (t) => {
  const { page, close } = await open(t);
  await pick(page, [sample("sysmon.evtx")]);
  await byId(page, "view-evidence").click();
  const why = byId(page, "why-empty");
  await why.waitFor();
  const words = await why.innerText();
  assert.match(words, /none is among these files/);
  assert.match(words, /Microsoft-Windows-Sysmon\/Operational\s+358/);
  for (const policy of ["Audit Logon", "Audit Kerberos Authentication Service", "Audit Credential Validation"]) assert.ok(words.includes(policy), words);
  await byId(page, "evidence-input").setInputFiles([fixture("morning.evtx")]);
  await why.waitFor({ state: "detached" });
  await close();
});

test("a change of the clock is told with its times and who made it, and leads to its record", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("each.evtx")]);
  await byId(page, "view-evidence").click();
  const all = page.locator("details", { hasText: "Clock changed 1 time" });
  await all.locator("summary").click();
  await all.locator("li").first().waitFor();
  assert.match(await all.locator("li").textContent(), /: 2024-03-04 07:59:59 → 2024-03-04 09:00:00 \(\+1 h\) by EXAMPLE\\Administrator with C:\\Windows\\System32\\cmd\.exe/);
  await page.getByRole("button", { name: "each.evtx", exact: true }).click();
  const own = page.locator(".file-more").getByTestId("clock-changes");
  await own.getByRole("button", { name: "Record" }).click();
  await byId(page, "record-xml").waitFor();
  assert.match(await byId(page, "record-xml").textContent(), /<EventID>4616<\/EventID>/);
  await close();
});
