// Search in a browser: every probe of probes.json from a server at its root, under a sub-path and from file://, then what
// hands and eyes meet: the keyboard, facets, the address, a window of 320 px, axe, a part that is missing.
//
// Where Firefox is installed (FIREFOX, or the usual places) the probes run in it as well; see firefox.mjs.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { findFirefox, startFirefox } from "./firefox.mjs";
import { AXE, ARGUMENTS, findChromium, widest } from "./pages.mjs";
import { SUB_PATH, serve } from "./server.mjs";
import { buildReports } from "./site.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const PATIENCE = 15_000;

export async function checkSearch(root, out, results) {
  const { reports, probes } = JSON.parse(readFileSync(join(here, "probes.json"), "utf8"));
  const site = buildReports(root, reports, '[book]\ntitle = "Probes"\n');
  const servers = [await serve(site.dir, "/"), await serve(site.dir, SUB_PATH)];
  const disk = new URL(`${pathToFileURL(site.dir).href}/`).href;
  const browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: ARGUMENTS });
  const incidents = JSON.parse(readFileSync(join(site.dir, "incidents.json"), "utf8"));
  const sources = new Map(incidents.map(({ url, source }) => [url, source]));
  try {
    for (const base of [servers[0].base, servers[1].base, disk]) {
      await checkProbes(browser, base, probes, sources, results);
    }
    for (const base of [servers[1].base, disk]) {
      await checkKeyboard(browser, base, results);
      await checkFacets(browser, base, results);
    }
    const firefox = findFirefox();
    if (firefox) {
      for (const base of [servers[0].base, servers[1].base, disk]) {
        await checkFirefox(firefox, base, probes, sources, results);
      }
    } else {
      console.log("Firefox is not installed: its probes are skipped");
    }
    await checkTrouble(browser, servers[1].base, results);
    await checkDoubt(browser, root, results);
    await checkAxe(browser, servers[1].base, out, results);
    await checkWithoutScript(browser, servers[1].base, results);
  } finally {
    await browser.close();
    await Promise.all(servers.map((server) => server.stop()));
    site.remove();
  }
}

