// An accessibility check of each view, both themes.
import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { byId, fixture, open, pick } from "./support/page.mjs";

const axe = readFileSync(createRequire(new URL("../../tools/package.json", import.meta.url)).resolve("axe-core/axe.min.js"), "utf8");

async function findings(page) {
  const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations);
  const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}

for (const theme of ["light", "dark"]) {
  test(`no serious finding in any view, ${theme}`, async (t) => {
    // The check's own script is put into the page, which its policy would refuse.
    const { page, close } = await open(t, { theme, policyFree: true });
    await page.evaluate(axe);
    assert.deepEqual(await findings(page), [], "empty");
    await pick(page, [fixture("company.evtx"), fixture("damaged.evtx")], { settled: true });
    for (const view of ["view-graph", "view-timeline", "view-evidence"]) {
      await byId(page, view).click();
      assert.deepEqual(await findings(page), [], view);
    }
    await byId(page, "view-graph").click();
    await byId(page, "rank-accounts").getByRole("option").first().click();
    await byId(page, "details").waitFor();
    assert.deepEqual(await findings(page), [], "details");
    await close();
  });
}
