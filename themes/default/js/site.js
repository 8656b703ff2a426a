// What scripts add to every page: the choice of colours, keys, tables that sort and filter, links to copy. Every page
// reads without it. It stands in the head and sets the colours at once, so that no page is drawn in the wrong ones first;
// the rest waits for the page.
(function () {
  "use strict";

  const root = document.documentElement;
  const KEY = "annals-scheme";
  const SCHEMES = [["", "System colours"], ["light", "Light"], ["dark", "Dark"], ["high-contrast", "High contrast"]];
  const asked = root.dataset.theme || "";

  function stored() {
    try { return localStorage.getItem(KEY); } catch (_) { return null; }
  }

  function store(scheme) {
    try { localStorage.setItem(KEY, scheme); } catch (_) { /* private mode, or no storage on file: */ }
  }

  function wear(scheme) {
    if (scheme) root.dataset.theme = scheme;
    else delete root.dataset.theme;
  }

  const saved = stored();
  const known = SCHEMES.some(([scheme]) => scheme === saved);
  if (known) wear(saved);

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    if (tag === "button") element.type = "button";
    return element;
  }

  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // ---- the head

  function tools() {
    const frame = document.querySelector(".site-head .frame");
    if (!frame) return;
    const box = make("div", "tools");
    const select = make("select");
    select.setAttribute("aria-label", "Colours");
    for (const [scheme, name] of SCHEMES) select.append(new Option(name, scheme));
    select.value = known ? saved : asked;
    select.addEventListener("change", () => { wear(select.value); store(select.value); });
    const help = make("button", "", "?");
    help.setAttribute("aria-label", "Keys");
    help.addEventListener("click", showKeys);
    box.append(select, help);
    frame.append(box);
  }

  // ---- keys

  /** `g` and the letter lead to a section, by the folder it lies in. */
  const GO = { incidents: "i", timeline: "t", applications: "a", causes: "c", actions: "p", recurrences: "r", owners: "o", lessons: "l", metrics: "m" };

  function places() {
    const home = document.querySelector(".site-name");
    const out = home ? [["h", "Home", home]] : [];
    for (const link of all(".site-nav a")) {
      const letter = GO[link.pathname.split("/").slice(-2)[0]];
      if (letter) out.push([letter, link.textContent, link]);
    }
    return out;
  }

  let dialog = null;
  function showKeys() {
    if (!dialog) {
      dialog = make("dialog", "keys");
      dialog.setAttribute("aria-label", "Keys");
      const list = make("dl");
      const entry = (keys, does) => {
        const name = make("dt");
        keys.forEach((key) => name.append(make("kbd", "", key), " "));
        list.append(name, make("dd", "", does));
      };
      entry(["/"], "Search");
      entry(["j"], "Next row");
      entry(["k"], "Row before");
      if (document.querySelector("[rel=prev], [rel=next]")) {
        entry(["["], "Before this one");
        entry(["]"], "After this one");
      }
      for (const [letter, name] of places()) entry(["g", letter], name);
      entry(["?"], "These keys");
      const close = make("button", "", "Close");
      close.addEventListener("click", () => dialog.close());
      dialog.append(make("h2", "", "Keys"), list, close);
      document.body.append(dialog);
    }
    dialog.showModal();
  }

  /** The links that stand for rows: of lists, of tables, of a timeline. */
  const ROWS = "main :is(.latest .title, .related .title, .occurrence .title, .hit h3 a, tbody th a, tbody .sentence a, tbody .at a)";

  function step(by) {
    const rows = all(ROWS).filter((link) => link.offsetParent !== null);
    const at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next) next.focus();
  }

  function search() {
    const box = document.querySelector("main input[name=q]") || document.querySelector("input[name=q]");
    if (!box) return;
    box.focus();
    box.select();
  }

  let going = 0;
  function key(event) {
    const at = event.target;
    const typing = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || (dialog && dialog.open)) return;
    const isGoing = Date.now() - going < 1500;
    going = 0;
    const place = isGoing && places().find(([letter]) => letter === event.key);
    if (place) place[2].click();
    else if (event.key === "g") { going = Date.now(); return; }
    else if (event.key === "/") search();
    else if (event.key === "?") showKeys();
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "[" || event.key === "]") document.querySelector(event.key === "[" ? "[rel=prev]" : "[rel=next]")?.click();
    else return;
    event.preventDefault();
  }

  // ---- tables

  function keyOf(row, column) {
    const cell = row.cells[column];
    if (!cell) return "";
    return cell.dataset.key !== undefined ? cell.dataset.key : cell.textContent.trim();
  }

  // Numbers before words, empty cells last in both directions.
  function compare(a, b, sign) {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    const [x, y] = [Number(a), Number(b)];
    return sign * (isNaN(x) || isNaN(y) ? a.localeCompare(b) : x - y);
  }

  function sortable(table) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      if (head.dataset.nosort !== undefined) return;
      const button = make("button", "sort", head.textContent);
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const rows = Array.from(body.rows, (row, at) => ({ row, key: keyOf(row, column), at }));
        rows.sort((a, b) => compare(a.key, b.key, down ? -1 : 1) || a.at - b.at);
        body.append(...rows.map(({ row }) => row));
      });
    });
  }

  function filterable(table) {
    const rows = Array.from(table.tBodies[0].rows);
    if (rows.length < 8) return;
    const label = make("label", "filter", "Filter these rows");
    const input = make("input");
    const count = make("output");
    input.type = "search";
    input.autocomplete = "off";
    label.append(input, count);
    (table.closest(".scroll") || table).before(label);
    const texts = rows.map((row) => row.textContent.toLowerCase());
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, at) => {
        row.hidden = !words.every((word) => texts[at].includes(word));
        if (!row.hidden) shown += 1;
      });
      count.textContent = words.length ? `${shown} of ${rows.length}` : "";
    });
  }

  // ---- the timeline of an incident

  /** A button a type of event: the table keeps its rows of that type, the drawing fades the others. */
  function types(table) {
    const rows = all("tr[id]", table);
    const kinds = new Map();
    for (const kind of all(".kind", table)) {
      const lane = kind.classList[1];
      const known = kinds.get(lane) || { name: kind.textContent, count: 0 };
      kinds.set(lane, { name: known.name, count: known.count + 1 });
    }
    if (kinds.size < 2) return;
    const box = make("div", "filter types");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Events shown");
    const section = table.closest("section");
    const button = (lane, name, count) => {
      const button = make("button", lane ? `kind ${lane}` : "", name);
      button.append(" ", make("span", "count", count));
      button.setAttribute("aria-pressed", lane ? "false" : "true");
      button.addEventListener("click", () => {
        for (const other of all("button", box)) other.setAttribute("aria-pressed", String(other === button));
        for (const row of rows) row.hidden = Boolean(lane) && !row.querySelector(`.${lane}`);
        for (const day of all(".day", table)) day.hidden = Boolean(lane);
        for (const track of all(".chart g[class]", section)) track.classList.toggle("faded", Boolean(lane) && track.classList[0].startsWith("lane") && !track.classList.contains(lane));
      });
      box.append(button);
    };
    button("", "All", rows.length);
    for (const [lane, { name, count }] of kinds) button(lane, name, count);
    (table.closest(".scroll") || table).before(box);
  }

  /** The mark of a row shows while the row is pointed at. */
  function marks(table) {
    const show = (event, on) => {
      const link = event.target.closest("tr")?.querySelector(".since a");
      const mark = link && document.getElementById(link.hash.slice(1));
      if (mark) mark.classList.toggle("shown", on);
    };
    for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
      table.addEventListener(name, (event) => show(event, on));
    }
  }

  /** A link to a row of its own table is what a reader wants to send: it is copied as well. */
  function copies(table) {
    const told = make("p", "visually-hidden");
    told.setAttribute("role", "status");
    table.after(told);
    table.addEventListener("click", (event) => {
      const link = event.target.closest(".at a");
      if (!link || !navigator.clipboard) return;
      navigator.clipboard.writeText(link.href).then(() => {
        told.textContent = `Link to ${link.textContent} copied`;
        link.classList.add("copied");
        setTimeout(() => link.classList.remove("copied"), 1500);
      }, () => {});
    });
  }

  // A link into a closed part of the page opens it.
  function reveal() {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  }

  addEventListener("DOMContentLoaded", () => {
    tools();
    all("table[data-sortable]").forEach(sortable);
    all("table[data-filterable]").forEach(filterable);
    for (const table of all("table.timeline")) [types, marks, copies].forEach((add) => add(table));
    addEventListener("keydown", key);
    addEventListener("hashchange", reveal);
    if (location.hash) reveal();
  });
})();
