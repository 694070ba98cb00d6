//! The page of one user: name, roles, passkeys, logins; each can be changed or ended.

use maud::{Markup, html};

use super::{IdentityRow, LoginRow, PasskeyRow, PersonRow, UserForm, address, user_fields};
use crate::{
    format::{links, time},
    parts::wide_table::{
        ColumnHead::{Hidden, Text},
        wide_table,
    },
    shell::{
        flash,
        form_context::FlashMessage,
        layout::{Breadcrumb, collector_page},
    },
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPageView {
    /// The outcome of the last form.
    pub flash: Option<FlashMessage>,
    /// The user.
    pub person: PersonRow,
    /// The form.
    pub form: UserForm,
}

/// The whole page.
pub fn user_page(view: &UserPageView) -> Markup {
    let (person, address) = (&view.person, address(&view.person.id));
    let main = html! {
        (flash::notice(view.flash.as_ref(), &html! {}))
        h1 { (person.name) }
        div.settings {
            section.part {
                h2 { "Name and roles" }
                form.card.sheet method="post" action=(address) {
                    (user_fields(&view.form))
                    button.main { "Save" }
                }
            }
            section.part #passkeys {
                h2 { "Passkeys" }
                @if person.passkeys.is_empty() { p.hint { "None yet." } }
                @else { (passkey_table(&person.passkeys, &format!("{address}/passkeys"))) }
                form.card.sheet method="post" action={ (address) "/invite" } {
                    p {
                        "A new invitation leads to a new passkey, such as after the loss of a device. The one before it "
                        "ends; passkeys stay until they are removed."
                    }
                    button { "Make an invitation" }
                }
            }
            @if !person.identities.is_empty() {
                section.part #identities {
                    h2 { "Single sign-on" }
                    (identity_table(&person.identities, &format!("{address}/identities")))
                }
            }
            section.part #logins {
                h2 { "Logins" }
                @if person.logins.is_empty() { p.hint { "None is open." } }
                @else {
                    (login_table(&person.logins, &format!("{address}/logins")))
                    form method="post" action={ (address) "/logout" } { button { "End all" } }
                }
            }
            section.part {
                h2 { "Remove" }
                form.card.sheet.danger method="post" action={ (address) "/remove" } {
                    p {
                        "Passkeys, accounts, logins, API tokens and invitations go. What was decided stays, by “a former user”."
                    }
                    button.bad { "Remove " (person.name) }
                }
            }
        }
    };
    let above = [Breadcrumb { label: "People", href: "/people".to_owned() }];
    collector_page(&person.name, &above, &main)
}

/// Passkeys, each with its removal.
pub(crate) fn passkey_table(passkeys: &[PasskeyRow], address: &str) -> Markup {
    let heads = [Text("Passkey"), Text("Registered"), Text("Last used"), Hidden("Remove")];
    let rows = html! {
        @for (index, passkey) in passkeys.iter().enumerate() {
            tr {
                th scope="row" { "Passkey " (index + 1) }
                td { (time::utc_day(passkey.created.start())) }
                td { (time::last_use(passkey.used)) }
                td {
                    form method="post" action={ (address) "/" (links::segment(&passkey.id)) "/remove" } {
                        button.quiet.bad aria-label={ "Remove passkey " (index + 1) } { "Remove" }
                    }
                }
            }
        }
    };
    wide_table("Passkeys", &heads, &rows)
}

/// Accounts at providers of logins, each with its removal.
pub(crate) fn identity_table(identities: &[IdentityRow], address: &str) -> Markup {
    let heads = [Text("Account at"), Text("Connected"), Text("Last used"), Hidden("Remove")];
    let rows = html! {
        @for identity in identities {
            tr {
                th scope="row" { (identity.provider) }
                td { (time::utc_day(identity.created.start())) }
                td { (time::utc_day(identity.used.start())) }
                td {
                    form method="post" action={ (address) "/" (links::segment(&identity.id)) "/remove" } {
                        button.quiet.bad aria-label={ "Remove the account at " (identity.provider) } { "Remove" }
                    }
                }
            }
        }
    };
    wide_table("Accounts at providers", &heads, &rows)
}

/// Logins, each with its end.
pub(crate) fn login_table(logins: &[LoginRow], address: &str) -> Markup {
    let heads = [Text("Login"), Text("Began"), Text("Last used"), Hidden("End")];
    let rows = html! {
        @for (index, login) in logins.iter().enumerate() {
            tr {
                th scope="row" { "Login " (index + 1) @if login.is_own { " (this one)" } }
                td { (time::utc_day(login.created.start())) }
                td { (time::utc_day(login.seen.start())) }
                td {
                    form method="post" action={ (address) "/" (links::segment(&login.id)) "/end" } {
                        button.quiet.bad aria-label={ "End login " (index + 1) } { "End" }
                    }
                }
            }
        }
    };
    wide_table("Logins", &heads, &rows)
}
