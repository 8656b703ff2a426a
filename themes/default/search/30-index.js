// The files of the index (src/search/files.rs): classic scripts that call `annalsIndex`, loaded as they are needed.
var annalsIndex;
(function (search) {
  "use strict";

  const MAX_SHARDS = 6;
  const waiting = new Map();
  const loading = new Map();

  annalsIndex = function (name, data, more) {
    const taker = waiting.get(name);
    if (taker) taker({ data, more });
  };

  /** A part of the index that is not there. */
  class Missing extends Error {
    constructor(name) {
      super(`${name}.js could not be loaded`);
      this.part = name;
    }
  }

  /** Loads the script `name` below `folder`, once; what it registers, or an error. */
  function load(folder, name, mark) {
    let known = loading.get(name);
    if (!known) {
      known = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        const failed = () => {
          loading.delete(name);
          reject(new Missing(name));
        };
        waiting.set(name, resolve);
        script.onerror = failed;
        // A script that registers nothing is not the one that was asked for.
        script.onload = failed;
        script.src = folder + name + ".js" + (mark ? "?" + mark : "");
        document.head.appendChild(script);
      });
      loading.set(name, known);
    }
    return known;
  }

  async function inflate(data) {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  const text = (bytes) => new TextDecoder().decode(bytes);

  /** Reads numbers of seven bits a byte. `names` are the numbers of the incidents in files. */
  class Reader {
    constructor(bytes, names) {
      this.bytes = bytes;
      this.names = names;
      this.at = 0;
    }

    number() {
      let number = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = this.bytes[this.at];
        this.at += 1;
        if (!(byte >= 0)) throw new Error("a part of the index is cut off");
        number += (byte & 127) * scale;
        if (byte < 128) return number;
      }
    }

    slice(length) {
      this.at += length;
      return this.bytes.subarray(this.at - length, this.at);
    }

    /** Incidents as steps from one to the next. */
    docs(count) {
      const { names } = this;
      const docs = new Uint32Array(count);
      let [name, doc] = [0, 0];
      for (let at = 0; at < count; at += 1) {
        name += this.number();
        // In steps that double, then by halves.
        let step = 1;
        while (names[doc + step] <= name) [doc, step] = [doc + step, step * 2];
        for (; step; step >>= 1) if (names[doc + step] <= name) doc += step;
        docs[at] = doc;
      }
      return docs;
    }

    /** Incidents as a bit each. */
    bits(count) {
      const docs = new Uint32Array(count);
      let at = 0;
      this.slice(this.number()).forEach((byte, place) => {
        for (let doc = place * 8; byte; doc += 1, byte >>= 1) if (byte & 1) docs[at++] = doc;
      });
      return docs;
    }

    /** Fits in three steps, four in a byte. */
    steps(count) {
      const { bytes, at } = this;
      const fits = new Uint8Array(count);
      for (let place = 0; place < count; place += 1) fits[place] = ((bytes[at + (place >> 2)] >> ((place & 3) * 2)) & 3) * 5 + 3;
      return fits;
    }
  }

  /** The numbers of the incidents in files: that of the day, or the next that is free. */
  function namesOf(days, rate) {
    const names = new Float64Array(days.length);
    let [next, day, first] = [0, 0, 0];
    days.forEach((number, doc) => {
      if (number !== day) {
        day = number;
        const [year, month] = [Math.floor(day / 10000), Math.floor(day / 100) % 100];
        first = year < 1970 ? 0 : Math.floor((Date.UTC(year, month - 1, day % 100) / 86400000) * 2 ** rate);
      }
      names[doc] = Math.max(next, first);
      next = names[doc] + 1;
    });
    return names;
  }

  const wide = (number) => BigInt.asUintN(64, number);

  /** The hash of a word, in 48 bits (src/search/index.rs). */
  function hash(word) {
    let fnv = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(word)) fnv = wide((fnv ^ BigInt(byte)) * 0x100000001b3n);
    return wide((fnv ^ (fnv >> 29n)) * 0xbf58476d1ce4e5b9n) >> 16n;
  }

  /** The key of two neighbouring words, in 36 bits (src/search/pairs.rs). */
  function pairKey(first, second) {
    return Number(wide((wide(hash(first) * 0x9e3779b97f4a7c15n) ^ hash(second)) * 0xbf58476d1ce4e5b9n) >> 28n);
  }

  /** The current index below `folder`: `../search/`. */
  async function open(folder) {
    // Never an old one from the browser's store: all else has the hash of what it holds in its name.
    const name = (await load(folder, "now", Date.now())).data;
    const index = JSON.parse(text(await inflate((await load(folder, name)).data)));
    const days = new Uint32Array(index.count);
    let [day, doc] = [0, 0];
    for (let at = 0; at < index.days.length; at += 2) {
      day += index.days[at];
      days.fill(day, doc, doc += index.days[at + 1]);
    }
    return Object.assign(new Index(), {
      folder,
      root: name,
      count: index.count,
      days,
      incidents: namesOf(days, index.rate),
      pairBits: index.pairs,
      block: 2 ** index.block,
      borders: index.borders ? index.borders.split("\n") : [],
      names: index.names,
      columns: index.columns,
      vocabularyName: index.vocabulary,
      made: new Map(),
    });
  }

  class Index {
    /** What files are asked for with that have no hash in their name. */
    get mark() {
      return this.root.slice(5);
    }

    /** Makes something of a file once; `data` is what it would hold, where the root has it. */
    part(name, make, data) {
      let known = this.made.get(name);
      if (!known) {
        const loaded = data ? Promise.resolve({ data }) : load(this.folder, name, name.startsWith("w/") ? this.mark : "");
        known = loaded.then(({ data }) => inflate(data)).then(make);
        known.catch(() => this.made.delete(name));
        this.made.set(name, known);
      }
      return known;
    }

    shardOf(term) {
      let [low, high] = [0, this.borders.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.borders[middle] <= term) low = middle + 1;
        else high = middle;
      }
      return Math.max(0, low - 1);
    }

    /** The terms of a shard, in order. */
    async shard(number) {
      if (number >= this.borders.length) return [];
      const name = `t-${hash(this.borders[number]).toString(16).padStart(12, "0")}-${this.names.slice(number * 6, number * 6 + 6)}`;
      return this.part(name, (bytes) => {
        // Terms, their incidents, and how well these fit stand apart.
        const all = new Reader(bytes);
        const [length, behind] = [all.number(), all.number()];
        const reader = new Reader(all.slice(length));
        const incidents = new Reader(all.slice(behind), this.incidents);
        const out = [];
        let before = new Uint8Array(0);
        while (reader.at < reader.bytes.length) {
          const shared = reader.number();
          const rest = reader.slice(reader.number());
          const term = new Uint8Array(shared + rest.length);
          term.set(before.subarray(0, shared));
          term.set(rest, shared);
          before = term;
          const head = reader.number();
          const long = head & 1 ? { count: reader.number(), name: "p-" + text(reader.slice(12)) } : null;
          const recent = head >> 1;
          out.push({ term: text(term), long, recent: { docs: incidents.docs(recent), fits: all.slice(recent) } });
        }
        return out;
      });
    }

    /** The terms that begin so, in as many shards as a lookup reads; and whether there are more. */
    async begins(start) {
      const first = this.shardOf(start);
      let end = first + 1;
      while (end < this.borders.length && this.borders[end].startsWith(start)) end += 1;
      const cut = end - first > MAX_SHARDS;
      const shards = await Promise.all(Array.from({ length: Math.min(end - first, MAX_SHARDS) }, (_, at) => this.shard(first + at)));
      return { terms: shards.flat().filter((entry) => entry.term.startsWith(start)), cut };
    }

    async exact(term) {
      return (await this.shard(this.shardOf(term))).filter((entry) => entry.term === term);
    }

    /** All postings of a term, as lists to go through. */
    async postings(entry) {
      if (!entry.long) return [entry.recent];
      const long = await this.part(entry.long.name, (bytes) => {
        const reader = new Reader(bytes, this.incidents);
        const [count, isCommon] = [entry.long.count >> 1, entry.long.count & 1];
        const docs = isCommon ? reader.bits(count) : reader.docs(count);
        return { docs, fits: isCommon ? reader.steps(count) : reader.slice(count) };
      });
      return [long, entry.recent];
    }

    /** The incidents that have two words side by side, as lists to go through. */
    async pair(first, second) {
      const key = pairKey(first, second);
      const size = 2 ** (36 - this.pairBits);
      const name = `w/${Math.floor(key / size)}`;
      const pairs = await this.part(name, (bytes) => {
        const reader = new Reader(bytes, this.incidents);
        const out = new Map();
        for (let rest = 0; reader.at < bytes.length; ) {
          rest += reader.number();
          const head = reader.number();
          out.set(rest, { long: head & 1 ? reader.number() : 0, recent: reader.docs(head >> 1) });
        }
        return out;
      });
      const found = pairs.get(key % size);
      if (!found) return [];
      if (!found.long) return [found.recent];
      return [await this.part(`${name}-${(key % size).toString(16)}`, (bytes) => new Reader(bytes, this.incidents).docs(found.long)), found.recent];
    }

    /** The values of a facet, and which incidents have them. */
    async column(facet) {
      const held = this.columns[facet];
      const data = Array.isArray(held) ? held[0] : null;
      return this.part(`c-${facet}-${data ? "" : held}`, (bytes) => {
        const head = bytes.indexOf(10);
        const { folder, values } = JSON.parse(text(bytes.subarray(0, head)));
        const reader = new Reader(bytes);
        reader.at = head + 1;
        const sets = [];
        const setOf = Uint32Array.from({ length: this.count }, () => {
          const set = reader.number();
          return set ? set - 1 : sets.push(Array.from({ length: reader.number() }, () => reader.number())) - 1;
        });
        return new Column(folder, values, sets, setOf);
      }, data);
    }

    /** Words, each with how many incidents have it. */
    vocabulary() {
      return this.part("v-" + this.vocabularyName, (bytes) =>
        text(bytes).split("\n").filter(Boolean).map((line) => line.split(" ")).map(([word, count]) => ({ word, count: Number(count) })));
    }

    /** What a result shows, and the text that it quotes. */
    async result(doc) {
      const blockOf = (doc) => Math.floor(this.incidents[doc] / this.block);
      let first = doc;
      while (first > 0 && blockOf(first - 1) === blockOf(doc)) first -= 1;
      const { data, more } = await load(this.folder, `r/${blockOf(doc)}`, this.mark);
      return { shown: more[doc - first], passages: search.passages(data[doc - first]) };
    }

    /** Whether the archive has been published again since this page was loaded. */
    async isOld() {
      loading.delete("now");
      try {
        return (await load(this.folder, "now", Date.now())).data !== this.root;
      } catch (_) {
        return false;
      }
    }
  }

  class Column {
    constructor(folder, values, sets, setOf) {
      this.values = values.map(([key, label]) => ({ key, label, path: folder ? folder + key + "/index.html" : "" }));
      this.sets = sets;
      this.setOf = setOf;
    }

    of(doc) {
      return this.sets[this.setOf[doc]];
    }

    /** The values that a query means: that of this name, else all whose names begin so. */
    named(wanted) {
      const key = search.key(wanted);
      const exact = this.values.findIndex((value) => value.key === key);
      if (exact >= 0) return [exact];
      const begins = (value) => key && (value.key.startsWith(key) || search.key(value.label).startsWith(key));
      return this.values.flatMap((value, at) => (begins(value) ? [at] : []));
    }
  }

  Object.assign(search, { open, Missing });
})(annalsSearch);
