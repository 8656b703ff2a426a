//! The index as files of the site: classic scripts that register themselves, so that it works from `file://` and under
//! `script-src 'self'`, without a request that a policy or a browser could forbid.
//!
//! Each file is one call, `annalsIndex("name", "data")`, the data deflated ([`super::deflate`]) and in base64, but for the text of a
//! result, which stands as it is: servers deflate on the way, and to do it here was a tenth of a build. Names hold the hash of the data.
//! - `root-….js`: how many incidents, their days, where each shard begins and the end of its name, the names of the columns
//! - `t-….js`, a shard: terms with their postings; the bulk of a long list is a file of its own, `p-….js`. The name is the hash of
//!   where it begins, and a short one of what it holds: half of a root would be names otherwise
//! - `w/12.js`: pairs of neighbouring words (`super::pairs`) with their incidents; the bulk of a long list is a file of its own,
//!   `w/12-3f.js`, named after the pair. The page asks for them with the hash of the root
//! - `c-cause-….js`, a column: the values of a facet, and which incidents have them; a small one stands in the root
//! - `v-….js`: words and how many incidents have them, for slips of the finger
//! - `r/4962.js`: what results show, and the texts that they quote, of a few neighbours ([`Index::block`]): a file for each would be
//!   two of three files of an index. The name follows from their days, since a table of thousands of hashes would be most of a
//!   first query; the page asks for it with the hash of the root
//! - `now.js`: which root is the current one; asked again, it tells a page that is older than its index
//!
//! [`parts`] names what can be made independently, [`make`] makes it, [`root`] joins it. Numbers are varints. The lists of
//! the newest incidents stand in the shards: a new incident changes shards, but no long list. Incidents are numbered by
//! [`Index::names`]: one of an old day changes the lists that it is in, and no other.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;
use serde::Serialize;

use super::deflate::{Effort, deflate};
use super::facets::{Column, Facet};
use super::index::{DocId, Index, Posting, hash, step};
use super::pairs::{self, Pairs};
use super::words::is_word;
use crate::archive::IncidentIx;
use crate::model::Axis;
use crate::site::{PageKey, Site};
use crate::source::ContentHash;
use crate::view::parts::{day, kind, severity, title};

/// From how many incidents on a list is a file of its own.
const LONG: usize = 128;

/// From how many incidents on a list of a pair is a file of its own: such lists are short, and files dear.
const LONG_PAIR: usize = 512;

/// Long lists end at a multiple of this many incidents, about; what is newer stands in the shard.
const STEP: usize = 256;

/// To a multiple of which number. An incident of an old day then does not move the end of every list.
const ROUND: u64 = 256;

/// How many results are made in one go, and a few more, so that none of a file is left over.
const RESULTS: usize = 64;

/// Up to how many bytes, deflated, a column stands in the root: a request is dearer.
const SMALL: usize = 512;

/// How many digits of a hash name a file.
const DIGITS: usize = 12;

/// How many of a hash tell a shard from what it was before: no other begins where it does.
const DIGITS_OF_SHARD: usize = 6;

/// A part of the index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// A shard, with its long lists.
    Shard(usize),
    /// The files of pairs whose keys begin with these bits.
    Pairs(u64),
    /// The column of a facet.
    Column(Facet),
    /// The words that there are.
    Vocabulary,
    /// What the results from the first of these up to the second show.
    Results(DocId, DocId),
}

/// A part as files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// The files: path and content.
    pub files: Vec<(String, Vec<u8>)>,
    /// The hash of the main one; of results, that of all of them; none where there is none.
    hash: String,
    /// The data of a column that stands in the root.
    small: Option<String>,
}

