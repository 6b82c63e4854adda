// Logs in every format and packing are read as the command line reads them; what cannot be unpacked is named; and a file that is read as a
// whole is stopped and replaced like any other.
import test from "node:test";
import assert from "node:assert/strict";
import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { analyze, byId, drop, exported, figure, fixture, isOf, open, pick, ready, withLongLog } from "./support/page.mjs";
import { scratch } from "./support/release.mjs";

const packed = (name) => fixture(`packed/${name}`);

// The lines of the evidence table: each file's name and path.
async function listed(page) {
  await byId(page, "view-evidence").click();
  return page.locator(".file-name").evaluateAll((names) => names.map((name) => name.title));
}

test("XML and JSON are read whatever their names, and the same records count once", async (t) => {
  const { page, close } = await open(t);
  const paths = [packed("morning.txt"), packed("morning.log"), fixture("morning.evtx")];
  await pick(page, paths);
  await isOf(page, paths);
  assert.equal(await figure(page, "records"), 18);
  const { bytes } = await exported(page, "export-analysis-json");
  assert.ok(bytes.equals(analyze(...paths)));
  assert.equal(JSON.parse(bytes).totals.duplicates, 12);
  await close();
});

test("archives in an archive are opened, each log is a line of its own, and what is encrypted is named", async (t) => {
  const { page, close } = await open(t);
  await drop(page, [packed("case.zip")]);
  await ready(page);
  await isOf(page, [packed("case.zip")]);
  assert.deepEqual(await listed(page), [
    "case.zip",
    "case.zip/HOST7/C/Windows/System32/winevt/Logs/Security.evtx",
    "case.zip/HOST7/exports.zip/morning.xml",
    "case.zip/HOST7/exports.zip/each.jsonl.gz",
  ]);
  const security = page.locator("tbody.file").nth(1);
  assert.match(await security.textContent(), /HOST7/);
  await page.getByRole("button", { name: "case.zip", exact: true }).click();
  const told = page.locator("tbody.file").first();
  await told.locator(".places").first().waitFor();
  assert.match(await told.textContent(), /HOST7\/exports\.zip\/secret\.evtx: it is encrypted/);
  assert.match(await told.textContent(), /1 member is no event log and was left aside/);
  const { bytes } = await exported(page, "export-analysis-json");
  assert.ok(bytes.equals(analyze(packed("case.zip"))));
  // The archive goes with all that is in it.
  await page.getByRole("button", { name: "Remove case.zip from the case" }).click();
  await page.locator('[data-testid="case-summary"][data-files="0"]').waitFor({ state: "attached" });
  assert.equal(await figure(page, "logons"), 0);
  await close();
});

test("a bomb is stopped and named, and what came before it is kept", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [packed("bomb.zip")]);
  await isOf(page, [packed("bomb.zip")]);
  assert.equal(await figure(page, "logons"), 5);
  await byId(page, "view-evidence").click();
  await page.getByRole("button", { name: "bomb.zip", exact: true }).click();
  await page.locator("tbody.file").first().getByText(/bomb\.evtx: a decompression bomb/).first().waitFor();
  await close();
});

test("an archive without a log is no evidence: picked it is named, in a folder it is left aside", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [packed("document.zip")]);
  assert.match(await byId(page, "error").textContent(), /document\.zip: there is no event log in it/);
  await page.reload();
  await byId(page, "folder-input").setInputFiles(fixture("packed"));
  await ready(page);
  const paths = await listed(page);
  assert.ok(paths.includes("packed/case.zip") && !paths.some((path) => path.includes("document.zip")), String(paths));
  assert.match(await byId(page, "error").textContent(), /document\.zip holds no event log and was left aside/);
  await close();
});

