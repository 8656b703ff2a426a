// One page of each kind in Chromium: from file:// and from a server, narrow to wide, light and dark, with and without
// JavaScript. A page must load nothing but its own site's files and not much of them, say nothing on the console, fit the
// width of the window, hide no control behind another, let the keyboard reach every control, and leave axe-core (contrast
// among it) nothing to find.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

import { serve } from "./server.mjs";

const WIDTHS = [320, 768, 1440];
const SCHEMES = ["light", "dark"];
const WORKERS = 3;
/** What a page may load at first: bytes, uncompressed, and requests. The search page loads its index beyond that. */
const MOST_BYTES = 100_000;
const MOST_REQUESTS = 6;
export const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `isDemo`: all checks. Of another archive, whose pages differ by what its reports say, the look alone is checked. */
export async function checkPages(dir, sample, out, results, isDemo = true) {
  const server = await serve(dir);
  const browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: ARGUMENTS });
  const disk = new URL(`${pathToFileURL(dir).href}/`).href;
  const jobs = [];
  for (const [at, page] of sample.entries()) {
    const isFirst = sample.findIndex((other) => other.kind === page.kind) === at;
    for (const scheme of SCHEMES) {
      const [http, file] = [{ base: server.base, from: "http", scheme }, { base: disk, from: "file", scheme }];
      jobs.push(() => checkLook(browser, page, { ...http, out: isFirst ? out : null }, results));
      jobs.push(() => checkAxe(browser, page, http, results));
      if (isDemo) {
        jobs.push(() => checkLook(browser, page, { ...file, out: null }, results));
      }
    }
    if (isDemo) {
      jobs.push(() => checkWithoutScript(browser, page, server.base, results));
      jobs.push(() => checkWeight(browser, page, server.base, results));
    }
    // The search page has a list of its own that the arrows walk: search.mjs looks at it.
    if (isDemo && isFirst && page.kind !== "search") {
      jobs.push(() => checkKeyboard(browser, page, server.base, results));
    }
  }
  try {
    await Promise.all(Array.from({ length: WORKERS }, () => work(jobs)));
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** Takes jobs from the list until there are none. */
async function work(jobs) {
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    await job();
  }
}

export function findChromium() {
  const candidates = [
    process.env.CHROMIUM,
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ];
  const found = candidates.find((path) => path && existsSync(path));
  if (!found) {
    throw new Error("no Chromium found: install the package `chromium`, or name the program in CHROMIUM");
  }
  return found;
}

/** Loads a page, widens its window step by step, and checks what the page asks for, says and measures. */
async function checkLook(browser, page, { base, from, scheme, out }, results) {
  const where = `${page.path} (${from}, ${scheme})`;
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width: WIDTHS[0], height: 900 } });
  const tab = await context.newPage();
  const trouble = watch(tab, base);
  await tab.goto(base + encodePath(page.path), { waitUntil: "load" });
  for (const width of WIDTHS) {
    await tab.setViewportSize({ width, height: 900 });
    const wide = await tab.evaluate(widest);
    results.check(`scrolls sideways at ${width} px`, wide === null, `${where}: ${wide}`);
    const hidden = await tab.evaluate(overlapped);
    results.check(`something lies over a control at ${width} px`, hidden.length === 0, `${where}: ${hidden.join(", ")}`);
    if (out) {
      const name = page.kind.replaceAll("/", "-").replaceAll("*", "x");
      await tab.screenshot({ path: join(out, `${name}-${width}-${scheme}.png`), fullPage: true });
    }
  }
  const outline = await tab.evaluate(() => ({
    headings: document.querySelectorAll("h1").length,
    title: document.title.trim(),
    language: document.documentElement.lang,
  }));
  results.check("has exactly one h1", outline.headings === 1, `${where}: ${outline.headings}`);
  results.check("has a title and a language", outline.title !== "" && outline.language !== "", where);
  for (const kind of ["says nothing on the console", "loads every file it asks for", "asks no other host"]) {
    const told = trouble.filter((entry) => entry.kind === kind);
    results.check(kind, told.length === 0, `${where}: ${[...new Set(told.map((entry) => entry.text))].join("; ")}`);
  }
  await context.close();
}

/** Collects what goes wrong in a tab; requests beyond the site among it. */
function watch(tab, base) {
  const trouble = [];
  const note = (kind, text) => trouble.push({ kind, text });
  tab.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      note("says nothing on the console", message.text());
    }
  });
  tab.on("pageerror", (error) => note("says nothing on the console", String(error)));
  tab.on("request", (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith("data:")) {
      note("asks no other host", request.url());
    }
  });
  tab.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // An icon that is still on its way when the window closes is no fault of the page.
    if (reason !== "net::ERR_ABORTED") {
      note("loads every file it asks for", `${request.url()} ${reason}`);
    }
  });
  tab.on("response", (response) => {
    if (response.status() >= 400) {
      note("loads every file it asks for", `${response.url()} ${response.status()}`);
    }
  });
  return trouble;
}

/** Runs in the page: what sticks out on the right, or null where the page fits. */
export function widest() {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) {
    return null;
  }
  const clipped = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== "visible") {
        return true;
      }
    }
    return false;
  };
  const out = [...document.body.querySelectorAll("*")]
    .filter((element) => element.getBoundingClientRect().right > room + 0.5 && !clipped(element))
    .slice(0, 3)
    .map((element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}">`);
  return `${document.documentElement.scrollWidth} px wide: ${out.join(", ")}`;
}

