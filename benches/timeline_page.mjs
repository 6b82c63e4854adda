// A page with the timeline of many accounts, as the benches of it begin.
import { launch } from "../tools/browser.mjs";
import { serve } from "../tools/serve.mjs";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

// The ways of scoring hours: their places in the list, and their names.
export const WAYS = [["0", "LogonTracer's"], ["2", "rate"], ["1", "sound"]];

// Calls `use` with a page of the build `dist` that shows the timeline of the logs below `folder` (or of one log) with all scores made, and
// with how many rows and hours that has.
export async function withTimeline(folder, dist, viewport, use) {
  const logs = statSync(folder).isDirectory()
    ? readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".evtx")).map((name) => join(folder, name))
    : [folder];
  const { server, address } = await serve(dist);
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport });
    page.setDefaultTimeout(600_000);
    await page.goto(address);
    await page.locator('[data-testid="evidence-input"]').setInputFiles(logs);
    await page.locator('[data-testid="case-summary"][data-state="ready"][data-hashed]').waitFor({ state: "attached" });
    await page.locator('[data-testid="view-timeline"]').click();
    await page.locator('[data-testid="timeline"]:not([data-columns="0"])').waitFor();
    await page.locator('[data-testid="scoring"]').waitFor({ state: "detached" });
    await use(page, await page.locator('[data-testid="timeline"]').evaluate((grid) => ({ ...grid.dataset })));
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
