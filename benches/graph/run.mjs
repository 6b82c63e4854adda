// How the graph moves, here, in sigma.js and in cytoscape.js: the same scenes in the same Chromium, panned and zoomed with all of it in
// view. `node benches/graph/run.mjs [dist] [seconds] [log]`; with a log (whose graph is large) layouts are measured too. Needs
// `npm ci` in this folder: `make bench-graph` does it all.
import { launch } from "../../tools/browser.mjs";
import { serve } from "../../tools/serve.mjs";
import { decoded, encoded, scene } from "./scene.mjs";
import { fileURLToPath } from "node:url";
import { resolve } from "node:path";

const [dist = "dist", seconds = "6", log] = process.argv.slice(2);
const SCENES = (process.env.SCENES ?? "2000/5000 20000/100000").split(" ").map((pair) => pair.split("/").map(Number));
const small = process.env.SMALL_LOG ?? resolve(import.meta.dirname, "../../target/browser-fixtures/company.evtx");
const bundle = (name) => fileURLToPath(new URL(`node_modules/${name}`, import.meta.url));
const browser = await launch();

// A page of 1280×720 at density 1, and how long its own thread has been at work since it was last asked, in ms.
async function blank() {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, deviceScaleFactor: 1 })).newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  let before = 0;
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const now = metrics.find(({ name }) => name === "TaskDuration").value * 1000;
    const since = now - before;
    before = now;
    return since;
  };
  return { page, busy };
}

// Moves for a while and counts: `move(t)` is called with every frame of the screen, `frames()` tells how many pictures were drawn.
async function measured({ page, busy }, setUp) {
  const { first, renderer } = setUp;
  await page.waitForTimeout(500);
  await busy();
  const { frames, time } = await page.evaluate(async (ms) => {
    const begun = performance.now();
    const before = await globalThis.drawn();
    await new Promise((done) => {
      const step = (now) => {
        const t = (now - begun) / 1000;
        if (now - begun > ms) return done();
        globalThis.move(t);
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    });
    const time = performance.now() - begun;
    return { frames: (await globalThis.drawn()) - before, time };
  }, Number(seconds) * 1000);
  const thread = (await busy()) / Math.max(frames, 1);
  return { first, renderer, rate: (frames / time) * 1000, thread };
}

// Runs in every worker of our page: counts pictures in which all edges were drawn, and says when the first was done: the graphics
// process has worked off all orders of it.
function countInWorker() {
  const proto = globalThis.WebGL2RenderingContext?.prototype;
  if (!proto) return;
  let [edges, frames, first, wanted, renderer] = [0, 0, 0, Infinity, ""];
  let awaited = false;
  const wait = (gl) => {
    awaited = true;
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    gl.flush();
    const look = () => {
      if (gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.SIGNALED) first = performance.timeOrigin + performance.now();
      else setTimeout(look, 2);
    };
    look();
  };
  const wrap = (name, vertices) => {
    const draw = proto[name];
    proto[name] = function (mode, ...more) {
      // Lines have two corners an edge, strips six; marks are strips too, so strips count from the second call on.
      if (mode === this.LINES) edges += vertices(...more) / 2;
      else if (!this.strips) (this.strips = true), (edges += vertices(...more) / 6);
      if (!renderer) {
        const info = this.getExtension("WEBGL_debug_renderer_info");
        renderer = String(this.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : this.RENDERER));
      }
      draw.call(this, mode, ...more);
      if (edges >= wanted && !awaited) wait(this);
    };
  };
  wrap("drawArrays", (_, count) => count);
  wrap("drawElements", (count) => count);
  const clear = proto.clear;
  proto.clear = function (mask) {
    if (edges >= wanted) frames += 1;
    edges = 0;
    this.strips = false;
    return clear.call(this, mask);
  };
  new BroadcastChannel("bench").onmessage = ({ data, target }) => {
    if (data.wanted) wanted = data.wanted;
    // The picture after the last is counted with the next one's clear; one is lost at most.
    // Workers that draw nothing have nothing to tell.
    if (data.ask && renderer) target.postMessage({ frames, first, renderer });
  };
}

