// The rank lists: by what they rank, over what, and why a line stands where it does.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, open, pick, sampleCase } from "./support/page.mjs";

test("the details tell place and reason in the list that is shown, beside LogonTracer's", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase(), { settled: true });
  const details = byId(page, "details");
  const value = (label) => details.locator("dt", { hasText: label }).locator("xpath=following-sibling::dd[1]");
  const first = byId(page, "rank-accounts").getByRole("option").first();
  await first.click();
  await value("Rank (LogonTracer)").filter({ hasText: /^1 of \d+ accounts \(0\.\d+\), mostly through / }).waitFor();
  await page.getByRole("tab", { name: "Ranks" }).click();
  const by = byId(page, "ranks-by");
  for (const [way, reason] of [["Weighted", "from "], ["From marked nodes", "marked"]]) {
    await by.selectOption({ label: way });
    await page.locator('[data-testid="rank-accounts"] [role="option"]', { hasText: reason }).first().waitFor();
    await first.click();
    const words = await value(`Rank (${way})`).textContent();
    const [, place, of, why] = words.match(/^(\d+) of (\d+) \([01]\.\d+\), (.+)$/);
    assert.deepEqual([place, Number(of)], ["1", Number(await byId(page, "case-summary").getAttribute("data-accounts"))]);
    await page.getByRole("tab", { name: "Ranks" }).click();
    assert.ok((await first.getAttribute("title")).endsWith(why), why);
  }
  // Of what a search leaves, anew.
  await by.selectOption({ label: "Weighted" });
  const before = await first.getAttribute("title");
  await byId(page, "search").fill("type:10");
  await page.keyboard.press("Enter");
  await page.waitForFunction((before) => document.querySelector('[data-testid="rank-accounts"] [role="option"]')?.title !== before, before);
  await by.selectOption({ label: "LogonTracer" });
  await first.click();
  await value("Rank (LogonTracer)").waitFor();
  assert.equal(await details.locator("dt", { hasText: "Rank (Weighted)" }).count(), 0);
  await close();
});
