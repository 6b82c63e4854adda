// From host to host: the other graph of the same logons.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, exported, open, pick, ready, sampleCase } from "./support/page.mjs";

const drawn = (page, shows) => page.locator(`[data-testid="graph"][data-shows="${shows}"][data-layout-state="settled"]`).waitFor({ state: "attached", timeout: 60_000 });

// How many lines are drawn, and how many the graph's document has.
async function lines(page) {
  const { elements } = JSON.parse((await exported(page, "export-graph-json")).bytes);
  const pairs = new Set(elements.edges.map(({ data }) => `${data.source} ${data.target}`));
  const { nodes, edges } = await byId(page, "graph").evaluate((graph) => ({ ...graph.dataset }));
  assert.deepEqual([Number(nodes), Number(edges)], [elements.nodes.length, pairs.size]);
  return elements;
}

test("hosts are drawn with the logons from one to another, and the address says so", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase(), { settled: true });
  const before = await lines(page);
  await byId(page, "graph-movement").click();
  await drawn(page, "movement");
  const moved = await lines(page);
  assert.ok(moved.edges.length > 0 && moved.nodes.every(({ data }) => data.kind === "host"), JSON.stringify(moved.nodes[0]));
  assert.ok(moved.edges.every(({ data }) => data.account), "each says who went");
  await page.waitForFunction(() => location.hash.includes("graph=movement"));
  // The legend explains what is there.
  const legend = page.getByRole("list", { name: "Legend" });
  assert.equal(await legend.getByRole("button", { name: "account", exact: true }).isVisible(), false);

  // Back, and by key.
  await page.goBack();
  await drawn(page, "logons");
  assert.equal((await lines(page)).edges.length, before.edges.length);
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("g");
  await drawn(page, "movement");
  await page.locator('[data-testid="graph-movement"][aria-pressed="true"]').waitFor();
  await close();
});

test("a line between hosts tells who went, and leads to the records", async (t) => {
  const { page, address, close } = await open(t);
  // From the address on.
  await page.goto(`${address}#graph=movement`);
  await page.reload();
  await pick(page, sampleCase());
  await drawn(page, "movement");
  await byId(page, "as-table").click();
  await page.getByRole("button", { name: "Lines" }).click();
  const table = byId(page, "graph-table");
  assert.deepEqual((await table.getByRole("columnheader").allTextContents()).map((name) => name.replace(/[^A-Za-z]/g, "")), ["From", "To", "Events", "Failed"]);
  await table.focus();
  await page.keyboard.press("Home");
  const details = byId(page, "details");
  await details.getByRole("heading", { level: 2, name: / → / }).waitFor();
  await details.getByRole("heading", { level: 3, name: /^By/ }).waitFor();
  const by = details.getByRole("button", { name: /^\d+ events? with .*: show them$/ }).last();
  const count = (await by.textContent()).replaceAll(/[^0-9]/g, "");
  await by.click();
  await page.locator(`[data-testid="events-table"][data-rows="${count}"]`).waitFor();
  await close();
});

test("a host is narrowed to, hidden and brought back, host to host", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  await ready(page);
  await byId(page, "graph-movement").click();
  await drawn(page, "movement");
  const nodes = async () => Number(await byId(page, "graph").getAttribute("data-nodes"));
  const all = await nodes();
  await byId(page, "rank-hosts").locator('[data-label="WS-1034"]').click();
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("n");
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="graph"]').dataset.nodes) < all, all);
  const near = await nodes();
  assert.ok(near > 1);
  await lines(page);
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("h");
  await page.waitForFunction((near) => Number(document.querySelector('[data-testid="graph"]').dataset.nodes) < near, near);
  for (const back of [near, all]) {
    await page.locator(".graph-surface").focus();
    await page.keyboard.press("Control+z");
    await page.waitForFunction((back) => Number(document.querySelector('[data-testid="graph"]').dataset.nodes) === back, back);
  }
  await close();
});
