// What was typed, as clauses: the grammar of src/search/query.rs. Each clause knows its place in the text, so that a facet
// can take it out again.
(function (search) {
  "use strict";

  const FACETS = ["application", "cause", "gap", "trigger", "owner", "severity", "type", "is"];
  const FIELDS = [...FACETS, "year", "before", "after"];

  /** Reads a query: `{ clauses, faults }`. */
  function parse(typed) {
    const text = typed.replace(/[“”„«»]/g, '"');
    const query = { clauses: [], faults: [] };
    let at = 0;
    const skip = () => { while (at < text.length && /\s/.test(text[at])) at += 1; };
    for (skip(); at < text.length; skip()) {
      const start = at;
      const from = query.clauses.length;
      const negated = text[at] === "-" && at + 1 < text.length && !/[\s-]/.test(text[at + 1]);
      if (negated) at += 1;
      const field = /^([a-z]+):/i.exec(text.slice(at));
      const name = field && field[1].toLowerCase();
      if (text[at] === '"') {
        at = quoted(text, at, (phrase) => addPhrase(query, negated, phrase));
      } else if (name && FIELDS.includes(name)) {
        at += field[0].length;
        if (text[at] === '"') {
          at = quoted(text, at, (value) => addField(query, negated, name, value));
        } else {
          const value = /^\S*/.exec(text.slice(at))[0];
          at += value.length;
          addField(query, negated, name, value);
        }
      } else {
        const words = /^[^\s"]*/.exec(text.slice(at))[0];
        at += words.length;
        addWords(query, negated, words);
      }
      for (const clause of query.clauses.slice(from)) Object.assign(clause, { start, end: at });
    }
    return query;
  }

  function quoted(text, at, take) {
    const end = text.indexOf('"', at + 1);
    take(text.slice(at + 1, end < 0 ? text.length : end));
    return end < 0 ? text.length : end + 1;
  }

  function addWords(query, negated, text) {
    for (const piece of search.scan(text)) {
      if (piece.word) {
        query.clauses.push({ negated, word: piece.word });
      } else if (piece.words) {
        query.clauses.push({ negated, whole: search.version(piece.whole), run: runOf([piece]) });
      } else {
        const run = runOf([piece]);
        query.clauses.push(run.terms.length === 1 ? { negated, word: piece.run } : { negated, phrase: run });
      }
    }
  }

  function addPhrase(query, negated, text) {
    const run = runOf(search.scan(text));
    if (run.terms.length) query.clauses.push({ negated, phrase: run });
  }

  function addField(query, negated, name, value) {
    if (!value.trim()) return;
    if (FACETS.includes(name)) {
      query.clauses.push({ negated, facet: name, value });
    } else if (name === "year") {
      const year = /^\+?[0-9]+$/.test(value) ? Number(value) : 0;
      if (year >= 1 && year <= 9999) query.clauses.push({ negated, year });
      else query.faults.push(`“${value}” is no year: write year:2024`);
    } else {
      const day = firstDay(value);
      if (day) query.clauses.push({ negated, [name]: day });
      else query.faults.push(`“${value}” is no day: write ${name}:2024, ${name}:2024-05 or ${name}:2024-05-06`);
    }
  }

  /** Words side by side: the terms that a report with them has, the words as they follow each other, and as `plain` writes them. */
  function runOf(pieces) {
    const run = { terms: [], words: [], open: false, text: "" };
    const bytes = (word) => new TextEncoder().encode(word).length;
    const texts = pieces.map((piece, at) => {
      if (piece.word) {
        run.terms.push(piece.word);
        run.words.push(piece.word);
        return piece.word;
      }
      if (piece.words) {
        run.terms.push(...piece.words.filter((word) => bytes(word) >= 3));
        run.words.push(...piece.words);
        if (!run.terms.length) run.terms.push(piece.whole);
        return piece.words.join(" ");
      }
      const pairs = search.pairs(piece.run);
      const sure = pairs.length > 1 ? pairs.slice(0, -1) : pairs;
      run.terms.push(...sure);
      // The last character begins a pair of its own where the report goes on; behind a pair that is implied.
      const isLast = at === pieces.length - 1;
      run.words.push(...(isLast ? sure : pairs));
      run.open = isLast && pairs.length === 1;
      return piece.run;
    });
    run.text = texts.join(" ");
    return run;
  }

  /** The first day of a year, a month or a day, as a number: 20240506. */
  function firstDay(text) {
    const parts = /^([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?$/.exec(text);
    if (!parts) return 0;
    const [year, month, day] = [Number(parts[1]), Number(parts[2] ?? 1), Number(parts[3] ?? 1)];
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] ? year * 10000 + month * 100 + day : 0;
  }

  /** The words that a query looks for, for marking them in a text. */
  function wordsOf(query) {
    return query.clauses.filter((clause) => !clause.negated).flatMap((clause) => {
      if (clause.word) return [clause.word];
      const run = clause.run || clause.phrase;
      return run ? run.text.split(" ") : [];
    });
  }

  /** A value of a field as a query writes it. */
  function written(facet, key) {
    return `${facet}:${key}`;
  }

  Object.assign(search, { parse, wordsOf, written, FACETS, FIELDS });
})(annalsSearch);
