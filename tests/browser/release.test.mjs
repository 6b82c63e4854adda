// What `make dist` hands out: unpacked, it does as said, and it is small.
import test from "node:test";
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { sha256 } from "../../tools/build/content.mjs";
import { analyze, byId, exported, figure, fixture, open, pick, ready, sample, sampleCase } from "./support/page.mjs";
import { unpacked, zipOf } from "./support/release.mjs";

const real = ["Security_with_size_t.evtx", "ID_4776_4625-AccountRestore_local_bruteforce.evtx"].map(sample).filter((path) => path);
const evidence = [...["company.evtx", "damaged.evtx"].map(fixture), ...real];

// How to open each form of the release.
const RELEASED = {
  "the hosted zip, under a path of its own": (t) => open(t, { folder: join(unpacked(t, "hosted"), "logonscope"), prefix: "/a/b c/" }),
  "the single file, from disk and without a network": (t) => open(t, { single: true }),
};

for (const [form, opened] of Object.entries(RELEASED)) {
  test(`${form}, reads logs: the analysis is the command line's, byte for byte`, async (t) => {
    const { page, close } = await opened(t);
    await pick(page, evidence, { settled: true });
    assert.ok((await figure(page, "nodes", "graph")) > 0);
    const { bytes } = await exported(page, "export-analysis-json");
    assert.ok(bytes.equals(analyze(...evidence)));
    await close();
  });

  test(`${form}, opens the sample case`, async (t) => {
    const { page, close } = await opened(t);
    await byId(page, "sample-case").click();
    await ready(page, { settled: true });
    const { records, logons, accounts, hosts } = JSON.parse(analyze(...sampleCase())).totals;
    assert.equal(await figure(page, "records"), records);
    assert.equal(await figure(page, "logons"), logons);
    assert.equal(await figure(page, "nodes", "graph"), accounts + hosts);
    await byId(page, "case-summary").getByText("Sample case").waitFor();
    await byId(page, "view-evidence").click();
    await page.getByText(basename(sampleCase()[0])).first().waitFor();
    await close();
  });
}

test("a sample case that cannot be had is said, and asked for again", async (t) => {
  const { page, close } = await open(t, { context: { serviceWorkers: "block" } });
  await page.route(/\/sample\//, (route) => route.fulfill({ status: 503 }));
  await byId(page, "sample-case").click();
  await byId(page, "error").waitFor();
  assert.match(await byId(page, "error").textContent(), /sample case could not be opened.*503/s);
  await page.unroute(/\/sample\//);
  await byId(page, "sample-case").click();
  await ready(page);
  await close({ complaints: [/503/, /Service Worker registration blocked/] });
});

test("both zips carry the licences of what they are made of", (t) => {
  for (const form of ["hosted", "single"]) {
    const folder = unpacked(t, form);
    for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) assert.ok(existsSync(join(folder, name)), `${form}: ${name}`);
    const licences = readFileSync(join(folder, "THIRD-PARTY-LICENCES.txt"), "utf8");
    // What Cargo.toml names and a browser runs is in the list, with a licence that lets it be handed on.
    for (const crate of ["leptos", "evtx", "petgraph", "wasm-bindgen"]) assert.match(licences, new RegExp(`^${crate} [0-9.]+: .*MIT`, "m"));
    const [, list] = licences.split("\n\n");
    assert.deepEqual(list.split("\n").filter((line) => !/: .*(MIT|Apache-2.0|BSD|BSL-1.0|Zlib|CC0|Unlicense|Unicode)/.test(line)), []);
  }
});

test("the single file names no other file, and its policy lets it reach nothing", async (t) => {
  const folder = unpacked(t, "single");
  const page = readFileSync(join(folder, "logonscope.html"), "utf8");
  const [, policy] = page.match(/http-equiv="Content-Security-Policy" content="([^"]*)"/);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /connect-src 'none'/);
  assert.doesNotMatch(policy, /'self'|'unsafe-inline'|'unsafe-eval'|https?:/);
  const outsideOfScripts = page.replace(/<(script|style)\b[^>]*>.*?<\/\1>/gs, "");
  assert.doesNotMatch(outsideOfScripts, /(src|href)="(?!data:)/);
});

test("the sums are those of the zips, and the one in the read-me that of the single file", (t) => {
  const sums = readFileSync(join(process.env.LOGONSCOPE_RELEASE, "SHA256SUMS"), "utf8").trimEnd().split("\n");
  const zips = ["hosted", "single"].map(zipOf).map((path) => `${sha256(readFileSync(path))}  ${basename(path)}`);
  assert.deepEqual(sums.sort(), zips.sort());
  const folder = unpacked(t, "single");
  assert.ok(readFileSync(join(folder, "README.txt"), "utf8").includes(sha256(readFileSync(join(folder, "logonscope.html")))));
});

test("programs and style take at most 1.2 MB as Brotli, the sample case at most 2 MB", (t) => {
  const folder = join(unpacked(t, "hosted"), "logonscope");
  const programs = readdirSync(folder).filter((name) => /\.(wasm|js|css)$/.test(name));
  const brotli = programs.map((name) => brotliCompressSync(readFileSync(join(folder, name))).length);
  const samples = readdirSync(join(folder, "sample")).map((name) => readFileSync(join(folder, "sample", name)).length);
  const sum = (sizes) => sizes.reduce((sum, size) => sum + size, 0);
  t.diagnostic(`programs and style ${sum(brotli)} bytes as Brotli, sample case ${sum(samples)} bytes`);
  assert.ok(programs.length >= 6 && samples.length > 0);
  assert.ok(sum(brotli) <= 1.2e6, `${sum(brotli)} bytes`);
  assert.ok(sum(samples) <= 2e6, `${sum(samples)} bytes`);
});
