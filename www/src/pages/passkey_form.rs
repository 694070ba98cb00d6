//! The form of a passkey: `/assets/passkey.js` asks the browser for one, and sends its answer.
//!
//! Passkeys are the browser's, so the form is hidden until the script shows it; beside it stands what
//! is needed.

use maud::{Markup, html};

/// What is asked of the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyForm {
    /// The challenge, base64url.
    pub challenge: String,
    /// The host that the passkey is for.
    pub rp_id: String,
    /// The user of a new passkey; none to log in.
    pub register: Option<PasskeyOwner>,
    /// The error of the last attempt.
    pub error: Option<String>,
}

/// The user of a new passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyOwner {
    /// Its id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// The ids of the passkeys that there are.
    pub passkeys: Vec<String>,
}

/// The names of its fields, as the collector reads them; `/assets/passkey.js` fills them.
pub const CHALLENGE_FIELD: &str = "passkey-challenge";
/// The credential's id.
pub const CREDENTIAL_FIELD: &str = "passkey-credential";
/// The client data.
pub const CLIENT_DATA_FIELD: &str = "passkey-client-data";
/// The attestation object, or the authenticator data.
pub const DATA_FIELD: &str = "passkey-data";
/// The signature of a login.
pub const SIGNATURE_FIELD: &str = "passkey-signature";
/// The user of a login.
pub const USER_FIELD: &str = "passkey-user";
/// All of them.
pub const FIELDS: [&str; 6] =
    [CHALLENGE_FIELD, CREDENTIAL_FIELD, CLIENT_DATA_FIELD, DATA_FIELD, SIGNATURE_FIELD, USER_FIELD];

/// The form, and the script that works it.
pub(crate) fn form(action: &str, button: &str, form: &PasskeyForm, more: &Markup) -> Markup {
    let owner = form.register.as_ref();
    html! {
        @if let Some(error) = &form.error { p.error role="alert" { (error) } }
        form.card.sheet method="post" action=(action) hidden
            data-passkey=(if owner.is_some() { "create" } else { "get" })
            data-challenge=(form.challenge) data-rp=(form.rp_id)
            data-user=[owner.map(|owner| &owner.id)]
            data-user-name=[owner.map(|owner| &owner.email)]
            data-display-name=[owner.map(|owner| &owner.name)]
            data-exclude=[owner.map(|owner| owner.passkeys.join(" "))] {
            @for name in FIELDS {
                input type="hidden" name=(name) value=[(name == CHALLENGE_FIELD).then_some(&form.challenge)];
            }
            (more)
            button.main { (button) }
            p.error role="alert" hidden {}
        }
        p.hint data-passkey-hint {
            "A passkey needs a browser with JavaScript, and this page by https (or by http://localhost)."
        }
        script type="module" src="/assets/passkey.js" {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn names_are_escaped_and_the_form_waits_for_the_script() {
        let owner = PasskeyOwner {
            id: hostile::text(1),
            name: hostile::text(2),
            email: hostile::text(3),
            passkeys: vec![hostile::text(4)],
        };
        let view = PasskeyForm {
            challenge: hostile::text(5),
            rp_id: hostile::text(6),
            register: Some(owner),
            error: Some(hostile::text(7)),
        };
        let html = form("/invite/1", "Make a passkey", &view, &html! {}).into_string();
        hostile::assert_harmless(&html, 1..=7);
        assert!(html.contains(r#"data-passkey="create""#) && html.contains(" hidden data-passkey"), "{html}");
    }
}
