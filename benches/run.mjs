// How fast LogonScope is beside what one would run instead: `node benches/run.mjs [dist]`, or `make bench`. What is measured, and how,
// is told in benches/README.md. ROUNDS, SIZE (of the log) and WITHOUT (page, growth, search, masstin) change what is run.
import { launch } from "../tools/browser.mjs";
import { frameInWords, memoryOfPage, readInPage } from "./page.mjs";
import { memoryOf, run, version } from "./program.mjs";
import { heading, line, median, number, table } from "./print.mjs";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, statSync, readdirSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const dist = resolve(root, process.argv[2] ?? "dist");
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");
const example = (name) => join(target, "release/examples", name);
const rounds = Number(process.env.ROUNDS ?? 5);
const size = process.env.SIZE ?? "300MB";
const without = new Set((process.env.WITHOUT ?? "").split(/[ ,]+/));

const log = securityLog();
const megabytes = statSync(log).size / 1e6;
const threads = cpus().length;

// What is measured: a name, the command as one would type it, and how to take one measure, whose `seconds` make the ratios.
const program = (name, file, args) => ({ name, file, args, command: [file, ...args].join(" "), take: () => run(file, args) });
const page = (name, workers) => ({
  name,
  workers,
  command: `node benches/page.mjs ${log} ${workers}`,
  take: () => readInPage(log, { workers, dist }),
});
const analyze = example("analyze");
const ours = [
  program("analyze, one parsing thread", analyze, ["--times", "--threads", "1", log]),
  program("the same, all on one processor", "taskset", ["-c", "0", analyze, "--times", "--threads", "1", log]),
  program(`analyze, ${threads} parsing threads`, analyze, ["--times", log]),
];
const peers = [
  program("evtx_dump", "evtx_dump", ["-t", "1", "-o", "jsonl", log]),
  program("masstin", "masstin", ["-a", "parse-windows", "--silent", "--stdout", "-f", log]),
].filter(({ name }) => !without.has(name));
const pages = [page("page, one parser worker", 1), page("page, two parser workers", 2)].filter(() => !without.has("page"));
const subjects = [...peers, ...ours, ...pages];

// The generated log, made once for its options.
function securityLog() {
  const options = ["--seed", "7", "--single-file", "--size", size];
  const folder = join(target, "bench", options.join("").replaceAll("--", "-").slice(1));
  if (!existsSync(folder)) {
    console.log(`Writing a Security log of ${size} …`);
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    execFileSync(example("generate"), [unfinished, ...options], { stdio: ["ignore", "ignore", "inherit"] });
    const [made] = readdirSync(unfinished).filter((name) => name.endsWith(".evtx"));
    // masstin goes by the name.
    renameSync(join(unfinished, made), join(unfinished, "Security.evtx"));
    renameSync(unfinished, folder);
  }
  return join(folder, "Security.evtx");
}

async function browserVersion() {
  if (without.has("page")) return "no browser";
  const browser = await launch();
  const told = `Chromium ${browser.version()}`;
  await browser.close();
  return told;
}

const analysis = JSON.parse(execFileSync(analyze, [log], { maxBuffer: 1 << 30 }));
const { records, kept, logons } = analysis.totals;
heading("LogonScope beside what one would run instead");
line(`${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC; ${cpus()[0].model.trim()}, ${threads} processors, ${number(totalmem() / 1e9)} GB, ${type()} ${release()}`);
line(`${peers.map(({ file }) => `${file} ${version(file)}`).join(", ")}, ${await browserVersion()}, Node.js ${process.version}`);
line(`Log: ${log.replace(`${root}/`, "")}, ${number(megabytes)} MB, ${number(records)} records, of which ${number(kept)} are kept (${number((100 * kept) / records)} %), ${number(logons)} logons`);
line(`${rounds} rounds, one after another in each; medians. Output is thrown away.`);

const measures = new Map(subjects.map((subject) => [subject.name, []]));
for (let round = 1; round <= rounds; round++) {
  process.stderr.write(`round ${round} of ${rounds}\n`);
  for (const subject of subjects) measures.get(subject.name).push(await subject.take());
}

const taken = (name) => measures.get(name) ?? [];
const middle = (name, of) => median(taken(name).map(of));
// How many times faster than a peer: the median over the rounds, in each of which the two were measured side by side.
const times = (name, peer, seconds = (measure) => measure.seconds) =>
  median(taken(name).map((measure, round) => taken(peer)[round]?.seconds / seconds(measure)).filter(Number.isFinite));
heading("Speed");
table(
  ["", "seconds", "MB/s", "processor s", "× evtx_dump", "× masstin"],
  subjects.map(({ name }) => {
    const seconds = middle(name, (measure) => measure.seconds);
    return [name, seconds.toFixed(3), number(megabytes / seconds), number(middle(name, (measure) => measure.processor)), number(times(name, "evtx_dump")), number(times(name, "masstin"))];
  }),
);
line("analyze: from its start to its end, SHA-256 on a thread of its own included; page: from picking the file to the final graph.");

heading("Passes of analyze, seconds from its start (the hash runs beside the others); the page's hash after its graph");
const passes = ["read", "analysed", "found", "hashed", "exported"];
// Until the document is made, had nobody to wait for the hash of the same bytes.
const hashAside = ({ passes: { found, hashed, exported } }) => exported - Math.max(0, hashed - found);
table(
  ["", ...passes, "analysed × evtx_dump", "document, hash aside", "× evtx_dump"],
  ours.map(({ name }) => [
    name,
    ...passes.map((pass) => middle(name, (measure) => measure.passes[pass]).toFixed(3)),
    number(times(name, "evtx_dump", (measure) => measure.passes.analysed)),
    middle(name, hashAside).toFixed(3),
    number(times(name, "evtx_dump", hashAside)),
  ]),
);
for (const { name } of pages) {
  const hashed = middle(name, (measure) => measure.hashed);
  line(`${name}: hash ${hashed.toFixed(2)} s, ${number(megabytes / hashed)} MB/s`);
}

heading("Memory at most");
for (const { name, file, args } of [...peers, ...ours].filter(({ file }) => file !== "taskset")) {
  line(`${name}: ${number(await memoryOf(file, args))} MB`);
}
for (const { name, workers } of pages) {
  line(`${name}: ${number(await memoryOfPage(log, { workers, dist }))} MB, all processes of Chromium less the same with an empty page`);
}

if (pages.length > 0) heading("Longest task on the page's thread while the log is read");
for (const { name } of pages) {
  const worst = taken(name).reduce((a, b) => (b.longest > a.longest ? b : a));
  const each = taken(name).map(({ longest }) => (longest === 0 ? "below 50" : longest.toFixed(0)));
  line(`${name}: ${each.join(", ")} ms; worst frame: ${frameInWords(worst.frame)}`);
}

if (!without.has("search")) {
  heading("Searches");
  process.stdout.write(execFileSync("cargo", ["bench", "--locked", "--quiet", "--bench", "search"], { cwd: root, stdio: ["ignore", "pipe", "inherit"] }));
}

if (!without.has("growth")) {
  heading("Growth");
  process.stdout.write(execFileSync("cargo", ["bench", "--locked", "--quiet", "--bench", "growth"], { cwd: root, stdio: ["ignore", "pipe", "inherit"] }));
}

heading("Commands");
for (const { name, command } of subjects) line(`${name}: ${command.replaceAll(`${root}/`, "")}`);