/// Everything that can be made independently.
pub fn parts(index: &Index<'_>) -> Vec<Part> {
    let mut ends: Vec<DocId> = vec![0];
    for (doc, neighbours) in (1..).zip(index.names.windows(2)) {
        let is_far = ends.last().is_some_and(|end| (doc - end) as usize >= RESULTS);
        if is_far && index.block(neighbours[0]) != index.block(neighbours[1]) {
            ends.push(doc);
        }
    }
    ends.push(index.len() as DocId);
    let results = ends.windows(2).filter(|ends| ends[0] < ends[1]).map(|ends| Part::Results(ends[0], ends[1]));
    let shards = (0..index.shard_count()).map(Part::Shard);
    let columns = Facet::ALL.map(Part::Column);
    let pairs = (0..1 << pairs::group_bits(index)).map(Part::Pairs);
    pairs.chain(shards).chain(columns).chain([Part::Vocabulary]).chain(results).collect()
}

/// Makes a part.
pub fn make(index: &Index<'_>, part: Part) -> Made {
    match part {
        Part::Shard(shard) => {
            let mut files = Vec::new();
            let [words, docs, fits] = shard_sections(index, shard, &mut files);
            let hash = ContentHash::of(&[&words[..], &docs, &fits].concat()).hex(DIGITS_OF_SHARD);
            let name = format!("t-{}-{hash}", border_hash(index, shard));
            files.insert(0, packed_script(&name, &deflate(&[&words, &docs, &fits], Effort::Usual)));
            Made { files, hash, small: None }
        }
        Part::Pairs(group) => Made { files: pair_files(index, group), hash: String::new(), small: None },
        Part::Column(facet) => {
            let [values, rows] = column_sections(index.facets.column(facet));
            let packed = deflate(&[&values, &rows], Effort::Most);
            if packed.len() <= SMALL {
                let small = Some(STANDARD.encode(packed));
                return Made { files: Vec::new(), hash: String::new(), small };
            }
            let hash = ContentHash::of(&[values, rows].concat()).hex(DIGITS);
            Made { files: vec![packed_script(&format!("c-{}-{hash}", facet.name()), &packed)], hash, small: None }
        }
        Part::Vocabulary => {
            let mut words = String::new();
            for (at, word) in index.terms.iter().enumerate().filter(|(_, term)| is_word(term)) {
                let _ = writeln!(words, "{word} {}", index.postings(at).len());
            }
            with_hash("v", words.as_bytes(), Effort::Usual)
        }
        Part::Results(first, end) => results(index, first..end),
    }
}

/// The files that lead to all others, from the parts in the order of [`parts`]; the first is the root.
pub fn root(index: &Index<'_>, made: &[(Part, Made)]) -> Vec<(String, Vec<u8>)> {
    let mut names = String::new();
    let mut results = String::new();
    let mut columns = serde_json::Map::new();
    let mut vocabulary = "";
    for (part, made) in made {
        match part {
            Part::Shard(_) => names.push_str(&made.hash),
            Part::Column(facet) => {
                // A list of one holds the data itself.
                let value =
                    made.small.as_ref().map_or_else(|| made.hash.as_str().into(), |data| serde_json::json!([data]));
                columns.insert(facet.name().to_owned(), value);
            }
            Part::Vocabulary => vocabulary = &made.hash,
            Part::Pairs(_) => {}
            Part::Results(..) => results.push_str(&made.hash),
        }
    }
    let root = serde_json::json!({
        "count": index.len(),
        "days": days(&index.facets.days),
        "rate": index.rate,
        "block": index.block_bits(),
        "borders": index.borders.join("\n"),
        "names": names,
        "pairs": pairs::shard_bits(index),
        "columns": columns,
        "vocabulary": vocabulary,
        "results": ContentHash::of(results.as_bytes()).hex(DIGITS),
    });
    let made = with_hash("root", root.to_string().as_bytes(), Effort::Most);
    let mut files = made.files;
    files.push(("search/now.js".to_owned(), format!("annalsIndex(\"now\",\"root-{}\")\n", made.hash).into_bytes()));
    files
}

/// A file named after what it holds.
fn with_hash(kind: &str, bytes: &[u8], effort: Effort) -> Made {
    let hash = ContentHash::of(bytes).hex(DIGITS);
    let files = vec![packed_script(&format!("{kind}-{hash}"), &deflate(&[bytes], effort))];
    Made { files, hash, small: None }
}

