// The last step of every build: trunk runs it on its staging folder (`post_build` in Trunk.toml), `node tools/finish.mjs FOLDER`
// runs it on any. Makes the folder what a static host is given:
//   every program and the sample case have names that say their content, and the page is told these names;
//   sw.js lists exactly the files that there are.
// A finished folder in which something was changed can be finished again.
import { hashedName, integrity, filesBelow, nameByContent, sha256 } from "./build/content.mjs";
import { replaceTags, tag } from "./build/html.mjs";
import { packedSampleCase } from "./build/sample_case.mjs";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const asset = (name) => readFileSync(new URL(`../assets/${name}`, import.meta.url));

// Finishes `folder`, with the sample case's files as [{ name, packed }]. A debug build is not kept for use without the network.
export function finish(folder, { debug = false, sampleCase = packedSampleCase() } = {}) {
  clear(folder);
  const worker = (end) => `./${basename(nameByContent(join(folder, only(folder, new RegExp(`^worker(-[0-9a-f]{16})?${end}$`)))))}`;
  const boot = Buffer.concat([asset("boot/common.js"), Buffer.from("\n"), asset("boot/hosted.js")]);
  const bootName = hashedName("boot.js", boot);
  writeFileSync(join(folder, bootName), boot);
  const told = {
    "data-worker-js": worker("\\.js"),
    "data-worker-wasm": worker("_bg\\.wasm"),
    "data-sample": JSON.stringify(putSampleCase(folder, sampleCase)),
    "data-service-worker": debug ? undefined : "./sw.js",
  };
  const page = join(folder, "index.html");
  let scripts = 0;
  const html = replaceTags(readFileSync(page, "utf8"), "script", (attributes, whole) => {
    if (!attributes["data-wasm"]) return whole;
    scripts++;
    return `${tag("script", { ...attributes, src: `./${bootName}`, "data-service-worker": undefined, ...told })}</script>`;
  });
  if (scripts !== 1) throw new Error(`${page} has ${scripts} scripts with a data-wasm attribute, not one`);
  writeFileSync(page, html);
  writeServiceWorker(folder);
}

// What an earlier finishing has put there.
function clear(folder) {
  for (const name of readdirSync(folder)) {
    if (name === "sw.js" || name === "sample" || /^boot-[0-9a-f]{16}\.js$/.test(name)) rmSync(join(folder, name), { recursive: true });
  }
}

function only(folder, pattern) {
  const found = readdirSync(folder).filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`${folder} has ${found.length} files named like ${pattern}, not one`);
  return found[0];
}

// Puts the sample case into the folder; returns what the page is told of it. The packed files end in `.bin`, since servers know
// what that is, and some undo what ends in `.gz` on the way.
function putSampleCase(folder, files) {
  mkdirSync(join(folder, "sample"));
  return files.map(({ name, packed }) => {
    const path = `sample/${hashedName(name.replace(/\.[^.]*$/, ".bin"), packed)}`;
    writeFileSync(join(folder, path), packed);
    return { name, bytes: packed.length, path: `./${path}` };
  });
}

function writeServiceWorker(folder) {
  const files = filesBelow(folder).map((path) => [path === "index.html" ? "" : path, integrity(readFileSync(join(folder, path)))]);
  const list = `[\n${files.map((file) => JSON.stringify(file)).join(",\n")}\n]`;
  const program = asset("sw.js");
  const build = sha256(list + program).slice(0, 16);
  writeFileSync(join(folder, "sw.js"), `const BUILD = "${build}";\nconst FILES = new Map(${list});\n${program}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2] ?? process.env.TRUNK_STAGING_DIR;
  if (!folder) throw new Error("usage: node tools/finish.mjs FOLDER (trunk says which by TRUNK_STAGING_DIR)");
  finish(resolve(folder), { debug: process.env.TRUNK_PROFILE === "debug" });
}
