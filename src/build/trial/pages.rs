//! Every kind of page, rendered in a theme: from a sample in which reports state everything there is, and from an archive
//! without a report.

use std::sync::Arc;

use super::Trial;
use crate::archive::{Drafts, OwnerIx};
use crate::build::{Build, Doubt, Input, Memo, Reports, Surroundings, link};
use crate::config::{self, Settings};
use crate::diag::Diagnostic;
use crate::render::page;
use crate::site::{PageKey, Period, Promise};
use crate::source::FileId;
use crate::theme::{Theme, ThemeError};
use crate::view;

/// The reports of the sample, by path.
const REPORTS: [(&str, &str); 5] = [
    ("2024/2024-03-12-holds-queue.md", include_str!("sample/holds-queue.md")),
    ("2024/2024-09-30-certificate.md", include_str!("sample/certificate.md")),
    ("2025/2025-01-20-holds-queue-again.md", include_str!("sample/holds-queue-again.md")),
    ("2025/2025-05-04-catalogue-maintenance.md", include_str!("sample/catalogue-maintenance.md")),
    ("undated.md", include_str!("sample/undated.md")),
];

/// The settings of the sample.
const SETTINGS: &str = include_str!("sample/book.toml");

/// What goes wrong in rendering, each fault once.
pub(super) fn findings(trial: &Trial<'_>, theme: &Theme) -> Vec<Diagnostic> {
    let mut faults: Vec<ThemeError> = Vec::new();
    for build in [sample(&REPORTS), sample(&[])] {
        let theme = build.dress(theme.clone());
        for key in keys(&build) {
            let context = view::context(&build.site(), key);
            let made = page::page(&theme, &context);
            faults.extend(made.err().filter(|error| !faults.contains(error)));
        }
    }
    faults.iter().flat_map(|error| trial.of_error(error)).collect()
}

/// All pages of the plan, and those parts of lists that only a large archive has.
fn keys(build: &Build) -> Vec<PageKey> {
    let mut keys = build.pages();
    keys.extend(Promise::ALL.map(|state| PageKey::ActionsOf(state, Period::All)));
    keys.push(PageKey::Incidents(Period::Year(2024)));
    keys.extend((0..build.archive.owners.len()).map(|at| PageKey::Owner(OwnerIx::at(at), Period::Year(2024))));
    keys
}

/// The sample with some of its reports.
pub(super) fn sample(reports: &[(&str, &'static str)]) -> Build {
    let settings = Arc::new(settings());
    let inputs: Vec<Input> =
        reports.iter().map(|(path, _)| Input { id: FileId::new(path), doubt: Doubt::None }).collect();
    let read = |id: &FileId| {
        let found = reports.iter().find(|(path, _)| *path == id.as_str());
        Ok(found.map_or("", |(_, text)| text).as_bytes().to_vec())
    };
    let reports = Reports::read_changed(&inputs, &|_| true, &read, &settings, &mut Memo::default());
    let surroundings = Surroundings {
        skipped: vec![("2025/huge.md".to_owned(), "too large".to_owned())],
        other: 2,
        ..Surroundings::default()
    };
    link(&reports, surroundings, &settings, jiff::civil::date(2025, 6, 1), Drafts::LeftOut)
}

fn settings() -> Settings {
    let parsed = config::read(SETTINGS, &FileId::new("book.toml"), std::iter::empty());
    // They are a part of the program, and a test reads them.
    parsed.value.unwrap_or_else(|| unreachable!("the settings of the sample: {:?}", parsed.diagnostics))
}
