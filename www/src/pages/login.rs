//! The login page: the ways in that there are, and a hint where the admin token is.

use maud::{Markup, html};

use super::passkey_form::{self, PasskeyForm};
use crate::{
    format::links,
    shell::layout::{PageShell, document},
};

/// The view-model of the login page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoginView {
    /// The error of the last attempt.
    pub error: Option<String>,
    /// The page to go on to: path and query; empty for the projects.
    pub next: String,
    /// The form that was sent when the login had expired, which is done after it.
    pub expired: Option<ExpiredForm>,
    /// The form of a passkey, where somebody has one.
    pub passkey: Option<PasskeyForm>,
    /// Whether the admin token opens nothing.
    pub is_token_off: bool,
    /// Single sign-on, where a provider is set.
    pub sign_on: Option<SignOn>,
    /// The address that ends the login at Cloudflare Access, for somebody who logged out here.
    pub left: Option<String>,
}

/// The login by an account at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOn {
    /// What the provider is called; none where there is none any more, or it is Cloudflare Access.
    pub provider: Option<String>,
    /// The error of the last attempt.
    pub error: Option<String>,
}

/// A form of ours that came without a login.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExpiredForm {
    /// Where it was sent to.
    pub action: String,
    /// Its fields, in their order.
    pub fields: Vec<(String, String)>,
}

/// The name of the field that says where an expired form is sent to after the login.
pub const ACTION_FIELD: &str = "login-action";
/// The name of the field of the page to go on to.
pub const NEXT_FIELD: &str = "next";

/// The whole page.
pub fn page(view: &LoginView) -> Markup {
    let refused = view.error.is_some();
    let main = html! {
        @if let Some(address) = &view.left { (logged_out(address)) }
        @if let Some(sign_on) = &view.sign_on { (by_sign_on(view, sign_on)) }
        @if let Some(passkey) = &view.passkey { (by_passkey(view, passkey)) }
        // While nobody has a passkey, the token works whatever was switched.
        @if !view.is_token_off || view.passkey.is_none() { (by_token(view, refused)) }
    };
    document(&PageShell::plain("Log in"), &main)
}

/// What is left to do for somebody who logged out here, and is logged in at Cloudflare Access.
fn logged_out(address: &str) -> Markup {
    html! {
        div.notice role="status" {
            p {
                "You are logged out here. Cloudflare Access still knows you: "
                a href=(address) { "log out there" } ", or " a href="/login" { "log in again" } "."
            }
        }
    }
}

/// The login by an account elsewhere. It is a link, since it leads to another site, where no form of ours may.
fn by_sign_on(view: &LoginView, sign_on: &SignOn) -> Markup {
    let next = &view.next;
    html! {
        section.sign-on {
            @if view.passkey.is_none() { h1 { "Log in" } } @else { h2 { "By your account" } }
            @if let Some(error) = &sign_on.error { p.error role="alert" { (error) } }
            @if let Some(provider) = &sign_on.provider {
                p {
                    a.button.main href={ "/login/oidc" @if !next.is_empty() { "?" (NEXT_FIELD) "=" (links::segment(next)) } } { "Log in with " (provider) }
                }
                @if view.expired.is_some() { p.hint { "What you did just now is not done by this; the other ways in do it." } }
            }
        }
    }
}

/// The login of users; a form that was sent without a login goes on behind it, too.
fn by_passkey(view: &LoginView, passkey: &PasskeyForm) -> Markup {
    html! {
        section.passkey {
            h1 { @if view.expired.is_some() { "Log in to go on" } @else { "Log in" } }
            (passkey_form::form("/login/passkey", "Log in by passkey", passkey, &hidden_fields(view)))
        }
    }
}

fn hidden_fields(view: &LoginView) -> Markup {
    html! {
        @if let Some(expired) = &view.expired {
            p { "The login has expired. What you did is done once you are logged in." }
            input type="hidden" name=(ACTION_FIELD) value=(expired.action);
            @for (name, value) in &expired.fields { input type="hidden" name=(name) value=(value); }
        } @else if !view.next.is_empty() {
            input type="hidden" name=(NEXT_FIELD) value=(view.next);
        }
    }
}

