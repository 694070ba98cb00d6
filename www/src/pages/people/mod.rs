//! People: who can see what, by what, and when it was last used; each with its removal. This is the
//! page of a review.
//!
//! Every form is a POST to an address of its own below `/people`.

mod log;
mod users;

use corncrake_core::{
    ids::ProjectKey,
    time::{UnixMillis, UtcDay},
};
use maud::{Markup, html};

pub use self::log::{AccessLogLine, AccessLogView, page as log_page};
pub use self::users::{UserPageView, user_page};
pub(super) use self::users::{identity_table, login_table, passkey_table};
use crate::{
    format::{links, time},
    parts::{
        copy_button::copy_button,
        form_field::{FieldInput, FormField, field},
        wide_table::{
            ColumnHead::{Hidden, Text},
            wide_table,
        },
    },
    shell::{flash, form_context::FlashMessage, layout::collector_page},
};

/// A user with all that opens the collector for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The id in addresses.
    pub id: String,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The roles, each a phrase: “owner”, “member of shop”.
    pub roles: Vec<String>,
    /// The last day it was here.
    pub seen: Option<UtcDay>,
    /// The passkeys.
    pub passkeys: Vec<PasskeyRow>,
    /// The accounts at a provider of logins.
    pub identities: Vec<IdentityRow>,
    /// The open logins.
    pub logins: Vec<LoginRow>,
    /// Until when an unused invitation is good.
    pub invited_until: Option<UnixMillis>,
}

/// A passkey of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its id in addresses.
    pub id: String,
    /// The day it was registered on.
    pub created: UtcDay,
    /// The last day it was used on.
    pub used: Option<UtcDay>,
}

/// An account of a user at a provider of logins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityRow {
    /// Its id in addresses.
    pub id: String,
    /// The provider: the issuer's host.
    pub provider: String,
    /// The day it was connected on.
    pub created: UtcDay,
    /// The last day it was used on.
    pub used: UtcDay,
}

/// A login of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRow {
    /// Its id in addresses.
    pub id: String,
    /// The day it began on.
    pub created: UtcDay,
    /// The last day it was used on.
    pub seen: UtcDay,
    /// Whether it is the one that reads this page.
    pub is_own: bool,
}

/// A token, for the review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedToken {
    /// Its id in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its scopes, by their words.
    pub scopes: String,
    /// The project's name; none for all projects.
    pub project: Option<String>,
    /// The name of the user whose it is; none for a token of the collector.
    pub owner: Option<String>,
    /// The last day it was used on.
    pub used: Option<UtcDay>,
}

/// The form of a user: an invitation, or a change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserForm {
    /// The name.
    pub name: FormField,
    /// The e-mail address.
    pub email: FormField,
    /// The role in all projects: a role's word, or empty.
    pub everywhere: String,
    /// The roles in single projects: key, name, a role's word or empty.
    pub projects: Vec<(ProjectKey, String, String)>,
    /// The error of the roles.
    pub roles_error: Option<String>,
}

/// The switch of the admin token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminTokenSwitch {
    /// It works; there is nobody yet who could switch it off.
    OnOnly,
    /// It works.
    On,
    /// It works, since the operator's variable says so, though it was switched off.
    ForcedOn,
    /// It opens nothing.
    Off,
}

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleView {
    /// The outcome of the last form.
    pub flash: Option<FlashMessage>,
    /// The users, by name.
    pub people: Vec<PersonRow>,
    /// A link that was just made, with the user's name: it is shown this once.
    pub link: Option<(String, String)>,
    /// The form of an invitation.
    pub form: UserForm,
    /// Every token.
    pub tokens: Vec<ReviewedToken>,
    /// The switch of the admin token.
    pub admin_token: AdminTokenSwitch,
}

/// The whole page.
pub fn page(view: &PeopleView) -> Markup {
    let main = html! {
        (flash::notice(view.flash.as_ref(), &html! {}))
        h1 { "People" }
        p.hint {
            "Who can see what, and when it was last used. "
            a href="/people/log" { "The access log" } " says who did what."
        }
        @if let Some((name, link)) = &view.link { (new_link(name, link)) }
        div.settings {
            section.part #users {
                h2 { "Users" }
                @if view.people.is_empty() {
                    p.hint {
                        "Nobody yet: everything is opened by the admin token, and by API tokens. Whom you invite gets "
                        "in by a passkey or by single sign-on, and sees what the role allows."
                    }
                } @else { (people(&view.people)) }
                (invite_form(&view.form))
            }
            section.part #tokens {
                h2 { "API tokens" }
                @if view.tokens.is_empty() { p.hint { "No tokens. They are made on the settings of a project, and on the page of each user’s account." } }
                @else { (token_table(&view.tokens, "/people/tokens")) }
            }
            (admin_token(view.admin_token))
            section.part #everybody {
                h2 { "All logins" }
                form.card.sheet method="post" action="/logout/everywhere" {
                    p { "Ends every login of everybody, yours too, and every login link. Passkeys and tokens stay." }
                    button { "Log out everybody" }
                }
            }
        }
    };
    collector_page("People", &[], &main)
}

fn new_link(name: &str, link: &str) -> Markup {
    html! {
        div.notice.good role="status" {
            p {
                b { "Send this link to " (name) ". " }
                "It is shown once, works once, for 7 days. Whoever opens it first becomes " (name) "."
            }
            label.said for="new-link" { "The invitation’s link" }
            input.secret #new-link readonly value=(link) autocomplete="off" spellcheck="false";
            (copy_button("Copy the link"))
        }
    }
}