/// A file of the index: its path and its one call.
fn packed_script(name: &str, packed: &[u8]) -> (String, Vec<u8>) {
    let data = STANDARD.encode(packed);
    (format!("search/{name}.js"), format!("annalsIndex(\"{name}\",\"{data}\")\n").into_bytes())
}

/// Names a shard by where it begins.
fn border_hash(index: &Index<'_>, shard: usize) -> String {
    format!("{:0DIGITS$x}", hash(index.borders[shard].as_bytes()))
}

/// How many incidents are old enough for the files of long lists.
fn settled(index: &Index<'_>) -> DocId {
    let end = index.names.get(index.len() / STEP * STEP).or(index.names.last()).map_or(0, |name| name / ROUND * ROUND);
    index.names.partition_point(|name| *name < end) as DocId
}

/// The terms of a shard, each with how much of its beginning it shares with the one before and how long its list is; their
/// incidents; how well these fit. The first section begins with its own length and that of the second. The length of a list is
/// doubled, and odd where the older part is a file of its own: its length, doubled, and odd where it is one of [`common`], and its
/// name follow.
fn shard_sections(index: &Index<'_>, shard: usize, files: &mut Vec<(String, Vec<u8>)>) -> [Vec<u8>; 3] {
    let settled = settled(index);
    let (mut words, mut docs, mut fits) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: &[u8] = b"";
    for at in index.shard(shard) {
        let term = index.terms[at].as_bytes();
        let shared = before.iter().zip(term).take_while(|(a, b)| a == b).count();
        push_varint(&mut words, shared as u64);
        push_varint(&mut words, (term.len() - shared) as u64);
        words.extend_from_slice(&term[shared..]);
        before = term;
        let postings = index.postings(at);
        let (old, new) = postings.split_at(postings.partition_point(|posting| posting.doc < settled));
        let inline = if old.len() >= LONG {
            let is_common = index.is_common(postings.len());
            let list = if is_common { common(old) } else { long(old, &index.names) };
            // With its term: words that always stand together have the same list.
            let hash = ContentHash::of(&[term, b"\n", &list[0], &list[1]].concat()).hex(DIGITS);
            let packed = deflate(&[&list[0], &list[1]], Effort::Most);
            files.push(packed_script(&format!("p-{hash}"), &packed));
            push_varint(&mut words, new.len() as u64 * 2 + 1);
            push_varint(&mut words, old.len() as u64 * 2 + u64::from(is_common));
            words.extend_from_slice(hash.as_bytes());
            new
        } else {
            push_varint(&mut words, postings.len() as u64 * 2);
            postings
        };
        push_docs(&mut docs, inline.iter().map(|posting| posting.doc), &index.names);
        fits.extend(inline.iter().map(|posting| posting.fit));
    }
    let mut head = Vec::with_capacity(words.len() + 8);
    push_varint(&mut head, words.len() as u64);
    push_varint(&mut head, docs.len() as u64);
    head.append(&mut words);
    [head, docs, fits]
}

/// Incidents, and how well each fits.
fn long(postings: &[Posting], names: &[u64]) -> [Vec<u8>; 2] {
    let mut docs = Vec::with_capacity(postings.len() + 8);
    push_docs(&mut docs, postings.iter().map(|posting| posting.doc), names);
    [docs, postings.iter().map(|posting| posting.fit).collect()]
}

/// Incidents that are a large share of all, as a bit each, behind the number of these bytes; and the step of each fit
/// ([`step`]), four in a byte.
fn common(postings: &[Posting]) -> [Vec<u8>; 2] {
    let bytes = postings.last().map_or(0, |last| last.doc as usize / 8 + 1);
    let mut bits = vec![0; bytes];
    for posting in postings {
        bits[posting.doc as usize / 8] |= 1 << (posting.doc % 8);
    }
    let mut docs = Vec::with_capacity(bytes + 4);
    push_varint(&mut docs, bytes as u64);
    docs.append(&mut bits);
    let mut steps = vec![0; postings.len().div_ceil(4)];
    for (at, posting) in postings.iter().enumerate() {
        steps[at / 4] |= step(posting.fit) << (at % 4 * 2);
    }
    [docs, steps]
}