// An archive in which the file at `path` is stored as it is.
function store(archive, path) {
  const [out, from, size] = [openSync(archive, "w"), openSync(path), statSync(path).size];
  const name = Buffer.from("long.evtx");
  const fields = Buffer.alloc(26);
  for (const at of [14, 18]) fields.writeUInt32LE(size, at);
  fields.writeUInt16LE(name.length, 22);
  const header = Buffer.concat([Buffer.from("PK\x03\x04"), fields, name]);
  writeSync(out, header);
  const piece = Buffer.alloc(1 << 22);
  for (let read; (read = readSync(from, piece)) > 0; ) writeSync(out, piece.subarray(0, read));
  const entry = Buffer.concat([Buffer.from("PK\x01\x02\0\0"), fields, Buffer.alloc(14), name]);
  const end = Buffer.alloc(18);
  for (const at of [4, 6]) end.writeUInt16LE(1, at);
  end.writeUInt32LE(entry.length, 8);
  end.writeUInt32LE(header.length + size, 12);
  writeSync(out, Buffer.concat([entry, Buffer.from("PK\x05\x06"), end]));
  closeSync(out);
  closeSync(from);
}

test("cancelling within an archive keeps what was read of it, and says that it is a part", async (t) => {
  const folder = scratch(t);
  await withLongLog(fixture("company.evtx"), 400e6, async (path, records) => {
    const archive = join(folder, "long.zip");
    store(archive, path);
    const { page, close } = await open(t);
    // The button is pressed as soon as anything is read.
    await page.evaluate(() => {
      const press = (_, observer) => {
        const summary = document.querySelector('[data-testid="case-summary"]');
        const cancel = document.querySelector('[data-testid="import-cancel"]');
        if (!cancel || !(Number(summary?.dataset.records) > 0)) return;
        // Once: the next import is to run to its end.
        observer.disconnect();
        cancel.click();
      };
      new MutationObserver(press).observe(document.body, { childList: true, subtree: true, attributes: true });
    });
    await pick(page, [archive]);
    assert.equal(await byId(page, "case-summary").getAttribute("data-partial"), "true");
    const read = await figure(page, "records");
    assert.ok(read > 0 && read < records, `${read} of ${records} records were read`);
    // The worker that was stopped has a successor.
    await byId(page, "evidence-input").setInputFiles([packed("case.zip")]);
    await page.locator('[data-testid="case-summary"][data-state="importing"]').waitFor({ state: "attached" });
    await ready(page);
    assert.ok((await figure(page, "records")) > read);
    await close();
  });
});

test("an archive whose worker stops is told to its end by another, and nothing is told twice", async (t) => {
  const inWorkers = () => {
    let isFirstTry = false;
    self.addEventListener("message", ({ data }) => (isFirstTry = data[0]?.Parse?.general_only === false));
    const post = self.postMessage.bind(self);
    self.postMessage = (message, ...more) => {
      post(message, ...more);
      // What was told of the log's rows has arrived.
      if (isFirstTry && message[0]?.Told?.tidings?.Batch) throw new Error("a trap, for the test");
    };
  };
  const { page, close } = await open(t, { inWorkers });
  await pick(page, [packed("case.zip")]);
  const { bytes } = await exported(page, "export-analysis-json");
  assert.ok(bytes.equals(analyze(packed("case.zip"))));
  await close();
});

test("a record in an archive is unpacked aside: all else is answered meanwhile, and another one wanted ends it", async (t) => {
  const inWorkers = () => {
    self.addEventListener("message", ({ data }) => {
      while (data[0]?.Record?.job === 0);
    });
  };
  const { page, close } = await open(t, { inWorkers });
  await pick(page, [packed("case.zip")]);
  await byId(page, "view-events").click();
  const table = byId(page, "events-table");
  await page.locator('[data-testid="events-table"][aria-busy="false"] .events-row:not(.events-waiting)').first().waitFor();
  await table.press("ArrowDown");
  await table.press("Enter");
  const record = byId(page, "record");
  await record.getByText(/Unpacking the archive to the record: .* read/).waitFor();
  assert.ok(await record.locator(".facts dd").count() > 3, "what is known of it stands there at once");
  await page.locator(".rank-line").first().click();
  await byId(page, "details").locator(".facts dd").first().waitFor();
  await table.press("ArrowDown");
  await byId(page, "record-xml").waitFor();
  const number = (await record.locator("h2").textContent()).replace(/\D/g, "");
  assert.match(await byId(page, "record-xml").textContent(), new RegExp(`${number}\\b`));
  await close();
});
