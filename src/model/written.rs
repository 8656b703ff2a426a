//! Days, times of day and counts as text, digit by digit: every page and record is full of them, and the general way of
//! formatting costs many times as much.

use jiff::civil::{Date, Time};

/// Adds a day: `2019-02-04`.
pub fn push_date(out: &mut String, date: Date) {
    match u16::try_from(date.year()) {
        Ok(year) => {
            push_two(out, year / 100);
            push_two(out, year % 100);
        }
        // Before the common era, where more than digits is needed.
        Err(_) => return out.push_str(&date.to_string()),
    }
    out.push('-');
    push_two(out, date.month().unsigned_abs().into());
    out.push('-');
    push_two(out, date.day().unsigned_abs().into());
}

/// Adds a time of day, to the minute: `07:30`.
pub fn push_clock(out: &mut String, time: Time) {
    push_two(out, time.hour().unsigned_abs().into());
    out.push(':');
    push_two(out, time.minute().unsigned_abs().into());
}

/// A day: `2019-02-04`.
pub fn date(date: Date) -> String {
    let mut out = String::with_capacity(10);
    push_date(&mut out, date);
    out
}

/// A time of day, to the minute: `07:30`.
pub fn clock(time: Time) -> String {
    let mut out = String::with_capacity(5);
    push_clock(&mut out, time);
    out
}

/// Adds a count: `1204`.
pub fn push_count(out: &mut String, mut count: u64) {
    let mut digits = [0; 20];
    let mut from = digits.len();
    loop {
        from -= 1;
        digits[from] = b'0' + (count % 10) as u8;
        count /= 10;
        if count == 0 {
            break;
        }
    }
    out.push_str(str::from_utf8(&digits[from..]).unwrap_or_default());
}

fn push_two(out: &mut String, number: u16) {
    let digit = |value: u16| char::from(b'0' + (value % 10) as u8);
    out.push(digit(number / 10));
    out.push(digit(number));
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::datetime;

    #[test]
    fn days_and_times_have_all_their_digits() {
        let check = |year, month, day, hour, minute, expected: &str| {
            let time = datetime(year, month, day, hour, minute, 0, 0);
            assert_eq!(format!("{} {}", date(time.date()), clock(time.time())), expected);
            assert_eq!(date(time.date()), time.date().to_string());
        };
        check(2019, 2, 4, 7, 30, "2019-02-04 07:30");
        check(33, 12, 31, 23, 59, "0033-12-31 23:59");
        check(9999, 1, 1, 0, 0, "9999-01-01 00:00");
        check(-1, 1, 1, 0, 0, "-000001-01-01 00:00");
    }

    #[test]
    fn counts_have_no_zeros_in_front() {
        for count in [0, 7, 10, 1204, u64::MAX] {
            let mut out = String::new();
            push_count(&mut out, count);
            assert_eq!(out, count.to_string());
        }
    }
}
