// The graph in the hand: pins, the way from a rank list, the picture.
import test from "node:test";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { byId, exported, fixture, open, pick, ready, sampleCase, withLongLog } from "./support/page.mjs";

const LEGEND = 48;

// Waits until the picture stands.
const settled = (page) => ready(page, { settled: true });

// Waits until `name` is what the graph says of the place that lies so far from its middle.
function standsAt(page, name, [across, down] = [0, 0]) {
  return page.waitForFunction(({ name, across, down }) => {
    const { x, y, width, height } = document.querySelector('[data-testid="graph"]').getBoundingClientRect();
    const surface = document.querySelector(".graph-surface");
    for (const step of [1, 0]) {
      const at = { clientX: x + width / 2 + across - step, clientY: y + height / 2 + down };
      surface.dispatchEvent(new PointerEvent("pointermove", { ...at, bubbles: true, pointerType: "mouse" }));
    }
    return document.querySelector(".graph-tip b")?.textContent === name;
  }, { name, across, down }, { polling: 100, timeout: 30_000 });
}

// Selects the line of a rank list, and brings it to the middle; gives its name.
async function centred(page, position = 0) {
  await page.getByRole("tab", { name: "Ranks" }).click();
  const line = byId(page, "rank-accounts").getByRole("option").nth(position);
  const name = await line.getAttribute("data-label");
  await line.click();
  await byId(page, "details").getByRole("heading", { level: 2, name, exact: true }).waitFor();
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("c");
  await standsAt(page, name);
  return name;
}

test("what is selected in a rank list is brought to the middle by a key", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });
  for (const position of [3, 0]) await centred(page, position);
  await close();
});

test("what a filter leaves comes into view, and what is selected leaves no picture half empty", async (t) => {
  // Without flights the camera is where it goes.
  const { page, close } = await open(t, { context: { reducedMotion: "reduce" } });
  await pick(page, sampleCase(), { settled: true });
  // The picture once it stands: the same twice.
  const picture = async () => {
    for (let before; ; ) {
      const now = createHash("sha256").update((await exported(page, "export-png")).bytes).digest("hex");
      if (now === before) return now;
      before = now;
    }
  };
  const search = async (text) => {
    await byId(page, "search").fill(text);
    await page.keyboard.press("Enter");
    await page.locator(`[data-testid="graph"][data-nodes="${text === "" ? nodes : 6}"]`).waitFor({ state: "attached" });
    await page.locator(".graph-surface").focus();
  };
  const nodes = await byId(page, "graph").getAttribute("data-nodes");
  // The line that takes a filter back stays once there was one: now the picture keeps its size.
  await search("user:j.eastman");
  await search("");
  await page.keyboard.press("0");
  const whole = await picture();
  // To the uppermost node, and to the one farthest to the left: all is in view, and stays.
  await page.locator(".graph-surface").focus();
  const said = page.locator(".graph-said");
  await page.keyboard.press("Shift+ArrowUp");
  await said.filter({ hasText: "Selected: " }).waitFor();
  for (const key of ["ArrowUp", "ArrowLeft"]) {
    for (let before; before !== (before = await said.textContent()); ) {
      await page.keyboard.press(`Shift+${key}`);
      await page.waitForFunction((before) => document.querySelector(".graph-said").textContent !== before, before, { timeout: 1_500 }).catch(() => {});
    }
    assert.equal(await picture(), whole, key);
    await page.locator(".graph-surface").focus();
  }
  await page.keyboard.press("Escape");

  // What a search leaves is gone to as by the key that shows all of it, and the whole is there again after.
  await search("user:j.eastman");
  const near = await picture();
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("0");
  assert.ok((await picture()) === near && near !== whole);
  await search("");
  assert.equal(await picture(), whole);
  // But not from where the analyst is.
  await page.locator(".graph-surface").focus();
  await page.keyboard.press("-");
  const away = await picture();
  await search("user:j.eastman");
  await search("");
  assert.equal(await picture(), away);
  await close();
});

test("a pin is set by drag, key and button, seen, kept while the graph grows, and taken back", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("company.evtx")], { settled: true });
  const name = await centred(page);

  // By drag: it stays where it is put.
  const { x, y, width, height } = await byId(page, "graph").boundingBox();
  const middle = { x: x + width / 2, y: y + height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 40, middle.y - 30);
  await page.mouse.move(middle.x + 90, middle.y - 70);
  await page.mouse.up();
  const pin = byId(page, "pin");
  await page.locator('[data-testid="pin"][aria-pressed="true"]').waitFor();
  await page.getByRole("button", { name: "Unpin all (1)" }).waitFor();
  await settled(page);
  await standsAt(page, name, [90, -70]);

  // The graph grows: the node stands where it was put.
  await byId(page, "evidence-input").setInputFiles([fixture("each.evtx"), fixture("morning.evtx")]);
  await page.locator('[data-testid="case-summary"][data-files="3"][data-state="ready"]').waitFor({ state: "attached" });
  await settled(page);
  // One of the logs was cleared: the line that says so takes its room from the graph.
  await byId(page, "log-cleared").waitFor();
  await standsAt(page, name, [90, -70]);
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
