//! Check tables of the lexer, one per function.

use std::fmt::Write;

use super::{
    DateOrder, DateReading, Expect, Hedge, MalformedKind, RangeToken, StampToken, date_in_name, duration_of,
    durations_in, malformed_in, range_at, ranges_in, stamp_at, zones_in,
};

/// A stamp in short: `2019-02-04 07:30 UTC`, `?` where an order is open, `~` where it is approximate.
fn show(stamp: &StampToken) -> String {
    let mut out = String::new();
    if stamp.approx {
        out.push('~');
    }
    let mut part = |text: String| {
        if !out.is_empty() && out != "~" {
            out.push(' ');
        }
        out.push_str(&text);
    };
    if let Some(weekday) = stamp.weekday {
        part(format!("{weekday:?}")[..3].to_owned());
    }
    if let Some(date) = &stamp.date {
        let year = date.year.map_or(String::new(), |year| format!("{year}-"));
        part(match date.reading {
            DateReading::Settled { month, day } => format!("{year}{month:02}-{day:02}"),
            DateReading::Either { first, second } => format!("{year}{first}?{second}"),
        });
    }
    if let Some(time) = &stamp.time {
        part(format!("{:02}:{:02}", time.hour, time.minute));
    }
    if let Some(zone) = &stamp.zone {
        part(zone.zone.to_string());
    }
    out
}

fn show_range(range: &RangeToken) -> String {
    let mut out = show(&range.start);
    if let Some(end) = &range.end {
        let _ = write!(out, " .. {}", show(end));
    }
    out
}

const VALUE: Expect = Expect { bare_digits: true, month_day: true, order: None };
const TEXT: Expect = Expect { bare_digits: false, month_day: false, order: None };

/// A stamp in a place made for it; the rest of the text stands behind `|`.
fn stamp(text: &str) -> String {
    stamp_at(text, 0, VALUE).map_or("-".into(), |stamp| format!("{}|{}", show(&stamp), &text[stamp.range.end..]))
}

fn whole(text: &str, expected: &str) {
    assert_eq!(stamp(text), format!("{expected}|"), "{text}");
}

#[test]
fn dates_in_numbers() {
    whole("2019-02-04", "2019-02-04");
    whole("2019/2/4", "2019-02-04");
    whole("2019.02.04", "2019-02-04");
    whole("2019. 2. 4.", "2019-02-04");
    whole("20190204", "2019-02-04");
    whole("03/04/2019", "2019-3?4");
    whole("03-04-2019", "2019-3?4");
    whole("04/04/2019", "2019-04-04");
    whole("13/04/2019", "2019-04-13");
    whole("04/13/2019", "2019-04-13");
    whole("27.11.2023", "2023-11-27");
    whole("3.4.2023", "2023-04-03");
    whole("04/02/19", "2019-4?2");
    whole("27.11.23", "2023-11-27");
    whole("03-26", "03-26");
    whole("[03-26 17:40]", "03-26 17:40");
    whole("26.03.", "03-26");
    whole("2019年2月4日", "2019-02-04");
    whole("2月4日", "02-04");
    whole("2 月 4 日", "02-04");
    whole("2019 年 2 月 4 日", "2019-02-04");
    whole("2019년 2월 4일", "2019-02-04");
    whole("２０１９年２月４日", "2019-02-04");
}

