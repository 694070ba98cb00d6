//! What an issue is called: `TypeError: the first line of the message`.

use alloc::{borrow::ToOwned, string::String};

use super::{message::first_line, thrown::ThrownError};
use crate::event::Event;

/// The most characters of a title: two lines of a list on a phone, one on a desk.
pub const MAX_TITLE_CHARS: usize = 160;

/// What an issue is called: the name and the first line of the message.
pub fn title(event: &Event) -> String {
    let thrown = ThrownError::of(event);
    let line = match &thrown.title {
        // What another language logged has its class in it.
        Some(title) if thrown.module.is_some() || thrown.function.is_some() => {
            return cut(first_line(title).to_owned());
        }
        Some(title) => first_line(title),
        None => first_line(&thrown.message),
    };
    let title = match (thrown.name, line) {
        (None, "") => "(no message)".to_owned(),
        (None, line) => line.to_owned(),
        (Some(name), line) if line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')) => {
            line.to_owned()
        }
        (Some(name), "") => [name, " (no message)"].concat(),
        (Some(name), line) => [name, ": ", line].concat(),
    };
    cut(title)
}

fn cut(mut title: String) -> String {
    if let Some((end, _)) = title.char_indices().nth(MAX_TITLE_CHARS) {
        let last = title.char_indices().nth(MAX_TITLE_CHARS - 1).map_or(end, |(last, _)| last);
        title.truncate(last);
        title.push('…');
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: Option<&str>, message: &str) -> String {
        title(&Event { name: name.map(ToOwned::to_owned), message: message.to_owned(), ..Event::default() })
    }

    #[test]
    fn a_title_says_the_class_and_the_first_line_once() {
        let cases = [
            (Some("TypeError"), "x is not a function", "TypeError: x is not a function"),
            (Some("TypeError"), "TypeError: x is not a function", "TypeError: x is not a function"),
            (Some("TypeError"), "Uncaught TypeError: x is not a function", "TypeError: x is not a function"),
            (None, "Uncaught (in promise) RangeError: too big", "RangeError: too big"),
            (Some("Error"), "Errors were found", "Error: Errors were found"),
            (Some("Error"), "\n  first\nsecond", "Error: first"),
            (Some("AbortError"), "", "AbortError (no message)"),
            (Some("AbortError"), "AbortError", "AbortError (no message)"),
            (Some("  "), " plain ", "plain"),
            (
                Some("Error"),
                "Uncaught (in promise): ChunkLoadError: Loading chunk 1 failed",
                "ChunkLoadError: Loading chunk 1 failed",
            ),
            (None, "panicked at src/cart.rs:3:58:\nno cart", "panicked at src/cart.rs:3:58: no cart"),
            (
                None,
                "crit: Some.Renderer[100]\n  Unhandled exception rendering component: no\nSystem.BadException: no\n  at Shop.X() in a.cs",
                "BadException: no",
            ),
            (None, "Script error.", "Script error."),
            (None, "  \n ", "(no message)"),
        ];
        for (name, message, expected) in cases {
            assert_eq!(of(name, message), expected, "{name:?} {message:?}");
        }
    }

    #[test]
    fn a_title_is_cut_between_characters() {
        let title = of(Some("Error"), &"é".repeat(500));
        assert_eq!(title.chars().count(), MAX_TITLE_CHARS);
        assert!(title.ends_with("é…"));
        let whole = of(None, &"é".repeat(MAX_TITLE_CHARS));
        assert!(whole.ends_with('é'));
    }
}
