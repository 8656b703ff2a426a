//! Fields other than text: application, cause, gap, trigger, owner, severity, type, year, and what an incident is.
//!
//! One table, made from the lists that the prerendered pages show, so that counts cannot disagree. A [`Column`] says for
//! every incident which values it has. A value of a query means the value of that name, else all whose names begin so.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::index::{DocId, by_age};
use crate::archive::{ApplicationIx, Archive, Case, CauseIx, OwnerIx, Standing};
use crate::model::{Axis, Kind};
use crate::site::{PageKey, Period, Site};
use crate::terms::fold::fold;
use crate::view::parts;

/// A field with a list of values.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Facet {
    /// `application:`
    Application,
    /// `cause:`
    Cause,
    /// `gap:`
    Gap,
    /// `trigger:`
    Trigger,
    /// `owner:` of an action
    Owner,
    /// `severity:`
    Severity,
    /// `type:` of an event of the timeline, or of what the report is about
    Type,
    /// `is:`
    Is,
}

impl Facet {
    /// All of them.
    pub const ALL: [Facet; 8] = [
        Facet::Application,
        Facet::Cause,
        Facet::Gap,
        Facet::Trigger,
        Facet::Owner,
        Facet::Severity,
        Facet::Type,
        Facet::Is,
    ];

    /// Its name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Facet::Application => "application",
            Facet::Cause => "cause",
            Facet::Gap => "gap",
            Facet::Trigger => "trigger",
            Facet::Owner => "owner",
            Facet::Severity => "severity",
            Facet::Type => "type",
            Facet::Is => "is",
        }
    }
}

/// A value of a facet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// How queries name it: `checkout-api`. No two values of a facet share one.
    pub key: String,
    /// What the site calls it.
    pub label: String,
    /// Its page, from the top of the site; empty where it has none.
    pub path: String,
}

/// The values of a facet, and which incidents have them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Column {
    /// The values, in the order of their keys.
    pub values: Vec<Value>,
    ends: Vec<u32>,
    of: Vec<u32>,
}

impl Column {
    /// The values of an incident, by their places.
    pub fn of(&self, doc: DocId) -> &[u32] {
        let at = doc as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.of[start..self.ends[at] as usize]
    }

    /// How many incidents there are.
    pub fn len(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Whether there is no incident.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The values that a query means: that of this name, else all whose names begin so.
    pub fn named(&self, wanted: &str) -> Vec<u32> {
        let key = key(wanted);
        if let Ok(at) = self.values.binary_search_by(|value| value.key.as_str().cmp(&key)) {
            return vec![u32::try_from(at).unwrap_or(u32::MAX)];
        }
        let begins = |value: &Value| {
            !key.is_empty() && (value.key.starts_with(&key) || self::key(&value.label).starts_with(&key))
        };
        (0..).zip(&self.values).filter(|(_, value)| begins(value)).map(|(at, _)| at).collect()
    }

    /// A column from the values of every incident, in the order of their numbers.
    fn new(rows: Vec<Vec<Value>>) -> Self {
        let mut known: BTreeMap<String, (u32, Value)> = BTreeMap::new();
        for value in rows.iter().flatten() {
            known.entry(value.key.clone()).or_insert_with(|| (0, value.clone()));
        }
        for (place, (at, _)) in (0..).zip(known.values_mut()) {
            *at = place;
        }
        let mut column = Self::default();
        for row in rows {
            let mut places: Vec<u32> = row.iter().filter_map(|value| Some(known.get(&value.key)?.0)).collect();
            places.sort_unstable();
            places.dedup();
            column.of.extend(places);
            column.ends.push(u32::try_from(column.of.len()).unwrap_or(u32::MAX));
        }
        column.values = known.into_values().map(|(_, value)| value).collect();
        column
    }
}

/// The fields of all incidents.
#[derive(Debug)]
pub struct Facets {
    columns: [Column; Facet::ALL.len()],
    /// The day of every incident.
    pub days: Vec<Option<Date>>,
}

impl Facets {
    /// The fields of the incidents of a site.
    pub fn of(site: Site<'_>) -> Self {
        let values = |facet| by_age(site.archive).map(|(_, case)| values(site, case, facet)).collect();
        let mut columns =
            Facet::ALL.map(|facet| if facet == Facet::Is { Column::default() } else { Column::new(values(facet)) });
        columns[Facet::Is as usize] = Column::new(states(site.archive));
        Self { columns, days: by_age(site.archive).map(|(_, case)| case.date()).collect() }
    }