async function ours({ nodes, ends }, bytes) {
  const { server, address } = await serve(resolve(dist), 0, "/");
  const tab = await blank();
  const { page } = tab;
  await page.addInitScript(
    ([prelude, graph]) => {
      let boot;
      const told = new Blob([prelude]);
      Object.defineProperty(globalThis, "logonscope", {
        get: () => boot,
        set: ({ engine, ...rest }) => {
          boot = { ...rest, engine: () => engine().then((parts) => ({ ...parts, program: new Blob([told, parts.program]) })) };
        },
      });
      // Made ready beforehand: the engine hands the picture such a buffer too.
      const own = Uint8Array.from(atob(graph), (letter) => letter.charCodeAt(0));
      const post = Worker.prototype.postMessage;
      Worker.prototype.postMessage = function (message, ...more) {
        // The graph that goes to the picture is taken for ours, once; then it keeps that.
        if (message instanceof Uint8Array && globalThis.swap) {
          if (message[0] > 1) return undefined;
          globalThis.picture = this;
          if (message[0] !== 0 || globalThis.given) return undefined;
          globalThis.given = performance.timeOrigin + performance.now();
          return post.call(this, own, [own.buffer]);
        }
        return post.call(this, message, ...more);
      };
    },
    [`(${countInWorker})();\n`, Buffer.from(bytes).toString("base64")],
  );
  await page.goto(address);
  await page.locator('[data-testid="evidence-input"]').waitFor({ state: "attached" });
  await page.evaluate((wanted) => {
    globalThis.swap = true;
    const channel = new BroadcastChannel("bench");
    globalThis.ask = () =>
      new Promise((told, failed) => {
        channel.onmessage = ({ data }) => told(data);
        channel.postMessage({ ask: true });
        // A graph that the picture cannot read is not drawn.
        setTimeout(() => failed(new Error("the picture drew nothing: does scene.mjs write what View::Graph holds?")), 60_000);
      });
    globalThis.drawn = async () => (await globalThis.ask()).frames;
    channel.postMessage({ wanted });
    globalThis.channel = channel;
  }, ends.length);
  await page.locator('[data-testid="evidence-input"]').setInputFiles(small);
  await page.locator(".graph-surface").waitFor();
  await page.evaluate((wanted) => globalThis.channel.postMessage({ wanted }), ends.length);
  await page.locator('[data-testid="case-summary"][data-state="ready"]').waitFor({ state: "attached" });
  await page.waitForTimeout(2_000);
  const told = await page.evaluate(() => {
    const surface = document.querySelector(".graph-surface");
    const { x, y, width, height } = surface.getBoundingClientRect();
    const middle = { clientX: x + width / 2, clientY: y + height / 2, bubbles: true, pointerId: 1, pointerType: "mouse", button: 1 };
    surface.dispatchEvent(new WheelEvent("wheel", { ...middle, deltaY: 120 }));
    surface.dispatchEvent(new PointerEvent("pointerdown", middle));
    globalThis.move = (t) => {
      const to = { ...middle, clientX: middle.clientX + 60 * Math.sin(3 * t), clientY: middle.clientY + 40 * Math.cos(2 * t) };
      surface.dispatchEvent(new PointerEvent("pointermove", to));
      surface.dispatchEvent(new WheelEvent("wheel", { ...to, deltaY: Math.cos(2 * t) > 0 ? 12 : -12 }));
    };
    // The whole scene may take longer to be drawn for the first time.
    const drawn = async () => {
      const { first, renderer } = await globalThis.ask();
      return first ? { first: first - globalThis.given, renderer } : new Promise((again) => setTimeout(again, 50)).then(drawn);
    };
    return drawn();
  });
  const result = await measured(tab, told);
  await page.close();
  server.closeAllConnections();
  server.close();
  return { name: "LogonScope", nodes, ...result };
}

