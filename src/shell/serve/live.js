// The preview in the browser: reloads the page when it is another one, swaps style sheets, shows what is wrong.
//
// The script element carries the address of the page, the state of it that is shown and its style sheets. News come from a
// worker (worker.js): the state that is current, what is wrong, and where the source is opened. A tab that nobody looks at
// lets go of its connection, for browsers allow six a host, and looks again when it is shown.
"use strict";
(() => {
  const { page, state, styles } = document.currentScript.dataset;
  let sheets = styles.split(" ").filter(Boolean);
  let worker = null;
  let resting = 0;
  let closed = "";

  function listen() {
    clearTimeout(resting);
    if (worker) return;
    worker = new Worker("/.annals/worker.js#" + page.split("/").map(encodeURIComponent).join("/"));
    worker.onmessage = ({ data }) => {
      if (data === "again") {
        rest();
        listen();
      } else if (data === "") {
        show({ away: true });
      } else {
        hear(JSON.parse(data));
      }
    };
  }

  function rest() {
    if (worker) worker.terminate();
    worker = null;
  }

  function hear(news) {
    if (news.state !== state || news.styles.length !== sheets.length) {
      // Reloading keeps the place on the page.
      location.reload();
      return;
    }
    news.styles.forEach((sheet, at) => {
      if (sheet !== sheets[at]) swap(sheets[at], sheet);
    });
    sheets = news.styles;
    show(news);
  }

  // The new sheet is there before the old one goes: the page is never bare.
  function swap(from, to) {
    const old = [...document.querySelectorAll("link[rel=stylesheet]")].find((link) => link.getAttribute("href").endsWith(from));
    if (!old) return;
    const next = old.cloneNode();
    next.href = old.getAttribute("href").slice(0, -from.length) + to;
    next.onload = next.onerror = () => old.remove();
    old.after(next);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(rest, 5000);
    else listen();
  });
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => event.persisted && listen());

  // What is shown over the page stands in a tree of its own: styles of the page and of this do not meet.
  let root = null;
  function place() {
    if (root) return root;
    const host = document.createElement("annals-preview");
    host.dataset.preview = "";
    root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    document.body.append(host);
    return root;
  }

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) made[key] = value;
      else if (value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
  // The way to the top of the site is that of its style sheets, but the preview always stands at the top of its host.
  const to = (address) => "/" + address.split("/").map(encodeURIComponent).join("/");
  const told = ({ text, edit }) =>
    element("article", {}, element("pre", {}, text), edit ? element("a", { href: edit }, "Open in editor") : null);

  function show(news) {
    const tree = place();
    tree.querySelectorAll("section, footer").forEach((part) => part.remove());
    if (news.away) {
      tree.append(element("footer", { role: "status" }, element("span", { class: "bad" }, "The preview server is away; waiting for it")));
      return;
    }
    const bad = [...news.troubles.map(({ title, text }) => ({ text: `${title}\n\n${text}` })), ...news.own];
    const what = JSON.stringify(bad);
    if (bad.length > 0 && what !== closed) {
      const title = news.troubles.length > 0 ? news.troubles[0].title : "Something in this report cannot be read";
      const close = () => {
        closed = what;
        show(news);
      };
      tree.append(
        element("section", { role: "alertdialog", "aria-label": title },
          element("header", {}, element("h2", {}, title), element("button", { type: "button", onclick: close }, "Close")),
          ...bad.map(told)),
      );
    }
    const open = (list) => element("section", { role: "dialog", "aria-label": "Hints" },
      element("header", {}, element("h2", {}, "What this report leaves unclear"),
        element("button", { type: "button", onclick: () => show(news) }, "Close")), ...list.map(told));
    tree.append(
      element("footer", {},
        bad.length > 0 && what === closed
          ? element("button", { type: "button", class: "bad", onclick: () => { closed = ""; show(news); } }, count(bad.length, "error"))
          : null,
        news.hints.length > 0
          ? element("button", { type: "button", onclick: () => tree.append(open(news.hints)) }, count(news.hints.length, "hint"))
          : null,
        news.others > 0
          ? element(news.first ? "a" : "span", { class: "bad", href: news.first ? to(news.first) : null },
              `${count(news.others, "other report")} with errors`)
          : null,
        news.edit ? element("a", { href: news.edit, class: "edit" }, "Edit") : null),
    );
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") root?.querySelector("section button")?.click();
  });

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; font: 14px/1.5 system-ui, sans-serif; }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483646; max-height: 80vh; overflow: auto;
      padding: 16px 24px 56px; background: #1b1d21; color: #f2f2f2; border-top: 4px solid #e5484d;
      box-shadow: 0 -8px 32px rgb(0 0 0 / .35); }
    section[role=dialog] { border-color: #d29922; }
    header { display: flex; gap: 16px; align-items: baseline; justify-content: space-between; }
    h2 { margin: 0; font-size: 17px; font-weight: 600; }
    pre { margin: 12px 0 4px; font: 13px/1.45 ui-monospace, monospace; white-space: pre; overflow-x: auto; tab-size: 4; }
    article a { color: #8ab4ff; }
    footer { position: fixed; right: 12px; bottom: 12px; z-index: 2147483647; display: flex; gap: 8px; flex-wrap: wrap;
      justify-content: flex-end; max-width: calc(100vw - 24px); }
    button, footer a, footer span { padding: 4px 12px; border: 1px solid #5b6068; border-radius: 16px; background: #2b2f36;
      color: #f2f2f2; text-decoration: none; cursor: pointer; }
    footer span { cursor: default; }
    .bad { background: #b4232a; border-color: #e5484d; }
    button:focus-visible, a:focus-visible { outline: 3px solid #8ab4ff; outline-offset: 2px; }
    @media print { section, footer { display: none; } }
  `;

  listen();
})();
