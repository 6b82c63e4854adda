// Pictures of the page for people to look at:
//   node tools/screenshots.mjs [--dist dist] [--out folder] [--theme light|dark|both] [--size 1280x720] [samples ...]
// Without samples only the empty page is taken. The importing page reads the first sample again and again, so that there is time
// for a picture. Each picture is named for what it shows, theme and size.
import { launch } from "./browser.mjs";
import { writeLongLog } from "./long_log.mjs";
import { serve } from "./serve.mjs";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values, positionals: samples } = parseArgs({
  allowPositionals: true,
  options: {
    dist: { type: "string", default: "dist" },
    out: { type: "string", default: "tests/browser/results/screenshots" },
    theme: { type: "string", default: "both" },
    size: { type: "string", multiple: true, default: ["1280x720"] },
  },
});

const scratch = mkdtempSync(join(tmpdir(), "logonscope-"));
const long = join(scratch, "Security-long.evtx");
if (samples.length > 0) writeLongLog(long, samples[0], 1e9);
mkdirSync(values.out, { recursive: true });
const { server, address } = await serve(values.dist);
const browser = await launch();
for (const size of values.size) {
  const [width, height] = size.split("x").map(Number);
  for (const theme of values.theme === "both" ? ["light", "dark"] : [values.theme]) await pictures(theme, { width, height });
}
await browser.close();
server.close();
rmSync(scratch, { recursive: true });

async function pictures(theme, viewport) {
  const context = await browser.newContext({ viewport, colorScheme: theme, timezoneId: "UTC", locale: "en-GB" });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(`page: ${message.text()}`));
  page.on("pageerror", (error) => console.error(`page: ${error}`));
  const byId = (id) => page.locator(`[data-testid="${id}"]`);
  const attached = (selector) => page.locator(selector).waitFor({ state: "attached", timeout: 120_000 });
  const take = async (name) => {
    const path = join(values.out, `${name}-${theme}-${viewport.width}x${viewport.height}.png`);
    await page.screenshot({ path });
    console.log(path);
  };
  await page.goto(address);
  await byId("evidence-input").waitFor({ state: "attached" });
  await take("empty");
  if (samples.length > 0) {
    await byId("evidence-input").setInputFiles([long, ...samples]);
    await byId("import-progress").waitFor();
    await take("importing");
    await attached('[data-testid="graph"]:not([data-nodes="0"])');
    await take("importing-graph");
    await page.reload();
    await byId("evidence-input").waitFor({ state: "attached" });
    await byId("evidence-input").setInputFiles(samples);
    await attached('[data-testid="case-summary"][data-state="ready"]');
    await attached('[data-testid="graph"][data-layout-state="settled"]');
    await take("graph");
    await byId("rank-accounts").getByRole("option").first().click();
    await byId("details").waitFor();
    // The graph moves to what was chosen.
    await page.waitForTimeout(1_500);
    await take("graph-selected");
    await page.keyboard.press("Escape");
    for (const view of ["timeline", "findings", "events", "compare", "evidence"]) {
      await byId(`view-${view}`).click();
      // What the view asks for is there within a moment; nothing tells so for all of them alike.
      await page.waitForTimeout(1_000);
      await take(view);
      if (view === "events") {
        await page.getByRole("row").nth(3).click();
        await page.waitForTimeout(1_000);
        await take("events-record");
      }
    }
  }
  await context.close();
}
