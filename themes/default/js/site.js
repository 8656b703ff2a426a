// The only script: a switch for the colour scheme, and tables that sort and filter. Every page reads without it.
(function () {
  "use strict";

  var root = document.documentElement;
  var KEY = "annals-scheme";

  function stored() {
    try { return localStorage.getItem(KEY); } catch (_) { return null; }
  }

  function store(scheme) {
    try { localStorage.setItem(KEY, scheme); } catch (_) { /* private mode, or no storage on file: */ }
  }

  function isDark() {
    if (root.dataset.theme) return root.dataset.theme === "dark";
    return matchMedia("(prefers-color-scheme: dark)").matches;
  }

  var saved = stored();
  if (saved === "light" || saved === "dark") root.dataset.theme = saved;

  var button = document.querySelector("[data-scheme-switch]");
  if (button) {
    var name = function () { button.textContent = isDark() ? "Light" : "Dark"; };
    button.hidden = false;
    name();
    button.addEventListener("click", function () {
      root.dataset.theme = isDark() ? "light" : "dark";
      store(root.dataset.theme);
      name();
    });
  }

  function keyOf(row, column) {
    var cell = row.cells[column];
    if (!cell) return "";
    return cell.dataset.key !== undefined ? cell.dataset.key : cell.textContent.trim();
  }

  // Numbers before words, empty cells last in both directions.
  function compare(a, b, sign) {
    if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
    var x = Number(a), y = Number(b);
    var order = isNaN(x) || isNaN(y) ? a.localeCompare(b) : x - y;
    return order * sign;
  }

  function sortable(table) {
    var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      if (head.dataset.nosort !== undefined) return;
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        var body = table.tBodies[0];
        Array.prototype.slice.call(body.rows)
          .map(function (row, at) { return { row: row, key: keyOf(row, column), at: at }; })
          .sort(function (a, b) { return compare(a.key, b.key, down ? -1 : 1) || a.at - b.at; })
          .forEach(function (item) { body.appendChild(item.row); });
      });
    });
  }

  function filterable(table) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    if (rows.length < 8) return;
    var label = document.createElement("label");
    var input = document.createElement("input");
    var count = document.createElement("output");
    label.className = "filter";
    label.textContent = "Filter these rows";
    input.type = "search";
    input.autocomplete = "off";
    label.appendChild(input);
    label.appendChild(count);
    var region = table.closest(".scroll") || table;
    region.parentNode.insertBefore(label, region);
    var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    input.addEventListener("input", function () {
      var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = 0;
      rows.forEach(function (row, at) {
        var fits = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
        row.hidden = !fits;
        if (fits) shown += 1;
      });
      count.textContent = words.length ? shown + " of " + rows.length : "";
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll("table[data-sortable]"), sortable);
  Array.prototype.forEach.call(document.querySelectorAll("table[data-filterable]"), filterable);

  // The key / leads to the search box, of the page or of its head.
  addEventListener("keydown", function (event) {
    var at = event.target;
    var typing = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    var box = document.querySelector("input[name=q]");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  // A link into a closed part of the page opens it.
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    if (!target) return;
    for (var node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
})();
