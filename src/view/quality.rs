//! What reports leave unsaid: for each fact, how many incidents state it, and which do not. Not a mark for anybody: what is
//! not written down cannot be found, counted or learnt from.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::page::Head;
use super::parts::{self, LinkView};
use super::{Html, PageView};
use crate::archive::{ActionRef, ActionState, Archive, Case, IncidentIx};
use crate::diag::{Code, Severity};
use crate::model::Kind;
use crate::render::escape;
use crate::site::{Href, Linker, PageKey};
use crate::source::FileId;

/// How many incidents are named under a fact or a remark.
const NAMED: usize = 40;

/// As `quality`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct QualityPage {
    /// How many incidents are looked at: no maintenance and no notices.
    pub incidents: usize,
    /// Facts of incidents.
    pub facts: Vec<UnsaidView>,
    /// How many promises there are.
    pub promises: usize,
    /// Facts of promises.
    pub of_promises: Vec<UnsaidView>,
    /// Names of owners that could not be resolved, or only to several people.
    pub names: usize,
    /// Where they are listed.
    pub owners: Href,
    /// What was noticed on reading, the most frequent first.
    pub remarks: Vec<RemarkView>,
}

/// A fact, and who does not state it.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct UnsaidView {
    /// `window`
    pub id: &'static str,
    /// `Start and end`
    pub label: &'static str,
    /// What cannot be shown without it.
    pub why: &'static str,
    /// How to state it.
    pub how: Html,
    /// Of how many it can be asked.
    pub of: usize,
    /// How many state it.
    pub said: usize,
    /// How many do not.
    pub unsaid: usize,
    /// Those that state it, in hundredths.
    pub share: usize,
    /// The newest that do not.
    pub rows: Vec<LinkView>,
}

/// Something noticed on reading several reports.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct RemarkView {
    /// The name of the rule.
    pub code: &'static str,
    /// `warning` or `error`.
    pub severity: String,
    /// What it means and what to do.
    pub about: Html,
    /// In how many reports.
    pub reports: usize,
    /// The first of them.
    pub rows: Vec<LinkView>,
}

/// A fact of incidents: how it is called, why it matters, how to state it, and whether one has it.
struct Asked {
    id: &'static str,
    label: &'static str,
    why: &'static str,
    how: &'static str,
    /// `None` where it cannot be asked of this incident.
    is_said: fn(&Case) -> Option<bool>,
}

const FACTS: [Asked; 12] = [
    Asked {
        id: "date",
        label: "Date",
        why: "without it, an incident stands at the end of every list and in no year",
        how: "`Date: 2024-05-31`, in front matter, or in the name of the file",
        is_said: |case| Some(case.date().is_some()),
    },
    Asked {
        id: "window",
        label: "Start and end",
        why: "how long it lasted, and the drawing of the timeline",
        how: "`Start: 2024-05-31 09:40 UTC` and `End: …`",
        is_said: |case| Some(case.incident.started_at.is_some() && case.incident.ended_at.is_some()),
    },
    Asked {
        id: "zone",
        label: "Time zone",
        why: "times of two reports cannot be compared",
        how: "`09:40 UTC`, or one line: all times in CET",
        is_said: |case| case.incident.started_at.as_ref().map(|_| case.incident.zone.is_some()),
    },
    Asked {
        id: "severity",
        label: "Severity",
        why: "lists cannot be read by weight",
        how: "`Severity: SEV2`",
        is_said: |case| Some(case.incident.severity.is_some()),
    },
    Asked {
        id: "applications",
        label: "Applications",
        why: "the incident is on no page of an application, and nobody finds it there",
        how: "`Affected: mail relay, inbox`",
        is_said: |case| Some(!case.applications.is_empty()),
    },
    Asked {
        id: "impact",
        label: "Impact",
        why: "who was hit is not said at the top of its page",
        how: "a section `## Impact`",
        is_said: |case| Some(case.incident.impact.is_some()),
    },
    Asked {
        id: "timeline",
        label: "Timeline",
        why: "what happened when cannot be drawn",
        how: "a section `## Timeline` with a list or table of times",
        is_said: |case| Some(!case.incident.timeline.is_empty()),
    },
    Asked {
        id: "detection",
        label: "Detection",
        why: "how long nobody noticed is not known",
        how: "`Detected at: 09:52`",
        is_said: |case| Some(case.incident.milestones.detected.is_some()),
    },
    Asked {
        id: "root-cause",
        label: "Root cause",
        why: "why it happened is not said at the top of its page",
        how: "a section `## Root cause`",
        is_said: |case| Some(case.incident.root_cause.is_some()),
    },
    Asked {
        id: "category",
        label: "Category of the cause",
        why: "the incident is on no page of a cause, so that what recurs is not seen",
        how: "`causes: [capacity]` in front matter, or `Root causes: capacity`",
        is_said: |case| Some(!case.causes.is_empty()),
    },
    Asked {
        id: "lessons",
        label: "Lessons",
        why: "what was learnt stays with those who were there",
        how: "a section `## Lessons learned`",
        is_said: |case| Some(case.incident.lessons.is_some()),
    },
    Asked {
        id: "actions",
        label: "Actions",
        why: "nothing is promised, so nothing can be kept",
        how: "a section `## Action items` with a list",
        is_said: |case| Some(!case.incident.actions.is_empty()),
    },
];

/// A fact of promises.
struct AskedOfPromise {
    id: &'static str,
    label: &'static str,
    why: &'static str,
    how: &'static str,
    is_said: fn(&Archive, &ActionRef) -> Option<bool>,
}

