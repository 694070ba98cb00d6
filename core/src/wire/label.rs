//! Labels that a sender gives, such as its release and its environment: one line of text, read in one way
//! whatever the format was, so that one release is one, however it arrived.

use alloc::string::String;

use super::limits::RELEASE_CHARS;

/// A release or an environment.
pub fn label(text: &str) -> Option<String> {
    clip(text, RELEASE_CHARS)
}

/// Text of one line, cut to so many characters: without white space at its ends, and with a space for each
/// control character, such as the line feed that a command of git ends with. None where it is empty.
pub(crate) fn clip(text: &str, most: usize) -> Option<String> {
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    let text = text.trim_matches(is_blank);
    let end = text.char_indices().nth(most).map_or(text.len(), |(end, _)| end);
    let cut = text.get(..end)?.trim_end_matches(is_blank);
    (!cut.is_empty()).then(|| cut.chars().map(|c| if c.is_control() { ' ' } else { c }).collect())
}

/// Whether a body in a form that is no JSON is JSON after all: it has brackets at both ends, or a quotation
/// mark behind the first. A release may begin with a bracket, too.
pub(super) fn is_json(body: &str) -> bool {
    let body = body.trim();
    let Some(inner) = body.strip_prefix(['{', '[']) else { return false };
    body.ends_with(['}', ']']) || inner.trim_start().starts_with('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_one_line_without_white_space_around_it() {
        for (text, expected) in [
            ("1.4.2\n", Some("1.4.2")),
            ("\u{feff} 1.4.2 ", Some("\u{feff} 1.4.2")),
            ("a\r\nb\0", Some("a  b")),
            ("[next] 1.0", Some("[next] 1.0")),
            (" \n\t\0", None),
            ("", None),
        ] {
            assert_eq!(label(text).as_deref(), expected, "{text:?}");
        }
        assert_eq!(clip("  ab cd", 3).as_deref(), Some("ab"));
        assert_eq!(label(&"é".repeat(RELEASE_CHARS + 1)), Some("é".repeat(RELEASE_CHARS)));
    }

    #[test]
    fn json_has_its_brackets_at_both_ends_or_quotation_marks() {
        for body in ["{}", "[1]", " \n{\"a\":1", "[\"a\"", "\t[]\n"] {
            assert!(is_json(body), "{body:?}");
        }
        for body in ["", "[next],beta,", "[next] \"1.0\",,", "{1.0},,", "1.0]", "\"1.0\",,"] {
            assert!(!is_json(body), "{body:?}");
        }
    }
}