/** Runs in the page: controls of the head and of the page that something else lies over, where they are scrolled to. */
function overlapped() {
  const out = [];
  const controls = document.querySelectorAll("header :is(a, button, input, select, summary), main :is(button, input, select, summary), .on-page a");
  for (const control of controls) {
    if (!control.checkVisibility() || control.classList.contains("visually-hidden")) {
      continue;
    }
    control.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    const { left, top, width, height } = control.getBoundingClientRect();
    const at = document.elementFromPoint(left + width / 2, top + height / 2);
    if (width && height && at && at !== control && !control.contains(at) && !at.contains(control)) {
      out.push(`<${control.tagName.toLowerCase()}> ${control.textContent.trim().slice(0, 30)} under <${at.tagName.toLowerCase()} class="${at.getAttribute("class") ?? ""}">`);
    }
  }
  scrollTo(0, 0);
  return out.slice(0, 3);
}

/** Tab leads through the page: to the skip link first, then to every control, each of which shows that it has the focus. */
async function checkKeyboard(browser, page, base, results) {
  for (const width of [390, 1440]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, reducedMotion: "reduce" });
    const tab = await context.newPage();
    await tab.goto(base + encodePath(page.path), { waitUntil: "load" });
    const wanted = await tab.evaluate(() => {
      const controls = document.querySelectorAll("a[href], button, input, select, summary");
      const reached = [...controls].filter((control) => control.tabIndex >= 0 && control.checkVisibility() && !control.disabled);
      reached.forEach((control, at) => { control.dataset.stop = String(at); });
      return reached.length;
    });
    const seen = new Set();
    let bare = "";
    for (let turn = 0; turn < wanted + 40; turn += 1) {
      await tab.keyboard.press("Tab");
      const stop = await tab.evaluate(() => {
        const at = document.activeElement;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
        const mark = at.querySelector("circle, polygon, path");
        const shows = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none" || (mark && getComputedStyle(mark).stroke !== "none");
        return { id: at.dataset.stop, name: at.tagName, shows: Boolean(shows) };
      });
      if (stop.id === undefined && stop.name === "BODY") {
        break;
      }
      if (!stop.shows) {
        bare ||= `${stop.name} ${stop.id}`;
      }
      seen.add(stop.id);
    }
    seen.delete(undefined);
    results.check(`the keyboard reaches every control at ${width} px`, seen.size === wanted, `${page.path}: ${seen.size} of ${wanted}`);
    results.check(`what has the focus shows it at ${width} px`, bare === "", `${page.path}: ${bare}`);
    await context.close();
  }
}

/** What a page loads at first. */
async function checkWeight(browser, page, base, results) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const tab = await context.newPage();
  const loaded = [];
  tab.on("response", (response) => { loaded.push(response.body().then((body) => body.length, () => 0)); });
  await tab.goto(base + encodePath(page.path), { waitUntil: "load" });
  const sizes = await Promise.all(loaded);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  await context.close();
  if (page.kind !== "search") {
    results.check(`loads at most ${MOST_BYTES} bytes`, bytes <= MOST_BYTES, `${page.path}: ${bytes}`);
    results.check(`asks for at most ${MOST_REQUESTS} files`, sizes.length <= MOST_REQUESTS, `${page.path}: ${sizes.length}`);
  }
}

/** Without JavaScript a page shows at least what it shows with it. */
async function checkWithoutScript(browser, page, base, results) {
  const read = async (javaScriptEnabled) => {
    const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 1440, height: 900 } });
    const tab = await context.newPage();
    await tab.goto(base + encodePath(page.path), { waitUntil: "load" });
    const words = (await tab.locator("body").innerText()).split(/\s+/).length;
    const heading = await tab.locator("h1").first().isVisible().catch(() => false);
    await context.close();
    return { words, heading };
  };
  const [without, withScript] = [await read(false), await read(true)];
  results.check("shows its heading without JavaScript", without.heading, page.path);
  // The search page has results only where its script runs.
  results.check(
    "shows all its text without JavaScript",
    page.kind === "search" || without.words >= withScript.words * 0.9,
    `${page.path}: ${without.words} of ${withScript.words} words`,
  );
}

/** axe-core is injected, which the policy of the site forbids: this window alone is let off it. */
async function checkAxe(browser, page, { base, scheme }, results) {
  const context = await browser.newContext({ bypassCSP: true, colorScheme: scheme, viewport: { width: 1440, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(base + encodePath(page.path), { waitUntil: "load" });
  await tab.addScriptTag({ path: AXE });
  for (const width of [WIDTHS[0], WIDTHS.at(-1)]) {
    await tab.setViewportSize({ width, height: 900 });
    const violations = await tab.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
      return violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.slice(0, 3).map((node) => node.target.join(" ")) }));
    });
    if (violations.length === 0) {
      results.check("axe", true);
    }
    for (const { id, help, at } of violations) {
      results.check(`axe ${id}: ${help}`, false, `${page.path} (${scheme}, ${width} px): ${at.join(" | ")}`);
    }
  }
  await context.close();
}

function encodePath(path) {
  return path.split("/").map(encodeURIComponent).join("/");
}
