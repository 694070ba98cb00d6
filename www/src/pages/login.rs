//! The login page: one field, and a hint where the token is.

use maud::{Markup, html};

use crate::shell::layout::{PageShell, document};

/// The view-model of the login page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LoginView {
    /// The error of the last attempt.
    pub error: Option<String>,
}

/// The whole page.
pub fn page(view: &LoginView) -> Markup {
    let refused = view.error.is_some();
    let main = html! {
        form.card.login method="post" action="/login" {
            h1 { "Log in" }
            p { "What broke on your sites, for how many visits, since when." }
            div.field {
                label for="token" { "Admin token" }
                input #token type="password" name="token" required autofocus
                    autocomplete="current-password" spellcheck="false"
                    aria-invalid=[refused.then_some("true")]
                    aria-describedby=[refused.then_some("token-error")];
                @if let Some(error) = &view.error {
                    p.error #token-error role="alert" { (error) }
                }
            }
            button.main { "Log in" }
            div.hint {
                h2 { "Where is the token?" }
                p {
                    "On your own machine, " code { "npm start" } " prints a login link, and where the token is kept: "
                    "in the data folder, readable by its owner only."
                }
                p { "At the edge, choose one with " code { "npx wrangler secret put ADMIN_TOKEN" } "." }
            }
        }
    };
    document(
        &PageShell {
            title: "Log in",
            breadcrumbs: &[],
            current: None,
            signed_in: false,
            has_tools: false,
            head: html! {},
        },
        &main,
    )
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
    fn a_refusal_is_said_at_the_field_and_escaped() {
        let html = page(&LoginView { error: Some(hostile::text(1)) }).into_string();
        hostile::assert_harmless(&html, 1..=1);
        assert!(html.contains(r#"aria-invalid="true" aria-describedby="token-error""#), "{html}");
    }
}
