// What every browser test starts from: the build served, a page on it, and a watch over what it asks of the network and the console.
import { launch } from "../../../tools/browser.mjs";
import { writeLongLog } from "../../../tools/long_log.mjs";
import { serve } from "../../../tools/serve.mjs";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { unpacked } from "./release.mjs";

const fixtures = process.env.LOGONSCOPE_FIXTURES;
const samples = resolve(import.meta.dirname, "../../../../shared/samples/evtx");

// A log that the project's own writer made.
export const fixture = (name) => join(fixtures, name);

// A real log, or null where they are not.
export function sample(name) {
  const path = join(samples, name);
  return existsSync(path) ? path : null;
}

// The logs of the sample case, as they were before they were packed.
export function sampleCase() {
  const folder = process.env.LOGONSCOPE_SAMPLE_CASE;
  return readdirSync(folder).filter((name) => name.endsWith(".evtx")).sort().map((name) => join(folder, name));
}

export const NO_SAMPLES = "the real logs are not here";

// The analysis document that the command line writes, as bytes.
export function analyze(...args) {
  return execFileSync(process.env.LOGONSCOPE_ANALYZE, args, { maxBuffer: 1 << 30 });
}

// A folder for what a test leaves behind.
export function results() {
  mkdirSync(process.env.LOGONSCOPE_RESULTS, { recursive: true });
  return process.env.LOGONSCOPE_RESULTS;
}

// The builds that most of what is promised holds for: how to `open` each.
export const BUILDS = { "the hosted build": {}, "the single file": { single: true } };

// Serves the build and opens the page for the test `t`, with which all of it ends. `close` fails if the page asked for anything
// that is not its own or said something on the console.
//
// `folder` is served under `prefix`; or, with `single`, the file of the release is opened from disk, and there is no network.
// `inWorkers` is a function put into the program of every worker, engine and parsers, before it starts. `context` is what else
// the browser is to be told.
export async function open(t, options = {}) {
  const { theme = "light", size = { width: 1280, height: 720 }, prefix = "/", folder = process.env.LOGONSCOPE_DIST, single = false } = options;
  const { server, address } = single ? fromDisk(t) : await serve(folder, 0, prefix);
  const stop = () => (server?.closeAllConnections(), new Promise((closed) => (server ? server.close(closed) : closed())));
  const browser = await launch();
  t.after(async () => {
    await browser.close();
    await stop();
  });
  const { policyFree = false, inWorkers } = options;
  const context = await browser.newContext({
    viewport: size, colorScheme: theme, timezoneId: "UTC", locale: "en-GB", bypassCSP: policyFree, offline: single, ...options.context,
  });
  const page = await context.newPage();
  const [foreign, complaints] = [[], []];
  const home = new URL(address).href; // as requests are written
  const own = single ? [home, "blob:null/", "data:"] : [home, `blob:${new URL(home).origin}/`, "data:"];
  // Workers' requests are seen by the context, not by the page.
  context.on("request", (request) => own.some((start) => request.url().startsWith(start)) || foreign.push(request.url()));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  if (inWorkers) await page.addInitScript(prepend, `(${inWorkers})();\n`);
  await page.goto(address);
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  return {
    page,
    browser,
    address,
    foreign,
    complaints,
    stop,
    async close({ complaints: expected = [] } = {}) {
      await browser.close();
      assert.deepEqual(foreign, [], "requests beyond the page's own files");
      assert.deepEqual(complaints.filter((line) => ![NOISE, ...expected].some((known) => known.test(line))), [], "complaints on the console");
    },
  };
}

// The single file of the release, unpacked.
function fromDisk(t) {
  return { server: null, address: pathToFileURL(join(unpacked(t, "single"), "logonscope.html")).href };
}

// Runs in the page: what assets/boot offers as the workers' program is given a beginning.
function prepend(script) {
  let boot;
  Object.defineProperty(globalThis, "logonscope", {
    get: () => boot,
    set: ({ engine, ...rest }) => {
      boot = { ...rest, engine: () => engine().then((parts) => ({ ...parts, program: new Blob([script, parts.program]) })) };
    },
  });
}

// Software rendering says on every machine without a graphics card that it is slow.
const NOISE = /GPU stall|swiftshader|software WebGL|GL Driver Message|WebGL-/i;

export const byId = (page, id) => page.locator(`[data-testid="${id}"]`);

// Waits until the case stands and the layout is at rest.
export async function ready(page, { settled = false } = {}) {
  await page.locator('[data-testid="case-summary"][data-state="ready"]').waitFor({ state: "attached", timeout: 120_000 });
  if (settled) {
    await page.locator('[data-testid="graph"][data-layout-state="settled"]').waitFor({ state: "attached", timeout: 60_000 });
  }
}

// Picks files and waits for the case.
export async function pick(page, paths, options) {
  await byId(page, "evidence-input").setInputFiles(paths);
  await ready(page, options);
}

// Drops files on the page as a hand would: the browser makes the handles.
export async function drop(page, paths) {
  const files = paths.map((path) => ({ name: path.split("/").pop(), base64: readFileSync(path).toString("base64") }));
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of files) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, files);
  for (const type of ["dragenter", "dragover", "drop"]) await page.dispatchEvent("body", type, { dataTransfer: transfer });
}

// Drops files and folders as the system's file manager does, by their paths.
export async function dropPaths(page, paths) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
}

// Checks that the summary's figures are those of the document of `paths`.
export async function isOf(page, paths) {
  const { files, records, logons, accounts, hosts } = JSON.parse(analyze(...paths)).totals;
  const shown = {};
  for (const name of ["files", "records", "logons", "accounts", "hosts"]) shown[name] = await figure(page, name);
  assert.deepEqual(shown, { files, records, logons, accounts, hosts });
}

// The rows of a CSV by RFC 4180; every one has as many cells as the first.
export function csv(bytes) {
  const text = bytes.toString("utf8");
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const [, quoted, plain, end] = cell.exec(text) ?? assert.fail(`not CSV at ${rows.length}`);
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "\r\n" && cell.lastIndex < text.length) rows.push([]);
  }
  for (const row of rows) assert.equal(row.length, rows[0].length, `a row of ${row.length} cells`);
  return rows;
}

// The content of an export, through the menu as a user makes it.
export async function exported(page, id) {
  const download = page.waitForEvent("download", { timeout: 120_000 });
  await byId(page, "export-menu").getByRole("button", { name: "Export" }).click();
  await byId(page, id).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

// Chooses what marks or lines of the graph tell, in the menu of its looks.
export async function look(page, group, choice) {
  await byId(page, "look").click();
  await byId(page, group).getByLabel(choice, { exact: true }).check();
  await page.keyboard.press("Escape");
  await byId(page, group).waitFor({ state: "hidden" });
}

// An attribute of the case's summary, as a number.
export async function figure(page, name, id = "case-summary") {
  return Number(await byId(page, id).getAttribute(`data-${name}`));
}

// The names in a rank list, from the top, as they read.
export async function ranked(page, id, count) {
  const lines = byId(page, id).getByRole("option");
  return (await lines.locator(".rank-label, .rank-name").allTextContents()).slice(0, count);
}

// Gives `use` the path of a log of about `size` bytes, the chunks of `of` again and again, and its records; then deletes it.
export async function withLongLog(of, size, use) {
  const folder = mkdtempSync(join(tmpdir(), "logonscope-"));
  try {
    const path = join(folder, "long.evtx");
    const times = writeLongLog(path, of, size);
    await use(path, times * JSON.parse(analyze(of)).totals.records);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
