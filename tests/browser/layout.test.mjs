// Ways to lay the graph out, and what is done with it by hand: chosen, narrowed, hidden, noted, read as a table.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, exported, fixture, open, pick, ready, sampleCase } from "./support/page.mjs";

const settled = (page) => ready(page, { settled: true });
const figures = (page) => byId(page, "graph").evaluate((graph) => [graph.dataset.nodes, graph.dataset.edges].map(Number));
const until = (page, [nodes, edges]) =>
  page.locator(`[data-testid="graph"][data-nodes="${nodes}"][data-edges="${edges}"]`).waitFor({ state: "attached" });

async function company(t, options) {
  const opened = await open(t, options);
  await pick(opened.page, [fixture("company.evtx")], { settled: true });
  return opened;
}

// Selects the first host of the rank list, and gives the graph the focus.
async function selectHost(page) {
  await byId(page, "rank-hosts").getByRole("option").first().click();
  await settled(page);
  await page.locator(".graph-surface").focus();
}

test("every layout settles, shows all, and is chosen by keys", async (t) => {
  const { page, close } = await company(t);
  const whole = await figures(page);
  const layout = byId(page, "layout");
  const pictures = new Set();
  for (const kind of ["Force", "Grid", "Circle", "Tree", "Columns", "Force"]) {
    await layout.selectOption(kind);
    // In columns the machines logged on to stand beside the accounts too.
    if (kind === "Columns") {
      await page.waitForFunction((nodes) => Number(document.querySelector('[data-testid="graph"]').dataset.nodes) > nodes, whole[0]);
    } else {
      await until(page, whole);
    }
    await settled(page);
    pictures.add((await byId(page, "graph").screenshot()).toString("base64"));
  }
  assert.ok(pictures.size >= 5, "each is another picture");
  await layout.focus();
  await page.keyboard.press("ArrowDown");
  await settled(page);
  assert.equal(await layout.inputValue(), "Grid");
  await close();
});

test("narrowing, hiding and expanding by keys can be undone and redone", async (t) => {
  const { page, close } = await company(t);
  const whole = await figures(page);
  await selectHost(page);
  await page.keyboard.press("n");
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="graph"]').dataset.nodes) < all, whole[0]);
  const narrowed = await figures(page);
  assert.equal(narrowed[1], narrowed[0] - 1, "a host and its accounts: a star");
  await page.keyboard.press("Control+z");
  await until(page, whole);
  await page.keyboard.press("Control+y");
  await until(page, narrowed);
  await page.keyboard.press("e");
  await until(page, narrowed);
  await page.keyboard.press("Control+z");
  await until(page, whole);
  await page.keyboard.press("h");
  await until(page, [whole[0] - 1, whole[1] - narrowed[1]]);
  await page.keyboard.press("Control+z");
  await until(page, whole);
  await close();
});

test("several are chosen by a box and by keys, and the menu acts on all of them", async (t) => {
  const { page, close } = await company(t);
  const whole = await figures(page);
  const { x, y, width, height } = await byId(page, "graph").boundingBox();
  await page.keyboard.down("Shift");
  await page.mouse.move(x + 4, y + 4);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.move(x + width - 4, y + height - 4);
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("Shift+F10");
  const menu = byId(page, "graph-menu");
  await menu.getByRole("menuitem", { name: "Hide" }).waitFor();
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "detached" });
  assert.ok(await page.locator(".graph-surface").evaluate((surface) => surface === document.activeElement), "the focus is back");

  // One by one: only these are left.
  await page.keyboard.press("Escape");
  await selectHost(page);
  await page.keyboard.press("Space");
  await page.getByRole("tab", { name: "Ranks" }).click();
  await byId(page, "rank-accounts").getByRole("option").first().click();
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("i");
  await until(page, [2, 1]);
  await page.keyboard.press("Control+z");
  await until(page, whole);
  await close();
});

test("a right click opens the menu of what is there; a note stays until it is emptied", async (t) => {
  const { page, close } = await company(t);
  await selectHost(page);
  await page.keyboard.press("c");
  const name = await byId(page, "details").getByRole("heading", { level: 2 }).textContent();
  const { x, y, width, height } = await byId(page, "graph").boundingBox();
  const menu = byId(page, "graph-menu");
  await page.waitForFunction(([x, y, name]) => {
    const surface = document.querySelector(".graph-surface");
    surface.dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, bubbles: true, pointerType: "mouse" }));
    return document.querySelector(".graph-tip b")?.textContent === name;
  }, [x + width / 2, y + height / 2, name], { polling: 100, timeout: 30_000 });
  await page.mouse.click(x + width / 2, y + height / 2, { button: "right" });
  await menu.getByRole("menuitem", { name: "Note…" }).click();
  await page.keyboard.type("asked <b>Bob</b>");
  await page.keyboard.press("Control+Enter");
  await page.locator(".graph-said", { hasText: "note: asked <b>Bob</b>" }).waitFor();

  await page.reload();
  await pick(page, [fixture("company.evtx")], { settled: true });
  await selectHost(page);
  await page.locator(".graph-said", { hasText: "note: asked" }).waitFor();
  await page.keyboard.press("m");
  await byId(page, "graph-note").locator("textarea").fill("");
  await page.keyboard.press("Control+Enter");
  await page.locator(".graph-said", { hasText: /^((?!note:).)+$/ }).waitFor();
  await close();
});

