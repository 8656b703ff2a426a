// The text of a report, passage by passage (src/passages/pack.rs), and what of it a result quotes (src/search/quote.rs).
(function (search) {
  "use strict";

  const LENGTH = 240;
  const ROWS = 3;

  function passages(text) {
    return text.split("\n").filter(Boolean).map((line) => {
      if (line[0] !== "@") return { kind: line[0], text: line.slice(1) };
      const [number, time, kind, ...rest] = line.slice(1).split("\t");
      return { kind: "@", number: Number(number), time, type: kind, text: rest.join("\t") };
    });
  }

  /** The best passage and the entries of the timeline that have a word of the query. */
  function quote(passages, words) {
    const rows = [];
    let best = null;
    for (const passage of passages) {
      const { marks, score } = marksIn(passage.text, words);
      if (passage.kind === "@" && score > 0 && rows.length < ROWS) rows.push({ ...passage, ...cut(passage.text, marks) });
      if (!"=|-".includes(passage.kind)) continue;
      // That it has a word, that it is no front matter, how many words it has, that it is prose.
      const worth = [score > 0, passage.kind !== "-", score, passage.kind === "="];
      const differs = worth.findIndex((value, at) => best && value !== best.worth[at]);
      if (!best || (differs >= 0 && worth[differs] > best.worth[differs])) best = { worth, passage, marks };
    }
    const isQuoted = best && (best.worth[0] || !rows.length);
    return { passage: isQuoted ? cut(best.passage.text, best.marks) : null, rows };
  }

  const RUN = /[\p{Alphabetic}\p{N}\u0300-\u036f]+/gu;

  /** Where words of the query stand, and how many different ones. */
  function marksIn(text, words) {
    const marks = [];
    const met = new Set();
    for (const match of text.matchAll(RUN)) {
      for (const { run, start } of byScript(match[0], match.index)) {
        const ideographs = search.isIdeograph(Array.from(run)[0]);
        const folded = ideographs ? run : search.fold(run);
        for (const word of words) {
          if (ideographs) {
            for (let at = run.indexOf(word); at >= 0; at = run.indexOf(word, at + word.length)) {
              marks.push([start + at, start + at + word.length]);
              met.add(word);
            }
          } else if (isHit(folded, word)) {
            marks.push([start, start + run.length]);
            met.add(word);
          }
        }
      }
    }
    marks.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return { marks: marks.filter((mark, at) => at === 0 || mark[0] >= marks[at - 1][1]), score: met.size };
  }

  /** A run of letters, cut where the script changes to one that is written without spaces or back. */
  function byScript(run, start) {
    const out = [];
    let at = 0;
    let before = null;
    for (const c of run) {
      const kind = search.isIdeograph(c);
      if (kind === before) out.at(-1).run += c;
      else out.push({ run: c, start: start + at });
      before = kind;
      at += c.length;
    }
    return out;
  }

  function isHit(run, typed) {
    const word = typed.replace(/[+#]+$/, "");
    return run === word || (word.length > 2 && run.startsWith(word)) || search.isForm(run, word);
  }

  /** The stretch of a text around its first mark. */
  function cut(text, marks) {
    const first = marks.length ? marks[0][0] : 0;
    let start = Math.max(0, first - LENGTH / 4);
    if (start > 0) {
      const space = text.indexOf(" ", start);
      start = space >= 0 && space < first ? space + 1 : first;
    }
    let end = Math.min(text.length, start + LENGTH);
    if (end < text.length) {
      const space = text.lastIndexOf(" ", end);
      if (space > start) end = space;
    }
    const inside = marks.filter(([from, to]) => from >= start && to <= end).map(([from, to]) => [from - start, to - start]);
    return { text: text.slice(start, end), marks: inside, cutBefore: start > 0, cutBehind: end < text.length };
  }

  Object.assign(search, { passages, quote });
})(annalsSearch);
