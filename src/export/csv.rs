//! The archive as a table: one row an incident, sorted by source, for spreadsheets.
//!
//! Lists stand in one cell, parts separated by `; `. A cell that a spreadsheet would take for a formula (it begins with
//! `=`, `+`, `-`, `@`, a tab or a line break) gets an apostrophe in front.

use std::borrow::Cow;

use crate::archive::{Archive, Case, Standing};
use crate::model::{Axis, Kind, Moment, Sourced};

/// The columns, in order.
const COLUMNS: [&str; 22] = [
    "source",
    "title",
    "kind",
    "date",
    "started_at",
    "ended_at",
    "zone",
    "stated_duration_minutes",
    "computed_duration_minutes",
    "severity",
    "applications",
    "people",
    "triggers",
    "causes",
    "gaps",
    "components",
    "actions",
    "actions_open",
    "actions_unknown",
    "actions_done",
    "actions_overdue",
    "url",
];

/// All incidents: a header and a row for each, UTF-8, lines ended as RFC 4180 has it.
pub fn incidents(archive: &Archive) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    write(&mut writer, &COLUMNS.map(Cow::Borrowed));
    for ix in archive.by_source() {
        write(&mut writer, &row(archive, &archive[*ix]));
    }
    writer.into_inner().unwrap_or_default()
}

/// Writes a row. Rows of one length going to memory have no way to fail.
fn write(writer: &mut csv::Writer<Vec<u8>>, cells: &[Cow<'_, str>; COLUMNS.len()]) {
    let written = writer.write_record(cells.iter().map(|cell| harmless(cell).into_owned()));
    debug_assert!(written.is_ok(), "{written:?}");
}

/// The cell as text that no spreadsheet runs as a formula.
fn harmless(cell: &str) -> Cow<'_, str> {
    let dangerous = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    if dangerous { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

fn row<'a>(archive: &'a Archive, case: &'a Case) -> [Cow<'a, str>; COLUMNS.len()] {
    let incident = &*case.incident;
    let minutes = |minutes: Option<u32>| Cow::Owned(minutes.map(|minutes| minutes.to_string()).unwrap_or_default());
    let number = |number: u32| Cow::Owned(number.to_string());
    [
        Cow::Owned(incident.id.source()),
        text(&incident.title),
        Cow::Borrowed(kind(incident.kind.value)),
        Cow::Owned(case.date().map(|date| date.to_string()).unwrap_or_default()),
        time(&incident.started_at),
        time(&incident.ended_at),
        Cow::Borrowed(incident.zone.as_ref().map_or("", |zone| zone.value.as_str())),
        minutes(incident.stated_duration.as_ref().map(|minutes| minutes.value.0)),
        minutes(case.duration.and_then(|duration| Some(duration.computed?.0))),
        text(&incident.severity),
        list(&incident.applications),
        list(&incident.people),
        causes(archive, case, Axis::Trigger),
        causes(archive, case, Axis::Cause),
        causes(archive, case, Axis::Gap),
        causes(archive, case, Axis::Component),
        number(case.tally.total()),
        number(case.tally.open),
        number(case.tally.unknown),
        number(case.tally.done),
        number(case.tally.overdue),
        Cow::Owned(format!("{}/", case.path)),
    ]
}

fn text(fact: &Option<Sourced<String>>) -> Cow<'_, str> {
    Cow::Borrowed(fact.as_ref().map_or("", |fact| fact.value.as_str()))
}

fn list(facts: &[Sourced<String>]) -> Cow<'static, str> {
    Cow::Owned(facts.iter().map(|fact| fact.value.as_str()).collect::<Vec<_>>().join("; "))
}

fn time(fact: &Option<Sourced<Moment>>) -> Cow<'static, str> {
    Cow::Owned(fact.as_ref().map(|fact| fact.value.to_string()).unwrap_or_default())
}

/// The causes of an axis, by label; suggested ones with a question mark.
fn causes(archive: &Archive, case: &Case, axis: Axis) -> Cow<'static, str> {
    let cited = case.causes.iter().filter(|citation| archive[citation.cause].axis == axis);
    let labels = cited.map(|citation| {
        let label = &archive[citation.cause].label;
        match citation.standing {
            Standing::Confirmed => label.clone(),
            Standing::Suggested => format!("{label} (?)"),
        }
    });
    Cow::Owned(labels.collect::<Vec<_>>().join("; "))
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Incident => "incident",
        Kind::Maintenance => "maintenance",
        Kind::Notice => "notice",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample::{self, report};

    #[test]
    fn a_row_an_incident() {
        let archive = sample::archive([
            report("b.md").title("Queue, backlog").window("2024-05-06T07:30", "2024-05-06T12:30").zone("+02:00"),
            report("a.md")
                .date("2024-05-06")
                .applications(&["search", "edge \"proxy\""])
                .action("x", &[], Some(false))
                .action("y", &[], None)
                .tag(Axis::Cause, "capacity")
                .suggests(Axis::Cause, "certificate", "TLS"),
        ]);
        let text = String::from_utf8(incidents(&archive)).expect("UTF-8");
        let rows: Vec<&str> = text.split_terminator("\r\n").collect();
        let expected_a = concat!(
            r#"a.md,,incident,2024-05-06,,,,,,,"search; edge ""proxy""",,,"#,
            "Certificate or key lifecycle (?); Not enough capacity,,,2,1,1,0,0,incidents/2024-05-06-a/",
        );
        let expected_b = concat!(
            r#"b.md,"Queue, backlog",incident,2024-05-06,2024-05-06T07:30,2024-05-06T12:30,'+02:00,,300,"#,
            ",,,,,,,0,0,0,0,0,incidents/2024-05-06-queue-backlog/",
        );
        assert_eq!(rows, [COLUMNS.join(",").as_str(), expected_a, expected_b]);
    }

    #[test]
    fn no_cell_is_a_formula() {
        let check = |cell: &str, expected: &str| assert_eq!(harmless(cell), expected);
        check("=1+1", "'=1+1");
        check("@dana", "'@dana");
        check("-1", "'-1");
        check("+1", "'+1");
        check("\t=1", "'\t=1");
        check("\r=1", "'\r=1");
        check("a=1", "a=1");
        check("", "");
    }
}
