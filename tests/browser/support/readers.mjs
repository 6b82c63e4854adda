// What reads the files that the graph is exported to, each a program for that format, as one list of nodes and one of lines.
import { unzip } from "../../../tools/build/zip.mjs";
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const need = createRequire(new URL("../../../tools/package.json", import.meta.url));
const { MultiDirectedGraph } = need("graphology");
const gexf = need("graphology-gexf");
const graphml = need("graphology-graphml");
const cytoscape = need("cytoscape");
const csv = need("csv-parse/sync");

// A node of any format: unknown is "", several are joined by blanks.
const node = ({ label = "", kind, domain = "", identifiers = "", rank, events }) => ({ label, kind, domain, identifiers, rank: Number(rank), events });
const line = ({ from, to, account = "", event_id, logon_type = null, status = "", authentication = "", count, failed, first, last }) =>
  ({ from, to, account: account ?? "", event_id, logon_type, status, authentication, count, failed, first, last });

// The same lists whatever order a file has them in.
function inOrder(nodes, lines) {
  const sorted = (list) => list.map((entry) => JSON.stringify(entry)).sort().map((entry) => JSON.parse(entry));
  return { nodes: sorted(nodes), lines: sorted(lines) };
}

// What the analysis document says of the graph, the document that the command line writes too.
export function ofDocument({ accounts, hosts, edges }) {
  const nodes = [
    ...accounts.map(({ label, privileged, domain, sids, rank, events }) =>
      node({ label, kind: privileged ? "privileged account" : "account", domain: domain ?? "", identifiers: sids.join(" "), rank, events })),
    ...hosts.map(({ name, addresses, rank, events }) => node({ label: name, kind: "host", identifiers: addresses.join(" "), rank, events })),
  ];
  const hasFailed = ({ event_id, status }) => event_id === 4625 || ![null, "0x0"].includes(status);
  const lines = edges.map((edge) =>
    line({ ...edge, from: edge.source, to: edge.account, account: "", status: edge.status ?? "", authentication: edge.authentication ?? "", failed: hasFailed(edge) }));
  return inOrder(nodes, lines);
}

// Cytoscape's elements, taken by Cytoscape; and where its nodes stand.
export function ofCytoscape(text) {
  const { data, elements } = JSON.parse(text);
  const graph = cytoscape({ headless: true, elements, data, layout: { name: "preset" } });
  const label = (of) => of.data("label");
  const nodes = graph.nodes().map((of) => node({ ...of.data(), identifiers: of.data("identifiers").join(" ") }));
  const lines = graph.edges().map((of) => line({ ...of.data(), from: label(of.source()), to: label(of.target()) }));
  const places = Object.fromEntries(graph.nodes().map((of) => [of.id(), of.position()]));
  return { ...inOrder(nodes, lines), places };
}

function ofGraphology(graph) {
  const nodes = graph.mapNodes((_, attributes) => node(attributes));
  const label = (of) => graph.getNodeAttribute(of, "label") ?? "";
  const lines = graph.mapEdges((_, { weight, ...attributes }, source, target) =>
    line({ count: weight, ...attributes, from: label(source), to: label(target) }));
  const places = Object.fromEntries(graph.mapNodes((id, { x, y }) => [id, { x, y }]));
  return { ...inOrder(nodes, lines), places };
}

export const ofGraphml = (text) => ofGraphology(graphml.parse(MultiDirectedGraph, text));
export const ofGexf = (text) => ofGraphology(gexf.parse(MultiDirectedGraph, text));

// The tables for `neo4j-admin database import`, by the rules of its headers: <name>:<type>, a node's :ID and a line's ends each in a group.
// https://neo4j.com/docs/operations-manual/current/tools/neo4j-admin/neo4j-admin-import/
export function ofNeo4j(bytes) {
  const files = Object.fromEntries(Object.entries(unzip(bytes)).map(([name, content]) => [name, Buffer.from(content).toString("utf8")]));
  const found = new Map();
  const [nodes, lines] = [[], []];
  const tables = Object.entries(files).filter(([name]) => name.endsWith(".csv"));
  const isOfLines = (text) => text.startsWith(":START_ID");
  for (const [name, text] of [...tables].sort(([, a], [, b]) => isOfLines(a) - isOfLines(b))) {
    const [header, ...rows] = csv.parse(text, { relax_column_count: false });
    const columns = header.map((cell) => {
      const [, property, kind, group] = /^(\w*)(?::([A-Za-z_]+)(?:\((\w+)\))?)?$/.exec(cell) ?? assert.fail(`${name}: ${cell}`);
      assert.ok(property || ["ID", "START_ID", "END_ID", "TYPE", "LABEL"].includes(kind), `${name}: ${cell}`);
      return { property, kind: kind ?? "string", group };
    });
    const only = (kind) => columns.filter((column) => column.kind === kind);
    assert.deepEqual([only("ID").length, only("LABEL").length], isOfLines(text) ? [0, 0] : [1, 1], name);
    assert.deepEqual(["START_ID", "END_ID", "TYPE"].map((kind) => only(kind).length), isOfLines(text) ? [1, 1, 1] : [0, 0, 0], name);
    const isOf = { int: /^-?\d+$/, double: /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/, string: /^/ };
    for (const row of rows) {
      const read = {};
      columns.forEach(({ property, kind, group }, place) => {
        const cell = row[place];
        if (kind in isOf) {
          // An empty cell is a property that is not there.
          if (cell !== "") assert.match(cell, isOf[kind], `${name}: ${property}`);
          read[property] = kind === "string" || cell === "" ? cell : Number(cell);
          return;
        }
        assert.notEqual(cell, "", `${name}: no ${kind}`);
        read[kind] = cell;
        if (kind === "ID") {
          assert.ok(!found.has(`${group}\0${cell}`), `${name}: ${cell} twice in the group ${group}`);
          found.set(`${group}\0${cell}`, true);
          read.label = cell;
        }
        if (kind.endsWith("_ID")) assert.ok(found.has(`${group}\0${cell}`), `${name}: no ${cell} in the group ${group}`);
      });
      (isOfLines(text) ? lines : nodes).push(read);
    }
  }
  return { files, nodes, lines };
}

// A check of documents by a JSON schema.
export function validator(schema) {
  const Validator = need("ajv").default;
  return new Validator({ strict: true, allowUnionTypes: true }).compile(schema);
}
