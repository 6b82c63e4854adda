// The build's own tools, where a slip would show in no other test.
import test from "node:test";
import assert from "node:assert/strict";
import { hashedName } from "../../tools/build/content.mjs";
import { inScript, replaceTags, tag, tagsOf } from "../../tools/build/html.mjs";
import { unzip, zip } from "../../tools/build/zip.mjs";

test("a program in a script element cannot end it, and says the same", () => {
  const text = "</script><script>alert(1)</SCRIPT ><!-- <!doctype> a<b";
  const program = `return ${JSON.stringify(text)} + \`${text}\`;`;
  const written = inScript(program);
  assert.doesNotMatch(written, /<\/script|<script|<!--/i);
  assert.equal(new Function(written)(), text + text);
});

test("attributes are read as they were written", () => {
  const attributes = { "data-list": '[{"name":"a&b <c>.evtx","quoted":"&quot;"}]', href: "./x" };
  assert.deepEqual(tagsOf(`<p>${tag("link", attributes)}</p>`, "link"), [attributes]);
  assert.equal(replaceTags("<script src='a'></script><p>", "script", () => "gone"), "gone<p>");
});

test("a name has the hash of its content, and never two", () => {
  const [one, two] = ["one", "two"].map((text) => Buffer.from(text));
  assert.match(hashedName("worker_bg.wasm", one), /^worker-[0-9a-f]{16}_bg\.wasm$/);
  assert.equal(hashedName(hashedName("worker.js", two), one), hashedName("worker.js", one));
  assert.notEqual(hashedName("worker.js", one), hashedName("worker.js", two));
});

test("a zip holds its files, and does not depend on their order or the place on earth", () => {
  const files = { "b/c.txt": Buffer.from("c"), "a.txt": Buffer.from("a".repeat(1000)) };
  const zone = process.env.TZ;
  const made = ["UTC", "Asia/Tokyo"].map((there) => {
    process.env.TZ = there;
    return Buffer.from(zip(there === "UTC" ? files : Object.fromEntries(Object.entries(files).reverse())));
  });
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  assert.ok(made[0].equals(made[1]));
  const found = Object.entries(unzip(made[0])).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]);
  assert.deepEqual(Object.fromEntries(found), { "b/c.txt": "c", "a.txt": "a".repeat(1000) });
});
