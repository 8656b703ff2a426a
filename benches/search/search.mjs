// Search side by side on the same reports: annals, Pagefind and MiniSearch, each as its documentation has it.
//
//   npm ci --prefix tests/browser && npm install --no-save --prefix benches/search pagefind minisearch
//   node benches/search/search.mjs SITE [--with pagefind,minisearch]
//
// SITE is a built site of many reports. Printed for each: CPU seconds and peak memory of making its index, bytes (gzip) and
// requests of a first query, and the median and 95th percentile of fifty further ones, in headless Chromium over http; then how
// many probes of the browser tests find all that they must, and how many of these nothing else. The index of annals is made
// within the build: its share is what `[search] enable = false` saves (see README of benches).

import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(here, "../../tests/browser/package.json"));
const { chromium } = require("playwright-core");
const { buildReports } = await import("../../tests/browser/site.mjs");

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm" };
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"];

/** Two words each, a field, a phrase or an identifier: what people ask for. `FIRST` is the first query. */
const WORDS = "certificate expired database connection queue timeout restart alert deploy rollback latency disk memory node network token cache proxy backup migration".split(" ");
const FIRST = "certificate expired";
const FURTHER = Array.from({ length: 50 }, (_, at) => {
  const [a, b] = [WORDS[at % WORDS.length], WORDS[(at * 7 + 3) % WORDS.length]];
  return [`${a} ${b}`, a, `"${a} ${b}"`, `${a} year:${2013 + (at % 8)}`, `year:${2012 + (at % 9)}`][at % 5];
});

const dir = resolve(process.argv[2] ?? ".");
const others = (process.argv.indexOf("--with") > 0 ? process.argv[process.argv.indexOf("--with") + 1] : "").split(",").filter(Boolean);

/** The reports of the browser tests as a site, and what must be found in it. Fields are a language that only annals has. */
const { reports: made, probes } = JSON.parse(readFileSync(join(here, "../../tests/browser/probes.json"), "utf8"));
const probed = buildReports(join(here, "../.."), made, '[book]\ntitle = "Probes"\n');
const sources = new Map(JSON.parse(readFileSync(join(probed.dir, "incidents.json"), "utf8")).map(({ url, source }) => [url, source]));
const ofText = probes.filter(({ query }) => !/(^|\s)-?(application|cause|owner|severity|type|is|year|before|after):/.test(query));

const traffic = { requests: 0, bytes: 0 };
const served = new Map();
const roots = [dir];
const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  const places = path.startsWith("/probes/") ? [join(probed.dir, path.slice("/probes".length))] : roots.map((root) => join(root, path));
  const file = places.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (!file) return void response.writeHead(404).end();
  const bytes = readFileSync(file);
  traffic.requests += 1;
  if (!served.has(file)) served.set(file, gzipSync(bytes).length);
  traffic.bytes += served.get(file);
  response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream", "Cache-Control": "max-age=600" }).end(bytes);
});
await new Promise((done) => { server.listen(0, "127.0.0.1", done); });
const base = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS });

function quantile(times, share) {
  return [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0);
}

/** Opens a page, counts what a first query takes, and times the others. Both functions run in the page and end when results show. */
async function measure(name, path, first, further, argument) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(base + path);
  await tab.waitForLoadState("networkidle");
  const before = { ...traffic };
  const began = performance.now();
  const found = await tab.evaluate(first, { query: FIRST, argument });
  const took = performance.now() - began;
  await tab.waitForLoadState("networkidle");
  const [bytes, requests] = [traffic.bytes - before.bytes, traffic.requests - before.requests];
  const times = [];
  for (const query of FURTHER) {
    times.push(await tab.evaluate(further, { query, argument }));
  }
  await context.close();
  console.log(`${name}: first query ${(bytes / 1000).toFixed(0)} KB gzip in ${requests} requests, ${took.toFixed(0)} ms (${found}); further: median ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms`);
}