/// The login of the admin token's bearer.
fn by_token(view: &LoginView, refused: bool) -> Markup {
    let has_passkeys = view.passkey.is_some() || view.sign_on.is_some();
    html! {
        form.card.login method="post" action="/login" {
            @if has_passkeys { h2 { "By the admin token" } }
            @else { h1 { @if view.expired.is_some() { "Log in to go on" } @else { "Log in" } } }
            (hidden_fields(view))
            p { "What broke on your sites, for how many visits, since when." }
            div.field {
                label for="token" { "Admin token" }
                input #token type="password" name="token" required autofocus[!has_passkeys]
                    autocomplete="current-password" spellcheck="false"
                    aria-invalid=[refused.then_some("true")]
                    aria-describedby=[refused.then_some("token-error")];
                @if let Some(error) = &view.error {
                    p.error #token-error role="alert" { (error) }
                }
            }
            button.main { "Log in" }
            @if !view.next.is_empty() {
                // A link from another site comes without the cookie; one from here has it.
                p { "Logged in already? " a href=(view.next) { "Go on to the page" } }
            }
            div.hint {
                h2 { "Where is the token?" }
                p {
                    "On your own machine, " code { "npm start" } " prints a login link, and where the token is kept: "
                    "in the data folder, readable by its owner only."
                }
                p { "At the edge, choose one with " code { "npx wrangler secret put ADMIN_TOKEN" } "." }
            }
        }
    }
}

/// The page that stands for another one for a moment, where a link of another site led to it: a
/// browser sends the login's cookie with the next request only, which comes from here.
pub fn again(path: &str) -> Markup {
    let main = html! {
        section.empty {
            h1 { "Opening the page" }
            p { a href=(path) { "Go on" } }
        }
    };
    let head = html! { meta http-equiv="refresh" content={ "0;url=" (path) }; };
    document(&PageShell { head, ..PageShell::plain("Opening the page") }, &main)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn the_form_posts_a_token_without_a_script() {
        let html = page(&LoginView::default()).into_string();
        hostile::assert_scriptless(&html);
        assert!(html.contains(r#"method="post" action="/login""#));
        assert!(html.contains(r#"name="token""#));
        assert!(!html.contains("role=\"alert\"") && !html.contains("aria-invalid"));
        assert!(html.contains("npm start") && html.contains("ADMIN_TOKEN"));
    }

    #[test]
    fn who_has_a_passkey_logs_in_by_it_and_the_token_may_be_off() {
        let passkey = PasskeyForm {
            challenge: hostile::text(1),
            rp_id: "errors.example".into(),
            register: None,
            error: Some(hostile::text(2)),
        };
        let next = hostile::text(3);
        let mut view = LoginView { passkey: Some(passkey), next, ..LoginView::default() };
        let html = page(&view).into_string();
        hostile::assert_harmless(&html, 1..=3);
        assert!(html.contains(r#"action="/login/passkey""#) && html.contains(r#"action="/login""#), "{html}");
        assert_eq!(html.matches("<h1>").count(), 1, "{html}");
        view.is_token_off = true;
        let html = page(&view).into_string();
        assert!(html.contains(r#"action="/login/passkey""#) && !html.contains("Admin token"), "{html}");
    }

    #[test]
    fn who_has_an_account_elsewhere_logs_in_by_a_link() {
        let mut view = LoginView {
            sign_on: Some(SignOn { provider: Some(hostile::text(1)), error: Some(hostile::text(2)) }),
            next: "/projects?a=b&c".into(),
            left: Some("https://team.example/logout".into()),
            ..LoginView::default()
        };
        let html = page(&view).into_string();
        hostile::assert_harmless(&html, 1..=2);
        hostile::assert_scriptless(&html);
        assert!(html.contains(r#"href="/login/oidc?next=%2Fprojects%3Fa%3Db%26c""#), "{html}");
        assert!(html.contains(r#"href="https://team.example/logout""#), "{html}");
        assert_eq!(html.matches("<h1>").count(), 1, "{html}");
        view.sign_on = Some(SignOn { provider: None, error: None });
        assert!(!page(&view).into_string().contains("/login/oidc"));
    }

    #[test]
    fn a_refusal_stands_at_its_field_escaped() {
        let html = page(&LoginView { error: Some(hostile::text(1)), ..LoginView::default() }).into_string();
        hostile::assert_harmless(&html, 1..=1);
        assert!(html.contains(r#"aria-invalid="true" aria-describedby="token-error""#), "{html}");
    }

    #[test]
    fn it_goes_on_to_a_page_and_does_an_expired_form() {
        let html = page(&LoginView { next: hostile::text(2), ..LoginView::default() }).into_string();
        hostile::assert_harmless(&html, [2]);
        assert!(html.contains(r#"<input type="hidden" name="next""#) && html.contains("Logged in already?"));
        let fields = vec![("id".to_owned(), hostile::text(3)), (hostile::text(4), "x".to_owned())];
        let expired = Some(ExpiredForm { action: "/projects/abc123def45/issues".into(), fields });
        let html = page(&LoginView { expired, ..LoginView::default() }).into_string();
        hostile::assert_harmless(&html, 3..=4);
        assert!(html.contains(r#"name="login-action" value="/projects/abc123def45/issues""#), "{html}");
        let again = again("/projects/abc123def45?range=7d").into_string();
        assert!(
            again.contains(r#"http-equiv="refresh" content="0;url=/projects/abc123def45?range=7d""#),
            "{again}"
        );
    }
}
