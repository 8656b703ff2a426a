//! What a warm build publishes is what a clean one does, whatever was edited in between.

mod sequences;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::date;

use super::{Doubt, Input, Memo, Memory, PageMemo, Rendered, Reports, Surroundings, link};
use crate::archive::Drafts;
use crate::archive::sample::settings;
use crate::diag::Code;
use crate::output::{OutputBody, SitePath};
use crate::source::FileId;
use crate::theme::Theme;

/// What stays from build to build.
#[derive(Default)]
struct Warm {
    reports: Memo,
    pages: PageMemo,
    site: Memory,
}

impl Warm {
    /// Builds over what the last build left; gives how many reports were remembered and how many pages were kept.
    fn build(&mut self, files: &[(&str, &str)], toml: &str) -> (usize, Rendered) {
        let settings = Arc::new(settings(toml));
        let texts: BTreeMap<FileId, &str> = files.iter().map(|(path, text)| (FileId::new(path), *text)).collect();
        let inputs: Vec<Input> = texts.keys().map(|id| Input { id: id.clone(), doubt: Doubt::None }).collect();
        let read = |id: &FileId| Ok(texts[id].as_bytes().to_vec());
        let reports = Reports::read(&inputs, &read, &settings, &mut self.reports);
        let build = link(&reports, Surroundings::default(), &settings, date(2024, 7, 1), Drafts::LeftOut);
        let theme = Theme::embedded().unwrap();
        let site = Memory::over(std::mem::take(&mut self.site));
        let rendered = build.render(theme, Some(&mut self.pages), &site).unwrap();
        self.site = site;
        (reports.remembered, rendered)
    }

    fn files(self) -> BTreeMap<SitePath, Vec<u8>> {
        let bytes = |body| match body {
            OutputBody::Bytes(bytes) => bytes,
            OutputBody::Asset(id) => id.as_str().as_bytes().to_vec(),
        };
        self.site.into_files().into_iter().map(|(path, body)| (path, bytes(body))).collect()
    }
}

const A: (&str, &str) =
    ("a.md", "# Queue backlog\n\n- Date: 2024-02-01\n- Affected: mail\n\n## Root cause\n\nA bug.\n");
const B: (&str, &str) =
    ("b.md", "# Disk full\n\n- Date: 2024-03-01\n- Affected: mail, db\n\n![x](https://e.example/x.png)\n");

/// Builds one state after the other, and compares the last with a clean build of it.
#[track_caller]
fn check(states: &[(&[(&str, &str)], &str)]) -> (usize, Rendered) {
    let mut warm = Warm::default();
    let mut said = (0, Rendered::default());
    for (files, toml) in states {
        said = warm.build(files, toml);
    }
    let mut clean = Warm::default();
    let (files, toml) = states[states.len() - 1];
    clean.build(files, toml);
    let (warm, clean) = (warm.files(), clean.files());
    assert_eq!(warm.keys().collect::<Vec<_>>(), clean.keys().collect::<Vec<_>>());
    for (path, bytes) in &clean {
        assert_eq!(String::from_utf8_lossy(&warm[path]), String::from_utf8_lossy(bytes), "{path}");
    }
    said
}

#[test]
fn nothing_is_made_twice() {
    let (remembered, rendered) = check(&[(&[A, B], ""), (&[A, B], "")]);
    assert_eq!((remembered, rendered.pages), (2, 0));
}

#[test]
fn an_edit_makes_the_pages_that_show_it() {
    let edited = ("b.md", "# Disk of the relay full\n\n- Date: 2024-03-01\n- Affected: mail\n");
    let (remembered, rendered) = check(&[(&[A, B], ""), (&[A, edited], "")]);
    assert_eq!(remembered, 1);
    assert!(rendered.kept > 0 && rendered.pages > 1, "{rendered:?}");
}

#[test]
fn reports_come_and_go() {
    check(&[(&[A], ""), (&[A, B], "")]);
    check(&[(&[A, B], ""), (&[B], "")]);
    check(&[(&[A, B], ""), (&[], ""), (&[A], "")]);
}

#[test]
fn settings_change() {
    let both: &[(&str, &str)] = &[A, B];
    for toml in [
        "[archive]\nremote-images = 'load'",
        "[causes.cause.software-defect]\nkeywords = ['disk']",
        "[vocabulary]\nimpact = ['root cause']",
        "[book]\ntitle = 'Harbour'",
        "[lint]\nimage-remote = 'off'",
        "[output.html]\ninput-404 = 'b.md'",
        "[output.html]\nsite-url = 'https://e.example/x/'",
        "[applications]\n'Mail relay' = ['mail']",
        "[archive]\ntimezone = 'Europe/Berlin'",
        "[severities]\nSEV1 = { label = 'All hands', words = ['high'] }",
        "[output.html]\nedit-url-template = 'https://e.example/{path}'",
    ] {
        check(&[(both, ""), (both, toml)]);
        check(&[(both, toml), (both, "")]);
    }
}