#[test]
fn dates_with_month_names() {
    whole("February 4th, 2019", "2019-02-04");
    whole("February 4 2019", "2019-02-04");
    whole("Feb. 4, 2019", "2019-02-04");
    whole("FEB 4", "02-04");
    whole("4 February 2019", "2019-02-04");
    whole("4 Feb 2019", "2019-02-04");
    whole("4th of February", "02-04");
    whole("the 4th of February 2019", "2019-02-04");
    whole("4th February '19", "2019-02-04");
    whole("04-Feb-2019", "2019-02-04");
    whole("04-Feb-19", "2019-02-04");
    whole("19. April", "04-19");
    whole("4. Februar 2019", "2019-02-04");
    whole("4. März 2019", "2019-03-04");
    whole("4. Jänner 2019", "2019-01-04");
    whole("Montag, den 4. Februar 2019", "Mon 2019-02-04");
    whole("Mo., 4.2.2019", "Mon 2019-02-04");
    whole("1er mars 2024", "2024-03-01");
    whole("le 23 janvier", "01-23");
    whole("Le 15 Février 2024", "2024-02-15");
    whole("24 Janvier 2023", "2023-01-24");
    whole("mardi 5 mars 2024", "Tue 2024-03-05");
    whole("mar. 5 mars 2024", "Tue 2024-03-05");
    whole("10 aout", "08-10");
    whole("4 de febrero de 2019", "2019-02-04");
    whole("miércoles, 6 de febrero de 2019", "Wed 2019-02-06");
    whole("4 de fevereiro de 2019", "2019-02-04");
    whole("segunda-feira, 4 de fevereiro de 2019", "Mon 2019-02-04");
    whole("5 set 2019", "2019-09-05");
    whole("4 februari 2019", "2019-02-04");
    whole("maandag 4 februari 2019", "Mon 2019-02-04");
    whole("lunedì 4 febbraio 2019", "Mon 2019-02-04");
    whole("4 lutego 2019", "2019-02-04");
    whole("poniedziałek, 4 października 2021", "Mon 2021-10-04");
    whole("Wednesday, 2018-08-22", "Wed 2018-08-22");
    whole("Monday the 4th of February, 2019", "Mon 2019-02-04");
    whole("Thur Jan 20", "Thu 01-20");
    whole("October 29", "10-29");
    whole("Friday November 3d 2023", "Fri 2023-11-03");
}

#[test]
fn weekdays_settle_an_order() {
    whole("Wednesday 03/04/2019", "Wed 2019-04-03");
    whole("Mon, 03/04/2019", "Mon 2019-03-04");
    whole("Friday 03/04/2019", "Fri 2019-3?4");
}

#[test]
fn times_of_day() {
    whole("07:30", "07:30");
    whole("7:30", "07:30");
    whole("0730", "07:30");
    whole("0730hrs", "07:30");
    whole("0730 hrs", "07:30");
    whole("1900 hours", "19:00");
    whole("07:30:12", "07:30");
    whole("07:30:12.345", "07:30");
    whole("7.30 am", "07:30");
    whole("7.30pm", "19:30");
    whole("7.30 Uhr", "07:30");
    whole("19 Uhr", "19:00");
    whole("19 Uhr 30", "19:30");
    whole("7am", "07:00");
    whole("7 a.m.", "07:00");
    whole("7:15 p. m.", "19:15");
    whole("12 noon", "12:00");
    whole("noon", "12:00");
    whole("midnight", "00:00");
    whole("17h15", "17:15");
    whole("17h", "17:00");
    whole("17 h 15", "17:15");
    whole("19u30", "19:30");
    whole("19.30 uur", "19:30");
    whole("ore 9.30", "09:30");
    whole("17:14pm", "17:14");
    whole("03:26pm", "15:26");
    whole("12:05 AM", "00:05");
    whole("12:05 PM", "12:05");
    whole("9 o'clock", "09:00");
    whole("24:00", "24:00");
    whole("18時30分", "18:30");
    whole("18时30分", "18:30");
    whole("18点30分", "18:30");
    whole("18：30", "18:30");
    whole("18시 30분", "18:30");
    whole("오후 6시 30분", "18:30");
    whole("午後6時30分", "18:30");
    whole("9時半", "09:30");
    whole("~09:00", "~09:00");
    whole("≈ 09:00", "~09:00");
    whole("around 09:00", "~09:00");
    whole("c. 09:00", "~09:00");
    whole("ca. 09:00", "~09:00");
    whole("vers 17h15", "~17:15");
    whole("gegen 9 Uhr", "~09:00");
    whole("14:30ish", "~14:30");
    whole("14:30 (approx.)", "~14:30");
    whole("at about 9:30", "~09:30");
    whole("9時頃", "~09:00");
}

