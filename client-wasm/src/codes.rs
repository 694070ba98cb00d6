//! The numbers that Rust shares with the client's JavaScript: those of `js/codes.js`, where each
//! is explained.

/// Declares constants, and lists them for the test.
macro_rules! codes {
    ($($name:ident = $value:literal;)*) => {
        $(
            #[allow(dead_code)] // some are reported by JavaScript and only passed on in Rust
            pub(crate) const $name: u32 = $value;
        )*
        #[cfg(test)]
        const ALL: &[(&str, &str)] = &[$((stringify!($name), stringify!($value))),*];
    };
}

codes! {
    CONSENT = 0;
    ERROR = 1;
    REJECTION = 2;
    CONSOLE_ERROR = 3;
    SENT_BY_SITE = 4;
    PING = 5;
    RESPONSE = 7;
    WAKE = 8;
    HIDDEN = 9;
    PAGE_HIDE = 10;
    PAGE_SHOW = 11;
    REVIEWED = 12;
    REPEATED = 13;
    RETRY_UNIT = 1_000;
    NULL = 1;
    FALSE = 2;
    TRUE = 3;
    NUMBER = 4;
    TEXT = 5;
    LIST = 6;
    OBJECT = 7;
    FUNCTION = 8;
    MEMBERS = 64;
}

/// Paths below an endpoint. The loader writes them out: a constant that it names twice would be
/// 14 bytes more in the tag.
pub(crate) const BATCH_PATH: &str = "/batch";
pub(crate) const PING_PATH: &str = "/ping";

#[cfg(test)]
mod tests {
    use corncrake_core::event::EventType;

    use super::*;

    #[test]
    fn both_languages_have_the_same_codes() {
        let declared = include_str!("../js/codes.js").lines();
        let declared = declared.filter_map(|line| line.strip_prefix("export const ")?.strip_suffix(';'));
        let declared: alloc::vec::Vec<_> = declared.filter_map(|code| code.split_once(" = ")).collect();
        assert_eq!(declared, ALL);
    }

    #[test]
    fn the_loader_posts_to_the_same_paths() {
        let loader = include_str!("../js/loader/loader.js");
        for path in [BATCH_PATH, PING_PATH] {
            assert!(loader.contains(&alloc::format!("load('{path}'")), "{path}");
        }
    }

    #[test]
    fn the_first_codes_are_types_of_event() {
        for (code, kind) in [
            (ERROR, EventType::UNHANDLED_ERROR),
            (REJECTION, EventType::UNHANDLED_REJECTION),
            (CONSOLE_ERROR, EventType::CONSOLE_ERROR),
            (SENT_BY_SITE, EventType::PROGRAMMATIC),
        ] {
            assert_eq!(code, u32::from(kind.code()));
        }
    }
}
