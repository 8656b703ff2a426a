//! The page about the archive: its rules and thresholds, its taxonomy, what became of every file. And the page for
//! unknown addresses.

use serde::Serialize;

use super::page::Head;
use super::parts::DayView;
use super::{Html, MissingPage, PageView, parts};
use crate::config::{Category, Taxonomy};
use crate::model::{Axis, IncidentId};
use crate::render::body;
use crate::site::{Linker, references};
use crate::source::FileId;

/// As `about`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct AboutPage {
    /// The day that counts as today.
    pub as_of: DayView,
    /// The version of annals.
    pub version: &'static str,
    /// Who keeps the archive.
    pub authors: Vec<String>,
    /// The zone that is assumed where a report states none.
    pub timezone: Option<String>,
    /// Days after which an open promise is overdue: by severity, then for all others.
    pub overdue_after: Vec<(String, u32)>,
    /// The same for every other severity.
    pub overdue_default: u32,
    /// The scale of severities, worst first.
    pub severities: Vec<LevelView>,
    /// The categories of causes.
    pub taxonomy: Vec<TaxonomyView>,
    /// Reports that have a page.
    pub reports: u32,
    /// Reports whose page lacks something.
    pub degraded: u32,
    /// Drafts that were left out.
    pub drafts: u32,
    /// Reports without a page: path and reason.
    pub skipped: Vec<(String, String)>,
    /// Files that are no reports.
    pub other: u32,
}

/// A step of the scale of severities.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct LevelView {
    /// What the site calls it.
    pub label: String,
    /// The role of its colour.
    pub tone: &'static str,
    /// The words reports use for it.
    pub words: Vec<String>,
}

/// The categories of an axis.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct TaxonomyView {
    /// `Triggers`
    pub label: &'static str,
    /// The categories.
    pub categories: Vec<CategoryView>,
}

/// A category of causes.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct CategoryView {
    /// What the site calls it.
    pub label: String,
    /// What belongs here.
    pub definition: Option<String>,
    /// The words that suggest it.
    pub keywords: Vec<String>,
}

/// The page about the archive.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let site = links.site();
    let settings = site.settings;
    let level = |level: &crate::config::SeverityLevel| LevelView {
        label: level.label.clone(),
        tone: level.colour.name(),
        words: level.words.clone(),
    };
    let view = AboutPage {
        as_of: parts::day(site.archive.as_of),
        version: env!("CARGO_PKG_VERSION"),
        authors: settings.book.authors.clone(),
        timezone: settings.archive.timezone.as_ref().map(ToString::to_string),
        overdue_after: settings.actions.overdue_after.iter().map(|(name, days)| (name.clone(), *days)).collect(),
        overdue_default: settings.actions.overdue_default,
        severities: settings.severities.levels().iter().map(level).collect(),
        taxonomy: Taxonomy::AXES.into_iter().map(|axis| taxonomy(settings.taxonomy.of(axis), axis)).collect(),
        reports: site.account.reports,
        degraded: site.account.degraded,
        drafts: site.archive.drafts_left_out,
        skipped: site.account.skipped.clone(),
        other: site.account.other,
    };
    (PageView::About(Box::new(view)), Head::new("About this archive", "How reports are read, and by which rules."))
}

fn taxonomy(categories: &[Category], axis: Axis) -> TaxonomyView {
    let category = |category: &Category| CategoryView {
        label: category.label.clone(),
        definition: category.definition.clone(),
        keywords: category.keywords.iter().map(|word| word.as_str().to_owned()).collect(),
    };
    TaxonomyView { label: super::causes::plural(axis), categories: categories.iter().map(category).collect() }
}

/// The page for unknown addresses.
pub(super) fn missing(links: &Linker<'_>) -> (PageView, Head) {
    let site = links.site();
    let rooted = links.root().starts_with('/');
    let file = site.settings.html.input_404.as_ref().map(|file| FileId::new(file.as_str()));
    let text = file.and_then(|file| Some((site.reports.get(&IncidentId::whole(file.clone()))?, file))).map(
        |(report, file)| {
            let mut out = String::new();
            body::write(
                &report.body.get(),
                &|wanted| references::resolve(links, &file, wanted.kind, &wanted.dest),
                &mut out,
            );
            Html(out)
        },
    );
    (PageView::Missing(MissingPage { rooted, text }), Head::new("Not found", ""))
}
