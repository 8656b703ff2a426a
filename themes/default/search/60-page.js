// The search page: what is typed becomes results, facets and an address. Texts of reports enter the page as text only.
(function (search) {
  "use strict";

  const PAUSE = 90;
  const SHOWN = 10;
  const VALUES = 8;
  const FACETS = [["application", "Application"], ["cause", "Cause"], ["severity", "Severity"], ["year", "Year"], ["owner", "Owner"]];
  /** Columns larger than this many incidents are loaded when their list is opened. */
  const LIST_AT_ONCE = 2000;

  const page = document.querySelector("[data-search]");
  if (!page) return;
  const form = document.querySelector("#search-form");
  const input = form.elements.q;
  const status = document.querySelector("#search-status");
  const notes = document.querySelector("#search-notes");
  const list = document.querySelector("#search-results");
  const more = document.querySelector("#search-more");
  const aside = document.querySelector("#search-facets");
  const options = document.querySelector("#search-options");
  // Beside the results there is room for them; above, they would hide what was found.
  document.querySelector("#search-filters").open = matchMedia("(min-width: 56rem)").matches;
  const root = page.dataset.search;

  let index = null;
  let yearColumn = null;
  let turn = 0;
  let timer = 0;
  let last = null;
  let active = -1;
  const opened = new Set();

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  const counted = (count, one) => `${count.toLocaleString("en")} ${one}${count === 1 ? "" : "s"}`;
  const hrefOf = (path) => root + path.split("/").map(encodeURIComponent).join("/");

  // ---- the query and the address

  function setQuery(text, isStep) {
    input.value = text;
    run(isStep);
  }

  function remember(isStep) {
    const address = new URL(location.href);
    address.hash = "";
    if (input.value.trim()) address.searchParams.set("q", input.value);
    else address.searchParams.delete("q");
    try {
      if (isStep && address.href !== location.href) history.pushState(null, "", address.href);
      else history.replaceState(null, "", address.href);
    } catch (_) { /* some browsers keep the address of a file as it is */ }
  }

  // ---- searching

  async function run(isStep) {
    clearTimeout(timer);
    turn += 1;
    const own = turn;
    remember(isStep);
    const query = search.parse(input.value);
    list.setAttribute("aria-busy", "true");
    try {
      index = index || (await search.open(`${root}search/`));
      const began = performance.now();
      const answer = await search.find(index, query);
      if (own !== turn) return;
      last = { query, answer, docs: [...answer.hits, ...answer.doubtful], sure: answer.hits.length, shown: 0 };
      page.dataset.took = (performance.now() - began).toFixed(1);
      say(query, answer);
      list.replaceChildren();
      const showing = showMore(own, false);
      const counting = facets(own, query, answer);
      await Promise.all([showing, counting]);
      if (own === turn) page.dataset.done = input.value;
    } catch (error) {
      if (own === turn) await fail(error);
    } finally {
      if (own === turn) list.removeAttribute("aria-busy");
    }
  }

  function say(query, answer) {
    const asked = query.clauses.length > 0 || query.faults.length > 0;
    const found = counted(answer.hits.length, "incident");
    if (answer.hits.length) status.textContent = asked ? `${answer.doubtful.length ? "At least " : ""}${found} found` : `${found}, newest first`;
    else status.textContent = "Nothing found";
    notes.replaceChildren();
    for (const [word, meant] of answer.corrected) {
      const note = make("li", "", `No report has “${word}”; did you mean `);
      const button = make("button", "link", meant);
      button.type = "button";
      button.addEventListener("click", () => { setQuery(input.value.replace(word, meant), true); input.focus(); });
      note.append(button, answer.hits.length ? "? These reports have it." : "?");
      notes.append(note);
    }
    for (const note of answer.notes) notes.append(make("li", "", note));
    notes.hidden = !notes.childElementCount;
  }

  async function fail(error) {
    const isMissing = error instanceof search.Missing;
    list.replaceChildren();
    more.hidden = true;
    notes.replaceChildren();
    const note = make("li", "error");
    if (typeof DecompressionStream === "undefined") {
      status.textContent = "Search does not work in this browser";
      note.textContent = "This browser is too old for it. The lists of incidents, applications and causes work in any.";
    } else if (isMissing && index && (await index.isOld())) {
      status.textContent = "This page is older than its index";
      note.textContent = "The archive has been published again since it was loaded. ";
      const button = make("button", "link", "Load the page again");
      button.type = "button";
      button.addEventListener("click", () => location.reload());
      note.append(button);
    } else {
      status.textContent = "A part of the index is missing";
      note.textContent = isMissing
        ? `search/${error.part}.js could not be loaded. Load the page again; if that does not help, the archive was not copied as a whole.`
        : `The search failed: ${error.message}. Load the page again.`;
    }
    notes.append(note);
    notes.hidden = false;
    page.dataset.done = input.value;
  }

  // ---- results

  async function showMore(own, takesFocus) {
    const { query, answer, sure, shown: before } = last;
    const docs = last.docs.slice(before, before + SHOWN);
    last.shown += docs.length;
    more.hidden = last.shown >= last.docs.length;
    more.textContent = `Show more (${(last.docs.length - last.shown).toLocaleString("en")})`;
    const words = search.wordsOf(query);
    const items = docs.map(() => make("li", "hit pending", "…"));
    list.append(...items);
    await Promise.all(docs.map(async (doc, at) => {
      try {
        const { shown, passages } = await index.result(doc);
        if (own !== turn) return;
        if (before + at >= sure && !(await answer.holds(doc))) items[at].remove();
        else fill(items[at], shown, search.quote(passages, words));
      } catch (error) {
        if (own !== turn) return;
        items[at].className = "hit error";
        items[at].textContent = error instanceof search.Missing && (await index.isOld())
          ? "This report could not be loaded: the page is older than its index. Load the page again."
          : "This report could not be loaded.";
      }
      if (takesFocus && at === 0) items[0].querySelector("a")?.focus();
    }));
  }

  function fill(item, shown, quoted) {
    item.className = "hit";
    const heading = make("h3");
    const link = make("a", "", shown.title);
    link.href = hrefOf(shown.path);
    heading.append(link);
    const facts = make("p", "hit-facts");
    const said = [shown.day || "undated", shown.kind, ...shown.applications, ...shown.causes, shown.duration, shown.severity];
    facts.append(...said.filter(Boolean).map((fact) => make("span", "", fact)));
    item.replaceChildren(heading, facts);
    if (quoted.passage) item.append(quotation("p", quoted.passage));
    if (quoted.rows.length) {
      const rows = make("ul", "rows");
      for (const row of quoted.rows) {
        const line = make("li");
        const place = make("a", "", [row.time, row.type].filter(Boolean).join(" ") || `Entry ${row.number}`);
        place.href = `${hrefOf(shown.path)}#t-${row.number}`;
        line.append(place, " ", quotation("span", row));
        rows.append(line);
      }
      item.append(rows);
    }
  }

  /** A quotation, its marks as elements: never as markup. */
  function quotation(tag, { text, marks, cutBefore, cutBehind }) {
    const element = make(tag, "quote");
    let at = 0;
    if (cutBefore) element.append("… ");
    for (const [start, end] of marks) {
      element.append(text.slice(at, start), make("mark", "", text.slice(start, end)));
      at = end;
    }
    element.append(text.slice(at), cutBehind ? " …" : "");
    return element;
  }

  // ---- facets

  async function facets(own, query, answer) {
    if (!aside.childElementCount) FACETS.forEach(([facet, label]) => aside.append(group(facet, label)));
    await Promise.all(FACETS.map(async ([facet]) => {
      const box = aside.querySelector(`[data-facet="${facet}"]`);
      const isOwner = facet === "owner" && index.count > LIST_AT_ONCE;
      if (isOwner && !box.open && !query.clauses.some((clause) => clause.facet === facet)) return;
      const column = facet === "year" ? years() : await index.column(facet);
      if (own === turn) count(box, facet, column, query, answer);
    }));
  }

  function group(facet, label) {
    const box = make("details", "facet");
    box.dataset.facet = facet;
    box.open = facet !== "owner";
    box.append(make("summary", "", label), make("ul"));
    box.addEventListener("toggle", () => {
      if (box.open && facet === "owner" && last && !box.querySelector("li")) facets(turn, last.query, last.answer).catch(fail);
    });
    return box;
  }

  /** The years as a column, made once. */
  function years() {
    if (yearColumn) return yearColumn;
    const yearOf = Uint16Array.from(index.days, (day) => day / 10000);
    const all = [...new Set(yearOf)].filter(Boolean).sort((a, b) => b - a);
    const places = new Map(all.map((year, at) => [year, [at]]));
    const values = all.map((year) => ({ key: String(year), label: String(year), path: `timeline/${year}/index.html` }));
    const named = (year) => places.get(Number(year)) || [];
    yearColumn = { values, of: (doc) => named(yearOf[doc]), named };
    return yearColumn;
  }

  function count(box, facet, column, query, answer) {
    const counts = new Uint32Array(column.values.length);
    for (const docs of [answer.hits, answer.almost.get(facet) || []]) {
      for (const doc of docs) for (const value of column.of(doc)) counts[value] += 1;
    }
    const asked = query.clauses.filter((clause) => !clause.negated && (facet === "year" ? clause.year : clause.facet === facet));
    const chosen = new Set(asked.flatMap((clause) => column.named(facet === "year" ? clause.year : clause.value)));
    const order = Array.from(counts.keys()).filter((value) => counts[value] || chosen.has(value));
    if (facet !== "year") order.sort((a, b) => chosen.has(b) - chosen.has(a) || counts[b] - counts[a] || a - b);
    const shown = opened.has(facet) ? order : order.slice(0, Math.max(VALUES, chosen.size));
    const held = document.activeElement?.dataset?.value;
    const items = shown.map((value) => choice(facet, column.values[value], counts[value], chosen.has(value)));
    if (shown.length < order.length) {
      const item = make("li");
      const button = make("button", "link", `Show all ${order.length}`);
      button.type = "button";
      button.addEventListener("click", () => {
        opened.add(facet);
        count(box, facet, column, query, answer);
        box.querySelectorAll("input")[shown.length]?.focus();
      });
      item.append(button);
      items.push(item);
    }
    if (!items.length) items.push(make("li", "none", "none"));
    box.querySelector("ul").replaceChildren(...items);
    if (held) box.querySelector(`[data-value="${CSS.escape(held)}"]`)?.focus();
  }

  function choice(facet, value, count, isChosen) {
    const item = make("li");
    const label = make("label");
    const check = make("input");
    check.type = "checkbox";
    check.checked = isChosen;
    check.dataset.value = `${facet}:${value.key}`;
    check.addEventListener("change", () => choose(facet, value, check.checked));
    label.append(check, make("span", "name", value.label), make("span", "count", count.toLocaleString("en")));
    item.append(label);
    if (value.path) {
      const link = make("a", "to-page", "page");
      link.href = hrefOf(value.path);
      link.setAttribute("aria-label", `Page of ${value.label}`);
      item.append(link);
    }
    return item;
  }

  /** Puts a value into the query or takes out what asks for it. */
  async function choose(facet, value, isChosen) {
    if (isChosen) {
      setQuery(`${input.value.trim()} ${search.written(facet, value.key)}`.trim(), true);
      return;
    }
    const column = facet === "year" ? years() : await index.column(facet);
    const place = column.values.findIndex((other) => other.key === value.key);
    const asks = (clause) => !clause.negated && (facet === "year"
      ? clause.year === Number(value.key)
      : clause.facet === facet && column.named(clause.value).includes(place));
    let text = input.value;
    for (const clause of search.parse(text).clauses.filter(asks).reverse()) text = text.slice(0, clause.start) + text.slice(clause.end);
    setQuery(text.replace(/\s+/g, " ").trim(), true);
  }

  // ---- completion of fields

  async function complete() {
    const before = input.value.slice(0, input.selectionStart);
    const token = /(?:^|\s)-?((?:[a-z]+:)?[^\s"]*)$/i.exec(before)?.[1] || "";
    const [, name, typed] = /^([a-z]+):(.*)$/i.exec(token) || [];
    let found = [];
    if (name && index && [...search.FACETS, "year"].includes(name.toLowerCase())) {
      const facet = name.toLowerCase();
      const column = facet === "year" ? years() : await index.column(facet).catch(() => null);
      if (column) {
        const key = search.key(typed);
        const fits = (value) => value.key.startsWith(key) || search.key(value.label).startsWith(key);
        found = column.values.filter(fits).slice(0, 8).map((value) => ({ text: search.written(facet, value.key), label: value.label }));
        if (found.length === 1 && found[0].text === token) found = [];
      }
    } else if (/^[a-z]{2,}$/i.test(token)) {
      const fits = search.FIELDS.filter((field) => field.startsWith(token.toLowerCase()) && field !== "is");
      found = fits.map((field) => ({ text: `${field}:`, label: "field" }));
    }
    offer(found, token);
  }

  function offer(found, token) {
    active = -1;
    options.replaceChildren(...found.map(({ text, label }, at) => {
      const option = make("li", "", text);
      option.id = `search-option-${at}`;
      option.setAttribute("role", "option");
      option.append(" ", make("span", "", label));
      option.addEventListener("mousedown", (event) => { event.preventDefault(); accept(text, token); });
      option.dataset.text = text;
      option.dataset.token = token;
      return option;
    }));
    options.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
  }

  function accept(text, token) {
    const caret = input.selectionStart;
    const space = text.endsWith(":") ? "" : " ";
    const head = input.value.slice(0, caret - token.length) + text + space;
    input.value = head + input.value.slice(caret).trimStart();
    input.setSelectionRange(head.length, head.length);
    offer([], "");
    run(false);
    if (!space) complete();
  }

  function point(step) {
    const all = options.children;
    active = (active + step + all.length) % all.length;
    Array.from(all).forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
  }

  // ---- keyboard

  input.addEventListener("keydown", (event) => {
    const isOpen = !options.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (isOpen) point(event.key === "ArrowDown" ? 1 : -1);
      else if (event.key === "ArrowDown") list.querySelector("h3 a")?.focus();
      else return;
      event.preventDefault();
    } else if (event.key === "Enter" && isOpen && active >= 0) {
      const { text, token } = options.children[active].dataset;
      accept(text, token);
      event.preventDefault();
    } else if (event.key === "Escape") {
      if (isOpen) offer([], "");
      else if (input.value) setQuery("", true);
      event.preventDefault();
    }
  });

  list.addEventListener("keydown", (event) => {
    const links = Array.from(list.querySelectorAll("a"));
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const next = links[at + (event.key === "ArrowDown" ? 1 : -1)];
      (next || (event.key === "ArrowUp" ? input : null))?.focus();
      event.preventDefault();
    } else if (event.key === "Escape") {
      input.focus();
      event.preventDefault();
    }
  });

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => run(false), PAUSE);
    complete();
  });
  input.addEventListener("blur", () => offer([], ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    offer([], "");
    run(true);
  });
  more.addEventListener("click", () => showMore(turn, true));
  addEventListener("popstate", () => {
    input.value = new URL(location.href).searchParams.get("q") || "";
    run(false);
  });

  page.hidden = false;
  input.value = new URL(location.href).searchParams.get("q") || "";
  run(false);
})(annalsSearch);