async function sigma({ nodes, hosts, places, ends }) {
  const tab = await blank();
  const { page } = tab;
  await page.setContent('<div id="graph" style="position:fixed;inset:0"></div>');
  await page.addScriptTag({ path: bundle("graphology/dist/graphology.umd.min.js") });
  await page.addScriptTag({ path: bundle("sigma/dist/sigma.min.js") });
  const told = await page.evaluate(async ({ nodes, hosts, places, ends }) => {
    const begun = performance.now();
    const graph = new graphology.Graph();
    for (let node = 0; node < nodes; node++) {
      const [x, y] = places[node];
      graph.addNode(node, { x, y, size: node < 40 ? 6 : 3, label: `${node < hosts ? "HOST" : "account"}${node}`, color: node < hosts ? "#2e7d32" : "#1565c0" });
    }
    ends.forEach(([host, account]) => graph.addEdge(host, account, { size: 1, color: "#99a" }));
    const shown = new Sigma(graph, document.getElementById("graph"));
    let frames = 0;
    // Its first picture is drawn before it can be listened to: whoever waits for that waits for ever.
    const first = performance.now() - begun;
    shown.on("afterRender", () => (frames += 1));
    globalThis.drawn = async () => frames;
    globalThis.move = (t) =>
      shown.getCamera().setState({ x: 0.5 + 0.06 * Math.sin(3 * t), y: 0.5 + 0.05 * Math.cos(2 * t), ratio: 1.2 + 0.1 * Math.sin(2 * t) });
    globalThis.move(0);
    const gl = document.createElement("canvas").getContext("webgl2");
    const info = gl?.getExtension("WEBGL_debug_renderer_info");
    return { first, renderer: info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "" };
  }, { nodes, hosts, places, ends });
  const result = await measured(tab, told);
  await page.close();
  return { name: "sigma.js", ...result };
}

async function cytoscape({ nodes, hosts, places, ends }, webgl) {
  const tab = await blank();
  const { page } = tab;
  await page.setContent('<div id="graph" style="position:fixed;inset:0"></div>');
  await page.addScriptTag({ path: bundle("cytoscape/dist/cytoscape.min.js") });
  const told = await page.evaluate(async ({ nodes, hosts, places, ends, webgl }) => {
    const begun = performance.now();
    const elements = {
      nodes: Array.from({ length: nodes }, (_, node) => ({
        data: { id: `n${node}`, label: `${node < hosts ? "HOST" : "account"}${node}` },
        position: { x: places[node][0], y: places[node][1] },
      })),
      edges: ends.map(([host, account], edge) => ({ data: { id: `e${edge}`, source: `n${host}`, target: `n${account}` } })),
    };
    const cy = globalThis.cytoscape({
      container: document.getElementById("graph"),
      elements,
      layout: { name: "preset" },
      renderer: { name: "canvas", webgl },
      hideEdgesOnViewport: false,
      textureOnViewport: false,
      pixelRatio: 1,
      style: [
        { selector: "node", style: { label: "data(label)", width: 8, height: 8, "min-zoomed-font-size": 9 } },
        { selector: "edge", style: { width: 1, "curve-style": webgl ? "straight" : "haystack" } },
      ],
    });
    let frames = 0;
    // Its WebGL tells nobody that it has drawn, so that pictures are counted where both ways of drawing begin.
    await new Promise((first) => {
      const renderer = cy.renderer();
      const draw = renderer.render;
      renderer.render = function (...how) {
        draw.apply(this, how);
        frames += 1;
        first();
      };
    });
    const first = performance.now() - begun;
    cy.fit(undefined, 60);
    const [zoom, pan] = [cy.zoom(), cy.pan()];
    globalThis.drawn = async () => frames;
    globalThis.move = (t) =>
      cy.viewport({ zoom: zoom * (0.85 + 0.1 * Math.sin(2 * t)), pan: { x: pan.x + 60 * Math.sin(3 * t), y: pan.y + 40 * Math.cos(2 * t) } });
    return { first, renderer: "" };
  }, { nodes, hosts, places, ends, webgl });
  const result = await measured(tab, told);
  await page.close();
  return { name: webgl ? "cytoscape.js, its WebGL" : "cytoscape.js", ...result };
}

