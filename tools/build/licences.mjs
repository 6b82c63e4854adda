// The licences of everything that a build is made of: each crate with its version and licence, then each text once, with the crates
// that come under it. Cargo says which crates those are and where they lie.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const TARGET = "wasm32-unknown-unknown";

export function thirdPartyLicences(root) {
  const cargo = (...args) => execFileSync("cargo", [...args, "--locked"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
  const { packages } = JSON.parse(cargo("metadata", "--format-version", "1", "--filter-platform", TARGET));
  const tree = (...options) => cargo("tree", "--target", TARGET, "--prefix", "none", "--format", "{p}", ...options);
  // What is linked, and what build.rs takes data from.
  const linked = new Set(
    (tree("--edges", "normal") + tree("--edges", "build", "--depth", "1"))
      .split("\n")
      .map((line) => line.split(" ").slice(0, 2).join(" v").replace(" vv", " ")),
  );
  const ours = ({ name, version, source }) => source && linked.has(`${name} ${version}`);
  const crates = packages.filter(ours).map(({ name, version, license, manifest_path }) => ({
    called: `${name} ${version}`,
    license: license ?? "see its text below",
    texts: textsIn(dirname(manifest_path)),
  }));
  crates.sort((a, b) => (a.called < b.called ? -1 : 1));
  if (crates.length === 0) throw new Error("cargo names no crate that the build is made of");

  const under = new Map();
  for (const { called, texts } of crates) {
    for (const text of texts) under.set(text, [...(under.get(text) ?? []), called]);
  }
  const list = crates.map(({ called, license, texts }) => `${called}: ${license}${texts.length ? "" : " (it carries no text)"}`);
  const line = "-".repeat(80);
  const bodies = [...under].map(([text, names]) => `${line}\n${names.join(", ")}\n${line}\n\n${text}\n`);
  return `LogonScope contains these libraries, each under its own licence.\n\n${list.join("\n")}\n\n${bodies.join("\n")}`;
}

function textsIn(folder) {
  const isLicence = (name) => /^(licen[cs]e|copying|copyright|notice|unlicense)/i.test(name);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isLicence(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").replace(/\r\n?/g, "\n").trim());
}