/// Incidents as steps from one to the next.
fn push_docs(out: &mut Vec<u8>, docs: impl Iterator<Item = DocId>, names: &[u64]) {
    let mut before = 0;
    for name in docs.filter_map(|doc| names.get(doc as usize)) {
        push_varint(out, name - before);
        before = *name;
    }
}

/// The files of a group of pairs: each pair as the step from the one before, then its list as those of terms.
fn pair_files(index: &Index<'_>, group: u64) -> Vec<(String, Vec<u8>)> {
    let settled = settled(index);
    let (group_bits, shard_bits) = (pairs::group_bits(index), pairs::shard_bits(index));
    let pairs = Pairs::of(index, group, group_bits);
    let mut files = Vec::new();
    let mut file = |name: String, bytes: &[u8]| files.push(packed_script(&name, &deflate(&[bytes], Effort::Usual)));
    let shards = 1 << (shard_bits - group_bits);
    for shard in group * shards..(group + 1) * shards {
        let mut out = Vec::new();
        let mut before = shard << (pairs::BITS - shard_bits);
        for (key, docs) in pairs.shard(shard, shard_bits) {
            push_varint(&mut out, key - before);
            before = key;
            let (old, new) = docs.split_at(docs.partition_point(|doc| *doc < settled));
            if old.len() >= LONG_PAIR {
                let mut list = Vec::with_capacity(old.len() * 2);
                push_docs(&mut list, old.iter().copied(), &index.names);
                let rest = key & ((1 << (pairs::BITS - shard_bits)) - 1);
                file(format!("w/{shard}-{rest:x}"), &list);
                push_varint(&mut out, new.len() as u64 * 2 + 1);
                push_varint(&mut out, old.len() as u64);
                push_docs(&mut out, new.iter().copied(), &index.names);
            } else {
                push_varint(&mut out, docs.len() as u64 * 2);
                push_docs(&mut out, docs.iter().copied(), &index.names);
            }
        }
        file(format!("w/{shard}"), &out);
    }
    files
}

/// The values of a column, on a line as JSON, then for every incident which set of them it has, from 1; 0 where it is the first
/// with its set, which follows: how many values and which.
fn column_sections(column: &Column) -> [Vec<u8>; 2] {
    let folder =
        column.values.first().and_then(|value| value.path.strip_suffix("/index.html")?.strip_suffix(&value.key));
    let values: Vec<(&str, &str)> =
        column.values.iter().map(|value| (value.key.as_str(), value.label.as_str())).collect();
    let mut head = serde_json::json!({ "folder": folder.unwrap_or(""), "values": values }).to_string().into_bytes();
    head.push(b'\n');
    let mut out = Vec::new();
    let mut sets: HashMap<&[u32], u64, foldhash::fast::FixedState> = HashMap::default();
    for doc in 0..column.len() {
        let of = column.of(doc);
        let next = sets.len() as u64 + 1;
        let set = *sets.entry(of).or_insert(next);
        if set < next {
            push_varint(&mut out, set);
        } else {
            push_varint(&mut out, 0);
            push_varint(&mut out, of.len() as u64);
            of.iter().for_each(|value| push_varint(&mut out, u64::from(*value)));
        }
    }
    [head, out]
}

/// Days as numbers (`20240506`, none is 0), in steps: a step and how many incidents it leads to, by turns.
fn days(days: &[Option<Date>]) -> Vec<i32> {
    let mut out: Vec<i32> = Vec::new();
    let mut before = 0;
    for number in days.iter().map(|day| day_number(*day)) {
        match out.last_mut() {
            Some(count) if number == before => *count += 1,
            _ => {
                out.extend([number - before, 1]);
                before = number;
            }
        }
    }
    out
}