// Seconds until our layout of a log's graph has settled, and what 500 iterations of graphology's ForceAtlas2 take in a worker.
async function layouts() {
  const { server, address } = await serve(resolve(dist), 0, "/");
  const { page } = await blank();
  await page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...more) {
      if (message instanceof Uint8Array && message[0] === 0) [globalThis.last, globalThis.shown] = [message.slice(), performance.now()];
      return post.call(this, message, ...more);
    };
  });
  await page.goto(address);
  await page.locator('[data-testid="evidence-input"]').setInputFiles(log);
  await page.locator('[data-testid="case-summary"][data-state="ready"]').waitFor({ state: "attached", timeout: 600_000 });
  await page.locator('[data-testid="graph"][data-layout-state="settled"]').waitFor({ timeout: 600_000 });
  const { took, buffer } = await page.evaluate(() => {
    let text = "";
    globalThis.last.forEach((byte) => (text += String.fromCharCode(byte)));
    return { took: performance.now() - globalThis.shown, buffer: btoa(text) };
  });
  await page.close();
  server.closeAllConnections();
  server.close();
  const { nodes, ends, places } = decoded(new Uint8Array(Buffer.from(buffer, "base64")));
  const { page: other } = await blank();
  await other.setContent("<p>");
  const { readFileSync } = await import("node:fs");
  const parts = ["graphology/dist/graphology.umd.min.js", "graphology-library/dist/graphology-library.min.js"];
  const program = parts.map((part) => readFileSync(bundle(part), "utf8")).join(";\n");
  const theirs = await other.evaluate(async ({ program, nodes, ends, places }) => {
    // The library also reads GEXF, by what a worker does not have; the layout needs none of it.
    const own = `var window = self, DOMParser = class {}, Document = class {};\n${program};
      onmessage = ({ data: { nodes, ends, places } }) => {
        const graph = new graphology.Graph();
        for (let node = 0; node < nodes; node++) graph.addNode(node, { x: places[node][0], y: places[node][1] });
        ends.forEach(([a, b]) => graph.mergeEdge(a, b));
        const { layoutForceAtlas2: layout } = graphologyLibrary;
        const begun = performance.now();
        layout(graph, { iterations: 500, settings: layout.inferSettings(graph) });
        postMessage(performance.now() - begun);
      };`;
    const worker = new Worker(URL.createObjectURL(new Blob([own])));
    return new Promise((told, failed) => {
      worker.onmessage = ({ data }) => told(data);
      worker.onerror = ({ message }) => failed(new Error(message));
      worker.postMessage({ nodes, ends, places });
    });
  }, { program, nodes, ends, places });
  await other.close();
  console.log(`\nlayout of ${nodes} nodes and ${ends.length} edges: settled here after ${(took / 1000).toFixed(2)} s; 500 iterations of graphology's ForceAtlas2 in a worker ${(theirs / 1000).toFixed(2)} s: ${(theirs / took).toFixed(2)} ×`);
}

for (const [nodes, edges] of SCENES) {
  const drawn = scene(nodes, edges);
  const rows = [await ours(drawn, encoded(drawn, 1)), await sigma(drawn), await cytoscape(drawn, false), await cytoscape(drawn, true)];
  console.log(`\n${nodes} nodes, ${edges} edges, all in view; ${seconds} s each; ${rows[0].renderer || rows[1].renderer}`);
  console.log("| | frames a second | page's thread, ms a frame | first picture, ms | × frames of sigma.js |\n| --- | ---: | ---: | ---: | ---: |");
  for (const { name, rate, thread, first } of rows) {
    console.log(`| ${name} | ${rate.toFixed(1)} | ${thread.toFixed(1)} | ${first.toFixed(0)} | ${(rate / rows[1].rate).toFixed(2)} |`);
  }
}
if (log) await layouts();
await browser.close();
