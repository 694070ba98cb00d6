//! Alerts and comments beside the releases: what was raised, and what people wrote, while each was the newest.

use corncrake_core::{
    ids::{IssueId, ProjectKey},
    time::UnixMillis,
};
use maud::{Markup, html};

use crate::{
    format::{links, time},
    parts::wide_table::{ColumnHead::Text, wide_table},
};

/// Characters of a comment that are shown; the page of its issue has all of it.
const SHOWN_CHARS: usize = 200;

/// An alert or a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseNote {
    /// When it was.
    pub at: UnixMillis,
    /// The release that was the newest then; none before the first.
    pub release: Option<String>,
    /// What it is.
    pub kind: NoteKind,
}

/// What stands beside a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoteKind {
    /// An alert: its title, and how its delivery stands, in words.
    Alert(String, String),
    /// A comment on an issue: who wrote it, and its text.
    Comment(IssueId, String, String),
}

/// The part of the page, the newest first.
pub(super) fn section(key: ProjectKey, notes: &[ReleaseNote], has_more: bool) -> Markup {
    let heads = [Text("When"), Text("Release"), Text("What"), Text("Text")];
    let rows = html! {
        @for note in notes {
            tr {
                td { (time::exact(note.at)) }
                td { @match &note.release { Some(name) => (name), None => span.absent { "before the first" } } }
                @match &note.kind {
                    NoteKind::Alert(title, state) => {
                        td { a href=(links::below(key, "alerts")) { "Alert" } " " span.hint { (state) } }
                        td { (title) }
                    }
                    NoteKind::Comment(issue, by, text) => {
                        td { a href=(links::issue(key, *issue)) { "Comment" } " " span.hint { "by " (by) } }
                        td { (clip(text)) }
                    }
                }
            }
        }
    };
    html! {
        section.part #notes {
            h2 { "Alerts and comments" }
            @if notes.is_empty() {
                p.hint { "No alert was raised and nobody commented on an issue in the time of these releases." }
            } @else {
                (wide_table("Alerts and comments", &heads, &rows))
                @if has_more { p.hint { "Older ones are on the pages of alerts and of issues." } }
            }
        }
    }
}

/// The beginning of a text, in one line.
fn clip(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn an_alert_and_a_comment_stand_by_their_release() {
        let issue = "1111111111111111".parse().unwrap();
        let text = format!("{} {}\n end", hostile::text(3), "x".repeat(400));
        let notes = [
            ReleaseNote {
                at: UnixMillis(7),
                release: Some(hostile::text(1)),
                kind: NoteKind::Comment(issue, hostile::text(2), text),
            },
            ReleaseNote {
                at: UnixMillis(6),
                release: None,
                kind: NoteKind::Alert(hostile::text(4), "delivered".into()),
            },
        ];
        let key = "abc123def45".parse().unwrap();
        let html = section(key, &notes, false).into_string();
        hostile::assert_harmless(&html, 1..=4);
        assert!(html.contains(r#"href="/projects/abc123def45/issues/1111111111111111""#), "{html}");
        assert!(html.contains("x…") && !html.contains("end"), "{html}");
        assert!(html.contains("before the first") && !html.contains("Older ones"), "{html}");
        assert!(section(key, &[], false).into_string().contains("No alert was raised"));
    }
}
