//! What authors say of echoes in the front matter of the later report: `echoes:` confirms, `not-echoes:` rejects.
//!
//! An entry names an earlier report (by path, file name, id or the last part of the address of its page), and perhaps
//! words of the promise. Without words it stands for every promise of that report.

use std::collections::HashMap;

use super::promises::{PromiseIx, Promises};
use super::{Echo, EchoState, gap};
use crate::archive::{Archive, Case, IncidentIx, Standing};
use crate::diag::{Code, Diagnostic, Parsed};
use crate::extract::wording::words_of;
use crate::model::EchoVerdict;

/// Confirms and rejects: what is confirmed and was not found is added, what is rejected is gone.
pub(super) fn apply(archive: &Archive, promises: &Promises, mut echoes: Vec<Echo>) -> Parsed<Vec<Echo>> {
    let mut diagnostics = Vec::new();
    if !is_judged(archive) {
        return Parsed { value: echoes, diagnostics };
    }
    let names = Names::of(archive);
    for (later, case) in judged(archive) {
        let verdicts = &case.incident.verdicts;
        for verdict in &verdicts.not_echoes {
            let Some(earlier) = names.find(archive, later, verdict, &mut diagnostics) else { continue };
            let chosen = chosen(promises, earlier, verdict);
            let is_chosen = |echo: &Echo| chosen.iter().any(|at| promises.what(*at) == echo.promise);
            echoes.retain(|echo| echo.later != later || echo.earlier != earlier || !is_chosen(echo));
        }
        for verdict in &verdicts.echoes {
            let Some(earlier) = names.find(archive, later, verdict, &mut diagnostics) else { continue };
            confirm(archive, promises, (earlier, later), verdict, &mut echoes, &mut diagnostics);
        }
    }
    Parsed { value: echoes, diagnostics }
}

/// Whether an author says anything of echoes.
pub(super) fn is_judged(archive: &Archive) -> bool {
    judged(archive).next().is_some()
}

fn judged(archive: &Archive) -> impl Iterator<Item = (IncidentIx, &Case)> {
    archive.cases().filter(|(_, case)| case.incident.verdicts != Default::default())
}

fn confirm(
    archive: &Archive,
    promises: &Promises,
    (earlier, later): (IncidentIx, IncidentIx),
    verdict: &EchoVerdict,
    echoes: &mut Vec<Echo>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut chosen = chosen(promises, earlier, verdict);
    let known = |echoes: &[Echo], at: PromiseIx| {
        echoes.iter().position(|echo| echo.later == later && echo.promise == promises.what(at))
    };
    // Without words, what was suggested is meant; and where nothing was, the only promise there is.
    if verdict.words.is_none() && chosen.len() > 1 {
        chosen.retain(|at| known(echoes, *at).is_some());
    }
    if chosen.is_empty() {
        let file = &archive[later].incident.id.file;
        let message = format!("`{}` names no promise of that report", verdict.report);
        let help = "add words of the promise behind a colon: `report: words of the promise`";
        diagnostics.push(Diagnostic::new(Code::EchoUnknown, message).at(file, verdict.span, "").help(help));
    }
    for at in chosen {
        match known(echoes, at) {
            Some(known) => echoes[known].standing = Standing::Confirmed,
            None => echoes.push(Echo {
                promise: promises.what(at),
                earlier,
                said: promises.said(at, &std::iter::empty()),
                later,
                again: verdict.span,
                state: EchoState::Unknown,
                gap_days: gap(archive, earlier, later),
                standing: Standing::Confirmed,
                applications: archive.shared_applications(later, earlier),
                causes: Vec::new(),
                titles: Vec::new(),
                says_so: true,
                words: Vec::new(),
                score: 0,
            }),
        }
    }
}

/// The promises of a report that a verdict means: all, or those that have most of its words.
fn chosen(promises: &Promises, earlier: IncidentIx, verdict: &EchoVerdict) -> Vec<PromiseIx> {
    let all = promises.of_incident(earlier);
    let Some(words) = verdict.words.as_deref().map(words_of) else { return all.collect() };
    let shared = |at: PromiseIx| {
        let promise = promises.words(at);
        words.iter().filter(|word| promise.binary_search_by_key(word, |known| &known.0).is_ok()).count()
    };
    let best = all.clone().map(shared).max().unwrap_or(0);
    let enough = best > 0 && best * 2 > words.len();
    all.filter(|at| enough && shared(*at) == best).collect()
}

/// The names by which front matter may call a report.
struct Names(HashMap<String, Option<IncidentIx>>);

impl Names {
    fn of(archive: &Archive) -> Self {
        let mut names: HashMap<String, Option<IncidentIx>> = HashMap::new();
        for (ix, case) in archive.cases() {
            let id = &case.incident.id;
            let mut own = vec![id.source(), id.file.file_name().to_owned(), case.slug().to_owned(), case.path.clone()];
            own.extend(id.file.file_name().rsplit_once('.').map(|(stem, _)| stem.to_owned()));
            own.extend(case.incident.ids.iter().map(|id| id.value.clone()));
            own.iter_mut().for_each(|name| *name = name.to_lowercase());
            own.sort();
            own.dedup();
            for name in own {
                names.entry(name).and_modify(|known| *known = None).or_insert(Some(ix));
            }
        }
        Self(names)
    }

    /// The earlier report that a verdict names.
    fn find(
        &self,
        archive: &Archive,
        later: IncidentIx,
        verdict: &EchoVerdict,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<IncidentIx> {
        let name = verdict.report.to_lowercase();
        let found = self.0.get(name.trim_start_matches("./")).copied().flatten();
        if found.is_none_or(|earlier| earlier == later) {
            let file = &archive[later].incident.id.file;
            let message = format!("`{}` names no other report of the archive, or several", verdict.report);
            let help = "name it by its path below the content folder, its file name, or an id of its own";
            diagnostics.push(Diagnostic::new(Code::EchoUnknown, message).at(file, verdict.span, "").help(help));
            return None;
        }
        found
    }
}
