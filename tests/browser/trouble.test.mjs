// What goes wrong in the browser costs as little as it can: a parser that traps or hangs, a file that changes under it.
import test from "node:test";
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { analyze, byId, figure, fixture, open, pick, ready, withLongLog } from "./support/page.mjs";

const records = () => JSON.parse(analyze(fixture("company.evtx"))).totals.records;

test("a parser that traps is replaced, and its slice is read at the second try", async (t) => {
  const { page, close } = await open(t, {
    inWorkers: () => {
      self.addEventListener("message", ({ data }) => {
        if (data[0]?.Parse?.general_only === false) throw new Error("a trap, for the test");
      });
    },
  });
  await pick(page, [fixture("company.evtx")]);
  assert.equal(await figure(page, "records"), records());
  assert.equal(await byId(page, "error").count(), 0);
  await close();
});

test("a slice on which every parser traps is in the ledger, and the other file is read", async (t) => {
  const { page, close } = await open(t, {
    inWorkers: () => {
      // The small file has one chunk. A parser says that it has read a slice just before it parses it.
      const small = new Set();
      self.addEventListener("message", ({ data }) => data[0]?.Parse?.size < 100_000 && small.add(data[0].Parse.job));
      const post = self.postMessage.bind(self);
      self.postMessage = (message, ...more) => {
        if (small.has(message[0]?.Alive?.job)) throw new Error("a trap, for the test");
        post(message, ...more);
      };
    },
  });
  await pick(page, [fixture("company.evtx"), fixture("morning.evtx")]);
  assert.equal(await figure(page, "records"), records() + 1);
  await byId(page, "view-evidence").click();
  await page.getByRole("button", { name: "morning.evtx", exact: true }).click();
  await page.getByText("the parser stopped twice").first().waitFor();
  await close();
});

test("a parser that hangs is replaced after a while", async (t) => {
  const { page, close } = await open(t, {
    inWorkers: () => {
      self.addEventListener("message", ({ data }) => {
        while (data[0]?.Parse?.general_only === false);
      });
    },
  });
  await pick(page, [fixture("company.evtx")]);
  assert.equal(await figure(page, "records"), records());
  await close();
});

test("an engine that stops says so", async (t) => {
  const { page, close } = await open(t, {
    inWorkers: () => {
      self.addEventListener("message", ({ data }) => {
        if (data[0]?.AddFiles) setTimeout(() => { throw new Error("a trap, for the test"); });
      });
    },
  });
  await byId(page, "evidence-input").setInputFiles([fixture("morning.evtx")]);
  await byId(page, "error").first().waitFor();
  assert.match(await byId(page, "error").first().textContent(), /engine stopped/);
  await close({ complaints: [/a trap, for the test/] });
});

test("a case that fills the memory is cut, keeps what was read, and says what helps", async (t) => {
  await withLongLog(fixture("company.evtx"), 200e6, async (path, records) => {
    const { page, close } = await open(t, {
      inWorkers: () => {
        const { instantiate } = WebAssembly;
        let memory;
        WebAssembly.instantiate = async (...given) => {
          const made = await instantiate(...given);
          memory = (made.instance ?? made).exports.memory;
          return made;
        };
        // As if the engine held 2.7 GB when the files come: pages of 64 KiB.
        self.addEventListener("message", ({ data }) => data[0]?.AddFiles && memory.grow(41_000));
      },
    });
    await pick(page, [path]);
    const told = await byId(page, "error").first().textContent();
    assert.match(told, /Memory is full.*Read only a part/);
    assert.equal(await byId(page, "case-summary").getAttribute("data-partial"), "true");
    assert.ok((await figure(page, "records")) < records);
    await close();
  });
});

test("a file that changes while it is read: the message names it, and what was read is kept", async (t) => {
  await withLongLog(fixture("company.evtx"), 800e6, async (path) => {
    const { page, close } = await open(t);
    await byId(page, "evidence-input").setInputFiles([fixture("morning.evtx"), path]);
    // Some of it has been read, whatever else the machine does, and most of it has not.
    await page.waitForFunction(() => Number(document.querySelector('[data-testid="case-summary"]').dataset.records) > 6);
    appendFileSync(path, "more");
    await ready(page);
    await byId(page, "error").first().waitFor();
    assert.match(await byId(page, "error").first().textContent(), /long\.evtx could not be read to its end/);
    assert.ok((await figure(page, "records")) > 6);
    await close();
  });
});

test("a worker that hangs while it unpacks a record is ended, and that is said where the record would stand", async (t) => {
  const { page, close } = await open(t, {
    inWorkers: () => {
      self.addEventListener("message", ({ data }) => {
        while (data[0]?.Record?.place);
      });
    },
  });
  await pick(page, [fixture("packed/case.zip")]);
  await byId(page, "view-events").click();
  const table = byId(page, "events-table");
  await page.locator('[data-testid="events-table"][aria-busy="false"] .events-row:not(.events-waiting)').first().waitFor();
  await table.press("ArrowDown");
  await table.press("Enter");
  await byId(page, "record").getByText("The worker that unpacks the record stopped.").waitFor({ timeout: 60_000 });
  await byId(page, "record").getByText(/gave no answer for 20 seconds/).waitFor();
  await close();
});
