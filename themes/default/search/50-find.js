// From a query to the incidents that it finds, the best first: the steps and the whole numbers of src/search/find.rs.
(function (search) {
  "use strict";

  const ITSELF = 10;
  const FORM = 8;
  const BEGINS = 6;
  const SHORT_COMMIT = 7;

  /** More than any archive has incidents; a score is as large as is left of a whole number. */
  const DOCS = 2 ** 22;

  /** How many texts are looked through for words side by side at a time, until there are so many hits, and at most. */
  const AT_ONCE = 40;
  const ENOUGH = 10;
  const CHECKED = 200;

  function rarity(all, having) {
    return Math.max(1, Math.round(16 * Math.log(1 + (all - having + 0.5) / (having + 0.5))));
  }

  function beginsCount(word, known) {
    const letters = Array.from(word);
    if (letters.length === 1) return search.isIdeograph(letters[0]);
    if (letters.length === 2) return !known;
    return !known || !/^[0-9]+$/.test(word);
  }

  function isCommit(word) {
    return word.length > SHORT_COMMIT && word.length <= 64 && /^[0-9a-f]+$/.test(word) && /[0-9]/.test(word);
  }

  /** The terms that a word means: `{ terms: [[entry, counts]], cut }`; `how` is 0 exactly, 1 in any form, 2 as typed. */
  async function meaning(index, word, how) {
    const terms = (await index.exact(word)).map((entry) => [entry, ITSELF]);
    const known = terms.length > 0;
    let cut = false;
    if (how === 0) return { terms, cut };
    const [near, typed] = await Promise.all([
      index.begins(search.base(word)),
      how === 2 && beginsCount(word, known) ? index.begins(word) : null,
    ]);
    terms.push(...near.terms.filter((entry) => entry.term !== word && search.isForm(entry.term, word)).map((entry) => [entry, FORM]));
    if (typed) {
      cut = typed.cut;
      terms.push(...typed.terms.filter((entry) => entry.term !== word && !search.isForm(entry.term, word)).map((entry) => [entry, BEGINS]));
    }
    if (how === 2 && isCommit(word)) {
      const shorter = (await index.begins(word.slice(0, SHORT_COMMIT))).terms;
      terms.push(...shorter.filter(({ term }) => term.length < word.length && word.startsWith(term)).map((entry) => [entry, FORM]));
    }
    return { terms, cut };
  }

  /** The word that was probably meant by one that finds nothing. */
  async function probably(index, word) {
    const length = Array.from(word).length;
    const slips = length >= 9 ? 2 : length >= 5 ? 1 : 0;
    if (!slips || !search.isWord(word)) return null;
    let best = null;
    for (const candidate of await index.vocabulary()) {
      const distance = search.distance(word, candidate.word, slips);
      if (distance > slips) continue;
      if (!best || distance < best.distance || (distance === best.distance && candidate.count > best.count)) {
        best = { ...candidate, distance };
      }
    }
    return best && best.word;
  }

  async function strengths(index, terms) {
    const out = new Uint16Array(index.count);
    const lists = await Promise.all(terms.map(([entry]) => index.postings(entry)));
    lists.forEach((parts, at) => {
      const counts = terms[at][1];
      for (const { docs, fits } of parts) {
        for (let place = 0; place < docs.length; place += 1) {
          const strength = counts * fits[place];
          if (strength > out[docs[place]]) out[docs[place]] = strength;
        }
      }
    });
    return out;
  }

  async function ofWord(index, word, answer) {
    let found = await meaning(index, word, 2);
    if (!found.terms.length) {
      const probable = await probably(index, word);
      if (probable) {
        found = await meaning(index, probable, 1);
        answer.corrected.push([word, probable]);
      } else {
        answer.notes.push(`No report has “${word}”.`);
      }
    }
    if (found.cut) answer.notes.push(`Many words begin with “${word}”; not all of them were looked for.`);
    return strengths(index, found.terms);
  }

  async function ofRun(index, run) {
    const single = run.terms.length === 1 && Array.from(run.terms[0]).length === 1 && search.isIdeograph(run.terms[0]);
    const all = await Promise.all(run.terms.map(async (term) => strengths(index, (await meaning(index, term, single ? 2 : 0)).terms)));
    return all.reduce((a, b) => a.map((strength, doc) => Math.min(strength, b[doc])));
  }

  /**
   * What is known of words side by side without opening a text: which incidents may have them, all of them where there is no
   * list, and whether these are sure to.
   */
  async function sideBySide(index, run, negated, open) {
    const { words, text } = run;
    if (words.length < 2) return null;
    const pairs = words.slice(1).map((word, at) => [words[at], word]);
    if (open) pairs.pop();
    const found = await Promise.all(pairs.map(([first, second]) => index.pair(first, second)));
    const counts = new Uint16Array(index.count);
    found.forEach((lists, at) => {
      for (const docs of lists) for (const doc of docs) if (counts[doc] === at) counts[doc] += 1;
    });
    return { negated, open, text, isSure: words.length === 2 && !open, may: (doc) => counts[doc] === found.length };
  }

  /** What a clause of text gives each incident, and what must or must not stand side by side. */
  async function ofClause(index, clause, answer) {
    const { negated } = clause;
    if (negated && clause.word) return { strengths: await strengths(index, (await meaning(index, clause.word, 1)).terms) };
    if (negated && clause.whole) return { strengths: await strengths(index, (await meaning(index, clause.whole, 0)).terms) };
    if (clause.word) return { strengths: await ofWord(index, clause.word, answer) };
    if (clause.whole) {
      const found = await meaning(index, clause.whole, 2);
      if (found.terms.length) return { strengths: await strengths(index, found.terms) };
      const [of, check] = await Promise.all([ofRun(index, clause.run), sideBySide(index, clause.run, false, true)]);
      if (of.every((strength) => strength === 0)) answer.notes.push(`No report has “${clause.whole}”.`);
      return { strengths: of, check };
    }
    const isOne = clause.phrase.words.length < 2;
    const [of, check] = await Promise.all([
      negated && !isOne ? null : ofRun(index, clause.phrase),
      sideBySide(index, clause.phrase, negated, clause.phrase.open),
    ]);
    return { strengths: of, check };
  }

  /**
   * Answers a query: `{ hits, corrected, notes, almost, doubtful, holds }`. Whether a `doubtful` one is a hit, `holds` says from its
   * text.
   */
  async function find(index, query) {
    const answer = { hits: [], corrected: [], notes: [...query.faults], almost: new Map(), doubtful: [], holds: () => true };
    if (query.faults.length) return answer;
    const scores = new Int32Array(index.count);
    const checks = [];
    const textual = query.clauses.filter((clause) => clause.word || clause.whole || clause.phrase);
    const found = await Promise.all(textual.map((clause) => ofClause(index, clause, answer)));
    found.forEach(({ strengths, check }, at) => {
      if (check) {
        if (!check.isSure) checks.push(check);
        for (let doc = 0; doc < index.count; doc += 1) {
          if (check.negated ? check.isSure && check.may(doc) : !check.may(doc)) scores[doc] = -1;
        }
      }
      if (!strengths) return;
      const negated = textual[at].negated;
      const weight = rarity(index.count, strengths.reduce((sum, strength) => sum + (strength > 0), 0));
      for (let doc = 0; doc < index.count; doc += 1) {
        if (scores[doc] < 0) continue;
        if (negated ? strengths[doc] > 0 : strengths[doc] === 0) scores[doc] = -1;
        else if (!negated) scores[doc] += weight * strengths[doc];
      }
    });
    const filters = await fields(index, query, answer);
    const hits = [];
    for (let doc = index.count - 1; doc >= 0; doc -= 1) {
      if (scores[doc] < 0) continue;
      let [failed, last] = [0, null];
      for (const filter of filters) if (!filter.holds(doc)) [failed, last] = [failed + 1, filter];
      if (!failed) hits.push(doc);
      // Facets count what would be found if their own choice were another.
      else if (failed === 1 && last.facet) {
        if (!answer.almost.has(last.facet)) answer.almost.set(last.facet, []);
        answer.almost.get(last.facet).push(doc);
      }
    }
    answer.hits = textual.length ? best(hits, scores) : hits;
    if (checks.length) await look(index, checks, answer);
    return answer;
  }

  /** The best first, of equals the newest: as numbers, which sort faster than by asking for each two. */
  function best(docs, scores) {
    const keys = new Float64Array(docs.length);
    for (let at = 0; at < docs.length; at += 1) keys[at] = scores[docs[at]] * DOCS + docs[at];
    keys.sort();
    const out = [];
    for (let at = docs.length - 1; at >= 0; at -= 1) out.push(keys[at] - Math.floor(keys[at] / DOCS) * DOCS);
    return out;
  }

  /** Looks into the texts of the best hits that pairs of words leave in doubt. */
  async function look(index, checks, answer) {
    answer.holds = async (doc) => {
      const { shown, passages } = await index.result(doc);
      const texts = [shown.title, ...passages.flatMap((passage) => [passage.text, passage.type || ""])].map(search.plain);
      return checks.every(({ negated, open, text }) => texts.some((plain) => search.standsIn(plain, text, open)) !== negated);
    };
    const inDoubt = answer.hits.filter((doc) => checks.some((check) => !check.negated || check.may(doc)));
    const out = new Set();
    let found = answer.hits.length - inDoubt.length;
    let looked = 0;
    do {
      const some = inDoubt.slice(looked, looked + AT_ONCE);
      const held = await Promise.all(some.map(answer.holds));
      some.forEach((doc, at) => (held[at] ? (found += 1) : out.add(doc)));
      looked += some.length;
    } while (found < ENOUGH && looked < Math.min(inDoubt.length, CHECKED));
    answer.doubtful = inDoubt.slice(looked);
    answer.doubtful.forEach((doc) => out.add(doc));
    answer.hits = answer.hits.filter((doc) => !out.has(doc));
    const left = answer.doubtful.length;
    if (left) answer.notes.push(`${left.toLocaleString("en")} more may have the words side by side; they are looked through as they are shown.`);
    answer.almost.clear();
  }

  /** What fields ask of an incident: `{ facet, holds }`. */
  async function fields(index, query, answer) {
    const filters = [];
    for (const facet of search.FACETS) {
      const clauses = query.clauses.filter((clause) => clause.facet === facet);
      if (!clauses.length) continue;
      const column = await index.column(facet);
      const any = new Set();
      let chosen = false;
      for (const clause of clauses) {
        const named = column.named(clause.value);
        if (!named.length && !clause.negated) answer.notes.push(`No incident has ${facet} “${clause.value}”.`);
        const has = (doc) => column.of(doc).some((value) => named.includes(value));
        if (clause.negated) {
          filters.push({ holds: (doc) => !has(doc) });
        } else if (facet === "is") {
          filters.push({ holds: has });
        } else {
          chosen = true;
          named.forEach((value) => any.add(value));
        }
      }
      if (chosen) filters.push({ facet, holds: (doc) => column.of(doc).some((value) => any.has(value)) });
    }
    const years = new Set();
    const yearOf = (doc) => Math.floor(index.days[doc] / 10000);
    for (const clause of query.clauses) {
      const { negated } = clause;
      if (clause.year && negated) filters.push({ holds: (doc) => yearOf(doc) !== clause.year });
      else if (clause.year) years.add(clause.year);
      else if (clause.before) filters.push({ holds: (doc) => index.days[doc] > 0 && (index.days[doc] < clause.before) !== negated });
      else if (clause.after) filters.push({ holds: (doc) => index.days[doc] > 0 && (index.days[doc] >= clause.after) !== negated });
    }
    if (years.size) filters.push({ facet: "year", holds: (doc) => years.has(yearOf(doc)) });
    return filters;
  }

  Object.assign(search, { find });
})(annalsSearch);
