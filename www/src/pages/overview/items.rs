//! What SDKs of others sent or kept back beside events, in words: nothing is dropped silently.

use corncrake_core::wire::sentry::item::ItemKind;
use maud::{Markup, html};

use crate::format::number::grouped;

/// The outcome of items that are not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SdkItemOutcome {
    /// They arrived, and were not stored.
    Dropped,
    /// The SDK kept them back.
    Withheld,
    /// The site's own settings left them out.
    Omitted,
}

/// Items of one kind with one outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SdkItems {
    /// Their kind.
    pub kind: ItemKind,
    /// What became of them.
    pub outcome: SdkItemOutcome,
    /// How many.
    pub count: u64,
}

/// What one of a kind is called, and several.
fn words(kind: ItemKind) -> (&'static str, &'static str) {
    match kind {
        ItemKind::Error => ("error", "errors"),
        ItemKind::Session => ("session of a server", "sessions of servers"),
        ItemKind::Transaction => ("transaction", "transactions"),
        ItemKind::Span => ("span", "spans"),
        ItemKind::Replay => ("replay", "replays"),
        ItemKind::Profile => ("profile", "profiles"),
        ItemKind::Attachment => ("attachment", "attachments"),
        ItemKind::Log => ("log line", "log lines"),
        ItemKind::Metric => ("metric", "metrics"),
        ItemKind::Monitor => ("check-in", "check-ins"),
        ItemKind::Feedback => ("feedback", "feedback messages"),
        ItemKind::ClientReport => ("client report", "client reports"),
        ItemKind::Security => ("security report", "security reports"),
        ItemKind::Other => ("item of another kind", "items of other kinds"),
    }
}

/// One line, such as `12,410 replays kept back by the SDK`.
fn line(items: &SdkItems) -> String {
    let (one, many) = words(items.kind);
    let name = if items.count == 1 { one } else { many };
    let became = match items.outcome {
        SdkItemOutcome::Dropped => "dropped",
        SdkItemOutcome::Withheld => "kept back by the SDK",
        SdkItemOutcome::Omitted => "left out by the site’s own settings",
    };
    format!("{} {name} {became}", grouped(items.count))
}

/// The card; nothing where no such SDK sends.
pub(crate) fn card(items: &[SdkItems]) -> Markup {
    let mut shown: Vec<&SdkItems> = items.iter().filter(|items| items.count > 0).collect();
    shown.sort_by_key(|items| (std::cmp::Reverse(items.count), items.kind, items.outcome));
    html! {
        @if !shown.is_empty() {
            section.card.outcomes {
                h3 { "Not stored of Sentry’s SDKs" }
                p.hint {
                    "Errors and messages are stored, by a list of fields. Of all else nothing is; SDKs are told to keep it "
                    "back."
                }
                ul { @for items in shown { li { (line(items)) } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_that_are_not_stored_stand_on_the_page_in_words() {
        let of = |kind, outcome, count| SdkItems { kind, outcome, count };
        let html = card(&[
            of(ItemKind::Attachment, SdkItemOutcome::Dropped, 1),
            of(ItemKind::Replay, SdkItemOutcome::Withheld, 12_410),
            of(ItemKind::Error, SdkItemOutcome::Omitted, 3),
            of(ItemKind::Span, SdkItemOutcome::Dropped, 0),
        ])
        .into_string();
        for text in
            ["1 attachment dropped", "12,410 replays kept back by the SDK", "3 errors left out by the site"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.find("replays") < html.find("errors") && !html.contains("span"));
        assert!(card(&[]).into_string().is_empty());
    }
}
