// An accessibility check of every way to look at the graph and of what opens over it, both themes.
import test from "node:test";
import { openForCheck, soundIn } from "./support/axe.mjs";
import { byId, look, pick, sampleCase } from "./support/page.mjs";

const drawn = (page, shows) => page.locator(`[data-testid="graph"][data-shows="${shows}"][data-layout-state="settled"]`).waitFor({ state: "attached", timeout: 60_000 });

for (const theme of ["light", "dark"]) {
  test(`no serious finding in any state of the graph, ${theme}`, async (t) => {
    const { page, close } = await openForCheck(t, theme);
    await pick(page, sampleCase(), { settled: true });
    await byId(page, "draw-domains").click();
    await byId(page, "draw-policies").click();
    await page.waitForFunction(() => location.hash.includes("domains,policies"));
    await drawn(page, "logons");
    await look(page, "colour-by", "logon type");
    await byId(page, "look").click();
    await soundIn(page, "the menu of looks");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "network", exact: true }).click();
    await page.locator('[data-testid="search-result"]').waitFor();
    await soundIn(page, "domains and policies, by logon type, one taken out");
    await page.getByRole("button", { name: "network", exact: true }).click();
    await byId(page, "rank-accounts").getByRole("option").first().click();
    await page.locator(".graph-surface").focus();
    await page.keyboard.press("Shift+F10");
    await byId(page, "graph-menu").waitFor();
    await soundIn(page, "menu");
    await byId(page, "graph-menu").getByRole("menuitem", { name: "Note…" }).click();
    await byId(page, "graph-note").waitFor();
    await soundIn(page, "note");
    await page.keyboard.press("Escape");
    await byId(page, "as-table").click();
    await byId(page, "graph-table").waitFor();
    await page.locator('[id^="graph-row-"]').first().waitFor();
    await soundIn(page, "table of nodes");
    await page.getByRole("button", { name: "Lines" }).click();
    await soundIn(page, "table of lines");
    await page.getByRole("button", { name: "As a picture" }).click();

    await page.getByRole("tab", { name: "Ranks" }).click();
    await byId(page, "rank-hosts").getByRole("option").first().click();
    await page.getByRole("button", { name: "Path from here" }).click();
    await byId(page, "path-steps").waitFor();
    await soundIn(page, "a path");
    await byId(page, "graph-movement").click();
    await drawn(page, "movement");
    await page.getByRole("tab", { name: "Ranks" }).click();
    await byId(page, "rank-accounts").getByRole("option").first().click();
    await byId(page, "details-ways").waitFor();
    await soundIn(page, "host to host, an account selected");

    await byId(page, "search").fill("user:x tpye:3");
    await byId(page, "search-mistake").first().waitFor();
    await soundIn(page, "a mistake and suggestions");
    await byId(page, "search").fill("user:nobody");
    await page.keyboard.press("Enter");
    await byId(page, "nothing-left").waitFor();
    await soundIn(page, "nothing left");
    await byId(page, "search-builder").click();
    await byId(page, "builder").waitFor();
    await soundIn(page, "builder");
    await close();
  });
}
