// Everything by keyboard alone.
import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { byId, fixture, open, pick, ready } from "./support/page.mjs";

// Presses Tab until the focus is on what `selector` finds, and checks that it is seen there.
async function tabTo(page, selector) {
  for (let presses = 0; presses < 250; presses++) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) {
      const ring = await page.evaluate(() => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
        const [surface, sheet] = ["::after", null].map((part) => getComputedStyle(document.activeElement, part));
        const inner = document.activeElement.querySelector(".timeline-sheet, .rank-focused");
        const of = (style) => style.outlineStyle !== "none" || style.boxShadow !== "none";
        return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none" || surface.borderStyle === "solid" || of(sheet) || (inner && of(getComputedStyle(inner)));
      });
      assert.ok(ring, `the focus on ${selector} is not seen`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach ${selector}`);
}

const focused = (page) => page.evaluate(() => document.activeElement?.dataset.testid ?? document.activeElement?.textContent.trim());

test("views, rank lists, menu, zone and list of keys need no mouse", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });

  // A view.
  await tabTo(page, '[data-testid="view-timeline"]');
  await page.keyboard.press("Enter");
  await byId(page, "timeline").waitFor();

  // A line of a rank list.
  await tabTo(page, '[data-testid="rank-accounts"]');
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const wanted = await byId(page, "rank-accounts").getByRole("option").nth(2).getAttribute("data-label");
  await page.keyboard.press("Enter");
  await byId(page, "details").getByRole("heading", { level: 2, name: wanted, exact: true }).waitFor();

  // An export, by the menu's arrow keys.
  await tabTo(page, '[data-testid="export-menu"] > button');
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "export-analysis-json");
  await page.keyboard.press("Escape");
  assert.equal(await focused(page), "Export", "Escape gives the focus back");
  await page.keyboard.press("ArrowDown");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "export-analysis-json");
  for (const id of ["export-findings-csv", "export-report-html", "export-edges-csv"]) {
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement.dataset.testid), id);
  }
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  assert.match(readFileSync(await (await download).path(), "utf8"), /^username,host,id/);
  assert.equal(await focused(page), "Export", "the export gives the focus back");

  // The zone.
  await tabTo(page, '[data-testid="zone"]');
  await byId(page, "zone").selectOption("…");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "zone-other");
  await page.keyboard.type("Asia/Tokyo");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "zone");
  assert.equal(await byId(page, "zone").inputValue(), "Asia/Tokyo");

  // The list of keys.
  await tabTo(page, '[data-testid="view-graph"], [data-testid="theme"]');
  const before = await focused(page);
  await page.keyboard.press("?");
  await byId(page, "keys").waitFor();
  assert.ok(await page.evaluate(() => document.querySelector("dialog").contains(document.activeElement)), "the dialog holds the focus");
  await page.keyboard.press("Escape");
  await byId(page, "keys").waitFor({ state: "hidden" });
  assert.equal(await focused(page), before, "the dialog gives the focus back");
  await close();
});

test("the graph is walked by arrow keys", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });
  await tabTo(page, ".graph-surface");
  const said = () => page.locator(".graph-said").textContent();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector(".graph-said").textContent.startsWith("Selected: "));
  const first = await said();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((first) => document.querySelector(".graph-said").textContent !== first, first);
  await page.keyboard.press("Enter");
  await byId(page, "details").getByRole("heading", { level: 2 }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.querySelector(".graph-said").textContent.trim() === "");
  await close();
});

test("a file is opened and removed in the evidence, and the focus stays there", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("morning.evtx"), fixture("company.evtx")]);
  await tabTo(page, '[data-testid="view-evidence"]');
  await page.keyboard.press("Enter");
  await tabTo(page, ".file-name");
  await page.keyboard.press("Enter");
  await page.locator(".file-name[aria-expanded=true]").waitFor();
  await tabTo(page, '[aria-label^="Remove morning.evtx"]');
  await page.keyboard.press("Enter");
  await page.locator('[data-testid="case-summary"][data-files="1"]').waitFor({ state: "attached" });
  assert.ok(await page.evaluate(() => document.activeElement.matches(".table-scroll")), "the focus is lost");
  await close();
});

test("the whole way without a mouse: the sample case, a search, a selection, its details, a path, its records, an export", async (t) => {
  const { page, close } = await open(t);
  await tabTo(page, '[data-testid="sample-case"]');
  await page.keyboard.press("Enter");
  await ready(page, { settled: true });

  // A search, by its key from wherever the focus is.
  const all = Number(await byId(page, "graph").getAttribute("data-nodes"));
  await page.keyboard.press("Control+k");
  await page.keyboard.type("host:WS-1034 OR is:privileged");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.includes("q="));
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="graph"]').dataset.nodes) < all, all);

  // A node of what is left, and what is known of it.
  await tabTo(page, ".graph-surface");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => document.querySelector(".graph-said").textContent.startsWith("Selected: "));
  await tabTo(page, '[data-testid="rank-hosts"], #tab-details');
  await page.keyboard.press("ArrowLeft");
  await tabTo(page, '[data-testid="rank-hosts"]');
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  const name = "WS-1034";
  const details = byId(page, "details");
  await details.getByRole("heading", { level: 2, name, exact: true }).waitFor();
  await details.locator("dl.facts").getByText("Seen", { exact: true }).waitFor();

  // The way from it to the nearest privileged account, and the records of its first step.
  await tabTo(page, ".details-ways button");
  await page.keyboard.press("Enter");
  await page.locator(".path-step").first().waitFor();
  assert.ok((await byId(page, "path-from").textContent()).includes(name), name);
  await tabTo(page, ".path-step button[aria-label*='show the rows']");
  await page.keyboard.press("Enter");
  await byId(page, "events-table").waitFor();
  await page.waitForFunction(() => document.querySelector('[data-testid="record-xml"]')?.textContent.includes("<EventID"));

  // What is shown is taken away.
  await tabTo(page, '[data-testid="export-menu"] > button');
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.dataset.testid === "export-analysis-json");
  for (let presses = 0; presses < 30; presses++) {
    if ((await page.evaluate(() => document.activeElement.dataset.testid)) === "export-graph-json") break;
    await page.keyboard.press("ArrowDown");
  }
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const { elements } = JSON.parse(readFileSync(await (await download).path(), "utf8"));
  assert.equal(elements.nodes.length, Number(await byId(page, "graph").getAttribute("data-nodes")));
  await close();
});
