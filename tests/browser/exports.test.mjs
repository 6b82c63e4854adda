// What can be taken away for other tools: each file is of the form that it says.
import test from "node:test";
import assert from "node:assert/strict";
import { unzip } from "../../tools/build/zip.mjs";
import { byId, exported, figure, fixture, open, pick, ready, sampleCase } from "./support/page.mjs";

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

for (const theme of ["light", "dark"]) {
  test(`what is seen of the timeline is saved as SVG and PNG, names, zone and scores with it, in the ${theme} theme`, async (t) => {
    const { page, close } = await open(t, { theme });
    await pick(page, sampleCase());
    await ready(page);
    const item = byId(page, "export-timeline-svg");
    assert.equal(await item.getAttribute("aria-disabled"), "true");
    assert.equal(await item.locator(".menu-holds").textContent(), "While the timeline is open");
    await byId(page, "view-timeline").click();
    await page.locator('[data-testid="timeline"][data-rows]:not([data-rows="0"])').waitFor();
    await byId(page, "timeline-order").selectOption("2");
    // All that is in sight has come when it is said of the last line too.
    const grid = byId(page, "timeline");
    await grid.focus();
    await page.keyboard.press("Control+End");
    await page.waitForFunction(() => / · /.test(document.getElementById("timeline-cell").textContent));
    await page.keyboard.press("Control+Home");
    await page.waitForFunction(() => / · /.test(document.getElementById("timeline-cell").textContent));
    const first = (await page.locator("#timeline-cell").textContent()).split(",")[0];
    const { name, bytes } = await exported(page, "export-timeline-svg");
    assert.match(name, /-timeline\.svg$/);
    const reader = await page.context().newPage();
    const seen = await reader.evaluate((xml) => {
      const picture = new DOMParser().parseFromString(xml, "application/xml");
      const [root] = [picture.documentElement];
      return {
        root: root.localName, errors: picture.querySelectorAll("parsererror, script, style, image").length,
        width: Number(root.getAttribute("width")), height: Number(root.getAttribute("height")),
        texts: [...picture.querySelectorAll("text")].map((text) => text.textContent),
        fills: [...new Set([...picture.querySelectorAll("[fill]")].map((shape) => shape.getAttribute("fill")))],
      };
    }, bytes.toString("utf8"));
    const box = await grid.evaluate((grid) => ({ width: grid.clientWidth, height: grid.clientHeight }));
    assert.deepEqual([seen.root, seen.errors, seen.width], ["svg", 0, box.width]);
    for (const said of [first, "hours in UTC", "change score", "events"]) assert.ok(seen.texts.includes(said), `${said}: ${seen.texts}`);
    assert.ok(seen.texts.some((text) => /^LogonScope \d/.test(text) && text.includes("zone UTC")), String(seen.texts));
    const colour = (token) => page.evaluate((token) => getComputedStyle(document.documentElement).getPropertyValue(token).trim(), token);
    for (const token of ["--panel", "--heat-2", "--weekend", "--l1"]) assert.ok(seen.fills.includes(await colour(token)), `${token}: ${seen.fills}`);
    const png = (await exported(page, "export-timeline-png")).bytes;
    assert.deepEqual([...png.subarray(1, 4)].map((byte) => String.fromCharCode(byte)).join(""), "PNG");
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [seen.width * 2, Math.round(seen.height * 2)]);
    // The same picture: its pixels where the drawing has its ground and its cells.
    const same = await reader.evaluate(async ([svg, png]) => {
      const pixels = async (address) => {
        const picture = new Image();
        picture.src = address;
        await picture.decode();
        const canvas = new OffscreenCanvas(picture.naturalWidth / (address.startsWith("data:image/png") ? 2 : 1), 1);
        const scale = canvas.width / picture.naturalWidth;
        canvas.height = picture.naturalHeight * scale;
        const pen = canvas.getContext("2d");
        pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
        return pen.getImageData(0, 0, canvas.width, canvas.height);
      };
      const [a, b] = [await pixels(`data:image/svg+xml;base64,${svg}`), await pixels(`data:image/png;base64,${png}`)];
      let alike = 0;
      for (let at = 0; at < a.data.length; at += 4) {
        alike += [0, 1, 2].every((part) => Math.abs(a.data[at + part] - b.data[at + part]) < 40) ? 1 : 0;
      }
      return alike / (a.data.length / 4);
    }, [bytes.toString("base64"), png.toString("base64")]);
    assert.ok(same > 0.93, `${same} of the pixels are alike`);
    await close();
  });
}

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
  for (const [id, name] of [
    ["export-events-csv", "events.csv"], ["export-timeline-long-csv", "timeline-long.csv"],
    ["export-timeline-summary-csv", "timeline-summary.csv"], ["export-timeline-detail-csv", "timeline-detail.csv"],
  ]) {
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

test("a table is made no faster than it is written, says how much there is, and is ended by choosing it again", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  await ready(page);
  // A disk that takes nothing.
  await page.evaluate(() => {
    globalThis.written = { parts: 0, aborted: false, closed: false };
    globalThis.showSaveFilePicker = async () => ({
      createWritable: async () => ({
        write: () => (written.parts++, new Promise(() => {})),
        close: async () => void (written.closed = true),
        abort: async () => void (written.aborted = true),
      }),
    });
  });
  const menu = byId(page, "export-menu").getByRole("button", { name: "Export" });
  const item = byId(page, "export-events-csv-disk");
  await menu.click();
  await item.click();
  await page.waitForFunction(() => globalThis.written.parts === 1);
  assert.match(await byId(page, "export-made").textContent(), /^[\d.]+ [KM]B$/);
  await menu.click();
  assert.match(await item.textContent(), /Being made: [\d.]+ [KM]B. Choose it again to stop/);
  assert.equal(await page.evaluate(() => globalThis.written.parts), 1);
  await item.click();
  await byId(page, "export-made").waitFor({ state: "detached" });
  await page.waitForFunction(() => globalThis.written.aborted);
  assert.equal(await page.evaluate(() => globalThis.written.closed), false);
  // It can be made anew, as a download too.
  assert.equal((await exported(page, "export-events-csv")).bytes.toString("utf8", 0, 19), "Time,Event,Account,");
  await close();
});

