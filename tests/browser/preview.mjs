// The preview in Chromium: a report is edited, broken and mended on disk while nobody touches the browser.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { ARGUMENTS, findChromium } from "./pages.mjs";
import { findBinary } from "./site.mjs";

const REPORT = `# Preview under test

- Date: 2026-01-02
- Affected: preview

## Impact

${"The page is long enough to be scrolled.\n\n".repeat(120)}
`;
const PAGE = "/incidents/2026-01-02-preview-under-test/";
const SOON = { timeout: 30000 };

export async function checkPreview(root, out, results) {
  const temp = mkdtempSync(join(tmpdir(), "annals-preview-"));
  const archive = join(temp, "archive");
  for (const part of ["content", "book.toml"]) cpSync(join(root, part), join(archive, part), { recursive: true });
  const report = join(archive, "content", "preview.md");
  writeFileSync(report, REPORT);
  const server = spawn(findBinary(root), ["serve", archive, "--as-of", "2026-12-01"], { stdio: ["ignore", "pipe", "ignore"] });
  const browser = await chromium.launch({ executablePath: findChromium(), headless: true, args: ARGUMENTS });
  try {
    const base = await address(server);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const said = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
    page.on("pageerror", (error) => said.push(String(error)));
    await page.goto(base + PAGE);
    await page.evaluate(() => scrollTo(0, 1500));
    await edited(page, report, results);
    await broken(page, report, out, results);
    await styled(page, archive, results);
    await elsewhere(page, base, report, results);
    results.check("the preview: nothing is said on the console", said.length === 0, said.join("\n"));
  } finally {
    await browser.close();
    server.kill("SIGINT");
    rmSync(temp, { recursive: true, force: true });
  }
}

/** The address that the server prints. */
function address(server) {
  return new Promise((resolve, reject) => {
    let text = "";
    server.stdout.on("data", (data) => {
      text += data;
      const found = text.match(/serving (http:\/\/\S+?)\/? /);
      if (found) resolve(found[1]);
    });
    server.on("exit", (code) => reject(new Error(`annals serve ended with ${code}\n${text}`)));
  });
}

const overlay = (page) => page.locator("annals-preview section[role=alertdialog]");

async function edited(page, report, results) {
  writeFileSync(report, REPORT.replace("scrolled.", "scrolled, and was edited."));
  await page.getByText("and was edited").first().waitFor({ state: "attached", ...SOON });
  await page.waitForFunction(() => document.readyState === "complete" && scrollY > 0, null, SOON).catch(() => {});
  const place = await page.evaluate(() => scrollY);
  results.check("the preview: the page keeps its place", Math.abs(place - 1500) < 40, `${place} instead of 1500`);
  results.check("the preview: nothing is over the page", (await overlay(page).count()) === 0);
  const edit = await page.locator("annals-preview a.edit").getAttribute("href", SOON);
  results.check("the preview: the page leads to the editor", /^vscode:\/\/file\/.*preview\.md:1$/.test(edit), edit);
}

async function broken(page, report, out, results) {
  writeFileSync(report, `---\nseverity: [half\n---\n\n${REPORT}`);
  await overlay(page).waitFor(SOON);
  const text = await overlay(page).innerText();
  results.check("the preview: the overlay shows the line", /2 \| severity: \[half/.test(text), text);
  results.check("the preview: the page is still there", (await page.locator("h1").innerText()) === "Preview under test");
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: join(out, `preview-${width}.png`) });
  }
  await page.keyboard.press("Escape");
  await overlay(page).waitFor({ state: "detached", ...SOON });
  await page.locator("annals-preview button.bad").click(SOON);
  await overlay(page).waitFor(SOON);
  writeFileSync(report, REPORT);
  await overlay(page).waitFor({ state: "detached", ...SOON });
  results.check("the preview: the overlay goes", (await overlay(page).count()) === 0);
}

async function styled(page, archive, results) {
  await page.evaluate(() => (window.untouched = true));
  const css = join(archive, "own.css");
  writeFileSync(css, "h1 { color: rgb(1, 2, 3) }");
  const settings = readFileSync(join(archive, "book.toml"), "utf8");
  writeFileSync(join(archive, "book.toml"), settings.replace("[output.html]", '[output.html]\nadditional-css = ["own.css"]'));
  // While the page is loaded anew there is none for a moment.
  const has = (wanted) => [...document.querySelectorAll("h1")].some((head) => getComputedStyle(head).color === wanted);
  const colour = (wanted) => page.waitForFunction(has, wanted, SOON);
  await colour("rgb(1, 2, 3)");
  await page.evaluate(() => (window.untouched = true));
  writeFileSync(css, "h1 { color: rgb(4, 5, 6) }");
  await colour("rgb(4, 5, 6)");
  const stayed = await page.evaluate(() => window.untouched === true);
  results.check("the preview: a style sheet is swapped without a reload", stayed);
}

async function elsewhere(page, base, report, results) {
  await page.goto(`${base}/about/`);
  await page.evaluate(() => (window.untouched = true));
  writeFileSync(report, `---\nseverity: [half\n---\n\n${REPORT}`);
  const count = page.locator("annals-preview a.bad");
  await count.waitFor(SOON);
  results.check("the preview: other pages count", (await count.innerText()) === "1 other report with errors", await count.innerText());
  await count.click();
  await overlay(page).waitFor(SOON);
  results.check("the preview: the count leads to the page", new URL(page.url()).pathname.startsWith(PAGE), page.url());
}
