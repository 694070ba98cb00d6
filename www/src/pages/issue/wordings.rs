//! The wordings of an issue: what its newest stored events say, and how many say it. One click makes
//! a rule by which the events of a wording are an issue of their own.

use maud::{Markup, html};

use crate::{
    format::{links, number::counted},
    model::project::Project,
    parts::role_note,
};

/// A wording of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The title of one of its events.
    pub title: String,
    /// The pattern that all its titles match.
    pub pattern: String,
    /// Events that say it, of those that were looked at.
    pub events: u64,
}

/// The wordings of an issue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wordings {
    /// The most frequent first.
    pub all: Vec<Wording>,
    /// Those that are not shown, of which there are too many.
    pub more: u64,
    /// Events that were looked at.
    pub looked_at: u64,
}

/// The section; nothing where all events say the same.
pub(crate) fn section(project: &Project, wordings: &Wordings) -> Markup {
    let permissions = project.permissions;
    html! {
        @if wordings.all.len() > 1 {
            section.part #wordings {
                h2 { "Wordings" }
                p.hint {
                    "What the newest " (counted(wordings.looked_at, "stored event says", "stored events say"))
                    "."
                    @if permissions.may_change() {
                        " Split one off, and its events are an issue of their own from now on, by a rule that you can switch off."
                    }
                }
                (role_note::for_members(permissions, "split one off"))
                ul {
                    @for wording in &wordings.all {
                        li {
                            (wording.title) " (" (counted(wording.events, "event", "events")) ")"
                            @if permissions.may_change() { (split_off(project, wording)) }
                        }
                    }
                }
                @if wordings.more > 0 { p.hint { "And " (counted(wordings.more, "other wording", "other wordings")) "." } }
            }
        }
    }
}

/// The form of a rule that makes a wording an issue of its own.
fn split_off(project: &Project, wording: &Wording) -> Markup {
    html! {
        form method="post" action=(links::below(project.key, "rules")) {
            input type="hidden" name="name" value={ "Split: " (cut(&wording.title)) };
            input type="hidden" name="title" value=(wording.pattern);
            input type="hidden" name="action" value="fingerprint";
            input type="hidden" name="fingerprint" value={ "{default}\n" (cut(&wording.pattern)) };
            button.quiet aria-label={ "Split off " (wording.title) } { "Split off" }
        }
    }
}

/// What fits a rule's name, and a part of a fingerprint.
fn cut(text: &str) -> String {
    const CHARS: usize = 90;
    text.chars().take(CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn each_wording_is_counted_and_split_by_one_click() {
        let wording =
            |number| Wording { title: hostile::text(number), pattern: hostile::text(number), events: 3 };
        let wordings = Wordings { all: vec![wording(1), wording(2)], more: 4, looked_at: 10 };
        let html = section(&hostile::project(3), &wordings).into_string();
        hostile::assert_harmless(&html, 1..=2);
        hostile::assert_scriptless(&html);
        for expected in ["newest 10 stored events say", "(3 events)", "And 4 other wordings.", "Split off"] {
            assert!(html.contains(expected), "{expected}: {html}");
        }
        let one = Wordings { all: vec![wording(1)], ..Wordings::default() };
        assert_eq!(section(&hostile::project(3), &one).into_string(), "");
    }
}
