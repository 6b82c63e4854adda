// What is shown and taken away is what the command line computes.
import test from "node:test";
import assert from "node:assert/strict";
import { NO_SAMPLES, analyze, byId, exported, figure, fixture, open, pick, ranked, sample } from "./support/page.mjs";

const real = ["Security_with_size_t.evtx", "ID_4776_4625-AccountRestore_local_bruteforce.evtx", "sample_with_a_bad_chunk_magic.evtx"].map(sample);
const evidence = {
  "logs of the writer's": { paths: ["company.evtx", "morning.evtx", "each.evtx", "damaged.evtx"].map(fixture) },
  "real logs": { paths: real, skip: real.includes(null) && NO_SAMPLES },
};

for (const [name, { paths, skip }] of Object.entries(evidence)) {
  test(`the exported analysis of ${name} is the command line's, byte for byte`, { skip }, async (t) => {
    const { page, close } = await open(t);
    await pick(page, paths);
    const { bytes } = await exported(page, "export-analysis-json");
    const wanted = analyze(...paths.toReversed());
    assert.deepEqual(JSON.parse(bytes), JSON.parse(wanted));
    assert.ok(bytes.equals(wanted), "the same content, written differently");
    await close();
  });

  test(`the rank lists of ${name} begin with the document's first ten`, { skip }, async (t) => {
    const { page, close } = await open(t);
    await pick(page, paths);
    const document = JSON.parse(analyze(...paths));
    const [accounts, hosts] = [await ranked(page, "rank-accounts", 10), await ranked(page, "rank-hosts", 10)];
    assert.deepEqual(accounts, document.accounts.slice(0, 10).map((account) => account.label));
    assert.deepEqual(hosts, document.hosts.slice(0, 10).map((host) => host.name));
    assert.ok(accounts.length > 1 && hosts.length > 1);
    await close();
  });

  test(`the edges of ${name} as CSV count every logon of the document`, { skip }, async (t) => {
    const { page, close } = await open(t);
    await pick(page, paths);
    const { bytes } = await exported(page, "export-edges-csv");
    const [head, ...rows] = bytes.toString("utf8").trimEnd().split(/\r?\n/);
    assert.match(head, /^\uFEFF?username,host,id,logontype,status,count,authname/);
    const { edges } = JSON.parse(analyze(...paths));
    assert.equal(rows.length, edges.length);
    await close();
  });

  test(`the graph of ${name} has the document's nodes and is drawn in both themes`, { skip }, async (t) => {
    const { totals } = JSON.parse(analyze(...paths));
    for (const theme of ["light", "dark"]) {
      const { page, close } = await open(t, { theme });
      await pick(page, paths, { settled: true });
      assert.equal(await figure(page, "nodes", "graph"), totals.accounts + totals.hosts);
      const colours = await coloursOf(page);
      assert.ok(colours.size > 20, `${colours.size} colours in the picture of the graph`);
      await close();
    }
  });
}

test("the timeline and the evidence are shown", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx"), fixture("damaged.evtx")]);
  await byId(page, "view-timeline").click();
  await byId(page, "timeline").waitFor();
  const accounts = await figure(page, "accounts");
  await page.locator(`[data-testid="timeline"][data-rows="${accounts}"]`).waitFor();
  await byId(page, "view-evidence").click();
  await page.getByText("damaged.evtx").first().waitFor();
  await close();
});

// The colours in the picture of the graph, as it stands on the screen. (Chromium loses its drawing process when it is asked for a
// picture of a part, so the whole page is taken and cut here.)
async function coloursOf(page) {
  const picture = await page.screenshot();
  const frame = await byId(page, "graph").boundingBox();
  const found = await page.evaluate(async ({ base64, frame }) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d");
    pen.drawImage(image, 0, 0);
    const pixels = pen.getImageData(frame.x, frame.y, frame.width, frame.height).data;
    return [...new Set(new Uint32Array(pixels.buffer))];
  }, { base64: picture.toString("base64"), frame });
  return new Set(found);
}
