//! The index as files of the site: classic scripts that register themselves, so that it works from `file://` and under
//! `script-src 'self'`, without a request that a policy or a browser could forbid.
//!
//! Each file is one call, `annalsIndex("name", "data")`, the data deflated and in base64, but for the text of a result, which
//! stands as it is: servers deflate on the way, and to do it here was a tenth of a build. Names hold the hash of the data.
//! - `root-….js`: how many incidents, their days, where each shard begins and its name, the names of the columns
//! - `t-….js`, a shard: terms with their postings; the bulk of a long list is a file of its own, `p-….js`
//! - `w/12.js`: pairs of neighbouring words (`super::pairs`) with their incidents; the bulk of a long list is a file of its own,
//!   `w/12-3f.js`, named after the pair. The page asks for them with the hash of the root
//! - `c-cause-….js`, a column: the values of a facet, and which incidents have them; a small one stands in the root
//! - `v-….js`: words and how many incidents have them, for slips of the finger
//! - `r/20240506-1.js`: what a result shows, and the text that it quotes. The name is the day and the place within it, since
//!   a table of ten thousand hashes would be most of a first query; the page asks for it with the hash of the root
//! - `now.js`: which root is the current one; asked again, it tells a page that is older than its index
//!
//! [`parts`] names what can be made independently, [`make`] makes it, [`root`] joins it. Numbers are varints. The lists of
//! the newest incidents stand in the shards: a new incident changes shards, but no long list. Incidents are numbered by
//! [`Index::names`]: one of an old day changes the lists that it is in, and no other.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use jiff::civil::Date;
use serde::Serialize;

use super::facets::{Column, Facet};
use super::index::{DocId, Index, Posting};
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

/// How many results are made in one go.
const RESULTS: u32 = 64;

/// Up to how many bytes, deflated, a column stands in the root: a request is dearer.
const SMALL: usize = 512;

/// Twice the effort saves next to nothing: measured on ten thousand reports.
const EFFORT: u32 = 4;

/// But for columns, which are few and part of every first query.
const EFFORT_FOR_COLUMNS: u32 = 9;

/// How many digits of a hash name a file.
const DIGITS: usize = 12;

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
    /// What the results from this one on show.
    Results(DocId),
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
    let results = (0..u32::try_from(index.len()).unwrap_or(u32::MAX)).step_by(RESULTS as usize);
    let shards = (0..index.shard_count()).map(Part::Shard);
    let columns = Facet::ALL.map(Part::Column);
    let pairs = (0..1 << pairs::group_bits(index)).map(Part::Pairs);
    pairs.chain(shards).chain(columns).chain([Part::Vocabulary]).chain(results.map(Part::Results)).collect()
}

/// Makes a part.
pub fn make(index: &Index<'_>, part: Part) -> Made {
    match part {
        Part::Shard(shard) => {
            let mut files = Vec::new();
            let bytes = shard_bytes(index, shard, &mut files);
            with_main(files, "t", &bytes)
        }
        Part::Pairs(group) => Made { files: pair_files(index, group), hash: String::new(), small: None },
        Part::Column(facet) => {
            let bytes = column_bytes(index.facets.column(facet));
            let packed = deflate(&bytes, EFFORT_FOR_COLUMNS);
            if packed.len() <= SMALL {
                let small = Some(STANDARD.encode(packed));
                return Made { files: Vec::new(), hash: String::new(), small };
            }
            let hash = ContentHash::of(&bytes).hex(DIGITS);
            Made { files: vec![packed_script(&format!("c-{}-{hash}", facet.name()), &packed)], hash, small: None }
        }
        Part::Vocabulary => {
            let mut words = String::new();
            for (at, word) in index.terms.iter().enumerate().filter(|(_, term)| is_word(term)) {
                let _ = writeln!(words, "{word} {}", index.postings(at).len());
            }
            with_main(Vec::new(), "v", words.as_bytes())
        }
        Part::Results(first) => results(index, first),
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
            Part::Results(_) => results.push_str(&made.hash),
        }
    }
    let root = serde_json::json!({
        "count": index.len(),
        "days": days(&index.facets.days),
        "rate": index.rate,
        "borders": index.borders.join("\n"),
        "names": names,
        "pairs": pairs::shard_bits(index),
        "columns": columns,
        "vocabulary": vocabulary,
        "results": ContentHash::of(results.as_bytes()).hex(DIGITS),
    });
    let made = with_main(Vec::new(), "root", root.to_string().as_bytes());
    let mut files = made.files;
    files.push(("search/now.js".to_owned(), format!("annalsIndex(\"now\",\"root-{}\")\n", made.hash).into_bytes()));
    files
}

fn with_main(mut files: Vec<(String, Vec<u8>)>, kind: &str, bytes: &[u8]) -> Made {
    let hash = ContentHash::of(bytes).hex(DIGITS);
    files.insert(0, script(&format!("{kind}-{hash}"), bytes));
    Made { files, hash, small: None }
}

/// A file of the index: its path and its one call.
fn script(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    packed_script(name, &deflate(bytes, EFFORT))
}

