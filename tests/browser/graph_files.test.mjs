// The graph as files that other programs draw: each is read by a program for its format and says what the case says, whatever is drawn.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, exported, fixture, open, pick, sampleCase } from "./support/page.mjs";
import { ofCytoscape, ofDocument, ofGexf, ofGraphml } from "./support/readers.mjs";

const text = async (page, id) => (await exported(page, id)).bytes.toString("utf8");

// XML has no way to write these: a replacement character stands for each.
const inXml = (value) => value.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, "\ufffd");
const asInXml = ({ nodes, lines }) => JSON.parse(JSON.stringify({ nodes, lines }, (_, value) => (typeof value === "string" ? inXml(value) : value)));

async function readBack(page, truth) {
  const json = ofCytoscape(await text(page, "export-graph-json"));
  if (truth) assert.deepEqual({ nodes: json.nodes, lines: json.lines }, truth, "Cytoscape");
  const graphml = ofGraphml(await text(page, "export-graphml"));
  assert.deepEqual({ nodes: graphml.nodes, lines: graphml.lines }, asInXml(json), "GraphML");
  const gexf = ofGexf(await text(page, "export-gexf"));
  assert.deepEqual({ nodes: gexf.nodes, lines: gexf.lines }, asInXml(json), "GEXF");
  // Up is positive in one and negative in the other.
  for (const [id, { x, y }] of Object.entries(json.places)) {
    assert.ok(Math.hypot(gexf.places[id].x - x, gexf.places[id].y + y) < 1e-3, `${id}: ${JSON.stringify([gexf.places[id], x, y])}`);
  }
  return json;
}

async function shown(page, shows) {
  await page.locator(`[data-testid="graph"][data-shows="${shows}"][data-layout-state="settled"]`).waitFor({ state: "attached", timeout: 60_000 });
}

for (const [name, files] of [["the sample case", sampleCase], ["names that are code", () => [fixture("unspeakable.evtx")]]]) {
  test(`Cytoscape's JSON, GraphML and GEXF of ${name} say what its document says`, async (t) => {
    const { page, close } = await open(t);
    await pick(page, files(), { settled: true });
    const truth = ofDocument(JSON.parse(await text(page, "export-analysis-json")));
    assert.ok(truth.nodes.length > 4 && truth.lines.length > 4);
    await readBack(page, truth);

    // With domains and changes of the audit policy beside them, and from host to host.
    for (const id of ["draw-domains", "draw-policies"]) {
      const before = await byId(page, "graph").getAttribute("data-nodes");
      await byId(page, id).click();
      await page.waitForFunction((before) => document.querySelector('[data-testid="graph"]').dataset.nodes !== before, before);
    }
    const kinds = new Set((await readBack(page)).nodes.map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ["account", "audit policy change", "domain", "host", "privileged account"]);
    await byId(page, "graph-movement").click();
    await shown(page, "movement");
    const moved = await readBack(page);
    assert.ok(moved.lines.length > 0 && moved.lines.every(({ account }) => account), "each says who went");
    await close();
  });
}
