// Chromium as the tests and the screenshots start it: Debian's, headless, with nothing that talks to anyone by itself.
import { chromium } from "playwright-core";
import { existsSync } from "node:fs";

const ARGUMENTS = [
  "--no-sandbox", // it runs as root in containers
  "--disable-gpu", // no graphics card: WebGL2 is drawn on the processor
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// Where Chromium is: CHROMIUM says, or one of the usual places.
export function chromiumPath() {
  const found = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (path) => path && existsSync(path),
  );
  if (!found) throw new Error("No Chromium here: `make setup` installs it, or set CHROMIUM to its path.");
  return found;
}

// A browser with an empty profile.
export function launch(more = []) {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: [...ARGUMENTS, ...more] });
}
