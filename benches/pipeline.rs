//! How long each step takes for one report, and how long linking takes for a thousand.
//!
//! `cargo bench --bench pipeline`. The reports are made up here: about five kilobytes each, in the layout of a header
//! table, a timeline table, questions about the cause and a list of actions. No disk is read or written.

use std::sync::Arc;

use annals::archive::{Drafts, IncidentIx};
use annals::build::{Build, Input, Memo, Reports, Surroundings, link};
use annals::config::{self, Settings};
use annals::diag::Diagnostic;
use annals::extract::{self, Reading};
use annals::render::{body, page};
use annals::site::PageKey;
use annals::source::decode::Decoded;
use annals::source::{FileId, SourceFile};
use annals::theme::Theme;
use annals::{export, syntax, view};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use jiff::civil::date;

/// How many reports are linked.
const ARCHIVE: usize = 1_000;

fn main() {
    divan::main();
}

#[divan::bench]
fn decode(bencher: Bencher<'_, '_>) {
    let text = report(7);
    bencher.counter(BytesCount::of_str(&text)).bench(|| match SourceFile::decode(id(7), text.as_bytes()) {
        Decoded::Text(source) => source,
        Decoded::Binary(_) => unreachable!("the report is text"),
    });
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let source = source(7);
    bencher.counter(BytesCount::of_str(&source.text)).bench(|| syntax::parse(&source));
}

#[divan::bench]
fn extract(bencher: Bencher<'_, '_>) {
    let source = source(7);
    let document = syntax::parse(&source).value;
    let reading = Reading::of(&settings());
    bencher.counter(BytesCount::of_str(&source.text)).bench(|| extract::read(&source, &document, &reading));
}

#[divan::bench]
fn body(bencher: Bencher<'_, '_>) {
    let source = source(7);
    let document = syntax::parse(&source).value;
    let options = body::BodyOptions { base_level: 3, skip_title: None, remote_images: config::RemoteImages::Link };
    bencher.counter(BytesCount::of_str(&source.text)).bench(|| body::body(black_box(&document), &source.text, options));
}

/// The page of an incident: what its template receives, and the template.
#[divan::bench]
fn page(bencher: Bencher<'_, '_>) {
    let settings = settings();
    let reports = reports(&settings);
    let build = linked(&reports, &settings);
    let site = build.site();
    let theme = Theme::embedded().expect("the embedded theme compiles");
    let shared = view::site::view(&site, &theme);
    let theme = theme.for_site(&shared);
    bencher.bench(|| {
        let context = view::context(&site, PageKey::Incident(middle(&build)));
        page::page(&theme, &context).expect("the template has what it asks for")
    });
}

#[divan::bench]
fn record(bencher: Bencher<'_, '_>) {
    let settings = settings();
    let reports = reports(&settings);
    let build = linked(&reports, &settings);
    bencher.bench(|| export::json::incident(&build.archive, middle(&build)));
}

/// A thousand incidents become one archive.
#[divan::bench(sample_count = 20)]
fn link_of_1000(bencher: Bencher<'_, '_>) {
    let settings = settings();
    let reports = reports(&settings);
    bencher.bench(|| linked(&reports, &settings));
}

fn settings() -> Arc<Settings> {
    let settings = Settings::for_folder("Incidents", std::iter::empty()).value;
    Arc::new(settings.expect("settings without a book.toml are sound"))
}

fn reports(settings: &Settings) -> Reports {
    let inputs: Vec<Input> =
        (0..ARCHIVE).map(|number| Input { id: id(number), doubt: annals::build::Doubt::None }).collect();
    let read = |id: &FileId| -> Result<Vec<u8>, Diagnostic> {
        let number = id.file_name().trim_end_matches(".md").parse().unwrap_or(0);
        Ok(report(number).into_bytes())
    };
    Reports::read(&inputs, &read, settings, &mut Memo::default())
}

fn linked(reports: &Reports, settings: &Arc<Settings>) -> Build {
    link(reports, Surroundings::default(), settings, date(2026, 1, 1), Drafts::Shown)
}

/// An incident in the middle of the archive.
fn middle(build: &Build) -> IncidentIx {
    build.archive.by_source()[ARCHIVE / 2]
}

fn id(number: usize) -> FileId {
    FileId::new(&format!("{}/{number:04}.md", 2015 + number % 10))
}

fn source(number: usize) -> SourceFile {
    SourceFile::new(id(number).as_str(), &report(number))
}

/// A report of about five kilobytes. Applications, causes and owners recur as they do in real archives.
fn report(number: usize) -> String {
    let pick = |words: &[&'static str], salt: usize| words[number.wrapping_mul(salt) / 7 % words.len()];
    let (year, month, day) = (2015 + number % 10, number / 10 % 12 + 1, number / 120 % 28 + 1);
    let app = pick(&["harbour-api", "ledger", "gatekeeper", "courier", "almanac", "lantern"], 13);
    let cause = pick(&["an expired certificate", "a full disk", "a configuration change", "a lost alert"], 29);
    let owners = ["Ines Varga", "Tomas Bell", "Ruth Okoro", "Li Na"];
    let owner = |place: usize| owners[(number + place) % owners.len()];
    let mut out = format!(
        "# Incident report: {app} was slow after {cause} ({number})\n\n\
         | Date | {year}-{month:02}-{day:02} |\n| --- | --- |\n| Time | 09:10 - 11:45 UTC |\n| Applications | {app} |\n\
         | Severity | P{} |\n\n## Summary\n\nFor two and a half hours **{app}** answered slowly, and one request in five \
         failed. {cause} was found and put right; the [graphs](https://graphs.example.org/d/{number}) were back to normal \
         soon after.\n\n## Impact\n\n* Customers saw errors on every second page\n* Orders arrived late, but none was lost\n\n\
         ## Timeline\n\n| Time | Type | What happened |\n| --- | --- | --- |\n",
        number % 4 + 1
    );
    let kinds = ["automated", "operator", "notification", "comms"];
    for row in 0..12 {
        let minutes = 9 * 60 + 10 + row * 14;
        out.push_str(&format!(
            "| {:02}:{:02} | {} | {} looked at the `{app}` dashboard and found that the queue had grown to {} entries, \
             see #{}. Nothing else stood out, so the next step was to ask the team that owns it. |\n",
            minutes / 60,
            minutes % 60,
            kinds[row % kinds.len()],
            owner(row),
            row * 120 + number,
            number + row
        ));
    }
    out.push_str(&format!(
        "\n## Post-mortem\n\nAttendees: {}, {}, {}\n\n### Root cause\n\nThe trouble came from {cause} on the `{app}` hosts. \
         Nobody was told, since the check that should have seen it had been switched off during a move and never came back.\n\n\
         ### What went well\n\n* The rollback took four minutes\n* Everybody was in one channel\n\n### What went wrong\n\n\
         The first alert went to an old address. The runbook named hosts that are gone.\n\n```sh\nctl --app {app} rollback \
         --to {number}\n```\n\n### Actions\n\n",
        owner(0),
        owner(1),
        owner(2)
    ));
    for (place, task) in
        ["Watch the queue of", "Write down how to restart", "Move the certificate of", "Test the rollback of"]
            .iter()
            .enumerate()
    {
        let state = ["", " [done]", "", " (due 2026-03-01)"][place];
        out.push_str(&format!("* {task} {app} : {}{state}\n", owner(place)));
    }
    out.push_str("\n## Lessons\n\nA check that is switched off needs a date on which it comes back.\n");
    out
}
