use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

use super::{DAY, NotATime, SECOND, Span, Timestamp};

/// The microseconds of the years 0 to 9999, less the last days, which jiff does not know.
const YEARS: std::ops::Range<i64> = -719_528 * DAY..2_932_894 * DAY;

fn reference(micros: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(micros).expect("in range")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reads_and_writes_times_as_jiff_does(micros in YEARS, offset in -1439_i64..1440) {
        let (time, known) = (Timestamp(micros), reference(micros));
        prop_assert_eq!(time.to_iso(), format!("{known:.3}"));
        prop_assert_eq!(time.day(), known.strftime("%Y-%m-%d").to_string());
        prop_assert_eq!(known.to_string().parse(), Ok(time));
        let zone = jiff::tz::Offset::from_seconds(i32::try_from(offset * 60).expect("small")).expect("below a day");
        let there = known.display_with_offset(zone).to_string();
        if there.starts_with(|first: char| first.is_ascii_digit()) && there.as_bytes()[4] == b'-' {
            prop_assert_eq!(there.parse(), Ok(time), "{}", there);
        }
    }

    #[test]
    fn reads_no_text_otherwise_than_jiff(text in r"(0|1|2)[0-9]{3}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9](:[0-6][0-9]([.,][0-9]{0,9})?)?(Z|z|[+-]([01][0-9]|2[0-3])(:?[0-6][0-9])?)?") {
        let own = text.parse::<Timestamp>().ok().map(|time| time.0);
        let known = text.parse::<jiff::Timestamp>().ok().map(|time| time.as_nanosecond().div_euclid(1000));
        prop_assert_eq!(own.map(i128::from), known, "{}", text);
    }

    #[test]
    fn reads_the_days_jiff_knows(text in r"[0-9]{4}-[01][0-9]-[0-3][0-9]") {
        let known = text.parse::<jiff::civil::Date>().ok().map(|_| text.clone());
        prop_assert_eq!(Timestamp::of_day(&text).ok().map(Timestamp::day), known);
    }
}

#[test]
fn writes_what_it_reads() {
    let cases = [
        ("2027-01-01T10:00:00Z", "2027-01-01T10:00:00Z"),
        ("2027-01-01T10:00:00.000Z", "2027-01-01T10:00:00Z"),
        ("2027-01-01T10:00:00.5+02:00", "2027-01-01T08:00:00.500Z"),
        ("2027-01-01 10:00-0130", "2027-01-01T11:30:00Z"),
        ("2027-01-01t10:00:00,1234567899z", "2027-01-01T10:00:00.123Z"),
        ("2026-12-31T23:59:60Z", "2026-12-31T23:59:59Z"),
        ("2028-02-29T23:00:00-05", "2028-03-01T04:00:00Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
    ];
    for (text, written) in cases {
        assert_eq!(text.parse::<Timestamp>().map(|time| time.to_string()).as_deref(), Ok(written), "{text}");
    }
}

#[test]
fn refuses_what_is_no_point_in_time() {
    for text in [
        "",
        "2027-01-01",
        "2027-01-01T10:00:00",
        "2027-01-01T10Z",
        "2027-02-29T10:00:00Z",
        "2027-00-10T10:00:00Z",
        "2027-01-00T10:00:00Z",
        "2027-13-01T10:00:00Z",
        "2027-01-01T24:00:00Z",
        "2027-01-01T10:60:00Z",
        "2027-01-01T10:00:61Z",
        "2027-01-01T10:00:00.Z",
        "2027-01-01T10:00:00Z ",
        "2027-01-01T10:00:00+",
        "2027-01-01T10:00:00+02:",
        "2027-01-01T10:00:00+02:0",
        "27-01-01T10:00:00Z",
        "+002027-01-01T10:00:00Z",
        "１027-01-01T10:00:00Z",
    ] {
        assert_eq!(text.parse::<Timestamp>(), Err(NotATime), "{text}");
    }
}

#[test]
fn counts_from_one_time_to_another() {
    let [early, late] = ["2026-11-24T12:00:00Z", "2026-11-25T12:00:01Z"].map(|text| text.parse().expect("a time"));
    let day = Span::from_hours(24);
    assert_eq!(Timestamp::since(late, early), Span(DAY + SECOND));
    assert!(early.since(late) < -day && late.since(early) > Span::from_mins(24 * 60));
    assert_eq!((early + day + Span::from_secs(1), (day * 2).as_secs()), (late, 172_800));
    assert_eq!((Timestamp(i64::MAX) + day, Timestamp(i64::MIN).since(late)), (Timestamp(i64::MAX), Span(i64::MIN)));
}
