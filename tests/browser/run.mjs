// Runs the browser tests against a build: `node tests/browser/run.mjs [dist] [name of a test file ...]`. Makes the fixtures first,
// then runs one file after another, and ends with a line that counts.
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const [dist = "dist", ...only] = process.argv.slice(2);
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

process.env.LOGONSCOPE_DIST = resolve(root, dist);
process.env.LOGONSCOPE_ANALYZE = join(target, "debug/examples/analyze");
process.env.LOGONSCOPE_RELEASE = resolve(root, process.env.RELEASE ?? "release");
process.env.LOGONSCOPE_SAMPLE_CASE = join(target, "sample-case");
process.env.LOGONSCOPE_FIXTURES = join(target, "browser-fixtures");
process.env.LOGONSCOPE_RESULTS = join(here, "results");
for (const [what, path, how] of [
  ["build", join(process.env.LOGONSCOPE_DIST, "index.html"), "make build"],
  ["release", join(process.env.LOGONSCOPE_RELEASE, "SHA256SUMS"), "make dist"],
]) {
  if (existsSync(path)) continue;
  console.error(`There is no ${what}, ${path}: ${how}`);
  process.exit(1);
}
execFileSync(join(target, "debug/examples/fixtures"), [process.env.LOGONSCOPE_FIXTURES], { stdio: "inherit" });

const wanted = (name) => name.endsWith(".test.mjs") && (only.length === 0 || only.some((part) => name.includes(part)));
const files = readdirSync(here).filter(wanted).sort().map((name) => join(here, name));
const counts = { passed: 0, failed: 0, skipped: 0 };
const tests = run({ files, concurrency: 1, timeout: 180_000 });
const isTest = (event) => event.details?.type !== "suite" && !files.includes(event.name);
tests.on("test:pass", (event) => isTest(event) && (event.skip !== undefined ? counts.skipped++ : counts.passed++));
// A file that fails as a whole counts too: none of its tests ran.
tests.on("test:fail", () => counts.failed++);
tests.compose(spec).pipe(process.stdout);
tests.on("close", finish);
tests.on("end", finish);

let finished = false;
function finish() {
  if (finished) return;
  finished = true;
  setImmediate(() => {
    console.log(`browser tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
  });
}