#[test]
fn zones_of_times() {
    whole("09:00Z", "09:00 UTC");
    whole("09:00 UTC", "09:00 UTC");
    whole("09:00 (UTC)", "09:00 UTC");
    whole("09:00 UTC+2", "09:00 +02:00");
    whole("09:00 UTC +2", "09:00 +02:00");
    whole("09:00 GMT-0530", "09:00 -05:30");
    whole("09:00+02:00", "09:00 +02:00");
    whole("09:00:00 +0200", "09:00 +02:00");
    whole("09:00:00 -0700", "09:00 -07:00");
    whole("09:00 PST", "09:00 PST");
    whole("09:00 pst", "09:00 PST");
    whole("9am est", "09:00 EST");
    whole("09:00 Pacific Time", "09:00 PT");
    whole("5 pm Eastern", "17:00 ET");
    whole("5pm ET", "17:00 ET");
    whole("09:00 Central European Summer Time", "09:00 CEST");
    whole("09:00 US/Pacific", "09:00 US/Pacific");
    whole("09:00 Europe/Oslo", "09:00 Europe/Oslo");
    whole("09:00 Paris time", "09:00 Europe/Paris");
    whole("9h30 heure de Paris", "09:30 Europe/Paris");
    whole("0730 UTC", "07:30 UTC");
    whole("9:15 UTC (10:15 Paris)", "09:15 UTC");
    whole("12:48 (6:48 PDT)", "12:48");
    whole("6pm ET / 3pm PT", "18:00 ET");
    assert_eq!(stamp("10:30 met with the team"), "10:30| met with the team");
    assert_eq!(stamp("22:52 (maybe earlier?)"), "22:52| (maybe earlier?)");
}

#[test]
fn days_and_times_together() {
    whole("2019-02-04 07:30", "2019-02-04 07:30");
    whole("2019-02-04 0730", "2019-02-04 07:30");
    whole("2021-05-03T18:40:25.284Z", "2021-05-03 18:40 UTC");
    whole("2026-06-10 12:12:00-00:00", "2026-06-10 12:12 UTC");
    whole("2017-09-07T18:05:25-06:00", "2017-09-07 18:05 -06:00");
    whole("2020-11-12 15:54:00", "2020-11-12 15:54");
    whole("2024-03-01T09:00+0100", "2024-03-01 09:00 +01:00");
    whole("20240301T0900Z", "2024-03-01 09:00 UTC");
    whole("2018-08-22, 03:26pm", "2018-08-22 15:26");
    whole("2018-08-22 - 03:26pm", "2018-08-22 15:26");
    whole("2018-08-22 @ 15:26", "2018-08-22 15:26");
    whole("2018-08-22 at 15:26 UTC", "2018-08-22 15:26 UTC");
    whole("2018-08-22 (15:26 UTC)", "2018-08-22 15:26 UTC");
    whole("**2018-08-22** 15:26", "2018-08-22 15:26");
    whole("[2018-08-22] [15:26]", "2018-08-22 15:26");
    whole("June 14th, 2022, 1:30 PM", "2022-06-14 13:30");
    whole("Jan 15, 5:33 PM", "01-15 17:33");
    whole("19. April, 11:00", "04-19 11:00");
    whole("am 4. Februar 2019 um 9 Uhr", "2019-02-04 09:00");
    whole("4. Februar 2019, gegen 9.30 Uhr", "~2019-02-04 09:30");
    whole("Le 23 janvier à 17h15", "01-23 17:15");
    whole("4 de febrero de 2019 a las 17:30", "2019-02-04 17:30");
    whole("4 de fevereiro de 2019 às 17h30", "2019-02-04 17:30");
    whole("4 febbraio 2019 alle 17:30", "2019-02-04 17:30");
    whole("4 lutego 2019 o 17:30", "2019-02-04 17:30");
    whole("2019年2月4日 18時30分", "2019-02-04 18:30");
    whole("2019年2月4日18:30", "2019-02-04 18:30");
    whole("9:00 PM (UTC) Thursday July 6, 2023", "Thu 2023-07-06 21:00 UTC");
    whole("22:30 UTC on October 29", "10-29 22:30 UTC");
    whole("10:15, 27.11.2023", "2023-11-27 10:15");
    whole("Thu Nov 24 21:00:05 UTC 2022", "Thu 2022-11-24 21:00 UTC");
    whole("Thu, 24 Nov 2022 21:00:05 +0000", "Thu 2022-11-24 21:00 UTC");
    whole("2019-12-03 --:--", "2019-12-03");
    whole("February 4, 2019 (UTC)", "2019-02-04 UTC");
    whole("Friday 10:30", "Fri 10:30");
    whole("22:30 UTC (Oct 29)", "10-29 22:30 UTC");
    whole("09:15:04 Monday May 10th (UTC), 2021", "Mon 2021-05-10 09:15 UTC");
    whole("Mon May 10 19:03:52 2021 +0900", "Mon 2021-05-10 19:03 +09:00");
    whole("25 October, around 12:00 (noon) UTC", "~10-25 12:00 UTC");
    assert_eq!(stamp("2019-04-02 9:7:31 restart"), "2019-04-02| 9:7:31 restart");
    assert_eq!(stamp("16:05 PM PST Sunday Oct 31st: retry"), "Sun 10-31 16:05 PST|: retry");
    assert_eq!(stamp("[16:14] disk full"), "16:14| disk full");
    assert_eq!(stamp("**20:15 UTC: page updated**"), "20:15 UTC|: page updated**");
    assert_eq!(stamp("August 18. Then"), "08-18|. Then");
    assert_eq!(stamp("10:30\n2019-02-04"), "10:30|\n2019-02-04");
}

