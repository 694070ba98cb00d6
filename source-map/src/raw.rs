//! The text of a JSON string, a character at a time, from where it stands: a source of many
//! megabytes is never held a second time.

/// The characters of a JSON string. It must be one (`serde_json` read it before); what is
/// broken all the same, such as half a surrogate, is U+FFFD.
pub(crate) struct JsonChars<'a> {
    rest: std::str::Chars<'a>,
}

impl<'a> JsonChars<'a> {
    /// Of a string with its quotes.
    pub(crate) fn of(json: &'a str) -> Self {
        let inside = json.trim().trim_start_matches('"');
        Self { rest: inside.strip_suffix('"').unwrap_or(inside).chars() }
    }

    fn unit(&mut self) -> Option<u32> {
        let mut rest = self.rest.clone();
        let mut unit = 0;
        for _ in 0..4 {
            unit = unit * 16 + rest.next()?.to_digit(16)?;
        }
        self.rest = rest;
        Some(unit)
    }

    fn escaped(&mut self) -> char {
        let Some(first) = self.unit() else { return char::REPLACEMENT_CHARACTER };
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER);
        }
        let before = self.rest.clone();
        let second = match (self.rest.next(), self.rest.next()) {
            (Some('\\'), Some('u')) => self.unit(),
            _ => None,
        };
        let pair = second.and_then(|second| second.checked_sub(0xDC00)).filter(|low| *low < 0x400);
        match pair {
            Some(low) => char::from_u32(0x10000 + ((first - 0xD800) << 10) + low)
                .unwrap_or(char::REPLACEMENT_CHARACTER),
            None => {
                self.rest = before;
                char::REPLACEMENT_CHARACTER
            }
        }
    }
}

impl Iterator for JsonChars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self.rest.next()? {
            '\\' => Some(match self.rest.next()? {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => self.escaped(),
                other => other,
            }),
            other => Some(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn broken_surrogates_are_marked() {
        let text = |json| JsonChars::of(json).collect::<String>();
        assert_eq!(text(r#""a\ud83d\ude00b""#), "a😀b");
        assert_eq!(text(r#""\ud83d\n""#), "\u{fffd}\n");
        assert_eq!(text(r#""\ud83d\u0041""#), "\u{fffd}A");
        assert_eq!(text(r#""\u12""#), "\u{fffd}12");
        assert_eq!(text(r#""""#), "");
    }

    proptest! {
        #[test]
        fn it_reads_what_serde_writes(text: String) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(JsonChars::of(&json).collect::<String>(), text);
        }

        #[test]
        fn any_text_ends(text: String) {
            prop_assert!(JsonChars::of(&text).count() <= text.len());
        }
    }
}
