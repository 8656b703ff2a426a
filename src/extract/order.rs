//! Day first or month first: what the dates of a report prove, and what its neighbours prove for it.
//!
//! `13/04/2019` can be read in one way only, and speaks for all dates of its report. A report whose dates prove nothing
//! goes by the others of its folder ([`of_folders`]), where all of those that prove an order prove the same one. Only then
//! do the settings count. Nothing is taken from what is merely more usual.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::DateOrder;
use crate::source::FileId;

/// What the text of a report says of the order of its dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Orders {
    /// The order that its dates prove; `None` where none does, or where they contradict each other.
    pub proven: Option<DateOrder>,
    /// Whether it has dates that can be read in both ways, and none that proves anything.
    pub open: bool,
}

/// The order of a folder of reports, by its path: where the reports in it that prove one agree.
pub type FolderOrders<'a> = BTreeMap<&'a str, Option<DateOrder>>;

impl Orders {
    /// The orders of a text.
    pub fn of(text: &str) -> Self {
        let (mut day_first, mut month_first, mut either) = (false, false, false);
        for (first, second, _) in pairs(text) {
            day_first |= first > 12 && (1..=12).contains(&second);
            month_first |= second > 12 && (1..=12).contains(&first);
            either |= first != second && (1..=12).contains(&first) && (1..=12).contains(&second);
        }
        // A note on the form, as templates have it, speaks for the dates that were filled in.
        if either && !day_first && !month_first {
            let has = |form: &str| text.contains(form) || text.contains(&form.to_uppercase());
            day_first = has("dd/mm") || has("dd-mm");
            month_first = has("mm/dd/y") || has("mm-dd-y");
        }
        // The same day once more, in the form that leaves no doubt, settles the other one.
        if either && !day_first && !month_first {
            let certain: BTreeSet<_> = iso_days(text).collect();
            let open = || pairs(text).filter(|(first, second, _)| first != second);
            day_first = open().any(|(day, month, year)| certain.contains(&(year, month, day)));
            month_first = open().any(|(month, day, year)| certain.contains(&(year, month, day)));
        }
        let proven = match (day_first, month_first) {
            (true, false) => Some(DateOrder::DayFirst),
            (false, true) => Some(DateOrder::MonthFirst),
            (true, true) | (false, false) => None,
        };
        Self { proven, open: either && !day_first && !month_first }
    }
}

/// The orders of a text in a file: where the text leaves it open, the day or month in the file's name and folders settles it.
pub fn in_file(text: &str, path: &str) -> Orders {
    let orders = Orders::of(text);
    if !orders.open {
        return orders;
    }
    let named: Vec<(u16, u8, Option<u8>)> = path_days(path);
    let says = |order: DateOrder| {
        pairs(text).filter(|(first, second, _)| first != second).any(|(first, second, year)| {
            let (day, month) = if order == DateOrder::DayFirst { (first, second) } else { (second, first) };
            named.iter().any(|at| at.0 == year && at.1 == month && at.2.is_none_or(|named| named == day))
        })
    };
    match (says(DateOrder::DayFirst), says(DateOrder::MonthFirst)) {
        (true, false) => Orders { proven: Some(DateOrder::DayFirst), open: false },
        (false, true) => Orders { proven: Some(DateOrder::MonthFirst), open: false },
        (true, true) | (false, false) => orders,
    }
}

/// What a path says of the day: `2019/03/x.md` and `2019-03/x.md` a month, `2019-03-04-x.md` a day.
fn path_days(path: &str) -> Vec<(u16, u8, Option<u8>)> {
    let number = |text: &str, digits: usize| {
        let all = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| text.parse::<u16>().ok())?
    };
    let mut out = Vec::new();
    let parts: Vec<&str> = path.split(['/', '-', '_', '.', ' ']).collect();
    for three in parts.windows(3) {
        let year = number(three[0], 4).filter(|year| (1970..2100).contains(year));
        let month = number(three[1], 2).filter(|month| (1..=12).contains(month));
        let (Some(year), Some(month)) = (year, month) else { continue };
        let day = number(three[2], 2).filter(|day| (1..=31).contains(day));
        let small = |number: u16| u8::try_from(number).unwrap_or(0);
        out.push((year, small(month), day.map(small)));
    }
    out
}

/// Every `2019-04-13` as year, month and day.
fn iso_days(text: &str) -> impl Iterator<Item = (u16, u8, u8)> + '_ {
    memchr::memchr_iter(b'-', text.as_bytes()).filter_map(|at| {
        let written = text.get(at.checked_sub(4)?..at + 6)?;
        let number = |range: std::ops::Range<usize>| {
            let digits = written.get(range)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u16>().ok())?
        };
        let small = |number: u16| u8::try_from(number).ok();
        (written.as_bytes()[7] == b'-').then_some(())?;
        Some((number(0..4)?, small(number(5..7)?)?, small(number(8..10)?)?))
    })
}

