// Ways from one node to another: in the sample case, by keyboard, and down to the records of a step.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, open, pick, ready, sampleCase } from "./support/page.mjs";

async function pathFrom(t, host) {
  const opened = await open(t);
  await pick(opened.page, sampleCase());
  await ready(opened.page);
  await byId(opened.page, "rank-hosts").locator(`[data-label="${host}"]`).click();
  await opened.page.getByRole("button", { name: "Path from here" }).click();
  return opened;
}

const steps = (page) => byId(page, "path-steps").locator(".path-step");

test("from the intruder's workstation the nearest privileged account is reached step by step in time", async (t) => {
  const { page, close } = await pathFrom(t, "WS-1034");
  await steps(page).first().waitFor();
  const ends = await steps(page).locator(".path-ends").allTextContents();
  assert.match(ends[0], /^WS-1034→/);
  for (let at = 1; at < ends.length; at++) assert.equal(ends[at].split("→")[0], ends[at - 1].split("→")[1]);
  const times = await steps(page).locator("time").allTextContents();
  assert.deepEqual(times, [...new Set(times)].sort(), "each step is later than the one before");
  await steps(page).first().getByRole("button", { name: /show the rows/ }).click();
  await page.locator('[data-testid="events-table"][data-rows="1"]').waitFor();
  assert.match(await byId(page, "record-xml").textContent(), /<EventID/);
  await close();
});

test("fewest lines and time order are told apart, and no way is said to be none", async (t) => {
  const { page, close } = await pathFrom(t, "WS-1034");
  await steps(page).first().waitFor();
  await byId(page, "path-kind").selectOption({ label: "Fewest lines, at any time" });
  await page.locator('[data-testid="path-wait"]').waitFor({ state: "detached" });
  await page.waitForFunction(() => document.querySelectorAll(".path-step").length === 1);
  await byId(page, "path-kind").selectOption({ label: "In time order, fewest logons" });
  await byId(page, "path-wait").selectOption({ label: "1 hour" });
  await page.locator('[data-testid="path-steps"], [data-testid="path-none"]').waitFor();
  await page.getByRole("button", { name: "Clear" }).or(byId(page, "path-none")).first().waitFor();
  await close();
});

test("a path is sought and read by keyboard alone", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase());
  await ready(page);
  await byId(page, "rank-hosts").focus();
  await page.keyboard.press("Enter");
  await page.locator("#tab-details").focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-path");
  await byId(page, "path-from").getByRole("button", { name: "Take the selection" }).focus();
  await page.keyboard.press("Enter");
  await steps(page).first().waitFor();
  assert.notEqual(await byId(page, "path-from").locator(".path-name").textContent(), "nothing chosen");
  await close();
});
