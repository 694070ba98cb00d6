//! The one internal event behind every wire format, and its kinds.
//!
//! Decoders (`wire`) make it, the pipeline (scrub, hash, parse, group, store) takes it.
//! It must never carry an IP address or a User-Agent: these live beside it, in memory.

use alloc::string::String;

use crate::json::Json;

/// One error, as a page or a browser reported it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Event {
    /// What kind of thing happened.
    pub kind: EventType,
    /// The error's class, such as `TypeError`.
    pub name: Option<String>,
    /// The error's message; may be empty, never absent.
    pub message: String,
    /// The page it happened on, without query string and fragment once scrubbed.
    pub uri: Option<String>,
    /// The stack as the engine wrote it, one frame a line.
    pub stack: Option<String>,
    /// What the site's own code added.
    pub meta: Option<Json>,
    /// The site's own version.
    pub release: Option<String>,
    /// Where the site runs: `production`, `staging`, ...
    pub environment: Option<String>,
    /// The site's own fingerprint (`group::custom`), a line for each part; none where the site gives none.
    pub fingerprint: Option<String>,
}

/// A kind of event: the number that TrackX's wire format gives it, 0 to 99.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventType(u8);

impl EventType {
    /// An error that nothing caught (`window.onerror`).
    pub const UNHANDLED_ERROR: Self = Self(1);
    /// A promise that nothing caught (`unhandledrejection`).
    pub const UNHANDLED_REJECTION: Self = Self(2);
    /// A call of `console.error`.
    pub const CONSOLE_ERROR: Self = Self(3);
    /// Sent by the site's own code (`sendEvent`).
    pub const PROGRAMMATIC: Self = Self(4);
    /// A test of a site's set-up.
    pub const TEST: Self = Self(99);
    /// Of no known kind.
    pub const UNKNOWN: Self = Self(98);
    /// The greatest number of a type, by the contract.
    pub const MAX: u8 = 99;

    /// The type of a number, where it is one.
    pub fn from_code(code: u64) -> Option<Self> {
        u8::try_from(code).ok().filter(|code| *code <= Self::MAX).map(Self)
    }

    /// The number on the wire.
    pub fn code(self) -> u8 {
        self.0
    }

    /// Whether events of this type are browsers' reports.
    pub fn is_report(self) -> bool {
        matches!(self.0, 5..=13 | 96)
    }

    /// Its name for a person.
    pub fn label(self) -> &'static str {
        match self.0 {
            1 => "unhandled error",
            2 => "unhandled rejection",
            3 => "console.error",
            4 => "programmatic",
            5 => "CSP",
            6 => "deprecation",
            7 => "intervention",
            8 => "crash",
            9 => "certificate transparency",
            10 => "network error",
            11 => "COEP",
            12 => "COOP",
            13 => "document policy",
            70 => "custom logger",
            96 => "unknown report",
            97 => "unknown event",
            99 => "test",
            _ => "unknown",
        }
    }
}

impl Default for EventType {
    fn default() -> Self {
        Self::UNKNOWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_0_to_99() {
        assert_eq!(EventType::from_code(1), Some(EventType::UNHANDLED_ERROR));
        assert_eq!(EventType::from_code(99).map(EventType::label), Some("test"));
        assert_eq!(EventType::from_code(100), None);
        assert_eq!(EventType::from_code(u64::MAX), None);
    }
}
