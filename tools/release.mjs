// What is handed to others, from a finished build: `node tools/release.mjs [dist] [release]` writes
//   logonscope-VERSION-hosted.zip  the folder for a static host;
//   logonscope-VERSION-single.zip  the page in one file;
//   SHA256SUMS                     of both.
// The same build gives the same bytes.
import { filesBelow, sha256 } from "./build/content.mjs";
import { thirdPartyLicences } from "./build/licences.mjs";
import { singleFile } from "./build/single.mjs";
import { zip } from "./build/zip.mjs";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const [dist, release] = ["dist", "release"].map((usual, at) => resolve(root, process.argv[2 + at] ?? usual));
if (!existsSync(join(dist, "index.html"))) {
  console.error(`There is no build in ${dist}: make build`);
  process.exit(1);
}

const text = (name) => readFileSync(join(root, name), "utf8");
const version = text("Cargo.toml").match(/^version = "(.+)"$/m)[1];
const licences = {
  ...Object.fromEntries(["LICENSE-APACHE", "LICENSE-MIT"].map((name) => [name, Buffer.from(text(name))])),
  "THIRD-PARTY-LICENCES.txt": Buffer.from(thirdPartyLicences(root)),
};
const readme = (name, told) =>
  Buffer.from(text(`assets/release/${name}`).replace(/\{(\w+)\}/g, (_, key) => ({ VERSION: version, ...told })[key]));

const page = Buffer.from(singleFile(dist));
const zips = {
  [`logonscope-${version}-hosted.zip`]: {
    "README.txt": readme("hosted.txt"),
    ...licences,
    ...Object.fromEntries(filesBelow(dist).map((path) => [`logonscope/${path}`, readFileSync(join(dist, path))])),
  },
  [`logonscope-${version}-single.zip`]: {
    "README.txt": readme("single.txt", { SHA256: sha256(page) }),
    ...licences,
    "logonscope.html": page,
  },
};

rmSync(release, { recursive: true, force: true });
mkdirSync(release, { recursive: true });
const sums = Object.entries(zips).map(([name, files]) => {
  const bytes = zip(files);
  writeFileSync(join(release, name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
  return `${sha256(bytes)}  ${name}\n`;
});
writeFileSync(join(release, "SHA256SUMS"), sums.join(""));
