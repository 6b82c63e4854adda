// An accessibility check of each view and each state, both themes.
import test from "node:test";
import { axe, openForCheck, soundIn } from "./support/axe.mjs";
import { byId, fixture, pick, ready, sampleCase, withLongLog } from "./support/page.mjs";

for (const theme of ["light", "dark"]) {
  test(`no serious finding in any view, ${theme}`, async (t) => {
    const { page, close } = await openForCheck(t, theme);
    await soundIn(page, "empty");
    await pick(page, [fixture("company.evtx"), fixture("damaged.evtx")], { settled: true });
    for (const view of ["view-graph", "view-timeline", "view-findings", "view-evidence"]) {
      await byId(page, view).click();
      await soundIn(page, view);
    }
    await page.getByRole("button", { name: "damaged.evtx", exact: true }).click();
    await page.getByText("Could not be read").first().waitFor();
    await soundIn(page, "a file's ledger");
    await byId(page, "view-graph").click();
    await byId(page, "rank-accounts").getByRole("option").first().click();
    await byId(page, "pin").click();
    await soundIn(page, "details of an account, pinned");
    await byId(page, "details").locator(".neighbour-count").first().click();
    await byId(page, "details").locator(".edge-row").first().waitFor();
    await soundIn(page, "details of a line");
    await byId(page, "details").locator(".details-sum button").first().click();
    await byId(page, "record-xml").waitFor();
    await byId(page, "events-columns").click();
    await soundIn(page, "rows, columns and a record");
    await byId(page, "export-menu").getByRole("button", { name: "Export" }).click();
    await soundIn(page, "menu");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await byId(page, "keys").waitFor();
    await soundIn(page, "list of keys");
    await close();
  });

  test(`no serious finding in any state of timeline, strip and comparison, ${theme}`, async (t) => {
    const { page, close } = await openForCheck(t, theme);
    await pick(page, sampleCase());
    await byId(page, "view-timeline").click();
    await page.locator('[data-testid="timeline"]:not([data-columns="0"])').waitFor();
    await byId(page, "timeline").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowRight");
    await soundIn(page, "timeline, a row opened");
    await byId(page, "timeline-unit").selectOption("1");
    await byId(page, "timeline-groups").selectOption("2");
    await byId(page, "timeline-who").selectOption("1");
    await soundIn(page, "timeline, hosts in groups by day");
    await byId(page, "timeline").focus();
    for (const key of ["Home", "Shift+ArrowDown", "Shift+ArrowRight", "f"]) await page.keyboard.press(key);
    await page.getByRole("group", { name: "Filter" }).waitFor();
    await byId(page, "brush-to").fill("yesterday");
    await byId(page, "brush-to").press("Enter");
    await page.locator(".foot-wrong").waitFor();
    await soundIn(page, "timeline under a filter, a time mistyped");
    await byId(page, "search").fill("user:nobody-of-this-name");
    await byId(page, "search").press("Enter");
    await page.locator('[data-testid="timeline"][data-rows="0"]').waitFor();
    await soundIn(page, "timeline without rows");
    await byId(page, "view-compare").click();
    await page.locator(".compare-told").filter({ hasText: /logon/ }).waitFor();
    await soundIn(page, "comparison without rows");
    await byId(page, "search").fill("");
    await byId(page, "search").press("Enter");
    await page.locator("[data-testid=compare-table] .events-row").first().waitFor();
    for (const kind of ["Range of the strip", "Before", "Files", "Computers"]) {
      await byId(page, "compare-a").getByLabel("Kind of A").selectOption({ label: kind });
      await byId(page, "compare-b").getByLabel("Kind of B").selectOption({ label: kind });
      await soundIn(page, `comparison, ${kind}`);
    }
    await byId(page, "compare-a").getByLabel("Kind of A").selectOption({ label: "Day" });
    for (const first of [false, true]) {
      await byId(page, first ? "compare-first-seen" : "compare-two").click();
      for (const what of ["Pairs", "Accounts", "Hosts", "Logon types", "Host to host"]) {
        await page.getByRole("group", { name: "What is compared" }).getByRole("button", { name: what, exact: false }).first().click();
        await page.waitForTimeout(100);
        await soundIn(page, `comparison, ${first ? "first seen" : "two sides"}, ${what}`);
      }
    }
    await byId(page, "compare-graph").click();
    await byId(page, "compare-legend").waitFor();
    await soundIn(page, "graph that shows a comparison");
    await close();
  });

  test(`no serious finding among the findings, ${theme}`, async (t) => {
    const { page, close } = await openForCheck(t, theme);
    await pick(page, sampleCase());
    await byId(page, "view-findings").click();
    await page.locator(".finding").first().waitFor();
    for (const name of await page.locator(".finding-name").all()) await name.click();
    await soundIn(page, "findings, opened");
    const judge = (place, verdict) => page.locator(".finding").nth(place).getByRole("button", { name: verdict }).click();
    await judge(0, "benign");
    await page.locator(".finding").first().getByLabel("Quiet for").selectOption({ label: "WS-1034" });
    await judge(1, "true");
    await page.locator('[data-testid="quietened"] summary').click();
    await soundIn(page, "findings, judged");
    await close();
  });

  test(`no serious finding while evidence is read, with messages and where nothing is to be drawn, ${theme}`, async (t) => {
    const { page, close } = await openForCheck(t, theme);
    await byId(page, "folder-input").setInputFiles(fixture("no-logs"));
    await byId(page, "error").waitFor();
    await page.getByText("Which ones").click();
    await soundIn(page, "message on the empty page");
    await withLongLog(fixture("company.evtx"), 600e6, async (path) => {
      await byId(page, "evidence-input").setInputFiles([path, fixture("notes.txt")]);
      await byId(page, "import-progress").waitFor();
      await soundIn(page, "importing");
      await byId(page, "import-cancel").click();
      await ready(page);
      await soundIn(page, "read in part");
    });
    await page.reload();
    await byId(page, "evidence-input").waitFor({ state: "attached" });
    await page.evaluate(axe);
    await pick(page, [fixture("nothing.evtx")]);
    await page.getByText("Every logon is hidden").waitFor();
    await soundIn(page, "nothing to draw");
    await close();
  });
}