/** A window with the search page, and everything it complains about. */
async function open(browser, base, query, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  const trouble = [];
  tab.on("console", (message) => ["error", "warning"].includes(message.type()) && trouble.push(message.text()));
  tab.on("pageerror", (error) => trouble.push(String(error)));
  tab.on("dialog", (dialog) => { trouble.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await options.before?.(tab);
  await tab.goto(`${base}search/index.html${query ? `?q=${encodeURIComponent(query)}` : ""}`);
  await settled(tab, query);
  return { context, tab, trouble };
}

async function settled(tab, query) {
  await tab.waitForFunction((query) => document.querySelector("[data-search]")?.dataset.done === query, query, { timeout: PATIENCE });
}

/** Asks the open page something, by the form as a reader would. */
async function ask(tab, query) {
  await tab.evaluate((query) => {
    document.querySelector("[data-search]").dataset.done = "\0";
    document.querySelector("#search-query").value = query;
    document.querySelector("#search-form").requestSubmit();
  }, query);
  await settled(tab, query);
  for (let more = tab.locator("#search-more"); await more.isVisible(); ) {
    await more.click();
    await tab.waitForFunction(() => !document.querySelector(".hit.pending"), null, { timeout: PATIENCE });
  }
}

const hits = (tab) => tab.$$eval("#search-results h3 a", (links) => links.map((link) => link.href));

async function checkProbes(browser, base, probes, sources, results) {
  const { context, tab, trouble } = await open(browser, base, "");
  for (const probe of probes) {
    const where = `${probe.query} (${base})`;
    await ask(tab, probe.query);
    const urls = (await hits(tab)).map((href) => decodeURI(href).slice(decodeURI(base).length).replace(/index\.html$/, ""));
    const found = urls.map((url) => sources.get(url) ?? url);
    const same = JSON.stringify([...found].sort()) === JSON.stringify(probe.finds);
    results.check("a probe finds what it must and nothing else", same, `${where}: ${found}, not ${probe.finds}`);
    if (probe.first) results.check("the best comes first", found[0] === probe.first, `${where}: ${found}`);
    if (probe.quotes) {
      const quoted = await tab.locator(".hit p.quote").first().innerText();
      results.check("the best passage is quoted", quoted.startsWith(probe.quotes), `${where}: ${quoted}`);
    }
    if (probe.corrected) {
      const notes = await tab.locator("#search-notes").innerText();
      results.check("a slip is named", notes.includes(probe.corrected), `${where}: ${notes}`);
    }
    const status = await tab.locator("#search-status").innerText();
    const said = probe.finds.length ? status.includes(`${probe.finds.length} incident`) : status === "Nothing found";
    results.check("the number is announced", said, `${where}: ${status}`);
    const markup = await tab.$$eval("#search-results *", (all) => all.map((element) => element.tagName).filter((tag) => !/^(LI|H3|A|P|SPAN|MARK|UL)$/.test(tag)));
    results.check("texts of reports are no markup", markup.length === 0, `${where}: ${markup}`);
  }
  results.check("search says nothing on the console", trouble.length === 0, `${base}: ${[...new Set(trouble)].join("; ")}`);
  await context.close();
}

/** The same probes in Firefox. */
async function checkFirefox(program, base, probes, sources, results) {
  const firefox = await startFirefox(program);
  try {
    await firefox.goto(`${base}search/index.html`);
    for (const probe of probes) {
      const hrefs = await firefox.evaluate(async (query) => {
        const page = document.querySelector("[data-search]");
        const until = async (holds) => {
          for (const end = Date.now() + 15_000; !holds() && Date.now() < end; ) await new Promise((done) => { setTimeout(done, 5); });
        };
        page.dataset.done = "\0";
        document.querySelector("#search-query").value = query;
        document.querySelector("#search-form").requestSubmit();
        await until(() => page.dataset.done === query);
        for (const more = document.querySelector("#search-more"); !more.hidden; ) {
          more.click();
          await until(() => !document.querySelector(".hit.pending"));
        }
        return Array.from(document.querySelectorAll("#search-results h3 a"), (link) => link.href);
      }, probe.query);
      const found = hrefs.map((href) => decodeURI(href).slice(decodeURI(base).length).replace(/index\.html$/, "")).map((url) => sources.get(url) ?? url);
      const same = JSON.stringify([...found].sort()) === JSON.stringify(probe.finds);
      results.check("a probe finds what it must and nothing else in Firefox", same, `${probe.query} (${base}): ${found}, not ${probe.finds}`);
    }
  } finally {
    await firefox.close();
  }
}

async function checkKeyboard(browser, base, results) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await context.newPage();
  const focused = () => tab.evaluate(() => document.activeElement.id || document.activeElement.closest("[id]")?.id);
  await tab.goto(`${base}index.html`);
  await tab.keyboard.press("/");
  await tab.keyboard.type("berth");
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/search\/index\.html\?q=berth/);
  await settled(tab, "berth");
  results.check("the box of every page leads to results", (await hits(tab)).length === 1, base);
  await tab.keyboard.press("/");
  results.check("/ leads to the box", (await focused()) === "search-query", `${base}: ${await focused()}`);
  await ask(tab, "pool");
  await tab.keyboard.press("ArrowDown");
  const first = await tab.evaluate(() => document.activeElement.textContent);
  results.check("an arrow leads to the first result", first.startsWith("Connection pool"), `${base}: ${first}`);
  await tab.keyboard.press("ArrowDown");
  const second = await tab.evaluate(() => document.activeElement.textContent);
  results.check("an arrow leads on", second !== first, `${base}: ${second}`);
  await tab.keyboard.press("Escape");
  results.check("Escape leads back", (await focused()) === "search-query", base);
  await tab.keyboard.press("Escape");
  await settled(tab, "");
  results.check("Escape empties the box", (await tab.inputValue("#search-query")) === "", base);
  await tab.keyboard.type("appl");
  await tab.waitForSelector("#search-options li");
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("Enter");
  results.check("a field is completed", (await tab.inputValue("#search-query")) === "application:", base);
  await tab.keyboard.type("ferr");
  await tab.waitForFunction(() => document.querySelector("#search-options li")?.textContent.includes("ferry-board"));
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("Enter");
  await tab.waitForFunction(() => document.querySelectorAll("#search-results h3").length === 2);
  results.check("a value is completed", (await tab.inputValue("#search-query")).trim() === "application:ferry-board", base);
  await ask(tab, "pg_stat_activity");
  const row = await tab.locator(".hit .rows a").first().getAttribute("href");
  results.check("a row of a timeline is led to", row.endsWith("#t-1"), `${base}: ${row}`);
  await tab.focus("#search-query");
  await tab.keyboard.press("ArrowDown");
  await tab.keyboard.press("Enter");
  await tab.waitForURL(/incidents\//);
  results.check("Enter opens a result", /incidents\//.test(tab.url()), tab.url());
  await tab.goto(`${base}search/index.html?q=pool`);
  await settled(tab, "pool");
  await tab.focus("#search-query");
  let steps = 0;
  for (; steps < 5; steps += 1) {
    await tab.keyboard.press("Tab");
    if (await tab.evaluate(() => document.activeElement.closest("#search-results") !== null)) break;
  }
  results.check("a few presses of Tab lead from the box to the results", steps < 5, base);
  await context.close();
}

async function checkFacets(browser, base, results) {
  const { context, tab, trouble } = await open(browser, base, "");
  const values = (facet) => tab.$$eval(`[data-facet=${facet}] li:has(label)`, (items) =>
    items.map((item) => [item.querySelector(".name").textContent, Number(item.querySelector(".count").textContent), item.querySelector("a")?.href]));
  const named = async (facet, name) => (await values(facet)).find(([label]) => label === name);
  for (const all of await tab.$$(".facet li > button")) await all.click();
  results.check("facets count", (await named("application", "Ferry board"))?.[1] === 2, `${base}: ${await values("application")}`);
  for (const facet of ["application", "cause", "year"]) {
    for (const [name, , href] of await values(facet)) {
      const page = await context.newPage();
      const answer = await page.goto(href);
      results.check("a value leads to its page", answer === null || answer.ok(), `${base}: ${name} ${href}`);
      await page.close();
    }
  }
  await tab.locator("[data-value='application:ferry-board']").check();
  await tab.waitForFunction(() => document.querySelectorAll("#search-results h3").length === 2);
  results.check("a choice stands in the address", tab.url().includes(encodeURIComponent("application:ferry-board")), tab.url());
  results.check("other values of the field can still be chosen", (await named("application", "Printers"))?.[1] === 1, base);
  await tab.locator("[data-value='application:printers']").check();
  await tab.waitForFunction(() => document.querySelectorAll("#search-results h3").length === 3);
  await tab.locator("[data-value='year:2023']").check();
  await tab.waitForFunction(() => document.querySelectorAll("#search-results h3").length === 1);
  results.check("other fields count within", (await named("severity", "P1"))?.[1] === 1, `${base}: ${await values("severity")}`);
  await tab.goBack();
  await tab.waitForFunction(() => document.querySelectorAll("#search-results h3").length === 3);
  await tab.locator("[data-value='application:ferry-board']").uncheck();
  await tab.waitForFunction(() => document.querySelectorAll("#search-results h3").length === 1);
  results.check("a choice can be taken back", (await tab.inputValue("#search-query")) === "application:printers", base);
  await tab.reload();
  await settled(tab, "application:printers");
  results.check("the address brings the choice back", await tab.locator("[data-value='application:printers']").isChecked(), base);
  results.check("search says nothing on the console", trouble.length === 0, `${base}: ${trouble.join("; ")}`);
  await context.close();
}

async function checkTrouble(browser, base, results) {
  const gone = (tab) => tab.route(/search\/t-/, (route) => route.abort());
  const { context, tab } = await open(browser, base, "pool", { before: gone });
  const status = await tab.locator("#search-status").innerText();
  const note = await tab.locator("#search-notes").innerText();
  results.check("a missing part is named", status.includes("missing") && note.includes("search/t-"), `${status}: ${note}`);
  await context.close();
  // Published again between the moment when the page asked for its index and a part that is then gone.
  const old = async (tab) => {
    await gone(tab);
    let asked = 0;
    const newer = { contentType: "text/javascript", body: 'annalsIndex("now","root-0")' };
    await tab.route(/search\/now\.js/, (route) => (asked++ === 0 ? route.continue() : route.fulfill(newer)));
  };
  const second = await open(browser, base, "pool", { before: old });
  const said = await second.tab.locator("#search-status").innerText();
  results.check("a page older than its index says so", said === "This page is older than its index", said);
  await second.context.close();
  let texts = 0;
  const slow = (tab) => tab.route(/search\/r\//, async (route) => {
    if (texts++ === 0) await new Promise((resolve) => { setTimeout(resolve, 1500); });
    await route.continue();
  });
  const context3 = await browser.newContext();
  const third = await context3.newPage();
  await slow(third);
  await third.goto(`${base}search/index.html?q=pool`);
  await third.waitForSelector(".hit h3");
  results.check("first results show while others load", await third.locator(".hit.pending").count() === 1, base);
  await context3.close();
}

/** A phrase whose pairs of words stand in many reports, and all of it in some. */
async function checkDoubt(browser, root, results) {
  const say = (at) => (at % 7 ? "The tide gauge sensor froze." : "The tide gauge failed. Every gauge sensor was new.");
  const day = (at) => `2024-${String(1 + (at % 12)).padStart(2, "0")}-${String(1 + (at % 28)).padStart(2, "0")}`;
  const reports = Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`r${at}.md`, `# Harbour ${at}\n\n${day(at)}\n\n${say(at)}\n`]));
  const site = buildReports(root, reports, '[book]\ntitle = "Doubt"\n');
  const phrase = '"tide gauge sensor"';
  try {
    const { context, tab, trouble } = await open(browser, new URL(`${pathToFileURL(site.dir).href}/`).href, phrase);
    const status = await tab.locator("#search-status").innerText();
    results.check("what is not looked through is not counted", /^At least 3\d incidents found$/.test(status), status);
    await ask(tab, phrase);
    results.check("all with a phrase are found, and no other", (await hits(tab)).length === 60, String((await hits(tab)).length));
    await ask(tab, '"tide gauge"');
    const pair = await tab.locator("#search-status").innerText();
    results.check("two words side by side are counted at once", pair === "70 incidents found", pair);
    await ask(tab, `harbour -${phrase}`);
    results.check("all without a phrase are found, and no other", (await hits(tab)).length === 10, String((await hits(tab)).length));
    results.check("search says nothing on the console", trouble.length === 0, trouble.join("; "));
    await context.close();
  } finally {
    site.remove();
  }
}

