//! Small incidents made by hand, for the tests of this floor and of those above: every fact gets a line of its own in the
//! source, and that line is its evidence.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use super::{Archive, Drafts, Entry};
use crate::config::Settings;
use crate::diag::Parsed;
use crate::extract::tokens::Tokens;
use crate::extract::vocabulary::Vocabulary;
use crate::extract::wording::wording;
use crate::model::{
    Action, Axis, CauseSuggestion, CauseTags, EchoVerdict, EchoVerdicts, Evidence, Incident, IncidentId, Kind, Mention,
    Milestones, Minutes, Moment, Question, Rule, Section, Sourced, Target, TimelineRow, Verdict, Wording, Zone,
};
use crate::passages::{self, Passages};
use crate::source::{FileId, SourceFile, Span};

/// An incident in the making.
pub(crate) struct Sample {
    text: String,
    incident: Incident,
}

/// An incident of the report at `path`, or of its part behind a `#`. Its first line is the path.
pub(crate) fn report(path: &str) -> Sample {
    let (file, anchor) = path.split_once('#').map_or((path, None), |(file, anchor)| (file, Some(anchor.to_owned())));
    let incident = Incident {
        id: IncidentId { file: FileId::new(file), anchor },
        title: None,
        kind: Sourced::new(Kind::Incident, Rule::Default, Span::new(0, 0)),
        date: None,
        started_at: None,
        ended_at: None,
        zone: None,
        stated_duration: None,
        severity: None,
        applications: Vec::new(),
        timeline: Vec::new(),
        milestones: Milestones::default(),
        questions: Vec::new(),
        root_cause: None,
        impact: None,
        resolution: None,
        lessons: None,
        actions: Vec::new(),
        improvements: Vec::new(),
        recommendations: Vec::new(),
        people: Vec::new(),
        causes: CauseTags::default(),
        suggestions: Vec::new(),
        draft: false,
        aliases: Vec::new(),
        ids: Vec::new(),
        mentions: Vec::new(),
        verdicts: EchoVerdicts::default(),
        wording: Wording::default(),
    };
    Sample { text: format!("{path}\n"), incident }
}

impl Sample {
    /// Adds a line to the source.
    fn line(&mut self, line: &str) -> Span {
        let start = self.text.len();
        self.text += line;
        let span = Span::new(start, self.text.len());
        self.text.push('\n');
        span
    }

    fn fact<T>(&mut self, line: &str, value: T) -> Sourced<T> {
        Sourced::new(value, Rule::Label, self.line(line))
    }

    pub(crate) fn title(mut self, title: &str) -> Self {
        self.incident.title = Some(self.fact(title, title.to_owned()));
        self
    }

    pub(crate) fn kind(mut self, kind: Kind) -> Self {
        self.incident.kind = self.fact("kind", kind);
        self
    }

    pub(crate) fn date(mut self, date: &str) -> Self {
        self.incident.date = Some(self.fact(date, day(date)));
        self
    }

    /// From `2024-05-06T07:30` to another such time.
    pub(crate) fn window(mut self, start: &str, end: &str) -> Self {
        self.incident.date = Some(self.fact(start, minute(start).date()));
        self.incident.started_at = Some(self.fact(start, minute(start)));
        self.incident.ended_at = Some(self.fact(end, minute(end)));
        self
    }

    pub(crate) fn zone(mut self, zone: &str) -> Self {
        self.incident.zone = Some(self.fact(zone, Zone::new(zone)));
        self
    }

    pub(crate) fn lasted(mut self, minutes: u32) -> Self {
        self.incident.stated_duration = Some(self.fact("lasted", Minutes(minutes)));
        self
    }

    pub(crate) fn severity(mut self, severity: &str) -> Self {
        self.incident.severity = Some(self.fact(severity, severity.to_owned()));
        self
    }

    pub(crate) fn applications(mut self, names: &[&str]) -> Self {
        for name in names {
            let fact = self.fact(name, (*name).to_owned());
            self.incident.applications.push(fact);
        }
        self
    }

    pub(crate) fn people(mut self, names: &[&str]) -> Self {
        for name in names {
            let fact = self.fact(name, (*name).to_owned());
            self.incident.people.push(fact);
        }
        self
    }

    pub(crate) fn row(mut self, at: &str, kind: Option<&str>, text: &str) -> Self {
        let span = self.line(text);
        let kind = kind.map(str::to_owned);
        self.incident.timeline.push(TimelineRow {
            at: Some(minute(at)),
            until: None,
            kind,
            text: text.to_owned(),
            span,
        });
        self
    }

    pub(crate) fn action(mut self, text: &str, owners: &[&str], done: Option<bool>) -> Self {
        let span = self.line(text);
        let owners = owners.iter().map(|owner| (*owner).to_owned()).collect();
        self.incident.actions.push(Action { text: text.to_owned(), owners, done, due: None, links: Vec::new(), span });
        self
    }

    /// Gives the last action a due date.
    pub(crate) fn due(mut self, date: &str) -> Self {
        if let Some(action) = self.incident.actions.last_mut() {
            action.due = Some(day(date));
        }
        self
    }

