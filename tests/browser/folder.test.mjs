// Folders: picked and dropped, larger than a browser lists at once, with files in them that are no logs.
import test from "node:test";
import assert from "node:assert/strict";
import { analyze, byId, dropPaths, exported, figure, fixture, open, ready } from "./support/page.mjs";

const folder = fixture("folder");
const LOGS = 250;
const ASIDE = ["notes.txt", "picture.png", "empty"];

async function holdsTheFolder(page) {
  await page.locator(`[data-testid="case-summary"][data-files="${LOGS}"][data-state="ready"]`).waitFor({ state: "attached", timeout: 60_000 });
  const { files, totals } = JSON.parse(analyze(folder));
  const logs = files.filter(({ error }) => error === null);
  assert.equal(files.length - logs.length, ASIDE.length, "the command line lists everything");
  assert.equal(await figure(page, "records"), logs.reduce((sum, { records }) => sum + records, 0));
  for (const name of ["logons", "accounts", "hosts"]) assert.equal(await figure(page, name), totals[name], name);
  const said = byId(page, "error");
  await said.waitFor();
  assert.match(await said.textContent(), /3 files of the folder are no event logs and were left aside/);
  await said.getByText("Which ones").click();
  const names = await said.getByRole("listitem").allTextContents();
  assert.deepEqual(names.map((name) => name.split("/").pop()).sort(), ASIDE.toSorted());
}

test("a picked folder of 250 logs is read, whatever their names, and what is no log is said", async (t) => {
  const { page, close } = await open(t);
  await byId(page, "folder-input").setInputFiles(folder);
  await holdsTheFolder(page);
  await close();
});

test("a dropped folder of 250 logs is read as a picked one", async (t) => {
  const { page, close } = await open(t);
  await dropPaths(page, [folder]);
  await holdsTheFolder(page);
  const { bytes } = await exported(page, "export-analysis-json");
  const hashes = new Set(JSON.parse(bytes).files.map((file) => file.sha256));
  assert.equal(hashes.size, LOGS, "every file once");
  await close();
});

test("a folder beside a single file: both join the case", async (t) => {
  const { page, close } = await open(t);
  await dropPaths(page, [fixture("morning.evtx"), `${folder}/dc02`]);
  await ready(page);
  await page.locator('[data-testid="case-summary"][data-files="21"][data-state="ready"]').waitFor({ state: "attached" });
  await close();
});

test("a folder without any log says so and leaves the page as it was", async (t) => {
  const { page, close } = await open(t);
  await byId(page, "folder-input").setInputFiles(fixture("no-logs"));
  await byId(page, "error").waitFor();
  assert.match(await byId(page, "error").textContent(), /holds no event log.*1 file was looked at/s);
  assert.equal(await byId(page, "case-summary").getAttribute("data-state"), "empty");
  await close();
});

test("a long list of files comes by the page, is sorted and sought, and keeps unfolded what was", async (t) => {
  const { page, close } = await open(t);
  await byId(page, "folder-input").setInputFiles(folder);
  await page.locator(`[data-testid="case-summary"][data-files="${LOGS}"][data-hashed]`).waitFor({ state: "attached", timeout: 60_000 });
  await byId(page, "view-evidence").click();
  const [shown, names] = [byId(page, "files-shown"), page.locator(".file-name")];
  const says = (words) => page.locator('[data-testid="files-shown"]', { hasText: words }).waitFor();
  await says(`1 – 50 of ${LOGS}`);
  assert.equal(await names.count(), 50);
  const first = await names.first().getAttribute("title");
  await names.first().click();
  await page.locator(".file-more .found li").first().waitFor();
  await page.getByRole("button", { name: "Last page" }).click();
  await says(`201 – ${LOGS} of ${LOGS}`);
  assert.equal(await page.locator(".file-more").count(), 0);
  assert.ok(await page.getByRole("button", { name: "Next page" }).isDisabled());
  await page.getByRole("button", { name: "Page before" }).click();
  await says("151 – 200");
  await page.getByRole("button", { name: "Sort by File" }).click();
  await says("1 – 50");
  await page.locator('th[aria-sort="ascending"]', { hasText: "File" }).waitFor();
  const sorted = async () => (await names.locator("bdi").allTextContents()).map((name) => name.toLowerCase());
  await page.waitForFunction(() => document.querySelectorAll(".file-name").length === 50);
  assert.deepEqual(await sorted(), (await sorted()).toSorted());
  await page.getByLabel("Find a file by its path").fill("DC02/");
  await says("1 – 20 of 20");
  for (const title of await names.evaluateAll((all) => all.map((name) => name.title))) assert.match(title, /dc02\//);
  await page.getByLabel("Find a file by its path").fill("nowhere");
  await says("none");
  await page.getByLabel("Find a file by its path").fill(first);
  await page.locator(".file-more .found li").first().waitFor();
  assert.equal(await shown.textContent(), "1 – 1 of 1");
  await close();
});