async function checkAxe(browser, base, out, results) {
  const gone = (tab) => tab.route(/search\/t-/, (route) => route.abort());
  const states = [["empty", "xyzzyplugh", null], ["all", "", null], ["results", "pool is:open-actions", null], ["error", "pool", gone]];
  for (const colorScheme of ["light", "dark"]) {
    for (const [name, query, before] of states) {
      const { context, tab } = await open(browser, base, query, { bypassCSP: true, colorScheme, before });
      await tab.addScriptTag({ path: AXE });
      for (const width of [320, 1440]) {
        await tab.setViewportSize({ width, height: 900 });
        const wide = await tab.evaluate(widest);
        results.check(`search scrolls sideways at ${width} px`, wide === null, `${name}: ${wide}`);
        await tab.screenshot({ path: join(out, `search-${name}-${width}-${colorScheme}.png`), fullPage: true });
        const violations = await tab.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations
          .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`));
        results.check("axe finds nothing on the search page", violations.length === 0, `${name} (${colorScheme}, ${width} px): ${violations}`);
      }
      await context.close();
    }
  }
}

async function checkWithoutScript(browser, base, results) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const tab = await context.newPage();
  await tab.goto(`${base}search/index.html`);
  const text = await tab.locator("main").innerText();
  results.check("without JavaScript the page leads to the lists", text.includes("Search needs JavaScript") && text.includes("By application"), text);
  await context.close();
}
