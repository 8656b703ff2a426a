// The site under test: builds it, lists its pages, picks the ones to look at.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";

/** The binary that the tests of the library have built. */
export function findBinary(root) {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const binary = process.env.ANNALS ?? join(target, "debug", process.platform === "win32" ? "annals.exe" : "annals");
  if (!existsSync(binary)) {
    throw new Error(`${binary} does not exist: run \`cargo build\` first, or name the binary in ANNALS`);
  }
  return binary;
}

/** Writes reports into an archive of their own and builds it. */
export function buildReports(root, reports, settings) {
  const temp = mkdtempSync(join(tmpdir(), "annals-reports-"));
  mkdirSync(join(temp, "content"));
  writeFileSync(join(temp, "book.toml"), settings);
  for (const [name, text] of Object.entries(reports)) {
    writeFileSync(join(temp, "content", name), text);
  }
  const built = buildDemo(root, temp);
  return { dir: built.dir, remove() { built.remove(); rmSync(temp, { recursive: true, force: true }); } };
}

/** Builds the archive at `source`; `settings` are environment variables that override its own. */
export function buildDemo(root, source = root, settings = {}) {
  const binary = findBinary(root);
  const temp = mkdtempSync(join(tmpdir(), "annals-browser-"));
  const dir = join(temp, "site");
  const remove = () => rmSync(temp, { recursive: true, force: true });
  const { status, error, stdout, stderr } = spawnSync(binary, ["build", source, "-d", dir], {
    encoding: "utf8",
    env: { ...process.env, ...settings },
  });
  // Status 1 is a complete site with reports that are named as degraded: the demo archive may hold some on purpose.
  if (error || (status !== 0 && status !== 1)) {
    remove();
    throw new Error(`annals build ended with ${error ?? `status ${status}`}\n${stdout}${stderr}`);
  }
  if (!existsSync(dir)) {
    remove();
    throw new Error(`annals build ended well and wrote no site\n${stdout}${stderr}`);
  }
  return { dir, remove };
}

/** Every HTML file below `dir`, by path: `{ file, path, kind, text }`. */
export function listPages(dir) {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".html"))
    .map((entry) => {
      const file = join(entry.parentPath ?? entry.path, entry.name);
      const path = relative(dir, file).split(sep).join("/");
      return { file, path, kind: kindOf(path), text: readFileSync(file, "utf8") };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The kind of a page: its path with every folder below the first one as a star. `incidents/x/index.html` is `incidents/*`. */
export function kindOf(path) {
  const parts = path.split("/");
  const file = parts.pop();
  const folders = parts.map((part, depth) => (depth === 0 ? part : "*"));
  if (file === "index.html") {
    return folders.join("/") || "home";
  }
  return [...folders, parts.length === 0 ? file : "*.html"].join("/");
}

/** The largest page of each kind. */
export function largestOfEachKind(pages) {
  const sample = onePageOfEachKind(pages);
  return sample.filter((page, at) => sample.findLastIndex((other) => other.kind === page.kind) === at);
}

/** The first page of each kind, and the largest where that is another one. Redirects are not looked at. */
export function onePageOfEachKind(pages) {
  const kinds = new Map();
  for (const page of pages.filter((page) => !/http-equiv=["']?refresh/i.test(page.text))) {
    const { first, largest } = kinds.get(page.kind) ?? { first: page, largest: page };
    kinds.set(page.kind, { first, largest: page.text.length > largest.text.length ? page : largest });
  }
  return [...kinds.values()].flatMap(({ first, largest }) => (first === largest ? [first] : [first, largest]));
}
