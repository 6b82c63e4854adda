#!/bin/sh
# ChangeFinder beside the Python package of that name, on the same series, natively and in Chromium: `sh benches/changefinder.sh [DIST]`.
# Needs cargo and python3 with venv; for Chromium a release build in DIST, without which that part is left out.
set -e
cd "$(dirname "$0")/.."
dist=${1:-dist}
venv=target/bench/changefinder
if ! [ -x $venv/bin/python ]; then
  python3 -m venv $venv
  $venv/bin/pip install --quiet changefinder==0.3 numpy scipy statsmodels
fi
cargo bench --quiet --locked --profile fast --bench changefinder -- $venv/series.txt
$venv/bin/python benches/changefinder_package.py $venv/series.txt
if [ -e "$dist/index.html" ]; then
  # Ninety days of ten thousand employees: 2 160 hours.
  logs=$venv/logs
  if ! [ -e $logs/ground-truth.json ]; then
    cargo build --quiet --locked --examples
    target/debug/examples/generate $logs --employees 10000 --days 90 --logons 2000000 --logon-share 0.9 --start 2023-01-01
  fi
  node benches/changefinder.mjs $logs "$dist" $venv/series-of-logs.txt
  $venv/bin/python benches/changefinder_package.py $venv/series-of-logs.txt
fi
