//! Days, times, zones and lengths as each language writes them, and words of one that are none of another.

use super::{Expect, durations_in, range_at, ranges_in, zones_in};

const FIELD: Expect = Expect { bare_digits: true, month_day: false, order: None };
const ENTRY: Expect = Expect { bare_digits: true, month_day: true, order: None };

/// What a text begins with: day, time, end, zone.
fn read(text: &str, expect: Expect) -> String {
    let Some(range) = range_at(text, 0, expect) else { return "-".into() };
    let mut out = Vec::new();
    if let Some(date) = &range.start.date {
        out.push(date.resolve(None, Some(2000)).map_or("?".into(), |date| date.to_string()));
    }
    out.extend(range.start.time.as_ref().map(|time| format!("{:02}:{:02}", time.hour, time.minute)));
    let end = range.end.as_ref().and_then(|end| end.time.as_ref());
    out.extend(end.map(|time| format!("to {:02}:{:02}", time.hour, time.minute)));
    out.extend(range.start.zone.as_ref().map(|zone| zone.zone.to_string()));
    out.join(" ")
}

#[test]
fn days_and_times() {
    let check = |text: &str, expected: &str| assert_eq!(read(text, FIELD), expected, "{text}");
    // German.
    check("12. März 2024 um 14:05 Uhr MEZ", "2024-03-12 14:05 MEZ");
    check("05.03.2024 14:05 Uhr", "2024-03-05 14:05");
    check("05.03.2024, 14.05 Uhr", "2024-03-05 14:05");
    check("Dienstag, 5. März 2024, von 14:05 bis 15:20 Uhr", "2024-03-05 14:05 to 15:20");
    // French.
    check("le 3 mars 2024 à 14h05", "2024-03-03 14:05");
    check("3 mars 2024 14 h 05", "2024-03-03 14:05");
    check("le 1er août 2024 de 14h05 à 15h20", "2024-08-01 14:05 to 15:20");
    check("14h05 (heure de Paris)", "14:05 Europe/Paris");
    // Spanish, Portuguese, Italian.
    check("3 de marzo de 2024 a las 14:05", "2024-03-03 14:05");
    check("3 de marzo de 2024, 2:05 p. m.", "2024-03-03 14:05");
    check("5 de março de 2024 às 14h05", "2024-03-05 14:05");
    check("5 marzo 2024 alle 14:05", "2024-03-05 14:05");
    // Dutch, Polish, Czech.
    check("5 maart 2024 om 14:05 uur", "2024-03-05 14:05");
    check("5 marca 2024 o 14:05", "2024-03-05 14:05");
    check("5. března 2024 ve 14:05", "2024-03-05 14:05");
    // Norwegian, Danish, Swedish, Finnish.
    check("5. mars 2024 kl. 14.05", "2024-03-05 14:05");
    check("5. des. 2024 kl. 14:05", "2024-12-05 14:05");
    check("kl. 14.05–15.20", "14:05 to 15:20");
    check("den 5. marts 2024 kl. 14.05", "2024-03-05 14:05");
    check("5 mars 2024 kl 14:05", "2024-03-05 14:05");
    check("5. maaliskuuta 2024 klo 14.05", "2024-03-05 14:05");
    // Turkish, Russian, Ukrainian.
    check("5 Mart 2024 saat 14:05", "2024-03-05 14:05");
    check("5 марта 2024 г. в 14:05 МСК", "2024-03-05 14:05 MSK");
    check("5 марта 2024 года, 14:05 (МСК)", "2024-03-05 14:05 MSK");
    check("с 14:05 до 15:20 по московскому времени", "14:05 to 15:20 MSK");
    check("5 березня 2024 р. о 14:05", "2024-03-05 14:05");
    check("05.03.2024 14:05", "2024-03-05 14:05");
    // Chinese, Japanese, Korean.
    check("2024年3月5日（火）14時5分", "2024-03-05 14:05");
    check("2024年3月5日 14:05〜15:20", "2024-03-05 14:05 to 15:20");
    check("2024年3月5日下午3点", "2024-03-05 15:00");
    check("2024年3月5日 下午2:05 北京时间", "2024-03-05 14:05 Asia/Shanghai");
    check("2024년 3월 5일 오후 2:05", "2024-03-05 14:05");
    check("2024년 3월 5일(화) 오후 2시 5분", "2024-03-05 14:05");
}

#[test]
fn times_with_dots_begin_entries() {
    let check = |text: &str, expected: &str| assert_eq!(read(text, ENTRY), expected, "{text}");
    check("13.20: the queue stops", "13:20");
    check("13.20 – the queue stops", "13:20");
    check("klo 9.14 the queue stops", "09:14");
    // A version, an amount.
    check("13.20 was rolled out", "-");
    check("13.20:5 of them", "-");
    assert_eq!(read("13.20: a field", FIELD), "-");
}

#[test]
fn lengths() {
    let check = |text: &str, expected: &[u32]| {
        let found: Vec<u32> = durations_in(text).into_iter().map(|token| token.minutes).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("2 Stunden und 5 Minuten", &[125]);
    check("1 h 30", &[90]);
    check("1 heure et 30 minutes", &[90]);
    check("30 minutos", &[30]);
    check("1 hora y 30 minutos", &[90]);
    check("約30分", &[30]);
    check("1時間30分", &[90]);
    check("1小时30分钟", &[90]);
    check("1시간 30분", &[90]);
    check("1 time og 38 minutter", &[98]);
    check("2 timer og 5 minutter", &[125]);
    check("1 timme och 38 minuter", &[98]);
    check("1 tunti 38 minuuttia", &[98]);
    check("1 hodina a 38 minut", &[98]);
    check("1 saat 38 dakika", &[98]);
    check("1 час 38 минут", &[98]);
    check("полтора часа", &[90]);
    check("1 година 38 хвилин", &[98]);
    // "time" is a word of English.
    check("failed 1 time and was retried for 38 minutes", &[38]);
}

#[test]
fn zones_have_names_in_other_languages() {
    let check = |text: &str, expected: &[&str]| {
        let found: Vec<String> = zones_in(text).into_iter().map(|(_, zone)| zone.to_string()).collect();
        assert_eq!(found, expected, "{text}");
    };
    check("Alle Zeiten in MEZ", &["MEZ"]);
    check("heure de Paris", &["Europe/Paris"]);
    check("时间均为北京时间", &["Asia/Shanghai"]);
    check("Все времена по московскому времени", &["MSK"]);
    check("Всі часи за київським часом", &["Europe/Kyiv"]);
}

#[test]
fn words_of_one_language_are_none_of_another() {
    let none = |text: &str| {
        let found = ranges_in(text, Expect::default());
        assert!(found.is_empty(), "{text}: {found:?}");
        let found = durations_in(text);
        assert!(found.is_empty(), "{text}: {found:?}");
    };
    none("We lost 3 of 5 disks and sent des packets to them.");
    none("It went from hours to minutes, to time out again.");
    none("The man in the middle saw the cas and the pazar.");
    none("5 des serveurs étaient saturés.");
    none("the gun fired and the fire alarm rang");
}
