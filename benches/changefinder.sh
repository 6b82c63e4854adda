#!/bin/sh
# ChangeFinder beside the Python package of that name, on the same series: `sh benches/changefinder.sh`. Needs cargo and python3 with venv.
set -e
cd "$(dirname "$0")/.."
venv=target/bench/changefinder
if ! [ -x $venv/bin/python ]; then
  python3 -m venv $venv
  $venv/bin/pip install --quiet changefinder==0.3 numpy scipy statsmodels
fi
cargo bench --quiet --locked --profile fast --bench changefinder -- $venv/series.txt
$venv/bin/python benches/changefinder_package.py $venv/series.txt
