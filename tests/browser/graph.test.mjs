// The graph in the hand: pins, the way from a rank list, the picture.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, exported, fixture, open, pick, ready, withLongLog } from "./support/page.mjs";

const LEGEND = 48;

// Waits until the picture stands.
const settled = (page) => ready(page, { settled: true });

// The middle of the graph on the page.
async function middleOf(page) {
  const { x, y, width, height } = await byId(page, "graph").boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
}

// What the graph says of the place, once it says anything.
async function under(page, { x, y }) {
  await page.mouse.move(x - 1, y);
  await page.mouse.move(x, y);
  await page.locator(".graph-tip b").waitFor();
  return page.locator(".graph-tip b").textContent();
}

test("a click in a rank list brings the node to the middle", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });
  for (const position of [3, 0]) {
    await page.getByRole("tab", { name: "Ranks" }).click();
    const line = byId(page, "rank-accounts").getByRole("option").nth(position);
    const name = await line.getAttribute("data-label");
    await line.click();
    const middle = await middleOf(page);
    await page.waitForFunction(({ x, y, name }) => {
      const surface = document.querySelector(".graph-surface");
      for (const step of [1, 0]) {
        surface.dispatchEvent(new PointerEvent("pointermove", { clientX: x - step, clientY: y, bubbles: true, pointerType: "mouse" }));
      }
      return document.querySelector(".graph-tip b")?.textContent === name;
    }, { ...middle, name }, { polling: 100, timeout: 10_000 });
  }
  await close();
});

test("a pin is set by drag, key and button, seen, kept while the graph grows, and taken back", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });
  await byId(page, "rank-accounts").getByRole("option").first().click();
  await settled(page);
  const middle = await middleOf(page);
  const name = await byId(page, "details").getByRole("heading", { level: 2 }).textContent();
  await page.waitForFunction(({ x, y, name }) => {
    document.querySelector(".graph-surface").dispatchEvent(new PointerEvent("pointermove", { clientX: x, clientY: y, bubbles: true, pointerType: "mouse" }));
    return document.querySelector(".graph-tip b")?.textContent === name;
  }, { ...middle, name }, { polling: 100, timeout: 10_000 });

  // By drag: it stays where it is put.
  const beside = ({ x, y }) => ({ x: x + 90, y: y - 70 });
  const put = beside(middle);
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 40, middle.y - 30);
  await page.mouse.move(put.x, put.y);
  await page.mouse.up();
  const pin = byId(page, "pin");
  await page.locator('[data-testid="pin"][aria-pressed="true"]').waitFor();
  await page.getByRole("button", { name: "Unpin all (1)" }).waitFor();
  await settled(page);
  assert.equal(await under(page, put), name);

  // The graph grows: the node stands where it was put.
  await byId(page, "evidence-input").setInputFiles([fixture("each.evtx"), fixture("morning.evtx")]);
  await page.locator('[data-testid="case-summary"][data-files="3"][data-state="ready"]').waitFor({ state: "attached" });
  await settled(page);
  // One of the logs was cleared: the line that says so takes its room from the graph.
  await byId(page, "log-cleared").waitFor();
  assert.equal(await under(page, beside(await middleOf(page))), name);
  await page.getByRole("button", { name: "Unpin all (1)" }).waitFor();

  // By key, then by button, then all at once.
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("p");
  await page.locator('[data-testid="pin"][aria-pressed="false"]').waitFor();
  await pin.click();
  await page.locator('[data-testid="pin"][aria-pressed="true"]').waitFor();
  await page.getByRole("button", { name: "Unpin all (1)" }).click();
  await page.locator('[data-testid="pin"][aria-pressed="false"]').waitFor();
  await page.getByRole("button", { name: /^Unpin all/ }).waitFor({ state: "detached" });
  await close();
});

// Width, height and how many colours a PNG has.
async function lookAt(page, bytes) {
  assert.deepEqual([...bytes.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "a PNG's first bytes");
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const pen = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
    pen.drawImage(image, 0, 0);
    const colours = (height, from = 0) => new Set(new Uint32Array(pen.getImageData(0, from, image.width, height).data.buffer)).size;
    const legend = image.height - Math.round((image.height * 48) / (image.height / 2));
    return { width: image.width, height: image.height, graph: colours(legend), legend: colours(image.height - legend, legend) };
  }, bytes.toString("base64"));
}

