//! Erasure by text and by time: a first step counts the matches, a second one confirms.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::format::{
    links,
    number::{counted, grouped},
};

/// The state of an erasure by text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextErasure {
    /// The text.
    pub query: String,
    /// Its error.
    pub error: Option<String>,
    /// The matches, after the first step.
    pub matches: Option<TextMatches>,
}

/// The matches of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextMatches {
    /// Stored events to be erased.
    pub events: u64,
    /// Whole issues to be erased: their title contains it.
    pub issues: u64,
    /// Other traces: values of breakdowns, and the full-text index.
    pub traces: u64,
}

impl TextMatches {
    /// The number that confirms it.
    fn total(self) -> u64 {
        self.events.saturating_add(self.issues).saturating_add(self.traces)
    }
}

/// The state of an erasure of the issues that were first seen in a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpanErasure {
    /// Its start, as entered.
    pub from: String,
    /// Its end.
    pub to: String,
    /// Its error.
    pub error: Option<String>,
    /// The matches, after the first step.
    pub matches: Option<SpanMatches>,
}

/// The issues that were first seen in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpanMatches {
    /// Issues to be erased.
    pub issues: u64,
    /// Their events, stored or only counted.
    pub events: u64,
}

pub(crate) fn span_section(key: ProjectKey, erasure: &SpanErasure) -> Markup {
    let action = links::below(key, "erase/span");
    html! {
        section.part #erase-span {
            h2 { "Erase a flood" }
            @match erasure.matches.filter(|matches| matches.issues > 0) {
                Some(matches) => (confirm_span(&action, &links::below(key, "settings"), erasure, matches)),
                None => (search_span(&action, erasure)),
            }
        }
    }
}

fn search_span(action: &str, erasure: &SpanErasure) -> Markup {
    let wrong = erasure.error.is_some();
    let moment = |id: &str, name: &str, label: &str, value: &str| {
        html! {
            div.field {
                label for=(id) { (label) }
                input id=(id) name=(name) value=(value) type="datetime-local" step="1" required
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("span-error")];
            }
        }
    };
    html! {
        form.card.sheet method="post" action=(action) {
            @if erasure.matches.is_some() {
                p.notice role="status" { "No issue was first seen between these times." }
            }
            p.hint {
                "For a flood of made-up errors: erases all issues that were first seen between two times. "
                "Older issues stay, with all their events."
            }
            (moment("span-from", "from", "First seen from (UTC)", &erasure.from))
            (moment("span-to", "to", "and before (UTC)", &erasure.to))
            @if let Some(error) = &erasure.error { p.error #span-error role="alert" { (error) } }
            button { "Find and count" }
        }
    }
}

fn confirm_span(action: &str, settings: &str, erasure: &SpanErasure, matches: SpanMatches) -> Markup {
    html! {
        form.card.sheet.danger method="post" action=(action) {
            input type="hidden" name="from" value=(erasure.from);
            input type="hidden" name="to" value=(erasure.to);
            @if let Some(error) = &erasure.error { p.error role="alert" { (error) } }
            p role="status" {
                b { (counted(matches.issues, "issue was", "issues were")) } " first seen from " b { (erasure.from) }
                " and before " b { (erasure.to) } " (UTC), with " b { (counted(matches.events, "event", "events")) }
                " and what is merged into them. They are erased for good; this cannot be undone."
            }
            p.act {
                button.bad name="confirm" value=(matches.issues) { "Erase " (grouped(matches.issues)) }
                " " a href=(settings) { "Choose other times" }
            }
        }
    }
}

pub(crate) fn text_section(key: ProjectKey, erasure: &TextErasure) -> Markup {
    let action = links::below(key, "erase");
    html! {
        section.part #erase {
            h2 { "Erase by text" }
            @match erasure.matches.filter(|matches| matches.total() > 0) {
                Some(matches) => (confirm_text(&action, &links::below(key, "settings"), erasure, matches)),
                None => (text_search(&action, erasure)),
            }
        }
    }
}

fn text_search(action: &str, erasure: &TextErasure) -> Markup {
    let wrong = erasure.error.is_some();
    html! {
        form.card.sheet method="post" action=(action) {
            @if erasure.matches.is_some() {
                p.notice role="status" { "Nothing contains " b { "“" (erasure.query) "”" } "." }
            }
            div.field {
                label for="erase-query" { "Delete every event that contains this text (in message, stack, address, meta, release or title)" }
                input #erase-query name="query" value=(erasure.query) required autocomplete="off" spellcheck="false"
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("erase-error")];
                @if let Some(error) = &erasure.error { p.error #erase-error role="alert" { (error) } }
            }
            button { "Find and count" }
        }
    }
}

fn confirm_text(action: &str, settings: &str, erasure: &TextErasure, matches: TextMatches) -> Markup {
    let (query, error) = (&erasure.query, &erasure.error);
    html! {
        form.card.sheet.danger method="post" action=(action) {
            input type="hidden" name="query" value=(query);
            @if let Some(error) = error { p.error role="alert" { (error) } }
            p role="status" {
                b { (counted(matches.events, "event", "events")) } ", "
                b { (counted(matches.issues, "whole issue", "whole issues")) } " with it in the title, and "
                b { (counted(matches.traces, "other trace", "other traces")) } " in breakdowns and in the search index contain "
                b { "“" (query) "”" }
                ". They are erased for good. Where only an event goes, its issue’s counts stay."
            }
            p.act {
                button.bad name="confirm" value=(matches.total()) { "Erase " (grouped(matches.total())) }
                " " a href=(settings) { "Search for something else" }
            }
        }
    }
}
