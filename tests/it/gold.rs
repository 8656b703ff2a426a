//! How well facts are read, measured on labelled reports: an F1 a fact, where a made-up fact costs as much as a missed one.
//!
//! The labelled reports are not part of the repository. Where a folder `shared` lies beside it, with `corpora/` and
//! `gold/open.json`, the test exports the corpora and scores the export; elsewhere it says that it is skipped. The scoring
//! is that of the `score.py` beside the labels: [`score`] gives the same figures.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use serde_json::Value;

use crate::archive::{annals, demo};

/// The least mean over all fields, in percent.
const MEAN: f64 = 92.0;

/// The least score of any field, in percent.
const FIELD: f64 = 80.0;

#[test]
fn labelled_reports_are_read_as_labelled() {
    let shared = demo().join("../shared");
    let labels = shared.join("gold/open.json");
    let (Ok(labels), true) = (std::fs::read_to_string(&labels), shared.join("corpora").is_dir()) else {
        println!("skipped: there are no labelled reports at {}", shared.display());
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let export = folder.path().join("export.json");
    let arguments =
        [OsString::from("export"), shared.join("corpora").into_os_string(), "-o".into(), export.clone().into()];
    let code = annals(Path::new("."), &arguments).run().code();
    assert!(code <= 1, "the export failed");
    let gold: Vec<Value> = serde_json::from_str(&labels).unwrap();
    let export: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(export).unwrap()).unwrap();

    let scores = score(&gold, &export);
    let percent = |tally: &Tally| tally.f1() * 100.0;
    let mean = scores.iter().map(|(_, tally)| percent(tally)).sum::<f64>() / scores.len() as f64;
    for (field, tally) in &scores {
        let mark = if percent(tally) < FIELD { "  below target" } else { "" };
        let Tally { hit, gold, got } = tally;
        println!("{:6.1}  {field:26} hit {hit} of {gold} gold, {got} found{mark}", percent(tally));
    }
    println!("{mean:6.1}  MEAN over {} fields, {} reports", scores.len(), gold.len());
    let low: Vec<&str> =
        scores.iter().filter(|(_, tally)| percent(tally) < FIELD).map(|(field, _)| field.as_str()).collect();
    assert!(low.is_empty(), "below {FIELD}: {low:?}");
    assert!(mean >= MEAN, "the mean {mean:.1} is below {MEAN}");
}

/// What was stated, what was found, and how often both agree.
#[derive(Clone, Copy, Default, Debug, PartialEq)]
struct Tally {
    hit: usize,
    gold: usize,
    got: usize,
}

impl Tally {
    fn add(&mut self, hit: usize, gold: usize, got: usize) {
        self.hit += hit;
        self.gold += gold;
        self.got += got;
    }

    fn f1(&self) -> f64 {
        if self.gold + self.got == 0 { 1.0 } else { 2.0 * self.hit as f64 / (self.gold + self.got) as f64 }
    }
}

/// The tallies of all fields, in the order in which they first count.
struct Tallies(Vec<(String, Tally)>);