#[test]
fn no_stamps() {
    let check = |text: &str| assert_eq!(stamp_at(text, 0, TEXT).as_ref().map(show), None, "{text}");
    for text in [
        "",
        "-",
        "1.18.4",
        "v2.12.2023",
        "3:1",
        "10.0.0.1",
        "10.0.0.1:8080",
        "0730",
        "10.30",
        "17h",
        "9",
        "2019",
        "January 2026",
        "25:10",
        "12:60",
        "99.95%",
        "12:30:99",
        "2019-nCoV",
        "3/4",
        "03-26",
        "20199999",
        "set 5 hosts",
        "may 5",
        "sun",
        "Monday",
        "in 5",
        "12:30%",
        "20219-04-02",
        "2019-13-45",
        "30 February 2019",
        "from",
        "~",
        "5 out of 10",
        "2 ago",
        "12 34 56",
        "555-12-12",
    ] {
        check(text);
    }
}

#[test]
fn ranges() {
    let check = |text: &str, expected: &str| {
        let range = range_at(text, 0, VALUE);
        let found = range.map_or("-".into(), |range| format!("{}|{}", show_range(&range), &text[range.range.end..]));
        let expected = if expected.contains('|') { expected.to_owned() } else { format!("{expected}|") };
        assert_eq!(found, expected, "{text}");
    };
    check("17:15 - 23:00", "17:15 .. 23:00");
    check("17:15–23:00", "17:15 .. 23:00");
    check("8:20-8:24", "08:20 .. 08:24");
    check("~13:30-13:45", "~13:30 .. 13:45");
    check("[10:30 - 11:00] text", "10:30 .. 11:00| text");
    check("0730 - 1230 (UTC)", "07:30 UTC .. 12:30 UTC");
    check("from 09:10 to 10:40 UTC", "09:10 UTC .. 10:40 UTC");
    check("from 09:10 PST until about 10:40", "09:10 PST .. ~10:40 PST");
    check("between 1900 and 2100 UTC", "19:00 UTC .. 21:00 UTC");
    check("between the hours of 1900 and 2100 UTC", "19:00 UTC .. 21:00 UTC");
    check("2019-02-27 06:45 - 2019-02-28 13:00 (UTC)", "2019-02-27 06:45 UTC .. 2019-02-28 13:00 UTC");
    check("2019-02-27 06:45 - 13:00", "2019-02-27 06:45 .. 13:00");
    check("22:30 UTC on October 29 to 05:39 UTC on October 30", "10-29 22:30 UTC .. 10-30 05:39 UTC");
    check("10:00 to 11:00 UTC on 4 May 2021", "2021-05-04 10:00 UTC .. 2021-05-04 11:00 UTC");
    check("2020-08-27 to 2020-09-03", "2020-08-27 .. 2020-09-03");
    check("**2021-03-01** to **2021-03-04** Retries", "2021-03-01 .. 2021-03-04| Retries");
    check("entre 17h15 et 17h30", "17:15 .. 17:30");
    check("de 17h à 18h", "17:00 .. 18:00");
    check("von 9 bis 11 Uhr", "09:00 .. 11:00");
    check("zwischen 9:30 und 11 Uhr", "09:30 .. 11:00");
    check("9-11am", "09:00 .. 11:00");
    check("11-1pm", "11:00 .. 13:00");
    check("9:30 - 10:15 PM", "21:30 .. 22:15");
    check("from 9 to 11 UTC", "09:00 UTC .. 11:00 UTC");
    check("13:20 (6:20 PDT): text", "13:20|: text");
    check("Jan 14-19, 2026", "2026-01-14 .. 2026-01-19");
    check("2024-12-19/20", "2024-12-19 .. 2024-12-20");
    check("January 14 to 19, 2026", "2026-01-14 .. 2026-01-19");
    check("14–19 January 2026", "2026-01-14 .. 2026-01-19");
    check("14. - 19. Januar 2026", "2026-01-14 .. 2026-01-19");
    check("29 December - 2 January 2024", "2023-12-29 .. 2024-01-02");
    check("Saturday Oct 30th 2021 - Monday Nov 1st, 2021", "Sat 2021-10-30 .. Mon 2021-11-01");
    check("November 11, 16:02 UTC -- November 14, 15:02 UTC", "11-11 16:02 UTC .. 11-14 15:02 UTC");
    check("March 7, 2022 between the hours of 1800 and 2000 UTC", "2022-03-07 18:00 UTC .. 20:00 UTC");
    check("Thursday August 11 2022, starting at 13:25 UTC, we", "Thu 2022-08-11 13:25 UTC|, we");
    check("On 4 May, from 10:00 to 11:00", "05-04 10:00 .. 11:00");
    check("10:00 UTC-11:00 UTC", "10:00 UTC .. 11:00 UTC");
    check("22:30 - 2019-02-05 01:30", "22:30 .. 2019-02-05 01:30");
    check("10:00~11:00", "10:00 .. 11:00");
    check("10:00から11:00", "10:00 .. 11:00");
    check("10:30\n- 11:00 next", "10:30|\n- 11:00 next");
    check("10:30 - 5 hosts down", "10:30| - 5 hosts down");
    check("May 4 - 10 hosts down", "05-04| - 10 hosts down");
    check("10:30 and 11:00", "10:30| and 11:00");
    check("12:48 - node lost", "12:48| - node lost");
}