fn packed_script(name: &str, packed: &[u8]) -> (String, Vec<u8>) {
    let data = STANDARD.encode(packed);
    (format!("search/{name}.js"), format!("annalsIndex(\"{name}\",\"{data}\")\n").into_bytes())
}

/// Deflates some bytes: the same bytes on every machine.
fn deflate(bytes: &[u8], effort: u32) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(effort));
    // Memory takes any amount: there is no way to fail.
    let written = encoder.write_all(bytes);
    debug_assert!(written.is_ok(), "{written:?}");
    encoder.finish().unwrap_or_default()
}

/// How many incidents are old enough for the files of long lists.
fn settled(index: &Index<'_>) -> DocId {
    let end = index.names.get(index.len() / STEP * STEP).or(index.names.last()).map_or(0, |name| name / ROUND * ROUND);
    index.names.partition_point(|name| *name < end) as DocId
}

/// The terms of a shard, each with how much of its beginning it shares with the one before. A count is doubled, and odd
/// where the older part of the list is a file of its own.
fn shard_bytes(index: &Index<'_>, shard: usize, files: &mut Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let settled = settled(index);
    let mut out = Vec::new();
    let mut before: &[u8] = b"";
    for at in index.shard(shard) {
        let term = index.terms[at].as_bytes();
        let shared = before.iter().zip(term).take_while(|(a, b)| a == b).count();
        push_varint(&mut out, shared as u64);
        push_varint(&mut out, (term.len() - shared) as u64);
        out.extend_from_slice(&term[shared..]);
        before = term;
        let postings = index.postings(at);
        let (old, new) = postings.split_at(postings.partition_point(|posting| posting.doc < settled));
        if old.len() >= LONG {
            let mut list = Vec::with_capacity(old.len() * 2 + 8);
            push_postings(&mut list, old, &index.names);
            // With its term: words that always stand together have the same list.
            let hash = ContentHash::of(&[term, b"\n", &list].concat()).hex(DIGITS);
            files.push(script(&format!("p-{hash}"), &list));
            push_varint(&mut out, new.len() as u64 * 2 + 1);
            push_varint(&mut out, old.len() as u64);
            out.extend_from_slice(hash.as_bytes());
            push_postings(&mut out, new, &index.names);
        } else {
            push_varint(&mut out, postings.len() as u64 * 2);
            push_postings(&mut out, postings, &index.names);
        }
    }
    out
}

/// Incidents, then how well each fits: apart, they deflate better.
fn push_postings(out: &mut Vec<u8>, postings: &[Posting], names: &[u64]) {
    push_docs(out, postings.iter().map(|posting| posting.doc), names);
    out.extend(postings.iter().map(|posting| posting.fit));
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
                files.push(script(&format!("w/{shard}-{rest:x}"), &list));
                push_varint(&mut out, new.len() as u64 * 2 + 1);
                push_varint(&mut out, old.len() as u64);
                push_docs(&mut out, new.iter().copied(), &index.names);
            } else {
                push_varint(&mut out, docs.len() as u64 * 2);
                push_docs(&mut out, docs.iter().copied(), &index.names);
            }
        }
        files.push(script(&format!("w/{shard}"), &out));
    }
    files
}

/// The values of a column, on a line as JSON, then for every incident which set of them it has, from 1; 0 where it is the first
/// with its set, which follows: how many values and which.
fn column_bytes(column: &Column) -> Vec<u8> {
    let folder =
        column.values.first().and_then(|value| value.path.strip_suffix("/index.html")?.strip_suffix(&value.key));
    let values: Vec<(&str, &str)> =
        column.values.iter().map(|value| (value.key.as_str(), value.label.as_str())).collect();
    let mut out = serde_json::json!({ "folder": folder.unwrap_or(""), "values": values }).to_string().into_bytes();
    out.push(b'\n');
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
    out
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

fn results(index: &Index<'_>, first: DocId) -> Made {
    let mut files = Vec::new();
    let mut hashes = String::new();
    let days = &index.facets.days;
    let count = u32::try_from(days.len()).unwrap_or(u32::MAX);
    for doc in first..count.min(first.saturating_add(RESULTS)) {
        let day = days[doc as usize];
        let place = doc as usize - days.partition_point(|other| *other < day);
        let name = format!("r/{}-{place}", day_number(day));
        let text = index.case(doc).passages.text.get();
        let mut call = Vec::with_capacity(text.len() + text.len() / 16 + 512);
        call.extend_from_slice(format!("annalsIndex(\"{name}\",").as_bytes());
        // Memory takes any amount, and strings are JSON: there is no way to fail.
        let _ = serde_json::to_writer(&mut call, &text);
        call.push(b',');
        let _ = serde_json::to_writer(&mut call, &shown(index.site, index.incident(doc)));
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
    fn lists_hold_steps_then_fits() {
        let mut out = Vec::new();
        push_postings(&mut out, &[Posting { doc: 1, fit: 7 }, Posting { doc: 3, fit: 9 }], &[0, 3, 4, 8]);
        assert_eq!(out, [3, 5, 7, 9]);
    }
}
