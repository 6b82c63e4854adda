// Figures as text.

export function median(values) {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const half = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  return Number.isInteger(half) ? (sorted[half - 1] + sorted[half]) / 2 : sorted[Math.floor(half)];
}

// Three digits that count, thousands apart, a dash for nothing.
export function number(value) {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-GB", { minimumFractionDigits: Number.isInteger(value) ? 0 : digits, maximumFractionDigits: digits }).replaceAll(",", " ");
}

export const line = (text) => console.log(text);

export const heading = (text) => console.log(`\n## ${text}`);

// The first column to the left, the others to the right.
export function table(head, rows) {
  const width = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column].length)));
  const text = (row) => row.map((cell, column) => (column === 0 ? cell.padEnd(width[0]) : cell.padStart(width[column]))).join("  ");
  console.log([text(head), ...rows.map(text)].join("\n"));
}
