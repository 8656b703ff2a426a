// The probes of the search page in Firefox, where it is installed: from servers and from file://.
//
// Firefox speaks WebDriver BiDi by itself, so that neither a driver nor a patched build is needed. Remote control relaxes what
// a page of file:// may load; the preference that forbids it is switched back on, since readers have it.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import WebSocket from "ws";

const PATIENCE = 60_000;
const PREFERENCES = {
  "security.fileuri.strict_origin_policy": true,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "extensions.getAddons.cache.enabled": false,
};

/** The program, or null where there is none. */
export function findFirefox() {
  const candidates = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];
  return candidates.find((path) => path && existsSync(path)) ?? null;
}

/** A Firefox of its own: `{ goto, evaluate, close }`. */
export async function startFirefox(program) {
  const profile = mkdtempSync(join(tmpdir(), "annals-firefox-"));
  const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(join(profile, "user.js"), lines.join("\n"));
  const child = spawn(program, ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"], { stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("Firefox does not listen")), PATIENCE);
    let said = "";
    child.stderr.on("data", (data) => {
      said += data;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (found) {
        clearTimeout(timer);
        resolve(found[1]);
      }
    });
    child.on("exit", () => reject(new Error(`Firefox ended: ${said}`)));
  });
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => { socket.on("open", resolve); socket.on("error", reject); });
  const waiting = new Map();
  let number = 0;
  socket.on("message", (data) => {
    const message = JSON.parse(data);
    const waiter = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.type === "success") waiter?.resolve(message.result);
    else if (message.type === "error") waiter?.reject(new Error(`${message.error}: ${message.message}`));
  });
  const send = (method, params) => new Promise((resolve, reject) => {
    number += 1;
    waiting.set(number, { resolve, reject });
    socket.send(JSON.stringify({ id: number, method, params }));
  });
  await send("session.new", { capabilities: {} });
  const { context } = (await send("browsingContext.getTree", {})).contexts[0];
  return {
    goto: (url) => send("browsingContext.navigate", { context, url, wait: "complete" }),
    /** Calls a function in the page with a value; the result comes back as JSON. */
    async evaluate(script, value) {
      const expression = `Promise.resolve((${script})(${JSON.stringify(value) ?? "undefined"})).then((result) => JSON.stringify(result ?? null))`;
      const { result, exceptionDetails } = await send("script.evaluate", { expression, target: { context }, awaitPromise: true });
      if (exceptionDetails) throw new Error(exceptionDetails.text);
      return JSON.parse(result.value);
    },
    async close() {
      socket.close();
      child.removeAllListeners("exit");
      const ended = new Promise((resolve) => { child.on("exit", resolve); });
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
