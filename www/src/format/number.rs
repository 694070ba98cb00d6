//! Counts as text.

/// A count with separators: `12,345`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count and its noun: `1 frame`, `2,000 frames`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// The share of sessions without an error, cut and not rounded, so that it says 100% only
/// where there was none. There is no share of nothing.
pub(crate) fn error_free(sessions: u64, errored: u64) -> Option<String> {
    let fine = u128::from(sessions.saturating_sub(errored));
    let tenths = (fine * 1000).checked_div(u128::from(sessions))?;
    Some(if tenths == 1000 { "100%".to_owned() } else { format!("{}.{}%", tenths / 10, tenths % 10) })
}

/// A share in percent, with one digit behind the point below ten; there is no share of nothing.
pub(crate) fn share(part: u64, whole: u64) -> Option<String> {
    let tenths =
        (u128::from(part.min(whole)) * 1000 + u128::from(whole) / 2).checked_div(u128::from(whole))?;
    Some(match (part, tenths) {
        (0, _) => "0%".to_owned(),
        (_, 0) => "<0.1%".to_owned(),
        (_, tenths) if tenths < 100 && tenths % 10 > 0 => format!("{}.{}%", tenths / 10, tenths % 10),
        (part, 995..) if part < whole => "99%".to_owned(),
        (_, tenths) => format!("{}%", (tenths + 5) / 10),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
            (u64::MAX, "18,446,744,073,709,551,615"),
        ];
        for (count, text) in cases {
            assert_eq!(grouped(count), text);
        }
        assert_eq!(counted(1, "frame", "frames"), "1 frame");
        assert_eq!(counted(0, "frame", "frames"), "0 frames");
    }

    #[test]
    fn a_share_is_short_and_says_all_only_of_all() {
        let cases = [(0, 9, "0%"), (312, 3_245, "9.6%"), (1, 2, "50%"), (999, 1_000, "99%"), (5, 5, "100%")];
        for (part, whole, text) in cases {
            assert_eq!(share(part, whole).as_deref(), Some(text));
        }
        assert_eq!(share(1, 1_000_000).as_deref(), Some("<0.1%"));
        assert_eq!(share(1, 0), None);
        assert_eq!(share(u64::MAX, u64::MAX).as_deref(), Some("100%"));
    }

    #[test]
    fn a_hundred_percent_means_none_failed() {
        assert_eq!(error_free(0, 0), None);
        assert_eq!(error_free(10, 0).as_deref(), Some("100%"));
        assert_eq!(error_free(1_000_000, 1).as_deref(), Some("99.9%"));
        assert_eq!(error_free(8, 1).as_deref(), Some("87.5%"));
        assert_eq!(error_free(3, 3).as_deref(), Some("0.0%"));
        assert_eq!(error_free(3, 4).as_deref(), Some("0.0%"));
        assert_eq!(error_free(u64::MAX, 0).as_deref(), Some("100%"));
    }
}