/// The first two numbers of every date in digits whose year stands last, and the year, 0 where it is short: `13/04/2019`,
/// `13/04/19`, `13-04-2019`.
fn pairs(text: &str) -> impl Iterator<Item = (u8, u8, u16)> + '_ {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = |from: usize, count: usize| text[from..from + count].parse::<u8>().unwrap_or(0);
    memchr::memchr2_iter(b'/', b'-', bytes).filter_map(move |joint| {
        let sign = bytes[joint];
        let back = bytes[..joint].iter().rev().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        let free = joint == back
            || !bytes[joint - back - 1].is_ascii_alphanumeric() && !matches!(bytes[joint - back - 1], b'/' | b'-');
        if !(1..=2).contains(&back) || !free {
            return None;
        }
        let ahead = digits(joint + 1);
        let second = joint + 1 + ahead;
        if !(1..=2).contains(&ahead) || bytes.get(second) != Some(&sign) {
            return None;
        }
        let year = digits(second + 1);
        let (first, middle) = (number(joint - back, back), number(joint + 1, ahead));
        // `19/04/03` may as well begin with its year.
        let short = sign == b'/' && year == 2 && !(first > 12 && number(second + 1, 2) < 10);
        let whole =
            text.get(second + 1..second + 5).filter(|_| year == 4).and_then(|year| year.parse().ok()).unwrap_or(0);
        (year == 4 || short).then_some((first, middle, whole)).filter(|_| first <= 31 && middle <= 31)
    })
}

/// What the reports of each folder prove together.
pub fn of_folders<'a>(reports: impl Iterator<Item = (&'a FileId, Orders)>) -> FolderOrders<'a> {
    let mut folders: FolderOrders<'a> = BTreeMap::new();
    for (file, orders) in reports {
        let Some(proven) = orders.proven else { continue };
        let known = folders.entry(neighbourhood(file)).or_insert(Some(proven));
        if *known != Some(proven) {
            *known = None;
        }
    }
    folders
}

/// The order that the neighbours of a report prove for it; `None` where it needs none.
pub fn from_neighbours(folders: &FolderOrders<'_>, file: &FileId, orders: Orders) -> Option<DateOrder> {
    orders.open.then(|| folders.get(neighbourhood(file)).copied().flatten())?
}

/// The folder whose reports are the neighbours of a file. One that has a folder to itself (`2019/outage/index.md`) is
/// known by that folder.
fn neighbourhood(file: &FileId) -> &str {
    let name = file.file_name();
    let stem = name.split('.').next().unwrap_or(name);
    let alone = ["index", "_index", "readme"].iter().any(|own| stem.eq_ignore_ascii_case(own));
    let folder = file.folder();
    if alone { folder.rsplit_once('/').map_or("", |(above, _)| above) } else { folder }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Option<DateOrder> = Some(DateOrder::DayFirst);
    const MONTH: Option<DateOrder> = Some(DateOrder::MonthFirst);

    #[test]
    fn dates_prove_an_order() {
        let check = |text, proven, open| assert_eq!(Orders::of(text), Orders { proven, open }, "{text}");
        check("on 13/04/2019", DAY, false);
        check("on 04/13/2019", MONTH, false);
        check("on 04/13/19 and 03/04/19", MONTH, false);
        check("13-04-2019", DAY, false);
        check("on 03/04/2019", None, true);
        check("on 04/04/2019", None, false);
        check("13/04/2019 and 04/13/2019, 03/04/2019", None, false);
        check("2019-04-13, 2019/04/13, 13/04, 1/2", None, false);
        check("19/04/03", None, false);
        check("https://a.example/13/04/2019", None, false);
        check("99/88/2019 45/03/2019", None, false);
        check("Date (DD/MM/YYYY): 03/04/2019", DAY, false);
        check("Date (mm/dd/yyyy): 03/04/2019", MONTH, false);
        check("03/04/2019 …13/4/2019…", DAY, false);
        check("Date: 2019-04-03, timeline: 03/04/2019", DAY, false);
        check("Date: 2019-03-04, timeline: 03/04/2019, 05/06/2019", MONTH, false);
        check("Date: 2019-04-07, timeline: 03/04/2019", None, true);
        check("2019-04-03 and 2019-03-04: 03/04/2019", None, false);
    }

    #[test]
    fn the_path_settles_what_the_text_leaves_open() {
        let check = |path, text, proven| assert_eq!(in_file(text, path).proven, proven, "{path}: {text}");
        check("2026/01/relay.md", "# 12-01-2026 Relay, 08-01-2026", DAY);
        check("2026/12/relay.md", "# 12-01-2026 Relay", MONTH);
        check("2026/03/relay.md", "# 12-01-2026 Relay", None);
        check("2020-03-04-relay.md", "Date: 03/04/2020", MONTH);
        check("2020-03-04-relay.md", "Date: 04/03/2020", DAY);
        check("2020-03-04-relay.md", "Date: 04/03/2020 and 13/03/2020", DAY);
        check("relay.md", "Date: 03/04/2020", None);
    }

    #[test]
    fn neighbours_prove_an_order_where_they_agree() {
        let check = |neighbours: &[(&str, &str)], file: &str, expected| {
            let files: Vec<(FileId, Orders)> =
                neighbours.iter().map(|(file, text)| (FileId::new(file), Orders::of(text))).collect();
            let folders = of_folders(files.iter().map(|(file, orders)| (file, *orders)));
            let found = from_neighbours(&folders, &FileId::new(file), Orders::of("03/04/2019"));
            assert_eq!(found, expected, "{neighbours:?}");
        };
        check(&[("a/b.md", "13/04/2019"), ("a/c.md", "14/04/2019")], "a/x.md", DAY);
        check(&[("a/b.md", "13/04/2019"), ("a/c.md", "04/14/2019")], "a/x.md", None);
        check(&[("a/b.md", "13/04/2019")], "x.md", None);
        check(&[("a/b/index.md", "04/13/2019")], "a/x/index.md", MONTH);
        check(&[("a/b.md", "03/04/2019")], "a/x.md", None);
        let folders = BTreeMap::from([("a", DAY)]);
        assert_eq!(from_neighbours(&folders, &FileId::new("a/x.md"), Orders::of("04/13/2019")), None);
    }
}
