//! The storage of a project, in bytes and as a meter.

use maud::{Markup, html};

/// The usage of a project's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StorageUsage {
    /// Bytes used.
    pub bytes: u64,
    /// Bytes allowed.
    pub limit: u64,
    /// Whether only new issues are stored, in any shard.
    pub is_full: bool,
}

impl StorageUsage {
    fn percent(self) -> u128 {
        (u128::from(self.bytes) * 100).checked_div(u128::from(self.limit)).unwrap_or(100).min(100)
    }
}

/// The card.
pub(crate) fn card(storage: StorageUsage) -> Markup {
    html! {
        section.card.storage {
            h3 { "Storage" }
            (meter(storage))
        }
    }
}

/// The meter, with the consequence.
pub(crate) fn meter(storage: StorageUsage) -> Markup {
    let words = format!("{} of {}", size(storage.bytes), size(storage.limit));
    html! {
        p { b { (words) } " " span.hint { (storage.percent()) "%" } }
        // 90%: late enough not to nag, early enough to act.
        meter min="0" max="100" high="90" optimum="0" value=(storage.percent()) aria-label="Storage used" {
            (words)
        }
        @if storage.is_full { p.error { "Full: only new issues are kept." } }
        @else { p.hint { "When it is full, known issues go on being counted; only new issues are kept, in a reserve." } }
    }
}

/// The notice of a full storage.
pub(crate) fn full_notice() -> Markup {
    html! {
        p.notice.bad role="status" {
            "This project’s storage is full: events of known issues are counted and not kept. Of new issues the first "
            "event is kept, and the newest issues take the place of older ones. "
            "Raise PROJECT_MEGABYTES to keep more."
        }
    }
}

/// Bytes as text, in units of a thousand.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] =
        [(1_000_000_000_000, "TB"), (1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.into_iter().find(|(unit, _)| bytes >= *unit) {
        None => format!("{bytes} bytes"),
        Some((unit, name)) if bytes / unit >= 10 => format!("{} {name}", bytes / unit),
        Some((unit, name)) => format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_in_words() {
        let cases = [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (412_700_000, "412 MB"),
            (1_049_000_000, "1.0 GB"),
            (u64::MAX, "18446744 TB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn a_full_storage_says_what_to_do() {
        let html = card(StorageUsage { bytes: 5, limit: 0, is_full: true }).into_string();
        assert!(html.contains("value=\"100\"") && html.contains("only new issues are kept."), "{html}");
        assert!(full_notice().into_string().contains("Raise PROJECT_MEGABYTES"));
        let half = card(StorageUsage { bytes: 500_000, limit: 1_000_000, is_full: false }).into_string();
        assert!(half.contains("500 kB of 1.0 MB") && half.contains("value=\"50\""), "{half}");
    }
}