const PROMISES: [AskedOfPromise; 3] = [
    AskedOfPromise {
        id: "owner",
        label: "Owner",
        why: "a promise of nobody is on no page of an owner",
        how: "`- [ ] Add an alert (owner: Dana Bell)`",
        is_said: |_, action| Some(!action.owners.is_empty()),
    },
    AskedOfPromise {
        id: "state",
        label: "State",
        why: "whether it was kept is not known",
        how: "`- [x]`, `Status: done`, or a column for it",
        is_said: |_, action| Some(action.state != ActionState::Unknown),
    },
    AskedOfPromise {
        id: "due",
        label: "Due date",
        why: "when it is overdue follows from a rule alone",
        how: "`due 2024-06-30`",
        is_said: |archive, action| (action.state != ActionState::Done).then(|| archive.action(action).due.is_some()),
    },
];

/// The page.
pub(super) fn page(links: &Linker<'_>) -> (PageView, Head) {
    let archive = links.site().archive;
    let incidents: Vec<(IncidentIx, &Case)> =
        archive.cases().filter(|(_, case)| case.incident.kind.value == Kind::Incident).collect();
    let fact = |asked: &Asked| {
        let Asked { id, label, why, how, is_said } = asked;
        let asked: Vec<(IncidentIx, bool)> =
            incidents.iter().filter_map(|(ix, case)| Some((*ix, is_said(case)?))).collect();
        let link = |ix: IncidentIx| incident(links, ix);
        unsaid((id, label, why, how), &asked, link)
    };
    let of_promises = |asked: &AskedOfPromise| {
        let AskedOfPromise { id, label, why, how, is_said } = asked;
        let asked: Vec<(&ActionRef, bool)> =
            archive.actions.iter().filter_map(|action| Some((action, is_said(archive, action)?))).collect();
        unsaid((id, label, why, how), &asked, |action| promise(links, action))
    };
    let view = QualityPage {
        incidents: incidents.len(),
        facts: FACTS.iter().map(fact).collect(),
        promises: archive.actions.len(),
        of_promises: PROMISES.iter().map(of_promises).collect(),
        names: archive.owners.iter().filter(|owner| owner.kind == crate::archive::OwnerKind::ShortName).count(),
        owners: links.to(PageKey::Owners),
        remarks: remarks(links),
    };
    let head = Head::new("What reports leave unsaid", "For each fact, how many reports state it and which do not.");
    (PageView::Quality(Box::new(view)), head)
}

/// A text of our own as markup: what stands between backticks is code.
fn with_code(text: &str) -> Html {
    let mut out = String::with_capacity(text.len() + 32);
    for (at, piece) in text.split('`').enumerate() {
        let (open, close) = if at % 2 == 1 { ("<code>", "</code>") } else { ("", "") };
        out.push_str(open);
        out.push_str(&escape::html(piece));
        out.push_str(close);
    }
    Html(out)
}

type Words = (&'static str, &'static str, &'static str, &'static str);

fn unsaid<T: Copy>((id, label, why, how): Words, asked: &[(T, bool)], link: impl Fn(T) -> LinkView) -> UnsaidView {
    let silent = || asked.iter().filter(|(_, is_said)| !is_said).map(|(item, _)| *item);
    let (of, unsaid) = (asked.len(), silent().count());
    UnsaidView {
        id,
        label,
        why,
        how: with_code(how),
        of,
        said: of - unsaid,
        unsaid,
        share: ((of - unsaid) * 100).checked_div(of).unwrap_or(0),
        rows: silent().take(NAMED).map(link).collect(),
    }
}

fn incident(links: &Linker<'_>, ix: IncidentIx) -> LinkView {
    let label = parts::title(&links.site().archive[ix]).to_owned();
    LinkView { label, href: Some(links.to(PageKey::Incident(ix))) }
}

fn promise(links: &Linker<'_>, action: &ActionRef) -> LinkView {
    let archive = links.site().archive;
    let written = archive.action(action);
    let line = archive[action.incident].source.lines.line(written.span.start);
    LinkView { label: written.text.clone(), href: Some(links.line(action.incident, line)) }
}

/// What was noticed on reading, by rule.
fn remarks(links: &Linker<'_>) -> Vec<RemarkView> {
    let site = links.site();
    let mut found: BTreeMap<Code, (Severity, BTreeSet<&FileId>, Vec<LinkView>)> = BTreeMap::new();
    for (ix, case) in site.archive.cases() {
        let Some(report) = site.reports.get(&case.incident.id) else { continue };
        for note in site.settings.lint.apply(report.notes.iter().cloned()) {
            if note.severity() == Severity::Note {
                continue;
            }
            let (_, files, rows) =
                found.entry(note.code).or_insert_with(|| (note.severity(), BTreeSet::new(), Vec::new()));
            if files.insert(&case.incident.id.file) && rows.len() < NAMED {
                rows.push(incident(links, ix));
            }
        }
    }
    let view = |(code, (severity, files, rows)): (Code, (Severity, BTreeSet<&FileId>, Vec<LinkView>))| RemarkView {
        code: code.name(),
        severity: severity.to_string(),
        about: with_code(&code.documentation().lines().map(str::trim).collect::<Vec<_>>().join(" ")),
        reports: files.len(),
        rows,
    };
    let mut out: Vec<RemarkView> = found.into_iter().map(view).collect();
    out.sort_by(|a, b| b.reports.cmp(&a.reports).then_with(|| a.code.cmp(b.code)));
    out
}
