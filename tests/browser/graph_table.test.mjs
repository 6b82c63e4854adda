// The graph as a table: the same nodes and lines, sorted, with the same selection.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, fixture, open, pick } from "./support/page.mjs";

test("the table holds what the picture shows, sorts, and shares its selection", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });
  const { nodes, edges } = await byId(page, "graph").evaluate((graph) => ({ ...graph.dataset }));
  await byId(page, "as-table").click();
  const table = byId(page, "graph-table");
  assert.equal(await table.getAttribute("data-rows"), nodes);
  const column = (place) => table.locator(`.events-row > div:nth-child(${place})`).allTextContents();
  const inOrder = (texts, compare) => assert.deepEqual(texts, [...texts].sort(compare));
  const figure = (text) => Number(text.replaceAll(/[^0-9.]/g, ""));

  await table.getByRole("columnheader", { name: "Events" }).getByRole("button").click();
  await table.locator('[role=columnheader][aria-sort="descending"]', { hasText: "Events" }).waitFor();
  inOrder((await column(4)).map(figure), (a, b) => b - a);
  await table.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await table.locator('[role=columnheader][aria-sort="ascending"]', { hasText: "Name" }).waitFor();
  const names = (await column(1)).map((name) => name.toLowerCase());
  inOrder(names);

  // A row is the node: the details say so, and the picture has it selected.
  await table.focus();
  await page.keyboard.press("Home");
  await table.locator('[role=row][aria-selected="true"]').waitFor();
  const first = (await column(1))[0];
  await byId(page, "details").getByRole("heading", { level: 2, name: first, exact: true }).waitFor();
  await page.keyboard.press("End");
  await page.waitForFunction((all) => document.querySelector('[data-testid="graph-table"] [aria-selected="true"]')?.ariaRowIndex === all, String(Number(nodes) + 1));

  await page.getByRole("button", { name: "Lines" }).click();
  await page.locator(`[data-testid="graph-table"][data-rows="${edges}"]`).waitFor();
  await table.focus();
  await page.keyboard.press("t");
  await table.waitFor({ state: "detached" });
  assert.ok(await page.locator(".graph-surface").evaluate((surface) => surface === document.activeElement));
  await close();
});

test("the table holds to the filter", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });
  await byId(page, "rank-hosts").getByRole("option").first().click();
  await byId(page, "as-table").click();
  const table = byId(page, "graph-table");
  const before = Number(await table.getAttribute("data-rows"));
  await table.focus();
  await page.keyboard.press("n");
  await page.waitForFunction((before) => Number(document.querySelector('[data-testid="graph-table"]').dataset.rows) < before, before);
  const nodes = await byId(page, "graph").getAttribute("data-nodes");
  assert.equal(await table.getAttribute("data-rows"), nodes);
  await close();
});
