//! Every page of an archive, in a fixed order, and how long lists are spread over pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Letters, OVERVIEW_ROWS, PageKey, Period, Promise, Split};
use crate::archive::{
    ActionIx, ActionRef, ActionState, ApplicationIx, Archive, Case, CauseIx, IncidentIx, OwnerIx, Phase, Promised,
    QuestionIx,
};

/// The long lists of an archive and how each is spread over pages. Made once: many pages ask for the same ones.
#[derive(Clone, Debug)]
pub struct Lists {
    of_facts: Arc<FactLists>,
    of_echoes: Arc<EchoLists>,
}

/// The lists that do not depend on words.
#[derive(Debug)]
struct FactLists {
    incidents: Split,
    applications: Vec<Split>,
    causes: Vec<Split>,
    owners: Vec<Split>,
    letters: Letters,
    promises: [PromiseList; Promise::ALL.len()],
    questions: Vec<Split>,
    lessons: CaseList,
    metrics: CaseList,
    without_metrics: usize,
}

/// Some of the incidents.
#[derive(Clone, Debug)]
pub struct CaseList {
    /// Newest first.
    pub incidents: Vec<IncidentIx>,
    /// How they are spread over pages.
    pub split: Split,
}

/// The echoes, and those of them that pages about something else show: positions in those of the archive, the newest first.
#[derive(Debug, Default)]
struct EchoLists {
    recurrences: Split,
    of_application: BTreeMap<ApplicationIx, Vec<usize>>,
    of_cause: BTreeMap<CauseIx, Vec<usize>>,
    of_owner: BTreeMap<OwnerIx, Vec<usize>>,
}

impl EchoLists {
    fn new(archive: &Archive) -> Self {
        let days = archive.echoes.all.iter().map(|echo| archive[echo.later].date());
        let mut out = Self { recurrences: Split::new(days), ..Self::default() };
        for (at, echo) in archive.echoes.all.iter().enumerate() {
            for application in &echo.applications {
                out.of_application.entry(*application).or_default().push(at);
            }
            for cause in &echo.causes {
                out.of_cause.entry(*cause).or_default().push(at);
            }
            if let Promised::Action(action) = echo.promise {
                for owner in &archive[action].owners {
                    out.of_owner.entry(*owner).or_default().push(at);
                }
            }
        }
        out
    }
}

/// The actions of one state.
#[derive(Clone, Debug)]
pub struct PromiseList {
    /// Those that press oldest first, the others in the order of the archive: newest incident first.
    pub actions: Vec<ActionIx>,
    /// How they are spread over pages, each by the day of its incident.
    pub split: Split,
}

impl Lists {
    /// The lists of an archive; `last` are those of the one before.
    pub fn new(archive: &Archive, last: Option<(&Archive, &Lists)>) -> Self {
        let renewed = last.filter(|(last, _)| archive.is_renewed(last));
        let same = renewed.filter(|(last, _)| Arc::ptr_eq(&archive.echoes, &last.echoes));
        Self {
            of_facts: renewed
                .map_or_else(|| Arc::new(FactLists::new(archive)), |(_, lists)| Arc::clone(&lists.of_facts)),
            of_echoes: same
                .map_or_else(|| Arc::new(EchoLists::new(archive)), |(_, lists)| Arc::clone(&lists.of_echoes)),
        }
    }

    /// Whether both are the same lists.
    pub fn is_shared(&self, other: &Lists) -> bool {
        Arc::ptr_eq(&self.of_facts, &other.of_facts) && Arc::ptr_eq(&self.of_echoes, &other.of_echoes)
    }

    /// The table of incidents.
    pub fn incidents(&self) -> &Split {
        &self.of_facts.incidents
    }

    /// The incidents of an application.
    pub fn application(&self, ix: ApplicationIx) -> &Split {
        &self.of_facts.applications[ix.position()]
    }

    /// The incidents of a cause.
    pub fn cause(&self, ix: CauseIx) -> &Split {
        &self.of_facts.causes[ix.position()]
    }

    /// The actions of an owner, each by the day of its incident.
    pub fn owner(&self, ix: OwnerIx) -> &Split {
        &self.of_facts.owners[ix.position()]
    }

    /// The owners by their names.
    pub fn letters(&self) -> &Letters {
        &self.of_facts.letters
    }

    /// Promises that came back, each by the day of the later incident.
    pub fn recurrences(&self) -> &Split {
        &self.of_echoes.recurrences
    }

    /// The echoes of incidents on an application.
    pub fn echoes_of_application(&self, ix: ApplicationIx) -> &[usize] {
        self.of_echoes.of_application.get(&ix).map_or(&[], Vec::as_slice)
    }

    /// The echoes of incidents of a cause.
    pub fn echoes_of_cause(&self, ix: CauseIx) -> &[usize] {
        self.of_echoes.of_cause.get(&ix).map_or(&[], Vec::as_slice)
    }

    /// The promises of an owner that came back.
    pub fn echoes_of_owner(&self, ix: OwnerIx) -> &[usize] {
        self.of_echoes.of_owner.get(&ix).map_or(&[], Vec::as_slice)
    }

    /// The answers to a question.
    pub fn question(&self, ix: QuestionIx) -> &Split {
        &self.of_facts.questions[ix.position()]
    }

    /// The incidents whose report says what was learnt.
    pub fn lessons(&self) -> &CaseList {
        &self.of_facts.lessons
    }

    /// The incidents of which it is known how long something took.
    pub fn metrics(&self) -> &CaseList {
        &self.of_facts.metrics
    }

    /// How many incidents say nothing of that.
    pub fn without_metrics(&self) -> usize {
        self.of_facts.without_metrics
    }

