// A static file server under a sub-path, as strict as the strictest web server an archive may meet.

import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

/** Not the root of the host, and with a character that must be escaped: links must be relative. */
export const SUB_PATH = "/some%20team/archive/";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const TYPES = new Map(
  Object.entries({
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".webmanifest": "application/manifest+json",
  }),
);

/** Serves `dir` below `subPath` on a free port; returns the base address and a way to stop. */
export async function serve(dir, subPath = SUB_PATH) {
  const server = createServer(async (request, response) => {
    const head = { "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff" };
    const { pathname } = new URL(request.url, "http://localhost");
    const file = pathname.startsWith(subPath) ? await fileOf(dir, pathname.slice(subPath.length)) : null;
    if (file === null) {
      response.writeHead(404, { ...head, "Content-Type": "text/plain" }).end("not found");
      return;
    }
    const type = TYPES.get(extname(file).toLowerCase()) ?? "application/octet-stream";
    response.writeHead(200, { ...head, "Content-Type": type }).end(await readFile(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}${subPath}`;
  return { base, stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }) };
}

async function fileOf(dir, path) {
  let file;
  try {
    file = normalize(join(dir, decodeURIComponent(path)));
    if (file !== normalize(dir) && !file.startsWith(normalize(dir + sep))) {
      return null;
    }
    const found = await stat(file);
    if (found.isDirectory()) {
      file = join(file, "index.html");
      await stat(file);
    }
  } catch {
    return null;
  }
  return file;
}