test("a disk that is full ends the table and says so; a download that is too large says what to do instead", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("morning.evtx")]);
  await page.evaluate(() => {
    globalThis.showSaveFilePicker = async () => ({
      createWritable: async () => ({
        write: () => Promise.reject(new DOMException("No space is left on the disk.", "QuotaExceededError")),
        close: async () => {},
        abort: async () => void (globalThis.aborted = true),
      }),
    });
  });
  const menu = byId(page, "export-menu").getByRole("button", { name: "Export" });
  await menu.click();
  await byId(page, "export-timeline-summary-csv-disk").click();
  await byId(page, "error").filter({ hasText: "The export could not be written to the file." }).waitFor();
  assert.match(await byId(page, "error").first().textContent(), /No space is left on the disk/);
  await page.waitForFunction(() => globalThis.aborted);
  // As if each part were of three gigabytes.
  await page.evaluate(() => {
    globalThis.size = Object.getOwnPropertyDescriptor(Blob.prototype, "size");
    Object.defineProperty(Blob.prototype, "size", { configurable: true, get: () => 3e9 });
  });
  await menu.click();
  await byId(page, "export-timeline-summary-csv").click();
  await byId(page, "error").filter({ hasText: "more than 2.00 GB: too much for a download" }).waitFor();
  await byId(page, "error").filter({ hasText: "To a file as it is made" }).waitFor();
  await page.evaluate(() => Object.defineProperty(Blob.prototype, "size", globalThis.size));
  assert.match((await exported(page, "export-timeline-summary-csv")).bytes.toString("utf8"), /^username,/);
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
