// Builds everything the browser gets besides the WASM module: `node build.mjs <outdir> [--release]`.
//
// One flat folder: page.js, live_worker.js, sql_editor.js, main.css, icons.svg and the files of style/public.
// The folder's name carries the content hash, so no file name does. Nothing outside <outdir> is written.
import { build } from "esbuild";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

const scripts = import.meta.dirname;
const style = resolve(scripts, "../../../style");
const args = process.argv.slice(2);
const release = args.includes("--release");
const folder = args.find((argument) => !argument.startsWith("--"));
if (!folder) {
  console.error("usage: node build.mjs <outdir> [--release]");
  process.exit(2);
}
const outdir = resolve(folder);

/** The sprite: one <symbol> for each name in icons.json; a name that the set does not have stops the build. */
async function sprite() {
  const read = async (path) => JSON.parse(await readFile(path, "utf8"));
  const [names, set] = await Promise.all([
    read(join(scripts, "icons.json")),
    read(join(scripts, "node_modules/@iconify-json/lucide/icons.json")),
  ]);
  const symbol = (name) => {
    const icon = set.icons[name] ?? set.icons[set.aliases?.[name]?.parent];
    if (!icon) throw new Error(`icons.json names "${name}", which the icon set does not have`);
    // The set's strokes carry width and colour; both are ours to say, in the sheet.
    const body = icon.body.replace(/ stroke="currentColor"| stroke-width="2"| stroke-linecap="round"| stroke-linejoin="round"| fill="none"/g, "");
    return `<symbol id="${name}" viewBox="0 0 24 24">${body}</symbol>`;
  };
  const symbols = names.map(symbol).join("\n");
  await writeFile(join(outdir, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}\n</svg>\n`);
}

const shared = {
  absWorkingDir: scripts,
  bundle: true,
  minify: release,
  sourcemap: release ? false : "linked",
  legalComments: "none",
  logLevel: "warning",
  outdir,
};

await mkdir(outdir, { recursive: true });
await Promise.all([
  build({
    ...shared,
    entryPoints: ["page.ts", "live_worker.ts", "sql_editor.ts"],
    format: "esm",
    target: ["es2022", "chrome111", "firefox115", "safari16.4"],
  }),
  build({
    ...shared,
    entryPoints: [join(style, "main.css")],
    target: ["chrome111", "firefox115", "safari16.4"],
  }),
  sprite(),
  cp(join(style, "public"), outdir, { recursive: true }),
]);