    /// A section on the root cause: its lines behind a heading.
    pub(crate) fn root_cause(mut self, lines: &[&str]) -> Self {
        self.line("# Root cause");
        let span = lines.iter().map(|line| self.line(line)).reduce(Span::join).unwrap_or(Span::new(0, 0));
        let evidence = Evidence::new(Rule::Section, span);
        self.incident.root_cause = Some(Section { heading: "Root cause".to_owned(), evidence });
        self
    }

    /// When somebody noticed.
    pub(crate) fn detected(mut self, time: &str) -> Self {
        self.incident.milestones.detected = Some(self.fact(time, minute(time)));
        self
    }

    /// A question of the review with its answer, a line each.
    pub(crate) fn question(mut self, question: &str, answer: &str, verdict: Option<Verdict>) -> Self {
        self.line(&format!("## {question}"));
        let evidence = Evidence::new(Rule::Section, self.line(answer));
        let answer = Section { heading: question.to_owned(), evidence };
        self.incident.questions.push(Question { answer, verdict });
        self
    }

    /// A section on what was learnt.
    pub(crate) fn lessons(mut self, line: &str) -> Self {
        self.line("# Lessons");
        let evidence = Evidence::new(Rule::Section, self.line(line));
        self.incident.lessons = Some(Section { heading: "Lessons".to_owned(), evidence });
        self
    }

    /// A tag that confirms a cause.
    pub(crate) fn tag(mut self, axis: Axis, words: &str) -> Self {
        let fact = self.fact(words, words.to_owned());
        let tags = &mut self.incident.causes;
        match axis {
            Axis::Trigger => tags.triggers.push(fact),
            Axis::Cause => tags.causes.push(fact),
            Axis::Gap => tags.gaps.push(fact),
            Axis::Component => tags.components.push(fact),
        }
        self
    }

    /// A category that the words of the report suggest.
    pub(crate) fn suggests(mut self, axis: Axis, id: &str, words: &str) -> Self {
        let span = self.line(words);
        self.incident.suggestions.push(CauseSuggestion { axis, id: id.to_owned(), words: words.to_owned(), span });
        self
    }

    pub(crate) fn improvement(mut self, text: &str) -> Self {
        let fact = self.fact(text, text.to_owned());
        self.incident.improvements.push(fact);
        self
    }

    /// A sentence that speaks of another report.
    pub(crate) fn mention(mut self, target: Target, again: bool) -> Self {
        let span = self.line("see there");
        self.incident.mentions.push(Mention { target, again, span });
        self
    }

    /// Front matter that confirms an echo.
    pub(crate) fn confirms(mut self, verdict: EchoVerdict) -> Self {
        self.incident.verdicts.echoes.push(verdict);
        self
    }

    /// Front matter that rejects an echo.
    pub(crate) fn rejects(mut self, verdict: EchoVerdict) -> Self {
        self.incident.verdicts.not_echoes.push(verdict);
        self
    }

    /// An id by which others name it.
    pub(crate) fn id(mut self, id: &str) -> Self {
        let fact = self.fact(id, id.to_owned());
        self.incident.ids.push(fact);
        self
    }

    pub(crate) fn draft(mut self) -> Self {
        self.incident.draft = true;
        self
    }

    pub(crate) fn entry(self) -> Entry {
        let source = SourceFile::new(self.incident.id.file.as_str(), &self.text);
        let causes: Vec<Span> = self.incident.root_cause.iter().map(|section| section.evidence.span()).collect();
        let mut incident = self.incident;
        let tokens = Tokens::of(&source.text, Span::new(0, source.text.len()), Vocabulary::standard());
        incident.wording = wording(&source, &tokens, &incident, &causes, Span::new(0, 0));
        let source = Arc::new(source);
        let passages = vec![passages::read(&crate::syntax::parse(&source).value, &incident, &source)];
        Entry { incident: Arc::new(incident), source, passages: Passages::made(passages).remove(0) }
    }
}

/// The settings of a `book.toml`.
pub(crate) fn settings(toml: &str) -> Settings {
    let parsed = crate::config::read(toml, &FileId::new("book.toml"), std::iter::empty());
    parsed.value.unwrap_or_else(|| panic!("{:?}", parsed.diagnostics))
}

/// The archive of samples on 2024-07-01, under the settings of a `book.toml`.
pub(crate) fn archive_with(samples: impl IntoIterator<Item = Sample>, toml: &str) -> Parsed<Archive> {
    let entries = samples.into_iter().map(Sample::entry).collect();
    Archive::link(entries, &settings(toml), day("2024-07-01"), Drafts::LeftOut)
}

/// The archive of samples on 2024-07-01, under default settings.
pub(crate) fn archive(samples: impl IntoIterator<Item = Sample>) -> Archive {
    archive_with(samples, "").value
}

fn day(date: &str) -> Date {
    date.parse().expect("a date")
}

fn minute(time: &str) -> Moment {
    Moment::Minute(time.parse::<DateTime>().expect("a time"))
}