    /// The column of a facet.
    pub fn column(&self, facet: Facet) -> &Column {
        &self.columns[facet as usize]
    }
}

/// The name of a value as queries compare it: letters and digits, a hyphen for everything else.
pub fn key(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in fold(name).chars() {
        if c.is_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    while out.ends_with('-') {
        out.pop();
    }
    out
}

/// The values of a facet that an incident has.
fn values(site: Site<'_>, case: &Case, facet: Facet) -> Vec<Value> {
    let archive = site.archive;
    let plain = |label: &str| Value { key: key(label), label: label.to_owned(), path: String::new() };
    let paged =
        |slug: &str, label: &str, page| Value { key: slug.to_owned(), label: label.to_owned(), path: site.path(page) };
    let of_axis = |axis: Axis| {
        let causes = case.causes.iter().map(|citation| citation.cause).filter(move |ix| archive[*ix].axis == axis);
        let value = |ix: CauseIx| paged(&archive[ix].slug, &archive[ix].label, PageKey::Cause(ix, Period::All));
        causes.map(value).collect()
    };
    let found: Vec<Value> = match facet {
        Facet::Application => {
            let page = |ix: ApplicationIx| PageKey::Application(ix, Period::All);
            let value = |ix: &ApplicationIx| paged(&archive[*ix].slug, &archive[*ix].name, page(*ix));
            case.applications.iter().map(value).collect()
        }
        Facet::Cause => of_axis(Axis::Cause),
        Facet::Gap => of_axis(Axis::Gap),
        Facet::Trigger => of_axis(Axis::Trigger),
        Facet::Owner => {
            let owners = archive.actions[case.actions.clone()].iter().flat_map(|action| &action.owners);
            let value = |ix: &OwnerIx| paged(&archive[*ix].slug, &archive[*ix].name, PageKey::Owner(*ix, Period::All));
            owners.map(value).collect()
        }
        Facet::Severity => {
            let severity = case.incident.severity.iter();
            severity.map(|written| plain(&parts::severity(site.settings, &written.value).label)).collect()
        }
        Facet::Type => {
            let kind = match case.incident.kind.value {
                Kind::Incident => "incident",
                Kind::Maintenance => "maintenance",
                Kind::Notice => "notice",
            };
            let events = case.incident.timeline.iter().filter_map(|row| row.kind.as_deref());
            let mut names: Vec<&str> = events.chain([kind]).collect();
            names.sort_unstable();
            names.dedup();
            names.into_iter().map(plain).collect()
        }
        Facet::Is => Vec::new(),
    };
    found.into_iter().filter(|value| !value.key.is_empty()).collect()
}

/// What each incident is: whether an action of it is not done; and whether an earlier one had a cause of it on an
/// application of it, or its author confirms that a promise came back in it.
fn states(archive: &Archive) -> Vec<Vec<Value>> {
    let value = |key: &str, label: &str| Value { key: key.to_owned(), label: label.to_owned(), path: String::new() };
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::with_capacity(archive.incidents.len());
    for (ix, case) in by_age(archive) {
        let mut row = Vec::new();
        if case.tally.open > 0 {
            row.push(value("open-actions", "Open actions"));
        }
        let causes = case.causes.iter().map(|citation| citation.cause).filter(|ix| archive[*ix].axis == Axis::Cause);
        let pairs: Vec<_> =
            causes.flat_map(|cause| case.applications.iter().map(move |application| (cause, *application))).collect();
        let came_back =
            || archive.echoes.all[archive.echoes.in_later(ix)].iter().any(|echo| echo.standing == Standing::Confirmed);
        if case.date().is_some() && pairs.iter().any(|pair| seen.contains(pair)) || came_back() {
            row.push(value("recurring", "Recurring"));
        }
        seen.extend(pairs);
        out.push(row);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_letters_and_digits() {
        let check = |name: &str, expected: &str| assert_eq!(key(name), expected, "{name}");
        check("Checkout API", "checkout-api");
        check(" Größe (EU) ", "grosse-eu");
        check("P2", "p2");
        check("!?", "");
    }

    #[test]
    fn a_value_is_meant_by_its_name_or_its_beginning() {
        let value =
            |key: &str, label: &str| Value { key: key.to_owned(), label: label.to_owned(), path: String::new() };
        let rows = vec![
            vec![value("search", "Search")],
            vec![value("search-api", "Search API"), value("cause-x", "Disk full")],
            vec![],
        ];
        let column = Column::new(rows);
        assert_eq!((column.of(0), column.of(1), column.of(2)), (&[1][..], &[0, 2][..], &[][..]));
        assert_eq!(column.named("Search"), [1]);
        assert_eq!(column.named("sea"), [1, 2]);
        assert_eq!(column.named("disk"), [0]);
        assert!(column.named("").is_empty() && column.named("x").is_empty());
    }
}
