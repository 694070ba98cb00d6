//! Erasing what should not have been kept: first found and counted, then confirmed.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::{
    links,
    number::{counted, grouped},
};

/// An erasure by text, as far as it has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Erasure {
    /// What is searched for.
    pub query: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What was found, where it was searched for.
    pub found: Option<Found>,
}

/// What has the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Kept events.
    pub events: u64,
    /// The issues they belong to.
    pub issues: u64,
}

pub(crate) fn section(key: ProjectKey, erasure: &Erasure) -> Markup {
    let place = links::below(key, "erase");
    html! {
        section.part #erase {
            h2 { "Erase by text" }
            @match erasure.found.filter(|found| found.events > 0) {
                Some(found) => (confirm(&place, &links::below(key, "settings"), &erasure.query, found)),
                None => (search(&place, erasure)),
            }
        }
    }
}

fn search(place: &str, erasure: &Erasure) -> Markup {
    let wrong = erasure.error.is_some();
    html! {
        form.card.sheet method="post" action=(place) {
            @if erasure.found.is_some() {
                p.notice role="status" { "No kept event has " b { "“" (erasure.query) "”" } "." }
            }
            div.field {
                label for="erase-query" { "Events that have this text, in message, stack, address or meta" }
                input #erase-query name="query" value=(erasure.query) required autocomplete="off" spellcheck="false"
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("erase-error")];
                @if let Some(error) = &erasure.error { p.error #erase-error role="alert" { (error) } }
            }
            button { "Find and count" }
        }
    }
}

fn confirm(place: &str, again: &str, query: &str, found: Found) -> Markup {
    html! {
        form.card.sheet.danger method="post" action=(place) {
            input type="hidden" name="query" value=(query);
            p role="status" {
                b { (counted(found.events, "event", "events")) } " of "
                (counted(found.issues, "issue", "issues")) " have " b { "“" (query) "”" }
                ". They are erased for good; an issue’s counts stay, for they say nothing of what was in its events."
            }
            p.act {
                button.bad name="confirm" value=(found.events) { "Erase " (grouped(found.events)) }
                " " a href=(again) { "Search for something else" }
            }
        }
    }
}
