// The graph as what graph databases take: Neo4j's tables and script, and BloodHound's OpenGraph, each held to its rules and to the case.
import test from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { byId, exported, fixture, open, pick, sampleCase } from "./support/page.mjs";
import { ofCytoscape, ofNeo4j, validator } from "./support/readers.mjs";

const schema = JSON.parse(readFileSync(new URL("support/opengraph.schema.json", import.meta.url), "utf8"));
const json = async (page, id) => JSON.parse((await exported(page, id)).bytes);
const sum = (numbers) => numbers.reduce((all, number) => all + number, 0);
const sorted = (list) => list.map((entry) => JSON.stringify(entry)).sort();

// A statement of Cypher: its literals, and what is left of it with a mark in place of each.
function statement(line) {
  const literals = [];
  const shape = line.replace(/'((?:[^'\\\r\n]|\\['\\nrt]|\\u[0-9a-f]{4})*)'/g, (_, inner) => {
    literals.push(inner.replace(/\\(u([0-9a-f]{4})|.)/g, (_, one, code) => (code ? String.fromCharCode(parseInt(code, 16)) : ({ n: "\n", r: "\r", t: "\t" })[one] ?? one)));
    return "?";
  });
  return { shape: shape.replace(/(?<=[ :])-?\d+(\.\d+)?(e-?\d+)?(?=[,;}])/g, "#"), literals };
}

const NODES = [
  "MERGE (n:IPAddress {IP: ?}) SET n.hostname = ?, n.rank = #;",
  "MERGE (n:Username {user: ?}) SET n.rights = ?, n.sid = ?, n.domain = ?, n.rank = #;",
  "MERGE (n:Domain {domain: ?});",
  "MERGE (n:ID {id: #, sub: ?});",
];
const LINE = /^MATCH \(h:(IPAddress \{IP|Username \{user): \?\}\), \(u:(IPAddress \{IP|Username \{user|Domain \{domain|ID \{sub): \?\}\) CREATE \(h\)-\[:(Event|Movement|Group|Policy) \{(user: \?, )?id: #, logintype: (#|null), status: \?, count: #, authname: \?, first: \?, last: \?\}\]->\(u\);$/;

async function holds(page) {
  const truth = ofCytoscape((await exported(page, "export-graph-json")).bytes.toString("utf8"));
  const labels = sorted(truth.nodes.map(({ label, kind }) => [label, kind]));

  const { files, nodes, lines } = ofNeo4j((await exported(page, "export-neo4j")).bytes);
  const kindOf = ({ LABEL, rights }) => ({ IPAddress: "host", Domain: "domain", ID: "audit policy change" })[LABEL] ?? (rights === "system" ? "privileged account" : "account");
  assert.deepEqual(sorted(nodes.map((node) => [node.label, kindOf(node)])), labels);
  const wanted = truth.lines.map((line) => [line.from, line.to, line.account, line.event_id, line.logon_type ?? "", line.status, line.count, line.authentication, line.first, line.last]);
  const read = lines.map((line) => [line.START_ID, line.END_ID, line.user, line.id, line.logintype, line.status, line.count, line.authname, line.first, line.last]);
  assert.deepEqual(sorted(read), sorted(wanted));
  // Names may have line ends: the command says that fields may.
  assert.match(files["README.txt"], /--multiline-fields=true/);

  const script = files["logons.cypher"].split("\n").slice(0, -1).map(statement);
  const made = script.filter(({ shape }) => shape.startsWith("MERGE"));
  for (const { shape } of made) assert.ok(NODES.includes(shape), shape);
  assert.deepEqual(made.map(({ literals }) => literals[0]).sort(), truth.nodes.map(({ label }) => label).sort());
  const joined = script.filter(({ shape }) => !shape.startsWith("MERGE"));
  for (const { shape } of joined) assert.match(shape, LINE);
  assert.deepEqual(sorted(joined.map(({ literals }) => literals.slice(0, 2))), sorted(truth.lines.map(({ from, to }) => [from, to])));

  const graph = await json(page, "export-opengraph");
  const isValid = validator(schema);
  assert.ok(isValid(graph), JSON.stringify(isValid.errors?.slice(0, 3)));
  const known = new Map(graph.graph.nodes.map(({ id, properties }) => [id, properties.name]));
  assert.deepEqual([...known.values()].sort(), truth.nodes.map(({ label }) => label).sort(), "every node has an id of its own");
  const pairs = new Map();
  for (const { from, to, count } of truth.lines) pairs.set(JSON.stringify([from, to]), (pairs.get(JSON.stringify([from, to])) ?? 0) + count);
  const edges = graph.graph.edges.map(({ start, end, properties }) => {
    assert.ok(known.has(start.value) && known.has(end.value), `${start.value} and ${end.value} are nodes`);
    return [JSON.stringify([known.get(start.value), known.get(end.value)]), properties.count];
  });
  assert.deepEqual(sorted(edges), sorted([...pairs]));
  assert.equal(sum(edges.map(([, count]) => count)), sum(truth.lines.map(({ count }) => count)));
}

for (const [name, files] of [["the sample case", sampleCase], ["names that are code", () => [fixture("unspeakable.evtx")]]]) {
  test(`Neo4j's tables and script and BloodHound's JSON of ${name} keep their rules and say what the graph says`, async (t) => {
    const { page, close } = await open(t);
    await pick(page, files(), { settled: true });
    await holds(page);
    const drawn = (shows) => page.waitForFunction((shows) => location.hash.includes(shows), shows);
    for (const id of ["draw-domains", "draw-policies"]) {
      const before = await byId(page, "graph").getAttribute("data-nodes");
      await byId(page, id).click();
      await page.waitForFunction((before) => document.querySelector('[data-testid="graph"]').dataset.nodes !== before, before);
    }
    await drawn("domains,policies");
    await holds(page);
    await byId(page, "graph-movement").click();
    await page.locator('[data-testid="graph"][data-shows="movement"][data-layout-state="settled"]').waitFor({ state: "attached", timeout: 60_000 });
    await holds(page);
    await close();
  });
}
