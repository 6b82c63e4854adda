// The search: typing, chips, mistakes, suggestions, history, the builder, the address, saved searches; by keyboard alone.
import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { byId, figure, fixture, open, pick, sampleCase } from "./support/page.mjs";

const box = (page) => byId(page, "search");
const chips = (page) => page.locator(".search-word").allTextContents();

// Waits until so many rows are left, or another number than `before`.
async function matches(page, expected) {
  await page.locator(`[data-testid="search-result"][data-matches="${expected}"]`).waitFor({ state: "attached" });
}

async function search(page, text) {
  await box(page).fill(text);
  await page.keyboard.press("Enter");
}

test("a search narrows every view, is undone, and stands in the address", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });
  const all = await figure(page, "matches", "search-result");
  const nodes = await figure(page, "nodes", "graph");
  await search(page, "is:failed");
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="search-result"]').dataset.matches) < all, all);
  const failed = await figure(page, "matches", "search-result");
  assert.ok(failed > 0 && (await figure(page, "nodes", "graph")) <= nodes);
  assert.deepEqual(await chips(page), ["is:failed"]);
  await page.waitForFunction(() => decodeURIComponent(location.hash) === "#q=is:failed");
  // The rows are as many as the figure says; the view is a step that goes back too.
  await byId(page, "view-events").click();
  await page.locator(`[data-testid="events-table"][data-rows="${failed}"]`).waitFor({ state: "attached" });
  await page.waitForFunction(() => decodeURIComponent(location.hash) === "#view=events&q=is:failed");
  await page.goBack();
  await page.locator('.page[data-view="graph"]').waitFor();
  await search(page, "is:failed id:4625");
  await page.waitForFunction(() => decodeURIComponent(location.hash) === "#q=is:failed id:4625");
  await page.goBack();
  await matches(page, failed);
  assert.equal(await box(page).inputValue(), "is:failed");
  await page.goForward();
  await page.waitForFunction(() => document.querySelector('[data-testid="search"]').value === "is:failed id:4625");

  // A chip is taken away, and had back.
  await page.getByRole("button", { name: "Take away: id:4625" }).click();
  await matches(page, failed);
  await byId(page, "view-graph").focus();
  await page.keyboard.press("Control+z");
  await page.waitForFunction(() => document.querySelector('[data-testid="search"]').value === "is:failed id:4625");
  await page.keyboard.press("Control+Shift+z");
  await matches(page, failed);

  // A reload keeps it for the evidence that is picked again.
  await page.waitForFunction(() => decodeURIComponent(location.hash) === "#q=is:failed");
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  await pick(page, [fixture("company.evtx")]);
  await matches(page, failed);
  await search(page, "");
  await matches(page, all);
  await close();
});

test("mistakes are marked where they are, and the rest counts", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")]);
  await search(page, "is:failed");
  await page.locator(".search-chip").waitFor();
  await page.waitForFunction(() => document.querySelector('[data-testid="search-result"]').textContent.trim() !== "");
  const failed = await figure(page, "matches", "search-result");
  await box(page).fill("is:failed id:many");
  const told = byId(page, "search-mistake");
  await told.waitFor();
  assert.match(await told.textContent(), /^many Expected numbers/);
  assert.deepEqual(await page.locator(".search-wrong").allTextContents(), ["many"]);
  assert.equal(await box(page).getAttribute("aria-invalid"), "true");
  await page.keyboard.press("Enter");
  await page.locator(".search-chip.search-bad").waitFor();
  assert.equal(await page.locator(".search-chip.search-bad").textContent(), "id:many×");
  await matches(page, failed);
  await close();
});

test("everything by keyboard: suggestions, history, giving up", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")]);
  const all = await figure(page, "matches", "search-result");
  await byId(page, "view-graph").focus();
  await page.keyboard.press("/");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "search");
  await page.keyboard.type("user:");
  const lines = page.getByRole("option").filter({ has: page.locator(".search-could") });
  await lines.first().waitFor();
  const name = await lines.first().locator(".search-could").textContent();
  await page.keyboard.press("ArrowDown");
  assert.equal(await box(page).getAttribute("aria-activedescendant"), "search-line-0");
  await page.keyboard.press("Enter");
  await page.waitForFunction((name) => document.querySelector('[data-testid="search"]').value === `user:=${name} `, name);
  await page.keyboard.press("Enter");
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="search-result"]').dataset.matches) < all, all);
  const left = await figure(page, "matches", "search-result");
  // Another is begun and given up.
  await page.keyboard.press("Control+k");
  await page.keyboard.type(" nobody-at-all");
  await matches(page, 0);
  await page.keyboard.press("Escape");
  await matches(page, left);
  assert.equal(await box(page).inputValue(), `user:=${name}`);
  // Emptied; the one before comes back by the arrow.
  await search(page, "");
  await matches(page, all);
  await page.keyboard.press("ArrowUp");
  await page.waitForFunction((name) => document.querySelector('[data-testid="search"]').value === `user:=${name}`, name);
  await page.keyboard.press("Enter");
  await matches(page, left);
  await close();
});

