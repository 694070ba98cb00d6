//! The log of deliveries: how each alert went, the newest first.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use super::AlertsView;
use crate::{
    format::time,
    parts::wide_table::{
        ColumnHead::{Hidden, Text},
        wide_table,
    },
};

/// A delivery as the log shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertDelivery {
    /// Its number, where it can be sent again.
    pub again: Option<u64>,
    /// When the alert was raised.
    pub at: UnixMillis,
    /// The message's title.
    pub title: String,
    /// The name of the destination; empty where it goes nowhere.
    pub destination: String,
    /// How it stands, in words.
    pub state: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, or is due.
    pub next: Option<UnixMillis>,
    /// Why the last try failed.
    pub error: String,
}

pub(super) fn section(path: &str, view: &AlertsView) -> Markup {
    let may_send = view.permissions.may_change();
    let mut heads = vec![Text("Raised"), Text("Alert"), Text("Destination"), Text("State")];
    if may_send {
        heads.push(Hidden("Send again"));
    }
    let rows = html! {
        @for one in &view.deliveries { (row(path, one, view.now, may_send)) }
    };
    html! {
        section.part #deliveries {
            h2 { "Deliveries" }
            @if view.deliveries.is_empty() { p.hint { "Nothing was sent yet. A destination’s test appears here." } }
            @else {
                (wide_table("Deliveries", &heads, &rows))
            }
        }
    }
}

fn row(path: &str, one: &AlertDelivery, now: UnixMillis, may_send: bool) -> Markup {
    html! {
        tr {
            td { (time::ago(one.at, now)) }
            th scope="row" { (one.title) }
            td { @if one.destination.is_empty() { span.absent { "none" } } @else { (one.destination) } }
            td {
                (one.state)
                @if one.attempts > 1 { ", " (one.attempts) " tries" }
                @if !one.error.is_empty() { br; span.hint { (one.error) } }
                @if let Some(next) = one.next { br; span.hint { "Next: " (time::exact(next)) } }
            }
            @if may_send {
                td {
                    @if let Some(number) = one.again {
                        form method="post" action={ (path) "/again/" (number) } {
                            button.quiet aria-label={ "Send again: " (one.title) } { "Send again" }
                        }
                    }
                }
            }
        }
    }
}
