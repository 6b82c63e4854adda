// What can be taken away for other tools: each file is of the form that it says.
import test from "node:test";
import assert from "node:assert/strict";
import { unzip } from "../../tools/build/zip.mjs";
import { byId, exported, figure, open, pick, ready, sampleCase } from "./support/page.mjs";

test("graph, events, pictures and report of the sample case are what they say", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  await ready(page);
  const file = async (id) => (await exported(page, id)).bytes;
  const text = async (id) => (await file(id)).toString("utf8");
  const [accounts, hosts] = [await figure(page, "accounts"), await figure(page, "hosts")];
  const { elements } = JSON.parse(await text("export-graph-json"));
  assert.equal(elements.nodes.length, accounts + hosts);
  const opengraph = JSON.parse(await text("export-opengraph"));
  assert.equal(opengraph.graph.nodes.length, accounts + hosts);
  // Elsewhere: the page's own policy would forbid a picture its style sheet.
  const reader = await page.context().newPage();
  for (const [id, root] of [["export-graphml", "graphml"], ["export-gexf", "gexf"], ["export-svg", "svg"]]) {
    const parsed = await reader.evaluate((xml) => {
      const document = new DOMParser().parseFromString(xml, "application/xml");
      return [document.documentElement.localName, document.querySelectorAll("parsererror").length];
    }, await text(id));
    assert.deepEqual(parsed, [root, 0], id);
  }
  const neo4j = unzip(await file("export-neo4j"));
  assert.deepEqual(Object.keys(neo4j), ["README.txt", "logons.cypher", "accounts.csv", "hosts.csv", "logons.csv"]);
  assert.equal(Buffer.from(neo4j["logons.cypher"]).toString("utf8").match(/^MERGE /gm).length, accounts + hosts);
  const jpeg = await file("export-jpeg");
  assert.deepEqual([...jpeg.subarray(0, 3)], [0xff, 0xd8, 0xff]);
  const events = await text("export-events-csv");
  assert.equal(events.split("\r\n").length - 2, 27_880);
  const report = await text("export-report-html");
  assert.match(report, /^<!DOCTYPE html>/);
  assert.ok(report.includes("Password spraying") && !report.includes("<script"));
  assert.match(report, /[0-9a-f]{64}/);
  await close();
});

// Runs in the page: what would let a person choose a file gives one that only remembers.
function stubPicker() {
  globalThis.written = { parts: [], asked: [] };
  globalThis.showSaveFilePicker = async ({ suggestedName }) => {
    written.asked.push(suggestedName);
    // As the browser's own: each waits for those before it.
    let last = Promise.resolve();
    const queued = (act) => (last = last.then(act));
    return {
      createWritable: async () => ({
        write: (part) => queued(async () => void written.parts.push(await part.text())),
        close: () => queued(() => void (written.closed = true)),
        abort: async () => void (written.aborted = true),
      }),
    };
  };
}

test("a table written to a file as it is made is the one that is downloaded", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  await ready(page);
  for (const [id, name] of [["export-events-csv", "events.csv"], ["export-timeline-long-csv", "timeline-long.csv"]]) {
    const downloaded = (await exported(page, id)).bytes.toString("utf8");
    await page.evaluate(stubPicker);
    await byId(page, "export-menu").getByRole("button", { name: "Export" }).click();
    await byId(page, `${id}-disk`).click();
    await page.waitForFunction(() => globalThis.written.closed);
    const { parts, asked, aborted } = await page.evaluate(() => globalThis.written);
    assert.equal(parts.join(""), downloaded);
    assert.ok(asked.length === 1 && asked[0].endsWith(name) && !aborted, String(asked));
  }
  await close();
});

test("a browser that writes no files says so and still downloads", async (t) => {
  const { page, close } = await open(t);
  await page.evaluate(() => delete globalThis.showSaveFilePicker);
  await pick(page, sampleCase());
  await ready(page);
  await byId(page, "export-menu").getByRole("button", { name: "Export" }).click();
  const item = byId(page, "export-timeline-long-csv-disk");
  assert.equal(await item.getAttribute("aria-disabled"), "true");
  assert.match(await item.textContent(), /This browser cannot/);
  await page.keyboard.press("Escape");
  assert.match((await exported(page, "export-timeline-long-csv")).bytes.toString("utf8"), /^username,domain,zone,hour,id,count,score,scored_by\r\n/);
  await close();
});
