// The hosted build without its server: kept by the browser after one visit, and replaced cleanly by a newer version.
import test from "node:test";
import assert from "node:assert/strict";
import { appendFileSync, cpSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { finish } from "../../tools/finish.mjs";
import { analyze, byId, figure, fixture, open, pick, ready, sample, sampleCase } from "./support/page.mjs";
import { scratch } from "./support/release.mjs";

const real = sample("Security_with_size_t.evtx") ?? fixture("company.evtx");

// Waits until the service worker has all of the page.
const kept = (page) => page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));

// Has the browser look for a newer version now; it does so by itself at each visit, and once a day.
const update = (page) => page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update().then(() => {})));

// Which version the page is of: its title, and the engine's program that it names.
const version = async (page) => ({
  title: await page.title(),
  engine: await page.locator("script[data-wasm]").getAttribute("data-worker-wasm"),
});

// A copy of the build, to be served and replaced by `deploy`.
function site(t) {
  const folder = join(scratch(t), "site");
  cpSync(process.env.LOGONSCOPE_DIST, folder, { recursive: true });
  let versions = 1;
  return {
    folder,
    // Puts a newer version in its place, which has another title, another engine and, if given, another sample case. `spoil` may
    // damage it. Returns its title.
    deploy({ sampleCase, spoil = () => {} } = {}) {
      const [newer, older] = [join(folder, "../newer"), join(folder, "../older")];
      cpSync(folder, newer, { recursive: true });
      const title = `LogonScope, version ${++versions}`;
      const page = join(newer, "index.html");
      writeFileSync(page, readFileSync(page, "utf8").replace(/<title>.*<\/title>/, `<title>${title}</title>`));
      // A custom section of the name "v", which means nothing to the program.
      appendFileSync(join(newer, fileLike(newer, /^worker-.*\.wasm$/)), Buffer.from([0, 2, 1, "v".charCodeAt(0)]));
      finish(newer, { sampleCase });
      spoil(newer);
      renameSync(folder, older);
      renameSync(newer, folder);
      rmSync(older, { recursive: true });
      return title;
    },
  };
}

const fileLike = (folder, pattern) => readdirSync(folder).find((name) => pattern.test(name));

test("after one visit the page opens and reads with its server stopped", async (t) => {
  const { page, stop, close } = await open(t, { prefix: "/tools/logonscope/" });
  await kept(page);
  await stop();
  await page.reload();
  await pick(page, [real], { settled: true });
  assert.equal(await figure(page, "records"), JSON.parse(analyze(real)).totals.records);
  assert.ok((await figure(page, "nodes", "graph")) > 0);
  await page.reload();
  await byId(page, "sample-case").click();
  await ready(page);
  assert.equal(await figure(page, "records"), JSON.parse(analyze(...sampleCase())).totals.records);
  await close();
});

test("the next reload takes a newer version, all of it, and no page reloads by itself", async (t) => {
  const { folder, deploy } = site(t);
  const { page, close } = await open(t, { folder });
  await kept(page);
  const first = await version(page);
  await pick(page, [fixture("morning.evtx")]);
  const title = deploy();
  await update(page);
  await byId(page, "newer-version").waitFor();
  assert.deepEqual(await version(page), first);
  assert.equal(await figure(page, "records"), 6);

  await byId(page, "newer-version").getByRole("button").click();
  await page.waitForFunction((title) => document.title === title, title);
  assert.notEqual((await version(page)).engine, first.engine);
  await pick(page, [fixture("morning.evtx")]);
  assert.equal(await byId(page, "newer-version").count(), 0);
  assert.equal(await figure(page, "records"), 6);
  await close();
});

test("a version that came while the page was closed is found by the first visit and used by the next", async (t) => {
  const { folder, deploy } = site(t);
  const { page, close } = await open(t, { folder });
  await kept(page);
  const first = await version(page);
  const title = deploy();
  await page.reload();
  await byId(page, "newer-version").waitFor();
  assert.deepEqual(await version(page), first);
  await pick(page, [fixture("morning.evtx")]);
  await page.reload();
  await page.waitForFunction((title) => document.title === title, title);
  await pick(page, [fixture("morning.evtx")]);
  await close();
});

test("a page of the older version goes on beside one of the newer, each with its own files", async (t) => {
  const { folder, deploy } = site(t);
  const { page, address, close } = await open(t, { folder });
  await kept(page);
  const first = await version(page);
  const morning = { name: "morning.evtx", packed: gzipSync(readFileSync(fixture("morning.evtx"))) };
  const title = deploy({ sampleCase: [morning] }); // the older one's is on the server no more
  await update(page);
  await byId(page, "newer-version").waitFor();

  const other = await page.context().newPage();
  await other.goto(address);
  await other.waitForFunction((title) => document.title === title, title);
  await byId(other, "sample-case").click();
  await ready(other);
  assert.equal(await figure(other, "records"), 6);

  await byId(page, "sample-case").click();
  await ready(page);
  assert.equal(await figure(page, "records"), JSON.parse(analyze(...sampleCase())).totals.records);
  assert.deepEqual(await version(page), first);
  await close();
});

test("a version that lies there incomplete is not taken", async (t) => {
  const { folder, deploy } = site(t);
  const { page, close } = await open(t, { folder });
  await kept(page);
  const first = await version(page);
  deploy({ spoil: (newer) => appendFileSync(join(newer, fileLike(newer, /\.css$/)), "\n/* of another version */") });
  const state = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const worker = registration.installing;
    return new Promise((over) => (worker.onstatechange = () => over(worker.state)));
  });
  assert.equal(state, "redundant");
  await page.reload();
  assert.deepEqual(await version(page), first);
  await pick(page, [fixture("morning.evtx")]);
  assert.equal(await byId(page, "newer-version").count(), 0);
  await close({ complaints: [/integrity/] });
});

test("where the service worker is missing, nothing else is", async (t) => {
  const { folder } = site(t);
  rmSync(join(folder, "sw.js"));
  const { page, close } = await open(t, { folder });
  await pick(page, [fixture("morning.evtx")]);
  assert.equal(await byId(page, "error").count(), 0);
  await close({ complaints: [/404/] });
});