fn people(people: &[PersonRow]) -> Markup {
    let heads = [Text("Name"), Text("Sees"), Text("Gets in by"), Text("Last used"), Hidden("Change")];
    let rows = html! {
        @for person in people { (row(person)) }
    };
    wide_table("Users", &heads, &rows)
}

/// The address of a user's forms.
pub(super) fn address(id: &str) -> String {
    format!("/people/users/{}", links::segment(id))
}

fn row(person: &PersonRow) -> Markup {
    let address = address(&person.id);
    html! {
        tr {
            th scope="row" { (person.name) br; span.hint { (person.email) } }
            td {
                @if person.roles.is_empty() { span.absent { "nothing" } }
                @for (index, role) in person.roles.iter().enumerate() { @if index > 0 { br; } (role) }
            }
            td {
                @match person.passkeys.len() {
                    0 if !person.identities.is_empty() => {},
                    0 => span.absent { "no passkey yet" },
                    1 => "1 passkey",
                    count => { (count) " passkeys" },
                }
                @for (index, identity) in person.identities.iter().enumerate() {
                    @if index > 0 || !person.passkeys.is_empty() { br; }
                    (identity.provider)
                }
                @match person.logins.len() {
                    0 => {},
                    1 => { br; span.hint { "1 open login" } },
                    count => { br; span.hint { (count) " open logins" } },
                }
                @if let Some(until) = person.invited_until {
                    br; span.hint { "invited, until " (time::exact(until)) }
                }
            }
            td { (time::last_use(person.seen)) }
            td {
                a href=(address) aria-label={ "Change " (person.name) } { "Change" }
                form method="post" action={ (address) "/remove" } {
                    button.quiet.bad aria-label={ "Remove " (person.name) } { "Remove" }
                }
            }
        }
    }
}

/// Tokens, each with its end.
pub(super) fn token_table(tokens: &[ReviewedToken], address: &str) -> Markup {
    let heads = [Text("Name"), Text("Scopes"), Text("Sees"), Text("Last used"), Hidden("Revoke")];
    let rows = html! {
        @for token in tokens {
            tr {
                th scope="row" {
                    (token.name)
                    @if let Some(owner) = &token.owner { br; span.hint { "of " (owner) } }
                }
                td { (token.scopes) }
                td { (token.project.as_deref().unwrap_or("all projects")) @if token.owner.is_some() { " of the user’s" } }
                td { (time::last_use(token.used)) }
                td {
                    form method="post" action={ (address) "/" (links::segment(&token.id)) "/revoke" } {
                        button.quiet.bad aria-label={ "Revoke " (token.name) } { "Revoke" }
                    }
                }
            }
        }
    };
    wide_table("API tokens", &heads, &rows)
}

fn admin_token(state: AdminTokenSwitch) -> Markup {
    let (sentence, to) = match state {
        AdminTokenSwitch::OnOnly => {
            ("It opens everything. It can be switched off once an owner has a passkey.", None)
        }
        AdminTokenSwitch::On => {
            ("It opens everything, to whoever has it.", Some(("off", "Switch the admin token off")))
        }
        AdminTokenSwitch::ForcedOn => (
            "It was switched off, and works since the collector was started with ADMIN_ACCESS=on.",
            Some(("on", "Switch the admin token on")),
        ),
        AdminTokenSwitch::Off => (
            "It is switched off, and opens nothing. If nobody gets in any more, the operator starts the collector with \
             ADMIN_ACCESS=on.",
            Some(("on", "Switch the admin token on")),
        ),
    };
    html! {
        section.part #admin-token {
            h2 { "Admin token" }
            form.card.sheet method="post" action="/people/admin-token" {
                p { (sentence) }
                @if let Some((to, label)) = to { button name="to" value=(to) { (label) } }
            }
        }
    }
}

fn invite_form(form: &UserForm) -> Markup {
    html! {
        form.card.sheet method="post" action="/people" {
            h3 { "Invite somebody" }
            (user_fields(form))
            button.main { "Make an invitation" }
        }
    }
}

/// The fields of a user.
pub(super) fn user_fields(form: &UserForm) -> Markup {
    let wrong = form.roles_error.as_ref().map(|_| "roles-error");
    html! {
        (field("name", "Name", &form.name, &FieldInput::Line, &html! { "As colleagues read it." }))
        (field("email", "E-mail address", &form.email, &FieldInput::Line, &html! {
            "It tells two people of one name apart, and is the one that single sign-on looks for. Nothing is sent to it."
        }))
        fieldset aria-describedby=[wrong] {
            legend { "Roles" }
            p.hint {
                "A viewer sees issues, events, counts, releases, reports and alerts of a project. A member also "
                "triages, changes settings, exports and erases. An owner also has people, tokens and projects."
            }
            (role_select("role", "In all projects", &form.everywhere, true))
            @for (key, name, role) in &form.projects {
                (role_select(&format!("role-{key}"), &format!("In {name}"), role, false))
            }
            @if let Some(error) = &form.roles_error { p.error #roles-error role="alert" { (error) } }
        }
    }
}

fn role_select(name: &str, label: &str, chosen: &str, with_owner: bool) -> Markup {
    let choices = [("", "none"), ("viewer", "viewer"), ("member", "member"), ("owner", "owner")];
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (value, words) in choices {
                    @if value != "owner" || with_owner {
                        option value=(value) selected[value == chosen] { (words) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