for (const theme of ["light", "dark"]) {
  test(`the graph is saved as a picture, twice as fine as the screen, ${theme}`, async (t) => {
    const { page, close } = await open(t, { theme });
    await pick(page, [fixture("company.evtx")], { settled: true });
    const { width, height } = await byId(page, "graph").boundingBox();
    const { name, bytes } = await exported(page, "export-png");
    assert.equal(name, "company-graph.png");
    const picture = await lookAt(page, bytes);
    assert.deepEqual([picture.width, picture.height], [2 * Math.round(width), 2 * (Math.round(height) + LEGEND)]);
    assert.ok(picture.graph > 20 && picture.legend > 5, JSON.stringify(picture));
    // What is selected is no part of it.
    await byId(page, "view-timeline").click();
    await page.getByRole("tab", { name: "Details" }).click();
    const again = await exported(page, "export-png");
    assert.ok(again.bytes.equals(bytes), "the same picture from another view");
    await close();
  });
}

test("the picture is made, or it is said why not, after the graphics context is lost", async (t) => {
  const { page, close } = await open(t, {
    inWorkers: () => {
      // The picture's worker does what the test calls for: loses its context, or is given no other.
      const get = OffscreenCanvas.prototype.getContext;
      let first;
      OffscreenCanvas.prototype.getContext = function (kind, ...more) {
        const context = get.call(this, kind, ...more);
        if (kind === "webgl2") first ??= context;
        return context;
      };
      new BroadcastChannel("test").onmessage = ({ data }) => {
        if (data === "lose") first?.getExtension("WEBGL_lose_context").loseContext();
        if (data === "refuse") OffscreenCanvas.prototype.getContext = function (kind, ...more) { return kind === "webgl2" ? null : get.call(this, kind, ...more); };
      };
    },
  });
  const call = (word) => page.evaluate((word) => new BroadcastChannel("test").postMessage(word), word);
  await pick(page, [fixture("company.evtx")], { settled: true });
  await call("lose");
  await page.getByText("The graphics card was taken away").waitFor();
  const { bytes } = await exported(page, "export-png");
  const picture = await lookAt(page, bytes);
  assert.ok(picture.graph > 20, JSON.stringify(picture));
  // And where the browser gives no other context.
  await call("refuse");
  await byId(page, "export-menu").getByRole("button", { name: "Export" }).click();
  await byId(page, "export-png").click();
  await byId(page, "error").waitFor();
  assert.match(await byId(page, "error").textContent(), /picture of the graph could not be made.*WebGL2/s);
  await close();
});

test("the page's thread never draws the graph, and a picture that stops is said", async (t) => {
  const { page, close } = await open(t, {
    inWorkers: () => {
      self.addEventListener("message", ({ data }) => {
        if (data[0]?.Zoom) setTimeout(() => { throw new Error("a trap, for the test"); });
      });
    },
  });
  await pick(page, [fixture("company.evtx")], { settled: true });
  // A canvas that was given away has no context for the page.
  for (const canvas of [".graph-picture", ".graph-names"]) {
    assert.equal(await page.locator(canvas).evaluate((canvas) => { try { canvas.getContext("2d"); return "the page's"; } catch (cause) { return cause.name; } }), "InvalidStateError");
  }
  await page.getByRole("button", { name: "Zoom in" }).click();
  await page.getByRole("heading", { name: "The graph cannot be drawn here" }).waitFor();
  // The case goes on without it.
  await byId(page, "rank-accounts").getByRole("option").first().click();
  await byId(page, "details").getByRole("heading", { level: 2 }).waitFor();
  await close({ complaints: [/a trap, for the test/] });
});

test("what is selected while a log is read stays selected as the graph grows", async (t) => {
  await withLongLog(fixture("company.evtx"), 800e6, async (path) => {
    const { page, close } = await open(t);
    await byId(page, "evidence-input").setInputFiles([path]);
    await byId(page, "rank-accounts").getByRole("option").first().click();
    const name = await byId(page, "details").getByRole("heading", { level: 2 }).textContent();
    await page.locator('[data-testid="case-summary"][data-state="importing"]').waitFor({ state: "attached" });
    await ready(page, { settled: true });
    assert.equal(await byId(page, "details").getByRole("heading", { level: 2 }).textContent(), name);
    assert.match(await page.locator(".graph-said").textContent(), new RegExp(`^Selected: ${RegExp.escape?.(name) ?? name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")},`));
    await close();
  });
});
