// Draws the icons of the installed page from assets/icon.svg, with Chromium: `node tools/icons.mjs`. They are small and kept in the
// repository, so this is run only when the drawing has changed.
import { launch } from "./browser.mjs";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const svg = readFileSync(new URL("../assets/icon.svg", import.meta.url), "utf8");
const folder = new URL("../assets/icons/", import.meta.url);

// A maskable icon is cut to any shape by the system: its ground reaches the edges, and what matters lies in the middle 80 %.
const ICONS = [
  { name: "icon-192.png", size: 192, share: 1, ground: null },
  { name: "icon-512.png", size: 512, share: 1, ground: null },
  { name: "maskable-512.png", size: 512, share: 0.66, ground: "#fff" },
];

mkdirSync(folder, { recursive: true });
const browser = await launch();
const page = await browser.newPage();
for (const { name, size, share, ground } of ICONS) {
  const picture = await page.evaluate(
    async ({ svg, size, share, ground }) => {
      const image = new Image();
      // An SVG without a size of its own is drawn at the size that it is given.
      image.src = `data:image/svg+xml,${encodeURIComponent(svg.replace("<svg ", `<svg width="${size}" height="${size}" `))}`;
      await image.decode();
      const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
      const pen = canvas.getContext("2d");
      if (ground) {
        pen.fillStyle = ground;
        pen.fillRect(0, 0, size, size);
      }
      const drawn = size * share;
      pen.drawImage(image, (size - drawn) / 2, (size - drawn) / 2, drawn, drawn);
      return canvas.toDataURL("image/png");
    },
    { svg, size, share, ground },
  );
  writeFileSync(new URL(name, folder), Buffer.from(picture.split(",")[1], "base64"));
}
await browser.close();
