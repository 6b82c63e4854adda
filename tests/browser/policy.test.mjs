// Nothing leaves: the policy binds the page and every worker.
import test from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { byId, fixture, open, pick } from "./support/page.mjs";

// A server that would be glad of any request, and counts them.
async function listener() {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.writeHead(200, { "access-control-allow-origin": "*" }).end("thanks");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { address: `http://127.0.0.1:${server.address().port}/`, requests: () => requests, close: () => server.close() };
}

const tryToFetch = (address) => fetch(address).then(() => "answered", () => "refused");

test("a request to another origin is refused in the page, the engine and every parser", async () => {
  const there = await listener();
  const { page, browser, address, complaints } = await open();
  await pick(page, [fixture("morning.evtx")]);
  assert.equal(await page.evaluate(tryToFetch, there.address), "refused");
  const workers = page.workers();
  assert.ok(workers.length >= 1, "no worker runs");
  for (const worker of workers) {
    assert.match(worker.url(), /^blob:/);
    assert.equal(await worker.evaluate(tryToFetch, there.address), "refused");
    assert.notEqual(await worker.evaluate(tryToFetch, `${address}index.html`), undefined);
  }
  assert.equal(there.requests(), 0);
  assert.ok(complaints.some((line) => /Content Security Policy/.test(line)), "the browser names the policy");
  await browser.close();
  there.close();
});

test("the page shows itself before the engine has come", async () => {
  const { page, close } = await open();
  // Held back for ever, the engine's program is missed by nobody who only looks.
  await page.route("**/worker_bg.wasm", () => {});
  await page.reload();
  await byId(page, "evidence-input").waitFor({ state: "attached" });
  await close();
});
