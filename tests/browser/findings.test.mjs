// The findings: what the sample case tells, how a finding opens, where it leads, and what could not be looked for.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, csv, exported, figure, fixture, open, pick, ready, sampleCase } from "./support/page.mjs";

// A page with these files, its findings in sight.
async function findingsOf(t, paths) {
  const opened = await open(t);
  await pick(opened.page, paths);
  await byId(opened.page, "view-findings").click();
  await opened.page.locator('[data-testid="findings"][data-findings]').waitFor();
  return opened;
}

const finding = (page, rule) => page.locator(`.finding[data-rule="${rule}"]`).first();

test("the sample case tells its intruder, the heaviest first, and a new colleague only as a note", async (t) => {
  const { page, close } = await findingsOf(t, sampleCase());
  const told = await page.locator(".finding").evaluateAll((all) => all.map(({ dataset }) => [dataset.severity, dataset.rule]));
  assert.deepEqual(told, [
    ["high", "password-spraying"],
    ["high", "asrep-roasting"],
    ["high", "kerberoasting"],
    ["high", "admin-share-service"],
    ["high", "dcsync"],
    ["high", "account-changes"],
    ["high", "audit-policy"],
    ["high", "log-cleared"],
    ["medium", "password-spraying"],
    ["note", "account-changes"],
    ...Array(4).fill(["note", "logon-burst"]),
  ]);
  assert.equal(await byId(page, "findings").getAttribute("data-findings"), "9");
  assert.match(await byId(page, "view-findings").textContent(), /^Findings8 high$/);
  assert.match(await finding(page, "password-spraying").textContent(), /then t\.verney logged on from there/);
  await close();
});

test("a finding opens by key into reasons and records, and leads to its rows", async (t) => {
  const { page, close } = await findingsOf(t, sampleCase());
  const roasted = finding(page, "kerberoasting");
  const name = roasted.getByRole("button", { name: "Kerberoasting" });
  await name.focus();
  await page.keyboard.press("Enter");
  assert.equal(await name.getAttribute("aria-expanded"), "true");
  await roasted.getByText("Why it matters").waitFor();
  await roasted.getByText("Innocently alike").waitFor();
  const cells = await roasted.locator("tbody tr").first().locator("td").allTextContents();
  assert.deepEqual(cells.slice(0, 3), ["2024-09-29 21:41:54", "4769 Kerberos service ticket requested", "t.verney@LARKFIELD.EXAMPLE"]);
  assert.equal(await roasted.locator("tbody tr").count(), 4);
  await roasted.getByRole("button", { name: "in Events" }).click();
  await page.locator('[data-testid="events-table"][data-rows="4"]').waitFor();
  await byId(page, "view-findings").click();
  assert.equal(await name.getAttribute("aria-expanded"), "true", "as it was left");
  await name.focus();
  await page.keyboard.press("Enter");
  assert.equal(await name.getAttribute("aria-expanded"), "false");
  await close();
});

test("another graph of the same rows is no reason to leave a finding's", async (t) => {
  const { page, close } = await findingsOf(t, sampleCase());
  await finding(page, "kerberoasting").getByRole("button", { name: "Kerberoasting" }).click();
  await finding(page, "kerberoasting").getByRole("button", { name: "in Events" }).click();
  await page.locator('[data-testid="events-table"][data-rows="4"]').waitFor();
  const accounts = await figure(page, "accounts");
  await byId(page, "show-machine").click();
  await page.waitForFunction((before) => Number(document.querySelector('[data-testid="case-summary"]').dataset.accounts) > before, accounts);
  await page.locator('[data-testid="events-table"][data-rows="4"][aria-busy="false"]').waitFor();
  assert.match(await byId(page, "events-title").textContent(), /Kerberoasting/);
  await close();
});

test("a host and an account lead to their nodes", async (t) => {
  const { page, close } = await findingsOf(t, sampleCase());
  await finding(page, "dcsync").getByRole("button", { name: "WS-1034" }).click();
  await byId(page, "details").getByRole("heading", { name: "WS-1034" }).waitFor();
  assert.equal(await byId(page, "view-graph").getAttribute("aria-current"), "page");
  await byId(page, "view-findings").click();
  await finding(page, "dcsync").getByRole("button", { name: "adm-n.emery" }).click();
  await byId(page, "details").getByRole("heading", { name: "adm-n.emery" }).waitFor();
  await close();
});

test("a cleared log is said over every view until that is dismissed", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  await byId(page, "log-cleared").getByText("The Security log of SQL01 was cleared by svc-health.").waitFor();
  await byId(page, "log-cleared").getByRole("button", { name: "Show" }).click();
  await finding(page, "log-cleared").waitFor();
  await finding(page, "log-cleared").getByRole("button", { name: "benign" }).click();
  await byId(page, "log-cleared").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await byId(page, "log-cleared").getByRole("button", { name: "Dismiss" }).click();
  await byId(page, "log-cleared").waitFor({ state: "detached" });
  await close();
});

