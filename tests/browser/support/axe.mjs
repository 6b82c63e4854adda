// The accessibility check that tests run in the page.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { open } from "./page.mjs";

export const axe = readFileSync(createRequire(new URL("../../../tools/package.json", import.meta.url)).resolve("axe-core/axe.min.js"), "utf8");

export async function soundIn(page, state) {
  const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations);
  const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
  assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`), [], state);
}

// A page in which the check can run: its own script is put into it, which the page's policy would refuse.
export async function openForCheck(t, theme) {
  const opened = await open(t, { theme, policyFree: true });
  await opened.page.evaluate(axe);
  return opened;
}