#[test]
fn ranges_in_running_text() {
    let check = |text: &str, expected: &[&str]| {
        let found: Vec<String> = ranges_in(text, TEXT).iter().map(show_range).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("On March 7, 2022 between the hours of 1800 and 2000 UTC, logins", &["2022-03-07 18:00 UTC .. 20:00 UTC"]);
    check("Le 9 juin les pages tombent entre 11h05 et 11h40 :", &["06-09", "11:05 .. 11:40"]);
    check("On Tuesday, 2022-05-03 at 08:20 UTC, we rolled back", &["Tue 2022-05-03 08:20 UTC"]);
    check("The queue was stuck for about 2 hours, from 14:20 to 16:10 UTC.", &["14:20 UTC .. 16:10 UTC"]);
    check("Writes failed from 10:05 UTC until\n10:09 UTC (4 minutes)", &["10:05 UTC .. 10:09 UTC"]);
    check("starting at 8:45 UTC (9:45 Berlin), we drain", &["08:45 UTC"]);
    check("2022-09-03 - 15:25 UTC and grows", &["2022-09-03 15:25 UTC"]);
    check("Around **08:40** (CEST), disks fill", &["~08:40 CEST"]);
    check("the alert at 3:12 AM UTC on that day", &["03:12 UTC"]);
    check("(11:45 - 15:20 UTC)", &["11:45 UTC .. 15:20 UTC"]);
    check("A 10:30 meeting; at noon we", &["10:30", "12:00"]);
    check("à 17h on redémarre", &["17:00"]);
    check("障害は2019年2月4日18時30分に発生", &["2019-02-04 18:30"]);
    check("at 9 UTC we", &["09:00 UTC"]);
    check("Start Time: Mon, 01 Jan 0001 00:00:00 +0000", &["Mon 01-01", "00:00 UTC"]);
    check("pending since 5h", &[]);
    check("the outage lasted 1h30 and 17h of work", &[]);
    check("Kernel 5.10.30, 1.18.4, v2.12.2023, 10.0.0.1:8080 and [::1]:8080", &[]);
    check("fe80::12:30, foo.rs:12:30, abc12:30, 1:1, 16:9, $7.30 pm", &[]);
    check("https://example.org/2019/02/04/20190204?at=12:30 and www.example.org/12:30", &[]);
    check("#2019, 2019-nCoV, 123e4567-e89b-2019-02-04-426614174000, +49 30 2019 0204", &[]);
    check("logs/2019/02/04/x, x-2019-02-04, 2019-02-04.log, 20190204_backup_x", &[]);
    check("99.95%, 12:30%, 3/4 of 5 pods, 5 out of 10, set 5, 3 may fail, 2000-3000 rps", &[]);
    check("between 2019 and 2020 we grew; from 10 to 20 hosts; 5-10 minutes; 1h-2h", &[]);
    check("commit 20190204a and image app:2019-02-04-rc1", &[]);
}

#[test]
fn durations() {
    let check = |text: &str, expected: &[(u32, Hedge)]| {
        let found: Vec<_> = durations_in(text).iter().map(|found| (found.minutes, found.hedge)).collect();
        assert_eq!(found, expected, "{text}");
    };
    let exact = |text: &str, minutes: u32| check(text, &[(minutes, Hedge::Exact)]);
    exact("47 minutes", 47);
    exact("47min", 47);
    exact("1h 30m", 90);
    exact("1h30m", 90);
    exact("1h30", 90);
    exact("0h 16m", 16);
    exact("1 hour and 31 minutes", 91);
    exact("3 hrs", 180);
    exact("2.5 hours", 150);
    exact("2,5 Stunden", 150);
    exact("2½ hours", 150);
    exact("1 1/2 hours", 90);
    exact("half an hour", 30);
    exact("an hour", 60);
    exact("an hour and a half", 90);
    exact("one and a half hours", 90);
    exact("lasted two and a half hours", 150);
    exact("nine hours", 540);
    exact("forty-five minutes", 45);
    exact("90 seconds", 2);
    exact("2 days, 4 hours", 3_120);
    exact("1d 2h", 1_560);
    exact("1,435 minutes", 1_435);
    exact("PT1H30M", 90);
    exact("P1DT2H", 1_560);
    exact("1 Stunde 20 Minuten", 80);
    exact("eine halbe Stunde", 30);
    exact("2 heures", 120);
    exact("une demi-heure", 30);
    exact("1 heure et 20 minutes", 80);
    exact("30 minutos", 30);
    exact("media hora", 30);
    exact("30 minuten", 30);
    exact("2 ore", 120);
    exact("3 godziny", 180);
    exact("pół godziny", 30);
    exact("30分", 30);
    exact("1時間30分", 90);
    exact("2小时", 120);
    exact("1시간 30분", 90);
    exact("3일 19시간", 5_460);
    exact("**47** minutes", 47);
    exact("a 30-minute outage", 30);
    exact("It should be noted that this lasted 47 minutes", 47);
    check("less than 5 minutes", &[(5, Hedge::AtMost)]);
    check("no more than 5 minutes", &[(5, Hedge::AtMost)]);
    check("up to 26 hours", &[(1_560, Hedge::AtMost)]);
    check("bis zu 5 Minuten", &[(5, Hedge::AtMost)]);
    check("at most 5 minutes", &[(5, Hedge::AtMost)]);
    check("at maximum 16 hours", &[(960, Hedge::AtMost)]);
    check("under 5 minutes", &[(5, Hedge::AtMost)]);
    check("max. 5 minutes", &[(5, Hedge::AtMost)]);
    check("< 5 minutes", &[(5, Hedge::AtMost)]);
    check("5 minutes or less", &[(5, Hedge::AtMost)]);
    check("20-30 minutes", &[(30, Hedge::AtMost)]);
    check("1 to 5 minute disruption", &[(5, Hedge::AtMost)]);
    check("more than 2 hours", &[(120, Hedge::AtLeast)]);
    check("over 7 hours", &[(420, Hedge::AtLeast)]);
    check("at least 2 hours", &[(120, Hedge::AtLeast)]);
    check("30+ minutes", &[(30, Hedge::AtLeast)]);
    check("plus de 2 heures", &[(120, Hedge::AtLeast)]);
    check("about 40 minutes", &[(40, Hedge::About)]);
    check("approximately nine hours", &[(540, Hedge::About)]);
    check("~10 minutes", &[(10, Hedge::About)]);
    check("ca. 10 Minuten", &[(10, Hedge::About)]);
    check("should take 90 minutes", &[(90, Hedge::Forecast)]);
    check("is expected to last approximately 90 minutes", &[(90, Hedge::Forecast)]);
    check("will be down for 2 hours. It took 47 minutes", &[(120, Hedge::Forecast), (47, Hedge::Exact)]);
    check("every 5 minutes, 3 hours ago, ten requests an hour, per 10 minutes", &[]);
    check("at 17h15, 18時30分, 0730 hours, 10:30 am, 1900 hours", &[]);
    check("5M rows, 502s, 3D, 10ms, 5 mm, 10.0.0.1 m, x5 minutes, 20190204 h, 4 months", &[]);
    check("commit 9d5466153, a 24-hour clock, [6-9]h, 4022m, at **9h00** UTC, November 3d 2023", &[]);
    check("in a minute-long call, one of them, half of it, two pods", &[(1, Hedge::Exact)]);
    check("from 17h15 to 17h30 (15 minutes)", &[(15, Hedge::Exact)]);
}

#[test]
fn durations_of_fields() {
    let check = |text: &str, expected: Option<u32>| {
        assert_eq!(duration_of(text).map(|found| found.minutes), expected, "{text}");
    };
    check("01:31:00", Some(91));
    check("1:31", Some(91));
    check("1:31 h", Some(91));
    check("~1:31h", Some(91));
    check("47:30 min", Some(48));
    check("0h 16m", Some(16));
    check("21:45 to 23:28 UTC (103 minutes)", Some(103));
    check("48 min (08:35 - 09:23)", Some(48));
    check("10:30 - 11:00", None);
    check("?", None);
    check("", None);
}

#[test]
fn zones() {
    let check = |text: &str, expected: &[&str]| {
        let found: Vec<_> = zones_in(text).into_iter().map(|(_, zone)| zone.to_string()).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("All times in PST", &["PST"]);
    check("All times in PST (UTC-7)", &["PST", "-07:00"]);
    check("Timeline (times in CEST)", &["CEST"]);
    check("Time (UTC)", &["UTC"]);
    check("All times in UTC+1 (Zurich time)", &["+01:00", "Europe/Zurich"]);
    check("All times in GMT+2", &["+02:00"]);
    check("*(All times US/Pacific, 24-hour clock.)*", &["US/Pacific"]);
    check("All times in Central European Time (CET)", &["CET", "CET"]);
    check("times are in Pacific Time", &["PT"]);
    check("All times MSK", &["MSK"]);
    check("Time (ET)", &["ET"]);
    check("Europe/Oslo.", &["Europe/Oslo"]);
    check("us/pacific and Etc/UTC", &["UTC"]);
    check("heure de Paris, New York local time", &["Europe/Paris", "America/New_York"]);
    check("Alle Zeiten in MESZ", &["MESZ"]);
    check("alle Zeiten in mitteleuropäischer Zeit", &[]);
    check("in Mitteleuropäischer Sommerzeit", &["MESZ"]);
    check("offset (+02:00)", &["+02:00"]);
    check("at 09:00 utc and 2019-02-04T10:00:00-07:00", &["UTC", "-07:00"]);
    check("the MSK cluster, an AST, SAST, CAT5, EU-WEST-1, est, met, UTC_OFFSET, kube-UTC-x, Europe/Nowhere", &[]);
    check("https://example.org/UTC +49 1-02", &[]);
}

#[test]
fn dates_in_names() {
    let check = |name: &str, expected: &str| {
        let found = date_in_name(name).and_then(|date| date.resolve(None, Some(1999)));
        assert_eq!(found.map_or("-".into(), |date| date.to_string()), expected, "{name}");
    };
    check("20190204-queue-full.md", "2019-02-04");
    check("2018-04-18-queue.md", "2018-04-18");
    check("2021-06-28--index-lost.md", "2021-06-28");
    check("2021-05-25_backup-late.md", "2021-05-25");
    check("2018-04-18.md", "2018-04-18");
    check("2019-02-04-1-hub.md", "2019-02-04");
    check("queue_fix_16_dec.md", "1999-12-16");
    check("queue_12th_march_23.md", "1999-03-12");
    check("PM2021-006 - Queue full.md", "-");
    check("0003-queue-full.md", "-");
    check("post-mortem-8.md", "-");
}

#[test]
fn malformed_dates() {
    let check = |text: &str, expected: &[(&str, MalformedKind)]| {
        let found: Vec<_> = malformed_in(text).into_iter().map(|fault| (&text[fault.range], fault.kind)).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("on 20219-04-02 12:00", &[("20219-04-02", MalformedKind::Year)]);
    check("2019-13-05", &[("2019-13-05", MalformedKind::Month)]);
    check("2019-02-30", &[("2019-02-30", MalformedKind::Day)]);
    check("30 February 2019", &[("30 February 2019", MalformedKind::Day)]);
    check("31.02.2019", &[("31.02.2019", MalformedKind::Day)]);
    check("2019-04-02 9:7:31", &[("9:7:31", MalformedKind::Time)]);
    check("2019-04-02 25:10", &[("25:10", MalformedKind::Time)]);
    check("2019-04-02 10:10, 1.18.4, 16:9, 12345-67-8, 555-12-12, 2019-2020, 10.30.99.1", &[]);
}

#[test]
fn dates_resolve() {
    let date = |text: &str| stamp_at(text, 0, VALUE).and_then(|stamp| stamp.date);
    let either = date("03/04/2019").map(|date| {
        [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)]
            .map(|order| date.resolve(order, None).map(|date| date.to_string()))
    });
    assert_eq!(either, Some([None, Some("2019-04-03".into()), Some("2019-03-04".into())]));
    assert_eq!(date("Feb 29").and_then(|date| date.resolve(None, Some(2019))), None);
    let end = stamp_at("24:00", 0, TEXT).and_then(|stamp| stamp.time?.on(jiff::civil::date(2019, 12, 31)));
    assert_eq!(end.map(|end| end.to_string()), Some("2020-01-01T00:00:00".into()));
    let ordered = Expect { order: Some(DateOrder::MonthFirst), ..TEXT };
    assert_eq!(stamp_at("03/04/2019", 0, ordered).as_ref().map(show), Some("2019-03-04".into()));
}
