// Text to words, by the rules of the program (src/terms, src/search/words.rs): a word that is cut or folded otherwise here
// would not be found. Everything of the search page hangs on one name, `annalsSearch`.
var annalsSearch = {};
(function (search) {
  "use strict";

  const SPECIAL = { "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "ς": "σ" };
  const ALNUM = /[\p{Alphabetic}\p{N}]/u;
  const UPPER = /\p{Uppercase}/u;
  const LOWER = /\p{Lowercase}/u;
  const IDEOGRAPH = /[\u1100-\u11ff\u3005\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  const JOINER = /[.\-_/:@\\]/;
  const ASCII = /^[\x00-\x7f]*$/;

  function unify(text) {
    if (ASCII.test(text)) return text;
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC").replace(/[ßẞæÆœŒøØłŁđĐıς]/g, (c) => SPECIAL[c]);
  }

  const isAlnum = (c) => c !== undefined && (c < "\x80" ? /[0-9A-Za-z]/.test(c) : ALNUM.test(c));
  const isIdeograph = (c) => c !== undefined && c > "\u10ff" && IDEOGRAPH.test(c);

  /** The pieces of a text: `{ word }`, `{ whole, words }` or `{ run }`. */
  function scan(text) {
    const chars = Array.from(unify(text));
    const out = [];
    let at = 0;
    while (at < chars.length) {
      if (!isAlnum(chars[at])) {
        at += 1;
      } else if (isIdeograph(chars[at])) {
        let end = at;
        while (isIdeograph(chars[end])) end += 1;
        out.push({ run: chars.slice(at, end).join("") });
        at = end;
      } else {
        at = piece(chars, at, out);
      }
    }
    return out;
  }

  function piece(chars, start, out) {
    const words = [];
    let whole = "";
    let at = start;
    for (;;) {
      let word = "";
      let before;
      for (; isAlnum(chars[at]) && !isIdeograph(chars[at]); at += 1) {
        const c = chars[at];
        const next = chars[at + 1];
        const inside = isAlnum(next) && !isIdeograph(next) && LOWER.test(next);
        if (before !== undefined && UPPER.test(c) && (LOWER.test(before) || (UPPER.test(before) && inside))) {
          words.push(word);
          whole += word;
          word = "";
        }
        word += c.toLowerCase();
        before = c;
      }
      words.push(word);
      whole += word;
      let behind = at;
      while (behind < chars.length && JOINER.test(chars[behind])) behind += 1;
      if (behind === at || !isAlnum(chars[behind]) || isIdeograph(chars[behind])) break;
      whole += chars.slice(at, behind).join("");
      at = behind;
    }
    const sign = chars[at] === "+" && chars[at + 1] === "+" ? "++" : chars[at] === "#" ? "#" : "";
    const behind = chars[at + sign.length];
    if (sign && words.length === 1 && /^\p{Alphabetic}+$/u.test(whole) && !isAlnum(behind) && behind !== "+" && (sign === "++" || whole.length === 1)) {
      words[0] = whole += sign;
      at += sign.length;
    }
    out.push(words.length === 1 ? { word: whole } : { whole, words });
    return at;
  }

  /** Neighbouring characters two by two, and the last one. */
  function pairs(run) {
    const chars = Array.from(run);
    return chars.map((c, at) => (at + 1 < chars.length ? c + chars[at + 1] : c));
  }

  /** `1.18.4` where it is `v1.18.4`. */
  function version(whole) {
    return /^v[0-9]/.test(whole) && whole.includes(".") ? whole.slice(1) : whole;
  }

  const fold = (text) => unify(text).toLowerCase().replace(/ς/g, "σ");

  /** A text as its words, a space between two, and one at either end. */
  function plain(text) {
    return " " + scan(text).map((piece) => (piece.words ? piece.words.join(" ") : piece.word || piece.run) + " ").join("");
  }

  function standsIn(plain, words, open) {
    const chars = Array.from(words);
    const front = isIdeograph(chars[0]) ? "" : " ";
    const back = open || isIdeograph(chars.at(-1)) ? "" : " ";
    return plain.includes(front + words + back);
  }

  const ENDINGS = new Map([
    ["s", 3], ["es", 4], ["e", 4], ["ed", 4], ["d", 4], ["ing", 4], ["ings", 4], ["y", 4], ["ying", 4], ["ies", 4], ["ied", 4], ["n", 5],
    ["en", 4], ["ion", 5], ["ions", 5], ["ation", 5], ["ations", 5], ["ment", 5], ["ments", 5],
  ]);

  /** The shortest beginning that a form of the word can share with it. */
  function base(word) {
    const length = Array.from(word).length;
    let longest = 0;
    for (const [ending, least] of ENDINGS) {
      if (word.endsWith(ending) && length - ending.length >= least) longest = Math.max(longest, ending.length);
    }
    const base = word.slice(0, word.length - longest);
    return longest && base.length > 4 && /([A-Za-z])\1$/.test(base) ? base.slice(0, -1) : base;
  }

  /** Whether two words are forms of one. */
  function isForm(a, b) {
    const [x, y] = [Array.from(a), Array.from(b)];
    let shared = 0;
    while (shared < x.length && x[shared] === y[shared]) shared += 1;
    if (shared < 3) return false;
    const last = x[shared - 1];
    const goesOn = (chars) => {
      let rest = chars.slice(shared);
      if (shared >= 4 && rest.join("").length > 2 && rest[0] === last) rest = rest.slice(1);
      const ending = rest.join("");
      const least = ENDINGS.get(ending);
      return ending === "" || (least !== undefined && shared >= least && (ending !== "d" || last === "e"));
    };
    return goesOn(x) && goesOn(y);
  }

  /** How many slips of the finger lie between two words; more than `most` is `most + 1`. */
  function distance(a, b, most) {
    const [x, y] = [Array.from(a), Array.from(b)];
    if (Math.abs(x.length - y.length) > most) return most + 1;
    let before = [];
    let last = Array.from({ length: y.length + 1 }, (_, at) => at);
    for (let i = 1; i <= x.length; i += 1) {
      const row = [i];
      for (let j = 1; j <= y.length; j += 1) {
        const cost = x[i - 1] === y[j - 1] ? 0 : 1;
        row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + cost);
        if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      before = last;
      last = row;
    }
    return Math.min(last[y.length], most + 1);
  }

  function isWord(term) {
    const chars = Array.from(term);
    return chars.length >= 4 && chars.length <= 24 && chars.every((c) => /\p{Alphabetic}/u.test(c) && !isIdeograph(c));
  }

  /** The name of a value as queries compare it: letters and digits, a hyphen for everything else. */
  function key(name) {
    return Array.from(fold(name), (c) => (isAlnum(c) ? c : "-")).join("").replace(/-+/g, "-").replace(/^-|-$/g, "");
  }

  Object.assign(search, { scan, pairs, version, fold, plain, standsIn, base, isForm, distance, isWord, isIdeograph, isAlnum, key });
})(annalsSearch);
