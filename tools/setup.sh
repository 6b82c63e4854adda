#!/usr/bin/env bash
# Brings what is named to this machine, each only if it is missing: wasm-target, trunk, wasm-bindgen, packages, chromium,
# peers (what the bench measures beside ours).
# Versions are in versions.mk and in the files that it names. Where a server cannot be reached, it says what is missing and stops.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
tools=$root/.tools
version() { sed -n "s/^$1 := //p" tools/versions.mk; }
say() { echo "set-up: $*"; }
fail() { echo "set-up: $*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is missing. $2"; }

wasm_target() {
  need rustup 'Install Rust with rustup.'
  local target=wasm32-unknown-unknown
  # The compiler says where its libraries lie, whoever put them there.
  if ls "$(rustc --print sysroot)/lib/rustlib/$target/lib/"libstd-*.rlib >/dev/null 2>&1; then return; fi
  say "adding the compiler's target $target"
  rustup target add "$target" ||
    fail "rustup could not fetch the target $target. It needs its server once; behind a mirror, set RUSTUP_DIST_SERVER."
}

# A program from crates.io in the version wanted, unless it is there.
crate() {
  local program=$1 package=$2 wanted=$3
  if [ "$("$program" --version 2>/dev/null | awk 'NR == 1 {print $NF}')" = "$wanted" ]; then return; fi
  say "building $package $wanted (some minutes, once)"
  cargo install --locked --quiet --root "$tools" "$package" --version "$wanted" ||
    fail "$package $wanted could not be built. Cargo needs its registry once; the lines above say what it missed."
}

packages() {
  need node 'Install Node.js.'
  need npm 'Install npm.'
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge "$(version NODE_MAJOR)" ] || fail "Node.js $(version NODE_MAJOR) or later is needed; this is $(node -v)."
  # npm's own record of what is installed is written last: as new as the lock file, it is complete.
  if [ tools/node_modules/.package-lock.json -nt tools/package-lock.json ]; then return; fi
  say 'installing the npm packages of tools/package.json'
  (cd tools && npm ci --no-audit --no-fund --loglevel=error) ||
    fail 'npm could not install the packages of tools/package.json. It needs its registry once.'
  touch tools/node_modules/.package-lock.json
}

chromium() {
  if [ -n "${CHROMIUM:-}" ]; then [ -x "$CHROMIUM" ] || fail "CHROMIUM=$CHROMIUM is not there."; return; fi
  for path in /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [ -x "$path" ]; then return; fi
  done
  need apt-get 'Install Chromium, or set CHROMIUM to its path.'
  local as_root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || fail 'Chromium is missing, and neither root nor sudo is here to install it with apt.'
    as_root=(sudo)
  fi
  say 'installing Chromium with apt'
  "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium >/dev/null ||
    fail 'apt could not install chromium. It needs its servers once; or set CHROMIUM to a Chromium on this machine.'
}

export PATH=$tools/bin:$HOME/.cargo/bin:$PATH
for step in "$@"; do
  case $step in
    wasm-target) wasm_target ;;
    trunk) crate trunk trunk "$(version TRUNK_VERSION)" ;;
    peers)
      crate evtx_dump evtx "$(version EVTX_DUMP_VERSION)"
      crate masstin masstin "$(version MASSTIN_VERSION)"
      ;;
    wasm-bindgen) crate wasm-bindgen wasm-bindgen-cli "$(version WASM_BINDGEN_VERSION)" ;;
    packages) packages ;;
    chromium) chromium ;;
    *) fail "there is no step $step" ;;
  esac
done