impl Tallies {
    fn of(&mut self, field: &str) -> &mut Tally {
        let at = self.0.iter().position(|(name, _)| name == field).unwrap_or_else(|| {
            self.0.push((field.to_string(), Tally::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }
}

fn score(gold: &[Value], export: &[Value]) -> Vec<(String, Tally)> {
    let nothing = Value::Object(serde_json::Map::new());
    let mut tallies = Tallies(Vec::new());
    for wanted in gold {
        let found = export.iter().find(|record| record["source"] == wanted["source"]);
        let record = found.unwrap_or(&nothing);
        let exact = ["title", "kind", "date", "started_at", "ended_at", "zone", "stated_duration_minutes", "severity"];
        for field in exact {
            let form = if field == "zone" { zone } else { norm };
            let have = form(&record[field]);
            let want = form(settle(&wanted[field], |want| form(want) == have));
            let hit = found.is_some() && want == have && want.is_some();
            tallies.of(field).add(hit.into(), want.is_some().into(), have.is_some().into());
        }
        for field in ["root_cause", "impact", "lessons"] {
            let have = range(&record[field]);
            let want = range(settle(&wanted[field], |want| overlap(range(want), have)));
            let hit = found.is_some() && want.is_some() && overlap(want, have);
            tallies.of(field).add(hit.into(), want.is_some().into(), have.is_some().into());
        }
        for field in ["applications", "people"] {
            let (want, have) = (names(&wanted[field]), names(&record[field]));
            tallies.of(field).add(want.intersection(&have).count(), want.len(), have.len());
        }
        rows(&mut tallies, "timeline", wanted, record);
        rows(&mut tallies, "actions", wanted, record);
    }
    tallies.0
}

/// The rows of a list, paired by their texts, and what stands beside the texts.
fn rows(tallies: &mut Tallies, field: &str, wanted: &Value, record: &Value) {
    let (want, have) = (list(&wanted[field]), list(&record[field]));
    let mut spare: Vec<&Value> = have.iter().collect();
    let pairs: Vec<(&Value, Option<&Value>)> = want
        .iter()
        .map(|row| {
            let at = spare.iter().position(|other| alike(&row["text"], &other["text"]));
            (row, at.map(|at| spare.remove(at)))
        })
        .collect();
    let hits = pairs.iter().filter(|(_, other)| other.is_some()).count();
    tallies.of(&format!("{field}.text")).add(hits, want.len(), have.len());
    let beside: &[&str] = if field == "timeline" { &["at", "until", "kind"] } else { &["done"] };
    if field == "actions" {
        for (row, other) in &pairs {
            let (want, have) =
                (names(&row["owners"]), other.map_or_else(BTreeSet::new, |other| names(&other["owners"])));
            tallies.of("actions.owners").add(want.intersection(&have).count(), want.len(), have.len());
        }
        for other in &spare {
            tallies.of("actions.owners").add(0, 0, list(&other["owners"]).len());
        }
    }
    for key in beside {
        for (row, other) in &pairs {
            let (want, have) = (norm(&row[*key]), other.and_then(|other| norm(&other[*key])));
            if want.is_some() || have.is_some() {
                let hit = want.is_some() && want == have;
                tallies.of(&format!("{field}.{key}")).add(hit.into(), want.is_some().into(), have.is_some().into());
            }
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn names(value: &Value) -> BTreeSet<Option<String>> {
    list(value).iter().map(norm).collect()
}

/// A value as it is compared: without marks, case and outer punctuation.
fn norm(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::Number(number) => return Some(format!("{:.0}", number.as_f64().unwrap_or_default())),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    let marks = ['`', '*', '_', '"', '\'', '’', '‘', '“', '”', '\\'];
    let text = text.replace(marks, "").trim().to_lowercase();
    let text = text.trim_start_matches('@').split_whitespace().collect::<Vec<_>>().join(" ");
    Some(text.trim_matches([' ', '.', ':', ';', ',', '-', '–', '—']).to_string())
}

/// A zone as it is compared: `UTC+2` is `+02:00`, and all names of UTC are one.
fn zone(value: &Value) -> Option<String> {
    let text = norm(value)?;
    let bare = ["utc", "gmt"].iter().find_map(|name| text.strip_prefix(name));
    let text = bare
        .filter(|rest| rest.starts_with(['+', '-']) && rest[1..].starts_with(|c: char| c.is_ascii_digit()))
        .map_or(text.as_str(), |rest| rest)
        .to_string();
    let offset = |text: &str| {
        let (sign, rest) = text.split_at_checked(1).filter(|(sign, _)| matches!(*sign, "+" | "-"))?;
        let hours = rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
        let minutes = rest[hours..].strip_prefix(':').unwrap_or(&rest[hours..]);
        let sound =
            hours > 0 && (rest.len() == hours || minutes.len() == 2 && minutes.bytes().all(|c| c.is_ascii_digit()));
        let minutes = if rest.len() == hours { "00" } else { minutes };
        sound.then(|| format!("{sign}{:0>2}:{minutes}", &rest[..hours]))
    };
    let text = offset(&text).unwrap_or(text);
    let utc = ["gmt", "z", "+00:00", "-00:00", "utc+0", "utc+00:00"];
    Some(if utc.contains(&text.as_str()) { "utc".to_string() } else { text })
}

/// Where the report contradicts itself, a label `{"any": [...]}` stands for whichever of them was found.
fn settle(want: &Value, same: impl Fn(&Value) -> bool) -> &Value {
    let Some(any) = want.get("any").and_then(Value::as_array) else { return want };
    any.iter().find(|one| same(one)).unwrap_or(&any[0])
}

fn range(value: &Value) -> Option<[i64; 2]> {
    Some([value.get(0)?.as_i64()?, value.get(1)?.as_i64()?])
}

/// Line ranges agree where they overlap by half of their union.
fn overlap(a: Option<[i64; 2]>, b: Option<[i64; 2]>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    let inner = a[1].min(b[1]) - a[0].max(b[0]) + 1;
    let outer = a[1].max(b[1]) - a[0].min(b[0]) + 1;
    inner > 0 && inner * 2 >= outer
}

/// Texts agree where their first 60 letters do, or one begins with the other, or four fifths of the letters are the same.
fn alike(a: &Value, b: &Value) -> bool {
    let letters = |value: &Value| norm(value).unwrap_or_default().chars().take(60).collect::<Vec<char>>();
    let (a, b) = (letters(a), letters(b));
    let shorter = a.len().min(b.len());
    a == b || shorter >= 12 && a[..shorter] == b[..shorter] || ratio(&a, &b) >= 0.8
}

/// How much two texts have in common: twice the letters in matching blocks over all letters, as `difflib` counts them.
fn ratio(a: &[char], b: &[char]) -> f64 {
    let all = a.len() + b.len();
    if all == 0 { 1.0 } else { 2.0 * matching(a, b) as f64 / all as f64 }
}

/// The letters in the longest common block, and in those to its left and to its right.
fn matching(a: &[char], b: &[char]) -> usize {
    let (mut best, mut from, mut to) = (0, 0, 0);
    let mut lengths = vec![0; b.len() + 1];
    for (i, letter) in a.iter().enumerate() {
        let mut next = vec![0; b.len() + 1];
        for (j, other) in b.iter().enumerate().filter(|(_, other)| *other == letter) {
            debug_assert_eq!(other, letter);
            next[j + 1] = lengths[j] + 1;
            if next[j + 1] > best {
                (best, from, to) = (next[j + 1], i + 1 - next[j + 1], j + 1 - next[j + 1]);
            }
        }
        lengths = next;
    }
    if best == 0 {
        return 0;
    }
    best + matching(&a[..from], &b[..to]) + matching(&a[from + best..], &b[to + best..])
}

#[test]
fn values_are_compared_as_score_py_does() {
    let text = |text: &str| Value::String(text.to_string());
    let check = |value: &str, expected: &str| assert_eq!(norm(&text(value)).as_deref(), Some(expected), "{value}");
    check("**Culler**  flood.", "culler flood");
    check("@Maren", "maren");
    let check = |value: &str, expected: &str| assert_eq!(zone(&text(value)).as_deref(), Some(expected), "{value}");
    check("GMT", "utc");
    check("UTC+2", "+02:00");
    check("UTC-0330", "-03:30");
    check("CEST", "cest");
    let check = |a: &str, b: &str, expected: bool| assert_eq!(alike(&text(a), &text(b)), expected, "{a} {b}");
    check("Alert on the queue", "Alert on the queue length as well", true);
    check("Alert on the queue", "Alarm on the queue", true);
    check("Alert on the queue", "Buy more disks", false);
    let letters = |text: &str| text.chars().collect::<Vec<_>>();
    assert_eq!(matching(&letters("abxcd"), &letters("abcd")), 4);
    assert!((ratio(&letters("private Thread"), &letters("private volatile Thread")) - 28.0 / 37.0).abs() < 1e-9);
}

#[test]
fn a_made_up_fact_costs_as_much_as_a_missed_one() {
    let record = |json: &str| vec![serde_json::from_str::<Value>(json).unwrap()];
    let f1 = |gold: &str, export: &str, field: &str| {
        let scores = score(&record(gold), &record(export));
        scores.iter().find(|(name, _)| name == field).map(|(_, tally)| tally.f1())
    };
    let gold =
        r#"{"source":"a","date":"2024-05-06","people":["Ann","Bob"],"impact":[3,8],"timeline":[{"text":"it fills"}]}"#;
    assert_eq!(f1(gold, gold, "people"), Some(1.0));
    assert_eq!(f1(gold, r#"{"source":"a","people":["Ann"]}"#, "people"), Some(2.0 / 3.0));
    assert_eq!(f1(gold, r#"{"source":"a","people":["Ann","Bob","Cy"]}"#, "people"), Some(0.8));
    assert_eq!(f1(gold, r#"{"source":"a","impact":[5,9]}"#, "impact"), Some(1.0));
    assert_eq!(f1(gold, r#"{"source":"a","impact":[7,20]}"#, "impact"), Some(0.0));
    assert_eq!(f1(gold, r#"{"source":"b"}"#, "timeline.text"), Some(0.0));
    assert_eq!(f1(gold, gold, "severity"), Some(1.0), "nothing where nothing is stated");
}
