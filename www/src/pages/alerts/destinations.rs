//! Destinations of alerts: the list, and the form of one. What is secret is entered, and never shown.

use maud::{Markup, html};

use super::AlertsView;
use crate::{
    format::links,
    parts::{
        form_field::{FieldInput, FormField, field},
        wide_table::{
            ColumnHead::{Hidden, Text},
            wide_table,
        },
    },
};

/// A destination as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertDestination {
    /// Its id in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The service's name.
    pub kind: String,
    /// The host that it leads to.
    pub host: String,
    /// Whether only titles go there.
    pub is_title_only: bool,
    /// Whether its secret has to be entered again, such as after an import.
    pub is_without_secret: bool,
}

/// A service to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DestinationKindChoice {
    /// Its name in forms.
    pub name: String,
    /// Its name for people.
    pub label: String,
}

/// The form of a destination; what is secret is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DestinationForm {
    /// The id of the destination that is entered again; none for a new one.
    pub id: Option<String>,
    /// What was refused, as a sentence.
    pub error: Option<String>,
    /// Its name.
    pub name: FormField,
    /// The service that is chosen.
    pub kind: String,
    /// The services that there are.
    pub kinds: Vec<DestinationKindChoice>,
    /// Whether only titles go there.
    pub is_title_only: bool,
}

pub(super) fn section(path: &str, view: &AlertsView) -> Markup {
    let may_change = view.permissions.may_change();
    let mut heads = vec![Text("Name"), Text("Service"), Text("Host"), Text("Sends")];
    if may_change {
        heads.push(Hidden("Actions"));
    }
    let actions = |one| {
        if may_change {
            actions(path, one, view.project.is_some())
        } else {
            html! {}
        }
    };
    let rows = html! {
        @for one in &view.destinations { (row(one, &actions(one))) }
    };
    html! {
        section.part {
            h2 { "Destinations" }
            @if view.destinations.is_empty() {
                p.hint { "No destinations yet. Alerts can go to chats, phones, mailboxes, and any program by a signed webhook." }
            } @else {
                (wide_table("Destinations", &heads, &rows))
            }
            @if may_change { (form(path, &view.destination_form)) }
        }
    }
}

fn row(one: &AlertDestination, actions: &Markup) -> Markup {
    html! {
        tr {
            th scope="row" { (one.name) }
            td { (one.kind) }
            td { (one.host) @if one.is_without_secret { br; span.hint { "Enter its secret again." } } }
            td { @if one.is_title_only { "the title only" } @else { "all" } }
            (actions)
        }
    }
}

/// The cell of what can be done with a destination.
fn actions(path: &str, one: &AlertDestination, has_test: bool) -> Markup {
    let id = links::segment(&one.id);
    html! {
        td {
            @if has_test {
                form method="post" action={ (path) "/test/" (id) } {
                    button.quiet aria-label={ "Send a test to " (one.name) } { "Send a test" }
                }
            }
            a href={ (path) "/destinations/" (id) } aria-label={ "Change " (one.name) } { "Change" }
            form method="post" action={ (path) "/destinations/" (id) "/delete" } {
                button.quiet.bad aria-label={ "Remove " (one.name) } { "Remove" }
            }
        }
    }
}

fn secret(name: &str, label: &str, kind: &str, hint: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type=(kind) autocomplete="off" spellcheck="false" aria-describedby={ (name) "-hint" };
            p.hint id={ (name) "-hint" } { (hint) }
        }
    }
}

pub(super) fn form(path: &str, form: &DestinationForm) -> Markup {
    let action = form.id.as_ref().map_or_else(
        || format!("{path}/destinations"),
        |id| format!("{path}/destinations/{}", links::segment(id)),
    );
    html! {
        form.card.sheet method="post" action=(action) {
            @if form.id.is_none() { h3 { "New destination" } }
            @if let Some(error) = &form.error { p.error #destination-error role="alert" { (error) } }
            (field("destination-name", "Name of the destination", &form.name, &FieldInput::Line, &html! { "Such as the channel’s." }))
            div.field {
                label for="kind" { "Service" }
                select #kind name="kind" {
                    @for one in &form.kinds { option value=(one.name) selected[one.name == form.kind] { (one.label) } }
                }
            }
            (secret("url", "Address", "text", "The webhook’s address; the server of ntfy; smtps://host or smtp://host:587 for e-mail, or empty with Cloudflare's own service. Empty for Telegram."))
            (secret("token", "Secret", "password", "What webhooks are signed with (16 characters or more); the token of Telegram or ntfy; the password of the mail server."))
            (secret("to", "To", "text", "Telegram’s chat, ntfy’s topic, or the address that mail goes to."))
            (secret("from", "From", "text", "The address that mail comes from."))
            (secret("login", "Login", "text", "The login at the mail server, where it asks for one."))
            label.choice {
                input type="checkbox" name="title-only" value="1" checked[form.is_title_only];
                span { "The title only " span.hint { "Nothing else of an issue leaves for there." } }
            }
            p.hint { "Address and secret are sealed, and not shown again: whoever changes a destination enters all of it." }
            button.main { @if form.id.is_some() { "Save the destination" } @else { "Add the destination" } }
        }
    }
}
