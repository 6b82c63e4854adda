"""The Python package changefinder on the series that benches/changefinder.rs writes, as LogonTracer sets it."""
import sys
import time

import changefinder

series = [[float(count) for count in line.split()] for line in open(sys.argv[1])]
# LogonTracer feeds every account's detector the mean of all accounts first.
warm_up = [sum(counts) / len(series) for counts in zip(*series)]
for name, before in [("series alone", []), ("after the warm-up, as LogonTracer runs it", warm_up)]:
    best = None
    for _ in range(3):
        begin = time.perf_counter()
        for counts in series:
            detector = changefinder.ChangeFinder(r=0.04, order=1, smooth=5)
            for count in before + counts:
                detector.update(count)
        seconds = time.perf_counter() - begin
        best = seconds if best is None else min(best, seconds)
    print(f"changefinder, {len(series)} series of {len(series[0])} hours, {name}: {len(series) / best:.1f} series/s")
