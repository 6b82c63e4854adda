// Reading and rewriting the tags of a page that trunk wrote. Not for pages of others: attributes are in double quotes.

// Replaces each `<name …>` (with `</name>`, if that follows at once) by what `change(attributes, tag)` gives.
export function replaceTags(html, name, change) {
  return html.replace(new RegExp(`<${name}\\b([^>]*)>(?:</${name}>)?`, "g"), (tag, inner) => change(attributesOf(inner), tag));
}

// The attributes of each `<name …>`.
export function tagsOf(html, name) {
  const found = [];
  replaceTags(html, name, (attributes, whole) => (found.push(attributes), whole));
  return found;
}

function attributesOf(text) {
  const found = text.matchAll(/([\w-]+)(?:="([^"]*)")?/g);
  return Object.fromEntries([...found].map(([, name, value]) => [name, unescaped(value ?? "")]));
}

// A tag of these attributes; those that are undefined are left out.
export function tag(name, attributes) {
  const written = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return `<${name} ${written.map(([key, value]) => `${key}="${escaped(String(value))}"`).join(" ")}>`;
}

const ESCAPES = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

const escaped = (text) => text.replace(/[&"<>]/g, (character) => ESCAPES[character]);

const unescaped = (text) => Object.entries(ESCAPES).reduceRight((text, [character, escape]) => text.replaceAll(escape, character), text);

// A program as the content of a script element: nothing in it ends the element or begins a comment of HTML. What is escaped stands
// in strings, where the escape means the same.
export const inScript = (program) => program.replace(/<(?=\/script|script|!--)/gi, "\\x3C");
