//! The page of a visitor's receipt: what is stored of what their page sent, every field of it, and the button
//! that erases it. It is for people who run no site: plain words, and no script.

use corncrake_core::{event::Event, json::Json, time::UnixMillis};
use maud::{Markup, html};

use super::issue::{breadcrumbs, meta};
use crate::{
    format::{
        number::{counted, grouped},
        time,
    },
    shell::layout::{PageShell, document},
};

/// The form's field with the code.
pub const CODE_FIELD: &str = "code";
/// The form's field that is `1` where it erases.
pub const ERASE_FIELD: &str = "erase";

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceiptView {
    /// The code, as it is written; empty where none was read.
    pub code: String,
    /// What is said of it.
    pub state: ReceiptState,
}

/// What is said of a code.
#[derive(Debug, Clone, PartialEq)]
pub enum ReceiptState {
    /// No code was given yet.
    Form,
    /// What was typed is no code.
    NotACode,
    /// Nothing is stored under it.
    Nothing,
    /// Too many codes were tried: a sentence that says when to come again.
    TooMany(String),
    /// What is stored, and for how many days the site stores errors.
    Found {
        /// The events, the oldest first.
        events: Vec<ReceiptEvent>,
        /// Days of retention.
        days: u16,
    },
    /// So many events were erased.
    Erased(u64),
}

/// A stored event.
#[derive(Debug, Clone, PartialEq)]
pub struct ReceiptEvent {
    /// When it happened.
    pub at: UnixMillis,
    /// The last day on which it is stored.
    pub stored_until: UnixMillis,
    /// The event, scrubbed.
    pub event: Event,
    /// The browser and its major version.
    pub browser: Option<String>,
    /// The system.
    pub os: Option<String>,
    /// How often it happened in the page.
    pub count: u32,
}

/// The whole page.
pub fn page(view: &ReceiptView) -> Markup {
    let title = match view.state {
        ReceiptState::Found { .. } => "What is stored",
        ReceiptState::Erased(_) => "Erased",
        ReceiptState::Nothing => "Nothing is stored under this code",
        ReceiptState::TooMany(_) => "Too many codes were tried",
        ReceiptState::Form | ReceiptState::NotACode => "Your receipt",
    };
    let main = html! {
        header.head {
            h1 { (title) }
            @if !view.code.is_empty() { p.lead { "Code " code { (view.code) } } }
        }
        @match &view.state {
            ReceiptState::Form => (form(None)),
            ReceiptState::NotACode => (form(Some("This is no code: a code has 20 letters and digits, in five groups of four."))),
            ReceiptState::Nothing => { (nothing_notice()) (form(None)) },
            ReceiptState::TooMany(sentence) => section.part.prose { p role="alert" { (sentence) } },
            ReceiptState::Found { events, days } => (stored_events(&view.code, events, *days)),
            ReceiptState::Erased(events) => (erased_notice(*events)),
        }
    };
    document(&PageShell { current: Some(title), ..PageShell::plain(title) }, &main)
}

