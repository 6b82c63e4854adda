// A graph of which the filter leaves nothing says what was looked for, what of it is there, and what can be done.
import test from "node:test";
import assert from "node:assert/strict";
import { byId, exported, figure, fixture, open, pick, sampleCase } from "./support/page.mjs";

const saved = (page, name) => byId(page, "saved-searches").getByRole("button", { name });
const nothing = (page) => byId(page, "nothing-left");
const edges = (page, wanted) => page.locator(`[data-testid="graph"][data-edges="${wanted}"]`).waitFor({ state: "attached" });

async function search(page, text) {
  await byId(page, "search").fill(text);
  await page.keyboard.press("Enter");
}

test("a search that finds nothing says what it looked for, by its name where it has one", async (t) => {
  const { page, close } = await open(t);
  await pick(page, sampleCase(), { settled: true });
  const whole = await figure(page, "edges", "graph");
  await saved(page, /^Domain check/).click();
  await nothing(page).getByRole("heading", { name: "Domain check: nothing found" }).waitFor();
  assert.match(await nothing(page).textContent(), /Looked for.*Accounts of another domain than most, or local to a computer.*No row of the case is all of that/s);
  await nothing(page).getByRole("button", { name: "Show all" }).click();
  await nothing(page).waitFor({ state: "detached" });
  // The domains that it draws stay until the legend takes them out.
  await byId(page, "draw-domains").click();
  await edges(page, whole);

  await search(page, "user:nobody* type:10");
  await nothing(page).getByRole("heading", { name: "Nothing found" }).waitFor();
  assert.ok((await nothing(page).textContent()).includes("user:nobody* type:10"));
  await nothing(page).getByRole("button", { name: "Undo" }).click();
  await edges(page, whole);

  // Rows that are no logons lead to the events.
  await search(page, "id:4672");
  await nothing(page).getByText("none of them a logon").waitFor();
  const matches = await figure(page, "matches", "search-result");
  assert.ok(matches > 0);
  await nothing(page).getByRole("button", { name: "See the events" }).click();
  await page.locator(`[data-testid="events-table"][data-rows="${matches}"]`).waitFor({ state: "attached" });
  await close();
});

test("the domain check draws foreign accounts with their domains", async (t) => {
  const { page, close } = await open(t);
  await pick(page, [fixture("unspeakable.evtx")], { settled: true });
  await saved(page, /^Domain check/).click();
  await page.locator('[data-testid="draw-domains"][aria-pressed="true"]').waitFor();
  const foreign = 'a "domain"; with, all';
  const wanted = JSON.parse((await exported(page, "export-analysis-json")).bytes).accounts.filter(({ domain }) => domain === foreign);
  assert.equal(wanted.length, 2);
  // Those accounts, the machines that they came from, and the domain.
  const nodes = async () => JSON.parse((await exported(page, "export-graph-json")).bytes).elements.nodes.map(({ data }) => data);
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="search-result"]').dataset.matches) === 6);
  const drawn = await nodes();
  const of = (...kinds) => drawn.filter(({ kind }) => kinds.includes(kind)).map(({ label }) => label).sort();
  assert.deepEqual(of("account", "privileged account"), wanted.map(({ label }) => label).sort());
  assert.deepEqual(of("domain"), [foreign]);
  assert.equal(await nothing(page).count(), 0);
  await close();
});
