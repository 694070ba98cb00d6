//! The page of a user's own account: roles, passkeys, accounts elsewhere, API tokens, logins; and the page of an
//! invitation.

mod tokens;

use maud::{Markup, html};

pub use self::tokens::OwnTokenForm;
pub use super::passkey_form::{PasskeyForm, PasskeyOwner};
use super::{
    passkey_form,
    people::{IdentityRow, LoginRow, PasskeyRow, ReviewedToken, identity_table, login_table, passkey_table},
};
use crate::shell::{
    flash,
    form_context::FlashMessage,
    layout::{PageShell, collector_page, document},
};

/// A user's own view of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountUser {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The roles, each a phrase.
    pub roles: Vec<String>,
    /// The passkeys.
    pub passkeys: Vec<PasskeyRow>,
    /// The accounts at providers of logins.
    pub identities: Vec<IdentityRow>,
    /// The API tokens.
    pub tokens: Vec<ReviewedToken>,
    /// The form of another API token.
    pub token_form: OwnTokenForm,
    /// An API token that was just made: it is shown this once.
    pub new_token: Option<String>,
    /// The open logins.
    pub logins: Vec<LoginRow>,
    /// The form of another passkey.
    pub passkey_form: PasskeyForm,
}

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// The outcome of the last form.
    pub flash: Option<FlashMessage>,
    /// The user; none behind the admin token.
    pub user: Option<AccountUser>,
    /// Whether the page of people opens.
    pub is_owner: bool,
}

/// The view-model of an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationView {
    /// The name of who is invited.
    pub name: String,
    /// The address of the form.
    pub action: String,
    /// The form of the passkey.
    pub form: PasskeyForm,
    /// What the provider of single sign-on is called, where there is one.
    pub provider: Option<String>,
}

/// The whole page.
pub fn page(view: &AccountView) -> Markup {
    let main = html! {
        (flash::notice(view.flash.as_ref(), &html! {}))
        h1 { @match &view.user { Some(user) => (user.name), None => "Admin token" } }
        @match &view.user {
            Some(user) => (account(user)),
            None => p { "You are logged in by the admin token, which opens everything." },
        }
        @if view.is_owner {
            p { a.button href="/people" { "People" } " " a.button href="/people/log" { "Access log" } }
        }
    };
    collector_page("Account", &[], &main)
}

fn account(user: &AccountUser) -> Markup {
    html! {
        div.settings {
            section.part {
                h2 { "Roles" }
                p { (user.email) }
                @if user.roles.is_empty() { p.hint { "None yet: ask an owner." } }
                @else { ul { @for role in &user.roles { li { (role) } } } }
            }
            section.part #passkeys {
                h2 { "Passkeys" }
                (passkey_table(&user.passkeys, "/account/passkeys"))
                (passkey_form::form("/account/passkeys", "Add a passkey", &user.passkey_form, &html! {
                    p { "Another one, such as of your phone: who loses the only one needs a new invitation." }
                }))
            }
            @if !user.identities.is_empty() {
                section.part #identities {
                    h2 { "Single sign-on" }
                    (identity_table(&user.identities, "/account/identities"))
                }
            }
            (tokens::section(&user.tokens, &user.token_form, user.new_token.as_deref()))
            section.part #logins {
                h2 { "Logins" }
                (login_table(&user.logins, "/account/logins"))
                form method="post" action="/account/logins/end" { button { "End all of mine" } }
            }
        }
    }
}

/// The page behind an invitation's link.
pub fn invitation_page(view: &InvitationView) -> Markup {
    let main = html! {
        h1 { "Welcome, " (view.name) }
        p {
            "Make a passkey, and you are in. It stays on this device or in your password manager, and replaces a password: "
            "you unlock it by your finger, your face or a PIN, which never leave the device."
        }
        (passkey_form::form(&view.action, "Make a passkey", &view.form, &html! {}))
        @if let Some(provider) = &view.provider {
            h2 { "Or without a passkey" }
            p { a.button href={ (view.action) "/oidc" } { "Go on with " (provider) } }
        }
    };
    document(&PageShell::plain("Invitation"), &main)
}

#[cfg(test)]
mod tests {
    use corncrake_core::time::UtcDay;

    use super::*;
    use crate::{hostile, parts::form_field::FormField};

    fn form(register: bool) -> PasskeyForm {
        let owner = PasskeyOwner {
            id: "00ff".into(),
            name: hostile::text(1),
            email: hostile::text(2),
            passkeys: vec!["a-b".into()],
        };
        PasskeyForm {
            challenge: "c".into(),
            rp_id: "errors.example".into(),
            register: register.then_some(owner),
            error: None,
        }
    }

    #[test]
    fn a_user_sees_its_own_and_can_end_it() {
        let user = AccountUser {
            name: hostile::text(3),
            email: hostile::text(4),
            roles: vec![hostile::text(5)],
            passkeys: vec![PasskeyRow { id: "a-b".into(), created: UtcDay(20_000), used: None }],
            logins: vec![LoginRow {
                id: "1".into(),
                created: UtcDay(20_000),
                seen: UtcDay(20_000),
                is_own: true,
            }],
            identities: vec![IdentityRow {
                id: "c-d".into(),
                provider: hostile::text(6),
                created: UtcDay(20_000),
                used: UtcDay(20_000),
            }],
            tokens: vec![ReviewedToken {
                id: "0123".into(),
                name: hostile::text(7),
                scopes: "read".into(),
                project: Some(hostile::text(8)),
                owner: None,
                used: None,
            }],
            token_form: OwnTokenForm {
                name: FormField { value: hostile::text(9), error: Some(hostile::text(10)) },
                scopes: vec![],
                scopes_error: Some(hostile::text(11)),
                offers_metrics: false,
                project: String::new(),
                projects: vec![("abc123def45".parse().unwrap(), hostile::text(12))],
            },
            new_token: Some(hostile::text(13)),
            passkey_form: form(true),
        };
        let view = AccountView { flash: None, user: Some(user), is_owner: false };
        let html = page(&view).into_string();
        hostile::assert_harmless(&html, 1..=13);
        assert!(!html.contains(r#"value="metrics""#), "{html}");
        for action in [
            "/account/passkeys",
            "/account/passkeys/a-b/remove",
            "/account/logins/1/end",
            "/account/logins/end",
            "/account/identities/c-d/remove",
            "/account/tokens",
            "/account/tokens/0123/revoke",
        ] {
            assert!(html.contains(&format!(r#"action="{action}""#)), "{action}: {html}");
        }
        assert!(!html.contains(r#"href="/people""#), "a viewer has no people: {html}");
        let html = page(&AccountView { flash: None, user: None, is_owner: true }).into_string();
        hostile::assert_scriptless(&html);
        assert!(html.contains(r#"href="/people""#), "{html}");
    }

    #[test]
    fn an_invitation_names_who_it_is_for() {
        let mut view = InvitationView {
            name: hostile::text(6),
            action: "/invite/1-2".into(),
            form: form(true),
            provider: Some(hostile::text(7)),
        };
        let html = invitation_page(&view).into_string();
        hostile::assert_harmless(&html, [1, 2, 6, 7]);
        assert!(html.contains(r#"href="/invite/1-2/oidc""#), "{html}");
        view.provider = None;
        let html = invitation_page(&view).into_string();
        assert!(!html.contains("/oidc"), "{html}");
        assert!(html.contains(r#"method="post" action="/invite/1-2""#), "{html}");
    }
}
