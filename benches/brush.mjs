// How long the page takes until all that is seen has followed a change of the range of time.

// From a key on the strip of hours to the answers, milliseconds, for each view that has one of its own beside the graph: five changes each.
export async function afterBrush(page) {
  const took = [];
  for (const [view, what] of [["view-graph", "the graph and how many rows are left"], ["view-timeline", "and the timeline"], ["view-events", "and the first rows"]]) {
    await page.locator(`[data-testid="${view}"]`).click();
    await page.waitForTimeout(1_000);
    took.push([what, await page.evaluate(brush, view)]);
  }
  return took;
}

// Runs in the page.
async function brush(view) {
  const of = (id) => document.querySelector(`[data-testid="${id}"]`);
  const [strip, result] = [of("time-brush"), of("search-result")];
  const key = (key, shiftKey) => strip.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true }));
  const turn = () => new Promise((next) => setTimeout(next, 0));
  const epoch = () => of("timeline")?.dataset.epoch;
  const took = [];
  // The first change makes a range, those after make it a day longer each.
  for (let change = 0; change < 6; change++) {
    const [matches, before] = [result.dataset.matches, epoch()];
    const begun = performance.now();
    key("PageDown", true);
    const isThere = () => {
      if (result.dataset.matches === matches) return false;
      if (view === "view-timeline") return epoch() !== before;
      if (view === "view-events") return of("events-table").ariaBusy === "false" && of("events-table").dataset.rows === result.dataset.matches;
      return true;
    };
    while (!isThere() && performance.now() - begun < 10_000) await turn();
    if (change > 0) took.push(performance.now() - begun);
    await new Promise((next) => setTimeout(next, 300));
  }
  key("Escape");
  await new Promise((next) => setTimeout(next, 500));
  return took;
}
