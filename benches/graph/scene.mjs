// A scene that every subject draws: accounts and hosts in clusters, the same on every run; and the buffer in which LogonScope's
// engine hands a graph on (`View::Graph`, postcard).

// So many nodes and edges: [x, y] a node, [host, account] an edge, no pair twice.
export function scene(nodes, edges) {
  let state = 7;
  const random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32);
  const hosts = Math.floor(nodes / 4);
  const reach = Math.sqrt(nodes) * 26;
  const places = Array.from({ length: nodes }, () => {
    const [angle, far] = [random() * 2 * Math.PI, Math.sqrt(random()) * reach];
    return [Math.cos(angle) * far, Math.sin(angle) * far];
  });
  const pairs = new Set();
  while (pairs.size < edges) {
    // A few hosts have most of the logons.
    const host = Math.floor(random() ** 3 * hosts);
    pairs.add(host * nodes + hosts + Math.floor(random() * (nodes - hosts)));
  }
  const ends = [...pairs].sort((a, b) => a - b).map((pair) => [Math.floor(pair / nodes), pair % nodes]);
  return { nodes, hosts, places, ends };
}

// The scene as graph number `generation`.
export function encoded({ nodes, hosts, places, ends }, generation) {
  const bytes = [0]; // the variant
  const number = (value) => {
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
    bytes.push(value);
  };
  const real = (value) => bytes.push(...new Uint8Array(Float32Array.of(value).buffer));
  number(generation);
  number(nodes);
  for (let node = 0; node < nodes; node++) {
    const label = new TextEncoder().encode(`${node < hosts ? "HOST" : "account"}${node}`);
    number(node + 1);
    number(node < hosts ? 2 : node % 50 === 0 ? 0 : 1);
    number(label.length);
    label.forEach((letter) => bytes.push(letter));
    real(1 / (1 + (node < hosts ? node : node - hosts)));
  }
  number(ends.length);
  ends.forEach(([host, account], edge) => [host, account, 1 + (edge % 40), edge % 9 === 0 ? 1 : 0].forEach(number));
  number(2 * nodes);
  places.forEach(([x, y]) => (real(x), real(y)));
  number(0); // evidence
  [0, 0, 0, 0, 0].forEach(number); // which graph: accounts and hosts, nothing beside them, coloured by outcome
  return Uint8Array.from(bytes);
}

// Nodes, edges and places of the graph in a buffer.
export function decoded(bytes) {
  let at = 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const number = () => {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const real = () => view.getFloat32((at += 4) - 4, true);
  number();
  const nodes = number();
  for (let node = 0; node < nodes; node++) {
    while (bytes[at++] > 127); // the key has 64 bits
    number();
    const letters = number();
    at += letters;
    real();
  }
  const ends = Array.from({ length: number() }, () => {
    const pair = [number(), number()];
    number();
    number();
    return pair;
  });
  const reals = number();
  const places = Array.from({ length: reals / 2 }, () => [real(), real()]);
  return { nodes, ends, places };
}
