// The graph as a picture: SVG is what a browser shows as one, JPEG is no PNG under another name, and both say what colours tell.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, exported, figure, fixture, look, open, pick, sampleCase } from "./support/page.mjs";

// What a browser makes of an SVG: as a document its parts, as an image its size. Elsewhere: the page's policy would forbid its style.
async function seenAsSvg(page, bytes) {
  const reader = await page.context().newPage();
  const seen = await reader.evaluate(async ([text, base64]) => {
    const picture = new DOMParser().parseFromString(text, "image/svg+xml");
    const count = (selector) => picture.querySelectorAll(selector).length;
    const image = new Image();
    image.src = `data:image/svg+xml;base64,${base64}`;
    await image.decode();
    const titles = [...picture.querySelectorAll("circle > title, path > title")].map((title) => title.textContent);
    const dashes = count("line");
    return {
      root: picture.documentElement.localName, errors: count("parsererror"), foreign: count("script, image, foreignObject, a, use"),
      size: [image.naturalWidth, image.naturalHeight], lines: dashes, titles, ways: [1, 2, 3, 4, 5, 6].map((way) => count(`line.w${way}`)),
      texts: [...picture.querySelectorAll("text")].map((text) => text.textContent),
    };
  }, [bytes.toString("utf8"), bytes.toString("base64")]);
  await reader.close();
  return seen;
}

for (const [name, files] of [["the sample case", sampleCase], ["names that are code", () => [fixture("unspeakable.evtx")]]]) {
  test(`the drawing of ${name} is one for a browser, and has every node and line`, async (t) => {
    const { page, close } = await open(t);
    await pick(page, files(), { settled: true });
    const { elements } = JSON.parse((await exported(page, "export-graph-json")).bytes);
    const seen = await seenAsSvg(page, (await exported(page, "export-svg")).bytes);
    assert.deepEqual([seen.root, seen.errors, seen.foreign], ["svg", 0, 0]);
    assert.ok(seen.size.every((side) => side >= 300), String(seen.size));
    const inXml = (text) => text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, "\ufffd");
    assert.deepEqual(seen.titles.sort(), elements.nodes.map(({ data }) => inXml(data.label)).sort());
    assert.equal(seen.lines, (await figure(page, "edges", "graph")) + 1, "and one in the legend");
    const { bytes } = await exported(page, "export-jpeg");
    const jpeg = await page.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const { width, height } = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
      return [width, height];
    }, bytes.toString("base64"));
    assert.deepEqual([[...bytes.subarray(0, 3)], [...bytes.subarray(-2)]], [[0xff, 0xd8, 0xff], [0xff, 0xd9]]);
    assert.ok(jpeg[0] > 1000 && jpeg[1] > 500, String(jpeg));
    await close();
  });
}

for (const theme of ["light", "dark"]) {
  test(`lines are coloured by logon type, on the screen, in the address and in files, ${theme}`, async (t) => {
    const { page, close } = await open(t, { theme });
    await pick(page, sampleCase(), { settled: true });
    const legend = page.getByRole("list", { name: "Legend" });
    const entry = (name) => legend.getByRole("button", { name, exact: true });
    assert.equal(await entry("network").isVisible(), false);
    const before = (await exported(page, "export-png")).bytes;
    const node = await byId(page, "graph").getAttribute("data-nodes");
    await look(page, "colour-by", "logon type");
    await entry("network").waitFor();
    await page.waitForFunction(() => location.hash.includes("graph=types"));
    assert.equal(await entry("cleartext").isVisible(), false, "only what is there is explained");
    assert.equal(await byId(page, "graph").getAttribute("data-layout-state"), "settled");
    assert.equal(await byId(page, "graph").getAttribute("data-nodes"), node);
    const after = (await exported(page, "export-png")).bytes;
    const height = (png) => png.readUInt32BE(20);
    assert.equal(height(after) - height(before), 36, "the picture's legend has a line more");
    // The drawing has the colours of the analysis: lines of each way as the events tell.
    const { elements } = JSON.parse((await exported(page, "export-graph-json")).bytes);
    const WAYS = [[3], [2, 7, 11, 13], [10, 12], [0, 4, 5], [8], [9]];
    const pairs = new Map();
    for (const { data } of elements.edges) {
      const counts = pairs.get(`${data.source} ${data.target}`) ?? WAYS.map(() => 0);
      const way = WAYS.findIndex((types) => types.includes(data.logon_type));
      if (way >= 0) counts[way] += data.count;
      pairs.set(`${data.source} ${data.target}`, counts);
    }
    const wanted = WAYS.map(() => 0);
    for (const counts of pairs.values()) if (Math.max(...counts) > 0) wanted[counts.indexOf(Math.max(...counts))]++;
    const seen = await seenAsSvg(page, (await exported(page, "export-svg")).bytes);
    assert.deepEqual(seen.ways, wanted.map((count) => (count > 0 ? count + 1 : 0)), "and one in the legend");
    assert.ok(seen.texts.includes("network") && seen.texts.includes("interactive") && !seen.texts.includes("cleartext"));

    // A click takes a type out of sight, another brings it back.
    const matches = await figure(page, "matches", "search-result");
    const matching = (all, less) => page.waitForFunction(([all, less]) => {
      const now = Number(document.querySelector('[data-testid="search-result"]').dataset.matches);
      return less ? now < all : now === all;
    }, [all, less]);
    await entry("interactive").click();
    await matching(matches, true);
    assert.equal(await entry("interactive").getAttribute("aria-pressed"), "false");
    await page.waitForFunction(() => location.hash.includes("q=-type"));
    await entry("interactive").click();
    await matching(matches, false);
    // Back through all of it: with the word, without it, and by outcome.
    await page.waitForFunction(() => !location.hash.includes("q="));
    for (const now of ["graph=types&q=-type", "graph=types", ""]) {
      await page.goBack();
      await page.waitForFunction((now) => (now.includes("q=") ? location.hash.startsWith(`#${now}`) : location.hash.replace("#", "") === now), now);
    }
    await page.waitForFunction(() => document.querySelector('[data-testid="colour-by"] input').checked);
    await entry("finding").waitFor();
    await close();
  });
}
