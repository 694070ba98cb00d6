//! What SDKs of others sent or kept back beside events, in words: nothing is dropped silently. Sessions that
//! servers tell of have a list of their own.

use corncrake_core::wire::sentry::item::ItemKind;
use maud::{Markup, html};

use crate::format::number::grouped;

/// The outcome of items that are not stored, or the end of a server's sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SdkItemOutcome {
    /// They arrived, and were not stored.
    Dropped,
    /// The SDK kept them back.
    Withheld,
    /// The site's own settings left them out.
    Omitted,
    /// Of a server's sessions: without an error.
    Exited,
    /// Of a server's sessions: with an error.
    Errored,
    /// Of a server's sessions: ended by a crash.
    Crashed,
    /// Of a server's sessions: ended by something else.
    Abnormal,
}

impl SdkItemOutcome {
    /// Whether it is the end of a server's sessions.
    fn is_end(self) -> bool {
        matches!(self, Self::Exited | Self::Errored | Self::Crashed | Self::Abnormal)
    }
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
        SdkItemOutcome::Exited => "without an error",
        SdkItemOutcome::Errored => "with an error",
        SdkItemOutcome::Crashed => "ended by a crash",
        SdkItemOutcome::Abnormal => "ended by something else",
    };
    format!("{} {name} {became}", grouped(items.count))
}

/// The cards; nothing where no such SDK sends.
pub(crate) fn card(items: &[SdkItems]) -> Markup {
    let mut shown: Vec<&SdkItems> = items.iter().filter(|items| items.count > 0).collect();
    shown.sort_by_key(|items| (std::cmp::Reverse(items.count), items.kind, items.outcome));
    let (of_servers, shown): (Vec<_>, Vec<_>) = shown.into_iter().partition(|items| items.outcome.is_end());
    html! {
        @if !of_servers.is_empty() {
            section.card.outcomes {
                h3 { "Sessions of servers" }
                p.hint { "As Sentry’s SDKs count them, a request each. They are in no other number of sessions." }
                ul { @for items in of_servers { li { (line(items)) } } }
            }
        }
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
        assert!(!html.contains("Sessions of servers"));
        for text in
            ["1 attachment dropped", "12,410 replays kept back by the SDK", "3 errors left out by the site"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.find("replays") < html.find("errors") && !html.contains("span"));
        assert!(card(&[]).into_string().is_empty());
    }

    #[test]
    fn sessions_of_servers_are_a_list_of_their_own() {
        let of = |outcome, count| SdkItems { kind: ItemKind::Session, outcome, count };
        let html = card(&[
            of(SdkItemOutcome::Exited, 12_410),
            of(SdkItemOutcome::Errored, 3),
            of(SdkItemOutcome::Crashed, 1),
            of(SdkItemOutcome::Abnormal, 0),
        ])
        .into_string();
        for text in [
            "Sessions of servers",
            "12,410 sessions of servers without an error",
            "3 sessions of servers with an error",
            "1 session of a server ended by a crash",
        ] {
            assert!(html.contains(text), "{text}: {html}");
        }
        assert!(!html.contains("Not stored") && !html.contains("something else"), "{html}");
    }
}