test("the findings are taken away as a table", async (t) => {
  const { page, close } = await findingsOf(t, sampleCase());
  const { name, bytes } = await exported(page, "export-findings-csv");
  assert.match(name, /-findings\.csv$/);
  const [header, ...rows] = csv(bytes);
  assert.deepEqual(header, ["severity", "rule", "title", "technique", "summary", "accounts", "hosts", "first", "last", "events", "judgment", "reason"]);
  assert.equal(rows.length, 14);
  assert.deepEqual(rows.map((row) => row[0]), [...Array(8).fill("high"), "medium", ...Array(5).fill("note")]);
  assert.ok(rows[0][5].startsWith("t.verney; "), rows[0][5]);
  await close();
});

test("what could not be looked for is told apart from what was not found", async (t) => {
  const { page, close } = await findingsOf(t, [fixture("morning.evtx")]);
  await page.getByText("Nothing found").waitFor();
  const lines = await byId(page, "not-looked-for").locator("li").allTextContents();
  assert.ok(lines.some((line) => /DCSync.*needs 4662$/.test(line)), lines.join("\n"));
  assert.ok(!lines.some((line) => line.startsWith("Log cleared")), "a Security log would have told");
  assert.equal(await byId(page, "view-findings").textContent(), "Findings");
  await close();
});

test("findings follow the switches and the files", async (t) => {
  const { page, close } = await findingsOf(t, sampleCase());
  await byId(page, "merge-accounts").check();
  await ready(page);
  await page.locator('[data-testid="findings"][data-findings="9"]').waitFor();
  await byId(page, "view-evidence").click();
  await page.getByRole("button", { name: "Remove SQL01-Security.evtx from the case" }).click();
  await page.locator('[data-testid="findings"][data-findings="8"]').waitFor({ state: "attached" });
  await byId(page, "log-cleared").waitFor({ state: "detached" });
  await close();
});

const judged = (page) => page.locator(".finding").evaluateAll((all) => all.map(({ dataset }) => dataset.judgment ?? ""));

test("findings are judged by key and by click, undone, told in every export, and known again after a reload", async (t) => {
  const { page, close } = await findingsOf(t, sampleCase());
  const spraying = finding(page, "password-spraying");
  await spraying.getByRole("button", { name: "Password spraying" }).focus();
  await page.keyboard.press("t");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("c");
  const roasted = finding(page, "kerberoasting");
  assert.deepEqual((await judged(page)).slice(0, 4), ["true", "", "to check", ""]);
  assert.equal(await roasted.getByRole("button", { name: "to check" }).getAttribute("aria-pressed"), "true");
  await page.keyboard.press("Control+z");
  assert.deepEqual((await judged(page)).slice(0, 4), ["true", "", "", ""]);
  await page.keyboard.press("Control+Shift+Z");
  assert.equal((await judged(page))[2], "to check");
  await page.keyboard.press("c");
  assert.equal((await judged(page))[2], "", "the same key takes it back");

  await roasted.getByRole("button", { name: "benign" }).click();
  await roasted.getByLabel("Reason").fill("=a scan, agreed");
  await page.keyboard.press("Enter");
  await page.getByText("· judged: 1 true, 1 benign").waitFor();
  assert.match(await byId(page, "view-findings").textContent(), /^Findings7 high$/);

  const [, ...rows] = csv((await exported(page, "export-findings-csv")).bytes);
  assert.deepEqual(rows.slice(0, 3).map((row) => row.slice(-2)), [["true", ""], ["", ""], ["benign", "'=a scan, agreed"]]);
  const { findings } = JSON.parse((await exported(page, "export-analysis-json")).bytes);
  assert.deepEqual(findings.map(({ judgment }) => judgment?.verdict).slice(0, 4), ["true", undefined, "benign", undefined]);
  assert.match(String((await exported(page, "export-report-html")).bytes), /Judged benign: =a scan, agreed/);

  await page.reload();
  await pick(page, sampleCase());
  await byId(page, "view-findings").click();
  await page.getByText("· judged: 1 true, 1 benign").waitFor();
  assert.equal(await roasted.getByLabel("Reason").inputValue(), "=a scan, agreed");
  await close();
});

test("a benign finding quietens its rule for one account or host, which is seen and taken back", async (t) => {
  const { page, close } = await findingsOf(t, sampleCase());
  const spraying = finding(page, "password-spraying");
  await spraying.getByRole("button", { name: "benign" }).click();
  await spraying.getByLabel("Quiet for").selectOption({ label: "WS-1034" });
  await spraying.getByText("1 other finding put aside").waitFor();
  const aside = byId(page, "quietened");
  await aside.getByText("1 quietened finding").click();
  await aside.locator(".finding").waitFor();
  // Judged itself, it is seen again.
  await aside.getByRole("button", { name: "to check" }).click();
  await aside.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await aside.waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await aside.waitFor({ state: "detached" });
  assert.deepEqual(new Set(await judged(page)), new Set([""]));
  await close();
});
