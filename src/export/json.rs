//! The archive as JSON: an array of incident records, sorted by `source`, or one of them alone.
//!
//! Compact, one incident a line, keys in a fixed order: two exports can be compared line by line.

use super::record::Record;
use crate::archive::{Archive, IncidentIx};

/// All incidents: an array sorted by `source`, UTF-8, with a line break at its end.
pub fn incidents(archive: &Archive) -> Vec<u8> {
    let mut all = Array::default();
    archive.by_source().iter().for_each(|ix| all.push(&incident(archive, *ix)));
    all.finish()
}

/// An array of records that is being written.
#[derive(Debug, Default)]
pub struct Array(Vec<u8>);

impl Array {
    /// Adds a record made by [`incident`].
    pub fn push(&mut self, record: &[u8]) {
        self.0.extend_from_slice(if self.0.is_empty() { b"[\n" } else { b",\n" });
        self.0.extend_from_slice(record.trim_ascii_end());
    }

    /// The array, with a line break at its end.
    pub fn finish(mut self) -> Vec<u8> {
        self.0.extend_from_slice(if self.0.is_empty() { b"[\n]\n" } else { b"\n]\n" });
        self.0
    }
}

/// One incident: an object, UTF-8, with a line break at its end.
pub fn incident(archive: &Archive, ix: IncidentIx) -> Vec<u8> {
    let mut out = Vec::with_capacity(8 * 1024);
    write(&mut out, archive, ix);
    out.push(b'\n');
    out
}

/// A record holds text, numbers and lists only, and memory takes any amount: writing it has no way to fail.
fn write(out: &mut Vec<u8>, archive: &Archive, ix: IncidentIx) {
    let written = serde_json::to_writer(out, &Record::new(archive, ix));
    debug_assert!(written.is_ok(), "{written:?}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::sample::{self, report};
    use crate::model::{Axis, Kind};

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).expect("UTF-8")
    }

    #[test]
    fn a_record_has_every_key() {
        let sample = report("2024/queue.md")
            .title("Queue backlog")
            .window("2024-05-06T07:30", "2024-05-06T12:30")
            .zone("UTC")
            .lasted(240)
            .severity("P2")
            .applications(&["search"])
            .row("2024-05-06T07:30", Some("operator"), "Noticed the backlog")
            .root_cause(&["The queue grew.", "", "A certificate had expired."])
            .action("Alert on the queue", &["Dana Bell", "Shared"], Some(false))
            .due("2024-06-01")
            .people(&["Dana Bell"])
            .improvement("A smaller queue")
            .tag(Axis::Component, "queue")
            .suggests(Axis::Cause, "certificate", "certificate");
        let archive = sample::archive([sample]);
        let record = text(incident(&archive, archive.by_source()[0]));
        // One key a line, so that a change of one shows as one line.
        insta::assert_snapshot!(record.replace(",\"", ",\n\""));
        assert!(serde_json::from_str::<serde_json::Value>(&record).is_ok());
    }

    #[test]
    fn nothing_is_guessed() {
        let archive = sample::archive([report("a.md").kind(Kind::Notice)]);
        let expected = concat!(
            r#"[{"source":"a.md","title":null,"kind":"notice","date":null,"started_at":null,"ended_at":null,"zone":null,"#,
            r#""stated_duration_minutes":null,"severity":null,"applications":[],"timeline":[],"root_cause":null,"#,
            r#""impact":null,"lessons":null,"actions":[],"people":[],"url":"incidents/a/","ended_on":null,"#,
            r#""detected_at":null,"declared_at":null,"mitigated_at":null,"resolution":null,"questions":[],"#,
            r#""computed_duration_minutes":null,"improvements":[],"recommendations":[],"#,
            r#""causes":{"triggers":[],"causes":[],"gaps":[],"components":[]},"#,
            r#""evidence":{"kind":{"rule":"label","lines":[[2,2]]}}}]"#,
        );
        assert_eq!(text(incidents(&archive)).replace('\n', ""), expected);
    }

    #[test]
    fn incidents_are_sorted_by_source() {
        let archive = sample::archive([report("b.md").date("2024-05-06"), report("c.md"), report("a.md")]);
        let text = text(incidents(&archive));
        let sources: Vec<&str> = text.lines().filter_map(|line| line.get(2..15)).collect();
        assert_eq!(sources, [r#"source":"a.md"#, r#"source":"b.md"#, r#"source":"c.md"#]);
        assert_eq!(incidents(&sample::archive([])), b"[\n]\n");
    }
}