fn form(error: Option<&str>) -> Markup {
    html! {
        section.part.prose {
            p {
                "A site that showed you a code, such as " code { "K7QX-4M2P-9T0C-WZ1E-H6AB" } ", beside an error, sent a "
                "report of that error here. With the code you read what is stored of it, and can erase it."
            }
            form method="post" action="/r" {
                div.field {
                    label for="code" { "Code" }
                    input #code name=(CODE_FIELD) required maxlength="60" size="30" autocomplete="off"
                        autocapitalize="characters" spellcheck="false" aria-describedby=[error.map(|_| "code-error")]
                        aria-invalid=[error.map(|_| "true")];
                    @if let Some(error) = error { p #code-error.error role="alert" { (error) } }
                }
                button.main { "Show what is stored" }
            }
        }
    }
}

fn nothing_notice() -> Markup {
    html! {
        section.part.prose {
            p { "There are four reasons why that can be so; nobody can tell them apart, since nothing is stored that would say which one it is:" }
            ul {
                li { "the page sent no error, or none of its errors has arrived yet;" }
                li { "the error was counted, but not stored: of an error that many people have, only some reports are;" }
                li { "it was erased, or its time was over;" }
                li { "the code has a mistake in it." }
            }
        }
    }
}

fn stored_events(code: &str, events: &[ReceiptEvent], days: u16) -> Markup {
    html! {
        section.part.prose {
            p {
                "The page that showed you this code sent "
                (counted(events.len() as u64, "report of an error", "reports of errors"))
                " that " @if events.len() == 1 { "is" } @else { "are" } " stored. Below is all that is stored of "
                @if events.len() == 1 { "it" } @else { "them" }
                ": no address of your device, no identifier, no cookie. Your code is not stored, only a hash of it "
                "which is another one for each report."
            }
            p { "The site stores errors for " (counted(days.into(), "day", "days")) "." }
            form method="post" action="/r" {
                input type="hidden" name=(CODE_FIELD) value=(code);
                input type="hidden" name=(ERASE_FIELD) value="1";
                p.hint {
                    "Erases what is below for good. Numbers stay, such as how often the error happened: they "
                    "say nothing of you."
                }
                button.bad { "Erase all of it" }
            }
        }
        @for (index, event) in events.iter().enumerate() { (section(index + 1, event)) }
    }
}

fn erased_notice(events: u64) -> Markup {
    html! {
        section.part.prose {
            p role="status" {
                (counted(events, "report", "reports")) " " @if events == 1 { "was" } @else { "were" }
                " erased: from the list of errors, and from what can be searched."
            }
            p {
                "What stays are numbers: how often the error happened, and in which version and kind of browser. They "
                "say nothing of you. The files of the database are written anew once a week, and until then deleted "
                "bytes can be in them; a collector at Cloudflare can be set back for 30 days."
            }
        }
    }
}

/// Every field of a stored event; one that is added to a type has to be named here.
fn section(number: usize, stored: &ReceiptEvent) -> Markup {
    let ReceiptEvent { at, stored_until, event, browser, os, count } = stored;
    let Event { kind, name, message, uri, stack, meta, release, environment, fingerprint: _ } = event;
    let text = |label: &str, value: Option<&str>| {
        html! {
            div {
                dt { (label) }
                dd { @match value { Some(value) => (value), None => span.absent { "not stored" } } }
            }
        }
    };
    html! {
        section.part aria-labelledby={ "report-" (number) } {
            h2 id={ "report-" (number) } { "Report " (number) }
            dl.facts {
                (text("What went wrong", Some(message).filter(|message| !message.is_empty()).map(String::as_str)))
                (text("Kind of error", name.as_deref()))
                (text("How it was noticed", Some(kind.label())))
                div { dt { "When" } dd { (time::exact(*at)) } }
                div {
                    dt { "Deleted" }
                    dd { "by itself, in the night after " (time::utc_day(*stored_until)) }
                }
                (text("Address of the page", uri.as_deref()))
                (text("Version of the site", release.as_deref()))
                (text("Environment", environment.as_deref()))
                (text("Browser", browser.as_deref()))
                (text("System", os.as_deref()))
                div { dt { "How often" } dd { (grouped((*count).into())) } }
            }
            @if let Some(stack) = stack {
                h3 { "Where in the site’s code" }
                pre { (stack) }
            }
            @if let Some(own) = meta { (added(own)) }
        }
    }
}

/// What the page did before, and what the site added.
fn added(own: &Json) -> Markup {
    let has_breadcrumbs = !corncrake_core::breadcrumbs::of(own).is_empty();
    let rest = breadcrumbs::without(own);
    html! {
        @if has_breadcrumbs { (breadcrumbs::timeline(Some(own))) }
        @if rest != Json::Map(Vec::new()) {
            h3 { "Extra data from the site" }
            (meta::table(&rest))
        }
    }
}

#[cfg(test)]
mod tests {
    use corncrake_core::event::EventType;

    use super::*;
    use crate::hostile;

    fn view(state: ReceiptState) -> ReceiptView {
        ReceiptView { code: "K7QX-4M2P-9T0C-WZ1E-H6AB".to_owned(), state }
    }

    fn event() -> ReceiptEvent {
        let own = |number| Some(hostile::text(number));
        let event = Event {
            kind: EventType::UNHANDLED_ERROR,
            name: own(1),
            message: hostile::text(2),
            uri: own(3),
            stack: own(4),
            meta: Some(Json::Map(vec![(hostile::text(5), Json::Text(hostile::text(6)))])),
            release: own(7),
            environment: own(8),
            fingerprint: None,
        };
        let (browser, os, count) = (own(9), own(10), 4_711);
        let at = UnixMillis(1_795_000_000_000);
        ReceiptEvent { at, stored_until: UnixMillis(at.0 + 90 * 86_400_000), event, browser, os, count }
    }

    #[test]
    fn every_field_is_shown_and_none_breaks_out() {
        let state = ReceiptState::Found { events: vec![event(), event()], days: 90 };
        let html = page(&view(state)).into_string();
        hostile::assert_harmless(&html, 1..=10);
        hostile::assert_scriptless(&html);
        for text in ["2 reports of errors", "4,711", "90 days", "unhandled error", "in the night after"] {
            assert!(html.contains(text), "{text}: {html}");
        }
        for link in ["/projects", "/login", "Log out"] {
            assert!(!html.contains(link), "{link}");
        }
    }

    #[test]
    fn each_state_is_a_whole_page_with_words_of_its_own() {
        for (state, words) in [
            (ReceiptState::Form, "Show what is stored"),
            (ReceiptState::NotACode, "20 letters and digits"),
            (ReceiptState::Nothing, "nobody can tell them apart"),
            (ReceiptState::TooMany("Come again in 7 s.".to_owned()), "Come again in 7 s."),
            (ReceiptState::Erased(1), "1 report was erased"),
            (ReceiptState::Erased(2), "2 reports were erased"),
            (ReceiptState::Found { events: vec![event()], days: 1 }, "1 report of an error"),
        ] {
            let html = page(&view(state)).into_string();
            hostile::assert_scriptless(&html);
            assert!(html.contains(words), "{words}: {html}");
        }
    }
}
