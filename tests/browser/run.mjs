// The browser tests: builds the demo archive and looks at it the way its readers do.
//
//   node run.mjs               build the archive of this repository into a temporary folder and test that
//   node run.mjs --site DIR    test a site that is already built
//   node run.mjs --only html   one part only: html, pages, archives, theme, preview, search (may be repeated)
//   node run.mjs --archive DIR look at the pages of this folder of reports instead of those of tests/fixtures (may be repeated)
//
// Order of steps: build (site.mjs), HTML of every page (html.mjs), then one page of each kind in Chromium (pages.mjs),
// from file:// and from a server under a sub-path with a strict Content-Security-Policy (server.mjs), the same for the look
// of other archives and of the second theme, then the search of an archive of probes (search.mjs). Screenshots land in out/, those of other archives
// in a folder each. The last line reads "N passed, N failed"; the exit status is 0 only where nothing failed.

import { mkdirSync, rmSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { checkHtml } from "./html.mjs";
import { checkPages } from "./pages.mjs";
import { checkPreview } from "./preview.mjs";
import { Results } from "./results.mjs";
import { checkSearch } from "./search.mjs";
import { buildDemo, largestOfEachKind, listPages, onePageOfEachKind } from "./site.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const out = join(here, "out");

const { values } = parseArgs({
  options: {
    site: { type: "string" },
    only: { type: "string", multiple: true, default: ["html", "pages", "archives", "theme", "preview", "search"] },
    archive: { type: "string", multiple: true, default: ["families", "languages"].map((name) => join(root, "tests/fixtures", name)) },
  },
});

const results = new Results();
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

let demo;
try {
  demo = values.site ? { dir: resolve(values.site), remove() {} } : buildDemo(root);
  const pages = listPages(demo.dir);
  results.check("the site has pages", pages.length > 0, `no *.html below ${demo.dir}`);
  if (values.only.includes("html")) {
    await results.section(`HTML of ${pages.length} pages`, () => checkHtml(pages, join(here, "htmlvalidate.json"), results));
  }
  if (values.only.includes("pages")) {
    const sample = onePageOfEachKind(pages);
    const kinds = new Set(sample.map((page) => page.kind)).size;
    await results.section(`${sample.length} pages of ${kinds} kinds in a browser`, () =>
      checkPages(demo.dir, sample, out, results),
    );
  }
  for (const archive of values.only.includes("archives") ? values.archive : []) {
    const name = basename(resolve(archive));
    const built = buildDemo(root, resolve(archive));
    try {
      const shots = join(out, name);
      mkdirSync(shots, { recursive: true });
      const sample = largestOfEachKind(listPages(built.dir));
      await results.section(`${sample.length} pages of ${name}`, () => checkPages(built.dir, sample, shots, results, false));
    } finally {
      built.remove();
    }
  }
  if (values.only.includes("theme") && !values.site) {
    const built = buildDemo(root, root, { ANNALS_OUTPUT__HTML__THEME: "console" });
    try {
      const shots = join(out, "console");
      mkdirSync(shots, { recursive: true });
      const pages = listPages(built.dir);
      const sample = largestOfEachKind(pages);
      await results.section(`HTML of ${pages.length} pages of the second theme`, () =>
        checkHtml(pages, join(here, "htmlvalidate.json"), results),
      );
      await results.section(`${sample.length} pages of the second theme`, () =>
        checkPages(built.dir, sample, shots, results, false),
      );
    } finally {
      built.remove();
    }
  }
  if (values.only.includes("search")) {
    await results.section("search", () => checkSearch(root, out, results));
  }
  if (values.only.includes("preview") && !values.site) {
    await results.section("the preview", () => checkPreview(root, out, results));
  }
} catch (error) {
  results.check("there is a site to test", false, error.message);
} finally {
  demo?.remove();
}
process.exitCode = results.finish();