test("the legend takes what it names out of sight and brings it back", async (t) => {
  const { page, close } = await company(t);
  const whole = await figures(page);
  const failed = page.locator(".graph-legend").getByRole("button", { name: "all failed" });
  await failed.click();
  await page.waitForFunction((all) => Number(document.querySelector('[data-testid="graph"]').dataset.edges) < all, whole[1]);
  assert.equal(await failed.getAttribute("aria-pressed"), "false");
  assert.equal(await byId(page, "search").inputValue(), "-is:failed");
  await failed.click();
  await until(page, whole);
  assert.equal(await failed.getAttribute("aria-pressed"), "true");
  await close();
});

test("the graph's tools take one line beside the panel, and their menu is used by keys alone", async (t) => {
  const { page, close } = await company(t);
  await selectHost(page);
  await page.keyboard.press("p");
  await page.getByRole("button", { name: "Unpin all (1)" }).waitFor();
  const tools = page.getByRole("toolbar", { name: "Graph" });
  const tops = () => tools.locator(":scope > :visible").evaluateAll((all) => [...new Set(all.map((one) => one.getBoundingClientRect().top))]);
  assert.equal((await tops()).length, 1);

  const picture = async () => (await exported(page, "export-png")).bytes;
  const before = await picture();
  const button = byId(page, "look");
  const menu = page.getByRole("group", { name: "What marks, lines and words tell" });
  await button.focus();
  await page.keyboard.press("Enter");
  await menu.waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  assert.equal(await menu.getByLabel("Names beside marks").isChecked(), false);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  assert.ok(await menu.getByLabel("events", { exact: true }).isChecked());
  await page.keyboard.press("Escape");
  await menu.waitFor({ state: "hidden" });
  assert.ok(await button.evaluate((button) => button === document.activeElement), "the focus is back");
  assert.ok(!before.equals(await picture()), "marks have other sizes");
  // The key of the names is the same switch.
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("l");
  await button.click();
  assert.ok(await menu.getByLabel("Names beside marks").isChecked());
  await close();
});

test("the picture is told what lies over it, though a legend grows or comes later", async (t) => {
  const { page, close } = await open(t);
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...more) {
      if (message?.[0]?.Size) globalThis.over = message[0].Size.furniture;
      return post.call(this, message, ...more);
    };
  });
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  await pick(page, sampleCase(), { settled: true });
  // The boxes that the page told are those that stand there.
  const told = () =>
    page.waitForFunction(() => {
      const origin = document.querySelector('[data-testid="graph"]').getBoundingClientRect();
      const stand = [...document.querySelectorAll("[data-furniture]")].map((element) => element.getBoundingClientRect());
      const fits = (rect) => globalThis.over.some((box) => Math.abs(box.top + 4 - rect.top + origin.top) < 1 && Math.abs(box.right - 4 - rect.right + origin.left) < 1);
      return stand.length === globalThis.over.length && stand.every(fits) && stand.length;
    }).then((count) => count.jsonValue());
  assert.equal(await told(), 2);
  await byId(page, "look").click();
  await page.getByRole("radio", { name: "logon type" }).check();
  await page.locator(".graph-legend[data-ways]").waitFor();
  assert.equal(await told(), 2);
  await byId(page, "view-compare").click();
  await byId(page, "compare-graph").click();
  await byId(page, "compare-legend").waitFor();
  assert.equal(await told(), 3);
  await close();
});

test("nothing is drawn under another view, and what changed there is seen on coming back", async (t) => {
  const { page, close } = await open(t);
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...more) {
      if (message?.[0]?.Seen !== undefined) globalThis.seen = message[0].Seen;
      return post.call(this, message, ...more);
    };
  });
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  await pick(page, [fixture("company.evtx")], { settled: true });
  const isSeen = (wanted) => page.waitForFunction((wanted) => globalThis.seen === wanted, wanted);
  const place = await byId(page, "graph").boundingBox();
  // The picture once it stands still, without tools and legend.
  const picture = async () => {
    const { x, y, width, height } = place;
    const clip = { x, y: y + 60, width, height: height - 130 };
    const now = async () => (await page.screenshot({ clip })).toString("base64");
    let [before, after] = [await now(), ""];
    for (let turn = 0; turn < 60 && before !== after; turn++) {
      await page.waitForTimeout(400);
      [before, after] = [after, await now()];
    }
    return after;
  };
  await isSeen(true);
  const whole = await picture();
  await byId(page, "view-timeline").click();
  await isSeen(false);
  // Who is selected is lit; nothing else in the picture's place changes.
  await byId(page, "rank-hosts").getByRole("option").first().click();
  await byId(page, "view-graph").click();
  await isSeen(true);
  assert.deepEqual(await byId(page, "graph").boundingBox(), place);
  assert.ok((await picture()) !== whole, "who is selected is lit");
  await close();
});