fn day_number(day: Option<Date>) -> i32 {
    day.map_or(0, |day| i32::from(day.year()) * 10_000 + i32::from(day.month()) * 100 + i32::from(day.day()))
}

/// What a result shows. Texts are plain: the page never takes them as markup.
#[derive(Serialize)]
struct Shown<'a> {
    title: &'a str,
    path: String,
    day: Option<String>,
    kind: Option<&'static str>,
    applications: Vec<&'a str>,
    causes: Vec<&'a str>,
    duration: Option<String>,
    severity: Option<String>,
}

/// The results of each block: their texts, and what they show.
fn results(index: &Index<'_>, docs: Range<DocId>) -> Made {
    let mut files = Vec::new();
    let mut hashes = String::new();
    let docs: Vec<(u64, DocId)> = docs.map(|doc| (index.block(index.names[doc as usize]), doc)).collect();
    for block in docs.chunk_by(|a, b| a.0 == b.0) {
        let texts: Vec<String> = block.iter().map(|(_, doc)| index.case(*doc).passages.text().lines.get()).collect();
        let shown: Vec<Shown<'_>> = block.iter().map(|(_, doc)| shown(index.site, index.incident(*doc))).collect();
        let name = format!("r/{}", block[0].0);
        let length: usize = texts.iter().map(|text| text.len() + text.len() / 16 + 512).sum();
        let mut call = Vec::with_capacity(length);
        call.extend_from_slice(format!("annalsIndex(\"{name}\",").as_bytes());
        // Memory takes any amount, and strings are JSON: there is no way to fail.
        let _ = serde_json::to_writer(&mut call, &texts);
        call.push(b',');
        let _ = serde_json::to_writer(&mut call, &shown);
        call.extend_from_slice(b")\n");
        hashes.push_str(&ContentHash::of(&call).hex(DIGITS));
        files.push((format!("search/{name}.js"), call));
    }
    Made { files, hash: hashes, small: None }
}

fn shown(site: Site<'_>, ix: IncidentIx) -> Shown<'_> {
    let archive = site.archive;
    let case = &archive[ix];
    let causes = case.causes.iter().map(|citation| &archive[citation.cause]).filter(|cause| cause.axis == Axis::Cause);
    Shown {
        title: title(case),
        path: site.path(PageKey::Incident(ix)),
        day: case.date().map(|date| day(date).label),
        kind: kind(case),
        applications: case.applications.iter().map(|ix| archive[*ix].name.as_str()).collect(),
        causes: causes.map(|cause| cause.label.as_str()).collect(),
        duration: case.duration.map(|duration| duration.minutes().to_string()),
        severity: case.incident.severity.as_ref().map(|written| severity(site.settings, &written.value).label),
    }
}

/// Seven bits a byte, the lowest first, the eighth where more follow.
fn push_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn numbers_take_few_bytes() {
        let check = |number, expected: &[u8]| {
            let mut out = Vec::new();
            push_varint(&mut out, number);
            assert_eq!(out, expected);
        };
        check(0, &[0]);
        check(127, &[127]);
        check(128, &[128, 1]);
        check(300, &[172, 2]);
    }

    #[test]
    fn days_are_steps() {
        let one = Some(date(2024, 5, 6));
        assert_eq!(days(&[None, one, one, Some(date(2024, 5, 7))]), [0, 1, 20_240_506, 2, 1, 1]);
    }

    #[test]
    fn lists_hold_steps_and_fits() {
        let list = long(&[Posting { doc: 1, fit: 7 }, Posting { doc: 3, fit: 9 }], &[0, 3, 4, 8]);
        assert_eq!(list, [vec![3, 5], vec![7, 9]]);
    }

    #[test]
    fn common_lists_hold_bits() {
        let postings = [(0, 3), (1, 13), (7, 8), (8, 13), (17, 13)].map(|(doc, fit)| Posting { doc, fit });
        assert_eq!(common(&postings), [vec![3, 0b1000_0011, 1, 0b10], vec![0b10_01_10_00, 0b10]]);
    }
}
