//! Rows of a spreadsheet, or objects of a tracker's export, as reports: one Markdown file each.
//!
//! Entry points: [`of_csv`], [`of_json`]. Nothing is interpreted: every filled column becomes a key of the front matter as it
//! stands, one column the heading, one the text. What the keys mean is decided where reports are read, as for any report, so
//! that there is one way to read a fact. Reads and writes no files.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::archive::slugify;

/// The columns of a row, in order.
type Row = Vec<(String, Value)>;

/// A report to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// Its path below the content folder: `2024/2024-03-07-queue-backlog.md`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Columns that hold what the report is called, the best first; as [`key`] writes them.
const TITLES: &[&str] = &["title", "name", "subject", "headline", "summary"];

/// Columns that hold its day.
const DAYS: &[&str] =
    &["date", "incident_date", "day", "started_at", "start", "start_time", "occurred_at", "created_at", "created"];

/// Columns that hold its text.
const TEXTS: &[&str] = &["body", "text", "report", "postmortem", "description", "details", "content"];

/// The rows of a table with a header; `,`, `;` or tabs stand between its columns.
///
/// # Errors
/// What is wrong with it, and in which line.
pub fn of_csv(text: &str) -> Result<Vec<Draft>, String> {
    let head = text.lines().next().unwrap_or_default();
    let often = |mark: &u8| head.bytes().filter(|byte| byte == mark).count();
    let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(often).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = reader.headers().map_err(|error| error.to_string())?.iter().map(str::to_owned).collect();
    let row = |row: Result<csv::StringRecord, csv::Error>| -> Result<Row, String> {
        let row = row.map_err(|error| error.to_string())?;
        Ok(names.iter().cloned().zip(row.iter().map(Value::from)).collect())
    };
    drafts(reader.records().map(row).collect::<Result<_, _>>()?)
}

/// A list of objects, or an object that holds one.
///
/// # Errors
/// What is wrong with it, and where.
pub fn of_json(text: &str) -> Result<Vec<Draft>, String> {
    let rows = match serde_json::from_str(text).map_err(|error| error.to_string())? {
        Value::Array(rows) => rows,
        Value::Object(table) => {
            let lists = |value: Value| if let Value::Array(rows) = value { Some(rows) } else { None };
            table.into_iter().find_map(|(_, value)| lists(value)).ok_or("it holds no list of incidents")?
        }
        _ => return Err("it holds no list of incidents".to_owned()),
    };
    let object = |(at, row): (usize, Value)| match row {
        Value::Object(row) => Ok(row.into_iter().collect()),
        _ => Err(format!("entry {} is no object", at + 1)),
    };
    drafts(rows.into_iter().enumerate().map(object).collect::<Result<_, _>>()?)
}

fn drafts(rows: Vec<Row>) -> Result<Vec<Draft>, String> {
    let mut taken: BTreeMap<String, u32> = BTreeMap::new();
    let mut out = Vec::with_capacity(rows.len());
    for (at, row) in rows.into_iter().enumerate() {
        let row = with_keys(row);
        if row.is_empty() {
            continue;
        }
        let titled = row.iter().any(|(key, _)| TITLES.contains(&key.as_str()));
        if !titled {
            return Err(format!("entry {} has no title; call a column `{}`", at + 1, TITLES.join("`, `")));
        }
        let mut draft = draft(&row);
        let count = taken.entry(draft.path.clone()).or_default();
        *count += 1;
        if *count > 1 {
            draft.path = format!("{}-{count}.md", draft.path.trim_end_matches(".md"));
        }
        out.push(draft);
    }
    Ok(out)
}

/// The filled columns of a row under their keys, each key once.
fn with_keys(row: Row) -> Row {
    let mut out: Row = Vec::with_capacity(row.len());
    for (name, value) in row.into_iter().filter(|(_, value)| is_filled(value)) {
        let plain = key(&name);
        let is_free = |key: &String| out.iter().all(|(known, _)| known != key);
        let numbered = (2..).map(|number: u32| format!("{plain}_{number}"));
        if let Some(key) = std::iter::once(plain.clone()).chain(numbered).find(is_free) {
            out.push((key, value));
        }
    }
    out
}