    /// The actions of one state.
    pub fn promises(&self, state: Promise) -> &PromiseList {
        &self.of_facts.promises[state as usize]
    }
}

impl FactLists {
    fn new(archive: &Archive) -> Self {
        let day = |ix: IncidentIx| archive[ix].date();
        let split_of = |incidents: &[IncidentIx]| Split::new(incidents.iter().map(|ix| day(*ix)));
        let of_owner = |actions: &[ActionIx]| Split::new(actions.iter().map(|action| day(archive[*action].incident)));
        let metrics = CaseList::new(archive, |case| Phase::ALL.iter().any(|phase| case.took(*phase).is_some()));
        let incidents = archive.incidents.iter().filter(|case| case.is_incident()).count();
        Self {
            incidents: Split::new(archive.incidents.iter().map(|case| case.date())),
            applications: archive.applications.iter().map(|application| split_of(&application.incidents)).collect(),
            causes: archive
                .causes
                .iter()
                .map(|cause| Split::new(cause.occurrences.iter().map(|occurrence| day(occurrence.incident))))
                .collect(),
            owners: archive.owners.iter().map(|owner| of_owner(&owner.actions)).collect(),
            letters: Letters::new(archive.owners.iter().map(|owner| owner.slug.as_str())),
            promises: Promise::ALL.map(|state| PromiseList::new(archive, state)),
            questions: (archive.questions.iter())
                .map(|group| Split::new(group.answers.iter().map(|(incident, _)| day(*incident))))
                .collect(),
            lessons: CaseList::new(archive, |case| case.incident.lessons.is_some()),
            without_metrics: incidents - metrics.incidents.len(),
            metrics,
        }
    }
}

impl CaseList {
    fn new(archive: &Archive, fits: impl Fn(&Case) -> bool) -> Self {
        let incidents: Vec<IncidentIx> = archive.cases().filter(|(_, case)| fits(case)).map(|(ix, _)| ix).collect();
        let split = Split::new(incidents.iter().map(|ix| archive[*ix].date()));
        Self { incidents, split }
    }
}

impl PromiseList {
    fn new(archive: &Archive, state: Promise) -> Self {
        let all = (0..archive.actions.len()).map(ActionIx::at);
        let mut actions: Vec<ActionIx> = all.filter(|ix| promise(&archive[*ix]) == state).collect();
        match state {
            Promise::Overdue | Promise::Open => actions.sort_by_key(|ix| std::cmp::Reverse(archive[*ix].age_days)),
            Promise::Unknown | Promise::Done => {}
        }
        let date = |ix: &ActionIx| -> Option<Date> { archive[archive[*ix].incident].date() };
        let split = Split::new(actions.iter().map(date));
        Self { actions, split }
    }
}

/// Names every page of the site. The order is that of [`PageKey`]; every page is named once. Categories of causes that
/// no incident has get no page.
pub fn plan(archive: &Archive, lists: &Lists) -> Vec<PageKey> {
    let mut pages = vec![PageKey::Home, PageKey::Timeline, PageKey::Applications, PageKey::Causes, PageKey::Owners];
    pages.extend([
        PageKey::Actions,
        PageKey::Questions,
        PageKey::Quality,
        PageKey::About,
        PageKey::Search,
        PageKey::Missing,
    ]);
    pages.extend(lists.lessons().split.periods().into_iter().map(PageKey::Lessons));
    pages.extend(lists.metrics().split.periods().into_iter().map(PageKey::Metrics));
    for position in 0..archive.questions.len() {
        let ix = QuestionIx::at(position);
        pages.extend(lists.question(ix).periods().into_iter().map(|period| PageKey::Question(ix, period)));
    }
    pages.extend(lists.incidents().periods().into_iter().map(PageKey::Incidents));
    pages.extend(lists.recurrences().periods().into_iter().map(PageKey::Recurrences));
    pages.extend(archive.cases().map(|(ix, _)| PageKey::Incident(ix)));
    pages.extend(archive.calendar.years.iter().map(|year| PageKey::TimelineOf(Period::Year(year.year))));
    pages.extend((!archive.calendar.undated.is_empty()).then_some(PageKey::TimelineOf(Period::Undated)));
    for position in 0..archive.applications.len() {
        let ix = ApplicationIx::at(position);
        pages.extend(lists.application(ix).periods().into_iter().map(|period| PageKey::Application(ix, period)));
    }
    for (position, _) in archive.causes.iter().enumerate().filter(|(_, cause)| !cause.occurrences.is_empty()) {
        let ix = CauseIx::at(position);
        pages.extend(lists.cause(ix).periods().into_iter().map(|period| PageKey::Cause(ix, period)));
    }
    pages.extend(lists.letters().all().map(|(initial, _)| PageKey::OwnersOf(initial)));
    for position in 0..archive.owners.len() {
        let ix = OwnerIx::at(position);
        pages.extend(lists.owner(ix).periods().into_iter().map(|period| PageKey::Owner(ix, period)));
    }
    for state in Promise::ALL.into_iter().filter(|state| lists.promises(*state).actions.len() > OVERVIEW_ROWS) {
        let periods = lists.promises(state).split.periods();
        pages.extend(periods.into_iter().map(|period| PageKey::ActionsOf(state, period)));
    }
    pages.sort_unstable();
    pages
}

/// The group of an action.
pub fn promise(action: &ActionRef) -> Promise {
    match (action.overdue, action.state) {
        (_, ActionState::Done) => Promise::Done,
        (true, ActionState::Open | ActionState::Unknown) => Promise::Overdue,
        (false, ActionState::Open) => Promise::Open,
        (false, ActionState::Unknown) => Promise::Unknown,
    }
}