/** Asks an open page every probe; `ask` gives addresses or sources of all that it finds. */
async function probe(name, path, prepare, ask, some, argument) {
  const context = await browser.newContext();
  const tab = await context.newPage();
  await tab.goto(base + path);
  await tab.evaluate(prepare, argument);
  let [all, exact] = [0, 0];
  for (const { query, finds } of some) {
    const found = new Set((await tab.evaluate(ask, query)).map((url) => sources.get(url.replace(/^.*(?=incidents\/)/, "").replace(/index\.html$/, "")) ?? url));
    const isAll = finds.every((source) => found.has(source));
    all += isAll;
    exact += isAll && found.size === finds.length;
  }
  await context.close();
  console.log(`${name}: ${all} of ${some.length} probes found, ${exact} of them and nothing else`);
}

/** Runs a command in a folder; its CPU seconds and peak memory. */
function cost(cwd, command, ...argv) {
  const meter = "import resource,subprocess,sys; r=subprocess.run(sys.argv[1:],stdout=2).returncode; u=resource.getrusage(resource.RUSAGE_CHILDREN); print(f'{u.ru_utime+u.ru_stime:.1f} CPU s, {u.ru_maxrss/1024:.0f} MB'); sys.exit(r)";
  const run = spawnSync("python3", ["-c", meter, command, ...argv], { cwd, encoding: "utf8", maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(run.stderr);
  return run.stdout.trim();
}

const temp = mkdtempSync(join(tmpdir(), "annals-search-bench-"));
roots.push(temp);
try {
  await ofAnnals();
  if (others.includes("minisearch")) await ofMiniSearch();
  if (others.includes("pagefind")) await ofPagefind();
} finally {
  await browser.close();
  server.close();
  rmSync(temp, { recursive: true, force: true });
  probed.remove();
}

/** The page of the site, opened without its search script, so that the first query counts everything from the script on. */
async function ofAnnals() {
  const page = readFileSync(join(dir, "search/index.html"), "utf8");
  const [tag, script] = /<script defer src="\.\.\/([^"]*\/search-[^"]*)"><\/script>/.exec(page);
  writeFileSync(join(temp, "annals.html"), page.replace(tag, "").replaceAll('"../', '"').replace('data-search="../"', 'data-search=""').replace('data-search="" ', 'data-search="./" '));
  const first = async ({ query, argument }) => {
    history.replaceState(null, "", `annals.html?q=${encodeURIComponent(query)}`);
    const script = document.createElement("script");
    script.src = argument;
    document.head.append(script);
    while (document.querySelector("[data-search]").dataset.done !== query) await new Promise((done) => { setTimeout(done, 1); });
    return document.querySelector("#search-status").textContent;
  };
  const further = async ({ query }) => {
    const page = document.querySelector("[data-search]");
    page.dataset.done = "\0";
    document.querySelector("#search-query").value = query;
    const began = performance.now();
    document.querySelector("#search-form").requestSubmit();
    while (page.dataset.done !== query) await new Promise((done) => { const { port1, port2 } = new MessageChannel(); port2.onmessage = done; port1.postMessage(0); });
    return performance.now() - began;
  };
  await measure("annals", "annals.html", first, further, script);
  const ask = async (query) => {
    const page = document.querySelector("[data-search]");
    const until = async (holds) => { while (!holds()) await new Promise((done) => { setTimeout(done, 2); }); };
    page.dataset.done = "\0";
    document.querySelector("#search-query").value = query;
    document.querySelector("#search-form").requestSubmit();
    await until(() => page.dataset.done === query);
    for (const more = document.querySelector("#search-more"); !more.hidden; ) {
      more.click();
      await until(() => !document.querySelector(".hit.pending"));
    }
    return Array.from(document.querySelectorAll("#search-results h3 a"), (link) => decodeURI(link.href));
  };
  await probe("annals, probes of text", "probes/search/index.html", () => {}, ask, ofText);
  await probe("annals, all probes", "probes/search/index.html", () => {}, ask, probes);
}

/** All records as documents, the index built as JSON and loaded whole, as its documentation shows. */
async function ofMiniSearch() {
  const build = `
    const MiniSearch = require("minisearch");
    const { readFileSync, writeFileSync } = require("node:fs");
    const documents = JSON.parse(readFileSync(process.argv[2], "utf8")).map((record, id) => ({
      id, title: record.title ?? "", applications: record.applications.join(" "),
      text: [...record.timeline.map((row) => row.text), ...record.actions.map((action) => action.text)].join(" ") }));
    const index = new MiniSearch({ fields: ["title", "applications", "text"], storeFields: ["title", "applications"] });
    index.addAll(documents);
    writeFileSync(process.argv[3], JSON.stringify(index));`;
  writeFileSync(join(here, ".minisearch.cjs"), build);
  try {
    console.log(`minisearch: index ${cost(here, "node", "--max-old-space-size=6000", ".minisearch.cjs", join(dir, "incidents.json"), join(temp, "minisearch.json"))}`);
  } finally {
    rmSync(join(here, ".minisearch.cjs"));
  }
  cpSync(join(here, "node_modules/minisearch/dist/umd/index.js"), join(temp, "minisearch.js"));
  writeFileSync(join(temp, "minisearch.html"), "<!doctype html><meta charset=utf-8><title>MiniSearch</title>");
  const first = async ({ query }) => {
    const script = document.createElement("script");
    script.src = "minisearch.js";
    await new Promise((done) => { script.onload = done; document.head.append(script); });
    const text = await (await fetch("minisearch.json")).text();
    globalThis.index = MiniSearch.loadJSON(text, { fields: ["title", "applications", "text"], storeFields: ["title", "applications"] });
    return `${index.search(query, { prefix: true, combineWith: "AND" }).length} found`;
  };
  const further = ({ query }) => {
    const began = performance.now();
    index.search(query, { prefix: true, combineWith: "AND" });
    return performance.now() - began;
  };
  await measure("minisearch", "minisearch.html", first, further);
  const prepare = async (reports) => {
    const script = document.createElement("script");
    script.src = "minisearch.js";
    await new Promise((done) => { script.onload = done; document.head.append(script); });
    globalThis.index = new MiniSearch({ fields: ["title", "text"] });
    index.addAll(Object.entries(reports).map(([id, text]) => ({ id, title: /^# (.*)/m.exec(text)?.[1] ?? "", text })));
  };
  const ask = (query) => index.search(query, { prefix: true, fuzzy: 0.2, combineWith: "AND" }).map(({ id }) => id);
  await probe("minisearch, probes of text", "minisearch.html", prepare, ask, ofText, Object.fromEntries(Object.entries(made).filter(([name]) => name !== "draft.md")));
}

/** The pages of incidents indexed by its own program; ten results with their excerpts a query. */
async function ofPagefind() {
  console.log(`pagefind: index ${cost(here, "npx", "pagefind", "--site", dir, "--glob", "incidents/*/index.html", "--output-path", join(temp, "pagefind"))}`);
  writeFileSync(join(temp, "pagefind.html"), "<!doctype html><meta charset=utf-8><title>Pagefind</title>");
  const first = async ({ query }) => {
    globalThis.pagefind = await import("./pagefind/pagefind.js");
    const found = await pagefind.search(query);
    await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
    return `${found.results.length} found`;
  };
  const further = async ({ query }) => {
    const began = performance.now();
    const found = await pagefind.search(query);
    await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
    return performance.now() - began;
  };
  await measure("pagefind", "pagefind.html", first, further);
  cost(here, "npx", "pagefind", "--site", probed.dir, "--glob", "incidents/*/index.html", "--output-path", join(temp, "probed"));
  const prepare = async () => { globalThis.pagefind = await import("./probed/pagefind.js"); };
  const ask = async (query) => {
    const found = await pagefind.search(query);
    return Promise.all(found.results.map(async (result) => (await result.data()).raw_url ?? (await result.data()).url));
  };
  await probe("pagefind, probes of text", "pagefind.html", prepare, ask, ofText);
}
