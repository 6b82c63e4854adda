// The page in one file, made from a finished folder: style, programs and the sample case are in it, and its policy lets it reach
// nothing at all.
import { integrity } from "./content.mjs";
import { inScript, replaceTags, tag, tagsOf } from "./html.mjs";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const asset = (name) => readFileSync(new URL(`../../assets/${name}`, import.meta.url), "utf8");

// The text of the file.
export function singleFile(folder) {
  const read = (name) => readFileSync(join(folder, name));
  const page = read("index.html").toString("utf8");
  const names = namesIn(page);
  const style = names.styles.map((name) => read(name).toString("utf8")).join("\n");
  if (/<\/style/i.test(style)) throw new Error("a style sheet has </style in it");
  const script = inScript([read(names.js).toString("utf8"), "{", asset("boot/common.js"), asset("boot/single.js"), "}"].join("\n"));
  const sample = names.sample.map(({ name, bytes }, at) => ({ name, bytes, block: `sample-${at}` }));
  const blocks = [
    block("page-wasm", gzipSync(read(names.wasm), { level: 9 })),
    block("worker-js", gzipSync(read(names.workerJs), { level: 9 })),
    block("worker-wasm", gzipSync(read(names.workerWasm), { level: 9 })),
    `<script type="application/json" id="sample">${JSON.stringify(sample).replaceAll("<", "\\u003C")}</script>`,
    ...names.sample.map(({ path }, at) => block(`sample-${at}`, read(path))),
  ];

  // What is fetched ahead goes, and so does the manifest of an installed page.
  const withoutFiles = replaceTags(page, "link", ({ rel, href }) =>
    rel === "icon" ? tag("link", { rel, href: `data:image/svg+xml;base64,${read(href).toString("base64")}` }) : "",
  ).replace(/\n\s*\n/g, "\n");
  const withPolicy = replaceTags(withoutFiles, "meta", (attributes, whole) =>
    attributes["http-equiv"] === "Content-Security-Policy" ? tag("meta", { ...attributes, content: policy(script, style) }) : whole,
  );
  const html = replaceTags(withPolicy, "script", () =>
    [`<style>${style}</style>`, `<script type="module">${script}</script>`, ...blocks].join("\n"),
  );
  if (/(?:src|href)="(?!data:)/.test(html.replace(script, ""))) throw new Error("the single file would need another file");
  return html;
}

// What the page names: attributes of its script, and its style sheets.
function namesIn(page) {
  const styles = tagsOf(page, "link").filter(({ rel }) => rel === "stylesheet").map(({ href }) => href);
  const script = tagsOf(page, "script").find((attributes) => attributes["data-wasm"]);
  return {
    styles,
    js: script["data-js"],
    wasm: script["data-wasm"],
    workerJs: script["data-worker-js"],
    workerWasm: script["data-worker-wasm"],
    sample: JSON.parse(script["data-sample"]),
  };
}

function block(id, bytes) {
  return `<script type="text/plain" id="${id}">${bytes.toString("base64")}</script>`;
}

// Only this script and this style, by their hashes; workers from Blob URLs inherit it. Nothing may be fetched.
function policy(script, style) {
  return [
    "default-src 'none'",
    `script-src '${integrity(script)}' 'wasm-unsafe-eval'`,
    `style-src '${integrity(style)}'`,
    "worker-src blob:",
    "img-src data: blob:",
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
