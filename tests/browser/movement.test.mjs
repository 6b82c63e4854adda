// From host to host: the other graph of the same logons.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, exported, look, open, pick, ready, sampleCase } from "./support/page.mjs";

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

test("domains and changes of the audit policy are drawn by the legend and by their searches", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase(), { settled: true });
  const kinds = async () => {
    const all = {};
    for (const { data } of (await lines(page)).nodes) all[data.kind] = (all[data.kind] ?? 0) + 1;
    return all;
  };
  const nodes = await byId(page, "graph").getAttribute("data-nodes");
  await byId(page, "draw-domains").click();
  await page.waitForFunction((nodes) => document.querySelector('[data-testid="graph"]').dataset.nodes !== nodes, nodes);
  const with_domains = await kinds();
  assert.ok(with_domains.domain > 0 && !with_domains["audit policy change"], JSON.stringify(with_domains));
  await page.waitForFunction(() => location.hash.includes("graph=domains"));

  // The details of a domain lead to its accounts and to their records.
  await byId(page, "as-table").click();
  const table = byId(page, "graph-table");
  await table.getByRole("columnheader", { name: "Events" }).getByRole("button").click();
  await table.locator(".events-row", { hasText: "domain" }).first().click();
  const details = byId(page, "details");
  await details.locator(".tag-domain").waitFor();
  await details.getByRole("heading", { level: 3, name: /^Accounts/ }).waitFor();
  assert.equal(await details.getByRole("button", { name: "Path from here" }).count(), 0);
  const sum = details.locator(".details-sum button").first();
  const count = (await sum.textContent()).replaceAll(/[^0-9]/g, "");
  await sum.click();
  await page.locator(`[data-testid="events-table"][data-rows="${count}"]`).waitFor();

  // LogonTracer's search draws what it is about.
  await byId(page, "view-graph").click();
  await byId(page, "saved-searches").getByRole("button", { name: /^Audit policy change/ }).click();
  await page.locator('[data-testid="draw-policies"][aria-pressed="true"]').waitFor();
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="search-result"]').dataset.matches) < 10);
  const changes = await kinds();
  assert.ok(changes["audit policy change"] > 0 && !changes.host, JSON.stringify(changes));
  await close();
});

test("columns have targets at the right, and marks are sized as one likes", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase(), { settled: true });
  await byId(page, "layout").selectOption({ label: "Columns" });
  await page.locator('[data-testid="graph"][data-layout-state="settled"]').waitFor({ state: "attached" });
  const { elements } = JSON.parse((await exported(page, "export-graph-json")).bytes);
  const place = Object.fromEntries(elements.nodes.map(({ data, position }) => [data.id, position.x]));
  assert.ok(elements.edges.every(({ data }) => place[data.source] < place[data.target]), "a line leads from left to right");
  const kind = Object.fromEntries(elements.nodes.map(({ data }) => [data.id, data.kind]));
  assert.ok(elements.edges.some(({ data }) => kind[data.source] !== "host" && kind[data.target] === "host"));
  // The picture changes with the size of its marks.
  const picture = async () => (await exported(page, "export-png")).bytes;
  const before = await picture();
  await look(page, "size-by", "equal");
  assert.ok(!before.equals(await picture()));
  await byId(page, "layout").selectOption({ label: "Force" });
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="graph"]').dataset.nodes) < all, elements.nodes.length);
  await close();
});

test("an account that is selected where hosts alone are drawn has its ways lit, and can be narrowed to", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase(), { settled: true });
  await byId(page, "graph-movement").click();
  await drawn(page, "movement");
  const { edges } = await lines(page);
  // One of the first in the list: it holds no more than are in sight.
  const listed = byId(page, "rank-accounts").getByRole("option");
  await listed.first().waitFor();
  const labels = await listed.evaluateAll((options) => options.map((option) => option.dataset.label));
  const account = labels.find((label) => edges.some(({ data }) => data.account === label));
  const ways = new Set(edges.filter(({ data }) => data.account === account).map(({ data }) => `${data.source} ${data.target}`)).size;
  await byId(page, "rank-accounts").locator(`[data-label="${account}"]`).click();
  const said = byId(page, "details-ways");
  await said.waitFor();
  assert.match(await said.textContent(), ways === 1 ? /the way that it went is lit/ : new RegExp(`the ${ways} ways that it went are lit`));
  // They stay lit while a path is sought, of which the details say nothing.
  const picture = async () => {
    for (let before; ; ) {
      const now = (await byId(page, "graph").screenshot()).toString("base64");
      if (now === before) return now;
      before = now;
    }
  };
  const lit = await picture();
  await page.getByRole("button", { name: "Path from here" }).click();
  await byId(page, "path-steps").waitFor();
  assert.ok((await picture()) === lit);
  await page.getByRole("tab", { name: "Details" }).click();
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("n");
  await page.locator(`[data-testid="graph"][data-edges="${ways}"]`).waitFor({ state: "attached" });
  await byId(page, "graph-logons").click();
  await drawn(page, "logons");
  assert.equal(await said.count(), 0);
  await close();
});
