// Nothing leaves: the policy binds the page and every worker.
import test from "node:test";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { BUILDS, byId, fixture, open, pick } from "./support/page.mjs";

// A server that would be glad of any request, and counts them.
async function listener(t) {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.writeHead(200, { "access-control-allow-origin": "*" }).end("thanks");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => server.close());
  return { address: `http://127.0.0.1:${server.address().port}/`, requests: () => requests };
}

for (const [build, how] of Object.entries(BUILDS)) {
  test(`a request to another origin is refused in the page and every worker of ${build}`, async (t) => {
    const there = await listener(t);
    const { page } = await open(t, {
      ...how,
      inWorkers: () => {
        const probe = new BroadcastChannel("probe");
        probe.onmessage = async ({ data: address }) => {
          if (typeof address !== "string") return; // another worker's answer
          const outcome = await fetch(address).then(() => "answered", () => "refused");
          probe.postMessage({ role: self.logonscope.role, outcome });
        };
      },
    });
    await pick(page, [fixture("company.evtx")]);
    const answers = await page.evaluate(async (address) => {
      const answers = [{ role: "page", outcome: await fetch(address).then(() => "answered", () => "refused") }];
      const probe = new BroadcastChannel("probe");
      const parsers = Math.min(navigator.hardwareConcurrency, 8);
      return new Promise((all) => {
        probe.onmessage = ({ data }) => {
          if (data.role && answers.push(data) === 3 + parsers) all(answers);
        };
        probe.postMessage(address);
      });
    }, there.address);
    assert.deepEqual(answers.filter(({ outcome }) => outcome !== "refused"), []);
    assert.deepEqual([...new Set(answers.map(({ role }) => role))].sort(), ["engine", "page", "parser", "picture"]);
    assert.equal(there.requests(), 0);
  });
}

test("the page shows itself before the engine has come", async (t) => {
  const { page, close } = await open(t, { context: { serviceWorkers: "block" } });
  // Held back for ever, the engine's program is missed by nobody who only looks.
  let held = 0;
  await page.route(/\/worker-[0-9a-f]+/, () => held++);
  await page.reload();
  await byId(page, "sample-case").waitFor();
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  await page.waitForFunction(() => globalThis.logonscope);
  assert.ok(held > 0, "nothing was held back");
  await close({ complaints: [/Service Worker registration blocked/] });
});