test("the builder writes the search", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")]);
  await byId(page, "search-builder").click();
  const rows = page.locator(".build-row");
  await rows.nth(0).getByLabel("Field").selectOption("id");
  await rows.nth(0).getByLabel("Value").fill("4625");
  await page.getByRole("button", { name: "Add row" }).click();
  await rows.nth(1).getByLabel("Joined by").selectOption("or");
  await rows.nth(1).getByLabel("Is or is not").selectOption("not");
  await rows.nth(1).getByLabel("Field").selectOption("user");
  await rows.nth(1).getByLabel("Value").fill("a b");
  await byId(page, "builder").getByRole("button", { name: "Search" }).click();
  await page.waitForFunction(() => document.querySelector('[data-testid="search"]').value === 'id:4625 OR -user:"a b"');
  await byId(page, "builder").waitFor({ state: "detached" });
  // It opens with the rows of the present search.
  await byId(page, "search-builder").click();
  assert.equal(await rows.count(), 2);
  assert.equal(await rows.nth(1).getByLabel("Field").inputValue(), "user");
  await page.keyboard.press("Escape");
  await byId(page, "builder").waitFor({ state: "detached" });
  await close();
});

test("saved searches tell how much they find, and own ones are kept", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  const saved = byId(page, "saved-searches").locator(".saved");
  await page.waitForFunction(() => [...document.querySelectorAll(".saved .rail-figure")].every((figure) => /^[\d,]+$/.test(figure.textContent)));
  assert.equal(await saved.count(), 13);
  for (let place = 0; place < 13; place++) {
    const count = Number((await saved.nth(place).locator(".rail-figure").textContent()).replaceAll(",", ""));
    await saved.nth(place).click();
    await matches(page, count);
  }
  await search(page, "is:privileged hour:0-6");
  await byId(page, "save-search").click();
  await page.keyboard.type("Privileged at night");
  await page.keyboard.press("Enter");
  await saved.filter({ hasText: "Privileged at night" }).waitFor();
  await search(page, "is:machine");
  await byId(page, "save-search").click();
  await page.keyboard.type("Machines");
  await page.keyboard.press("Enter");
  await saved.filter({ hasText: "Machines" }).waitFor();
  await page.getByRole("button", { name: "Order" }).click();
  await page.getByRole("button", { name: "Machines: up" }).click();
  assert.match(await saved.nth(0).textContent(), /^Machines/);
  await page.getByRole("button", { name: "Privileged at night: remove" }).click();
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  await pick(page, sampleCase());
  assert.equal(await saved.count(), 14);
  assert.match(await saved.nth(0).textContent(), /^Machines/);
  await close();
});

const axe = readFileSync(createRequire(new URL("../../tools/package.json", import.meta.url)).resolve("axe-core/axe.min.js"), "utf8");

for (const theme of ["light", "dark"]) {
  test(`no serious finding in the search, ${theme}`, async (t) => {
    const { page, close } = await open(t, { theme, policyFree: true });
    await page.evaluate(axe);
    await pick(page, [fixture("company.evtx")]);
    const sound = async (state) => {
      const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations);
      const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
      assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`), [], state);
    };
    await box(page).fill("user:a id:many OR");
    await byId(page, "search-mistake").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await sound("mistakes and suggestions");
    await search(page, "user:a id:many OR is:failed");
    await page.locator(".search-chip").first().waitFor();
    await sound("chips");
    await byId(page, "search-builder").click();
    await byId(page, "builder").waitFor();
    await sound("builder");
    await page.keyboard.press("Escape");
    await byId(page, "save-search").click();
    await page.keyboard.type("x");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Order" }).click();
    await sound("own searches");
    await close();
  });
}
