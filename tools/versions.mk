# The one place where the versions of the tools are named. Others follow from files that pin them themselves: rust-toolchain.toml
# (compiler), Cargo.lock (crates), tools/package-lock.json (wasm-opt, Playwright, axe-core).
TRUNK_VERSION := 0.21.14
# The same as wasm-bindgen in Cargo.toml.
WASM_BINDGEN_VERSION := 0.2.129
NODE_MAJOR := 20
# Programs that `make bench` runs beside ours and nothing is built from: evtx_dump (MIT or Apache-2.0), masstin (AGPL-3.0).
EVTX_DUMP_VERSION := 0.15.1
MASSTIN_VERSION := 0.14.0