fn draft(row: &[(String, Value)]) -> Draft {
    let find = |keys: &[&str]| {
        keys.iter()
            .find_map(|wanted| row.iter().find(|(key, _)| key == wanted))
            .map(|(key, value)| (key.as_str(), plain(value)))
    };
    let title =
        find(TITLES).map_or_else(String::new, |(_, title)| title.split_whitespace().collect::<Vec<_>>().join(" "));
    let body = find(TEXTS);
    let day = find(DAYS).and_then(|(_, day)| day_of(&day));
    let mut text = String::from("---\n");
    for (key, value) in row.iter().filter(|(key, _)| body.as_ref().is_none_or(|(body, _)| body != key)) {
        // JSON is YAML.
        text.push_str(&format!("{key}: {value}\n"));
    }
    text.push_str(&format!("---\n\n# {title}\n"));
    if let Some((_, body)) = body {
        text.push_str(&format!("\n{}\n", body.replace("\r\n", "\n").trim()));
    }
    let slug = Some(slugify(&title)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "incident".to_owned());
    let path = match day {
        Some(day) => format!("{}/{day}-{slug}.md", &day[..4]),
        None => format!("{slug}.md"),
    };
    Draft { path, text }
}

fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(table) => !table.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        value => value.to_string(),
    }
}

/// The name of a column as a key: `Start time (UTC)` is `start_time_utc`.
fn key(name: &str) -> String {
    let key = slugify(name).replace('-', "_");
    if key.is_empty() { "column".to_owned() } else { key }
}

/// The day that a text begins with, where it is written as `2024-03-07`; any other writing is left to whoever reads the report.
fn day_of(text: &str) -> Option<String> {
    let day = text.get(..10)?;
    day.parse::<jiff::civil::Date>().ok().map(|_| day.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_becomes_a_report_with_its_columns_as_front_matter() {
        let found =
            of_csv("Title;Start time;Severity;Description\nDisk: full;2024-03-07 09:40;;\"All\r\nwas late.\"\n")
                .expect("a table");
        let text =
            "---\ntitle: \"Disk: full\"\nstart_time: \"2024-03-07 09:40\"\n---\n\n# Disk: full\n\nAll\nwas late.\n";
        assert_eq!(found, [Draft { path: "2024/2024-03-07-disk-full.md".to_owned(), text: text.to_owned() }]);
    }

    #[test]
    fn objects_keep_their_lists() {
        let found =
            of_json("{\"issues\": [{\"name\": \"Mail\", \"applications\": [\"a\", \"b\"]}, {\"name\": \"Mail\"}]}");
        let found = found.expect("a list");
        assert_eq!(found[0].text, "---\napplications: [\"a\",\"b\"]\nname: \"Mail\"\n---\n\n# Mail\n");
        assert_eq!((found[0].path.as_str(), found[1].path.as_str()), ("mail.md", "mail-2.md"));
    }

    #[test]
    fn what_cannot_be_reports_is_said() {
        let check = |found: Result<Vec<Draft>, String>, expected: &str| {
            let error = found.expect_err("no reports");
            assert!(error.contains(expected), "{error}");
        };
        check(of_json("[1]"), "entry 1 is no object");
        check(of_json("{}"), "no list of incidents");
        check(of_json("[{\"severity\": 1}]"), "entry 1 has no title");
        check(of_json("[{"), "line 1 column");
        check(of_csv("a,b\n1,2\n"), "entry 1 has no title");
        assert_eq!(of_csv("title\n\n"), Ok(Vec::new()));
    }

    #[test]
    fn columns_of_one_name_are_all_kept() {
        let found = of_csv("Title,Note,note\nMail,a,b\n").expect("a table");
        assert!(found[0].text.contains("note: \"a\"\nnote_2: \"b\"\n"), "{}", found[0].text);
    }
}