#[test]
fn where_links_lead_is_seen() {
    let from = ("from.md", "# Net down\n\n- Date: 2024-01-01\n\n[disk](b.md#root-cause), ![graph](graph.png)\n");
    let with = |text: &'static str| vec![from, ("b.md", text)];
    let places = [
        with("# Disk full\n\n- Date: 2024-03-01\n\n## Root cause\n\nA bug.\n"),
        with("# Disk full\n\n- Date: 2024-03-01\n\n## The root cause\n\nA bug.\n"),
        with("# Disk half full\n\n- Date: 2024-03-01\n\n## Root cause\n\nA bug.\n"),
        vec![from],
    ];
    for before in &places {
        places.iter().for_each(|after| _ = check(&[(before, ""), (after, "")]));
    }
    let (_, rendered) = check(&[(&places[0], ""), (&[&places[0][..], &[A]].concat(), "")]);
    assert!(rendered.kept > 0, "what stands between two others is seen as well");
}

const OPEN: (&str, &str) = ("x/open.md", "# Queue backlog\n\n- Date: 03/04/2019\n");
const DAY: (&str, &str) = ("x/day.md", "# Disk full\n\n- Date: 23/04/2019\n");
const MONTH: (&str, &str) = ("x/month.md", "# Net down\n\n- Date: 04/23/2019\n");
const ELSEWHERE: (&str, &str) = ("y/day.md", "# Mail down\n\n- Date: 23/04/2019\n");

#[test]
fn the_order_of_dates_comes_from_the_neighbours() {
    let dates = |files: &[(&str, &str)], toml: &str, expected: Option<&str>| {
        let settings = settings(toml);
        let texts: BTreeMap<FileId, &str> = files.iter().map(|(path, text)| (FileId::new(path), *text)).collect();
        let inputs: Vec<Input> = texts.keys().map(|id| Input { id: id.clone(), doubt: Doubt::None }).collect();
        let read = |id: &FileId| Ok(texts[id].as_bytes().to_vec());
        let reports = Reports::read(&inputs, &read, &settings, &mut Memo::default());
        let open = reports.reports().find(|report| report.source.id.as_str() == OPEN.0).unwrap();
        let date = open.incidents[0].date.as_ref().map(|date| date.value.to_string());
        assert_eq!(date.as_deref(), expected, "{files:?}");
        let told = reports.diagnostics().iter().any(|diagnostic| diagnostic.code == Code::DateAmbiguous);
        assert_eq!(told, expected.is_none(), "{files:?}");
    };
    let month_first = "[archive]\ndate-order = 'month-first'";
    dates(&[OPEN, DAY], "", Some("2019-04-03"));
    dates(&[OPEN, DAY], month_first, Some("2019-04-03"));
    dates(&[OPEN, MONTH], "", Some("2019-03-04"));
    dates(&[OPEN, DAY, MONTH], "", None);
    dates(&[OPEN, DAY, MONTH], month_first, Some("2019-03-04"));
    dates(&[OPEN, ELSEWHERE], "", None);
    dates(&[OPEN, ELSEWHERE], month_first, Some("2019-03-04"));
}

#[test]
fn neighbours_come_and_go() {
    let (remembered, _) = check(&[(&[OPEN], ""), (&[OPEN, DAY], ""), (&[OPEN, DAY], "")]);
    assert_eq!(remembered, 2);
    let (remembered, _) = check(&[(&[OPEN, DAY], ""), (&[OPEN, DAY, MONTH], "")]);
    assert_eq!(remembered, 1, "the open one is read anew, and the new one");
    check(&[(&[OPEN, DAY, MONTH], ""), (&[OPEN, MONTH], "")]);
    check(&[(&[OPEN, DAY], ""), (&[OPEN], "")]);
    check(&[(&[OPEN, DAY], ""), (&[("x/open.md", "# Queue backlog\n\n- Date: 2019-05-01\n"), DAY], "")]);
}

const LOG: (&str, &str) = (
    "log.md",
    "# Outages\n\n## 2024-03-12: Disk full\n\n**Impact**: all\n\n## 2024-02-10: Mail stuck\n\n**Impact**: few\n",
);

#[test]
fn logs_change() {
    let edited = LOG.1.replace("few", "[many](#2024-03-12-disk-full)");
    let (_, rendered) = check(&[(&[A, LOG], ""), (&[A, ("log.md", &edited)], "")]);
    assert!(rendered.kept > 0, "the page of the other incident stays");
    let joined = LOG.1.replace("2024-02-10: Mail stuck", "Lessons learned");
    check(&[(&[A, LOG], ""), (&[A, ("log.md", &joined)], "")]);
    check(&[(&[A, ("log.md", &joined)], ""), (&[A, LOG], "")]);
}

#[test]
fn names_come_and_go() {
    const NAMED: (&str, &str) = ("dana.md", "# Dana Bell\n\n- Date: 2024-02-01\n- Attendees: Dana Bell, Ari Fox\n");
    let unlisted = "[people]\nlisted = false\n";
    let (remembered, _) = check(&[(&[A, NAMED], ""), (&[A, NAMED], unlisted)]);
    assert_eq!(remembered, 2, "what a report gives does not depend on it");
    let (_, rendered) = check(&[(&[A, NAMED], unlisted), (&[A, NAMED], unlisted)]);
    assert_eq!(rendered.pages, 0, "nothing has changed");
    check(&[(&[A, NAMED], unlisted), (&[A, B, NAMED], "")]);
}
