//! The API tokens of a user, who makes and revokes them; they may do no more than the user may.

use corncrake_core::{ids::ProjectKey, words::scope::Scope};
use maud::{Markup, html};

use crate::{
    pages::{
        people::{ReviewedToken, token_table},
        settings::{new_token_notice, scope_fields},
    },
    parts::form_field::{FieldInput, FormField, field},
};

/// The form of a user's new token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnTokenForm {
    /// Its name.
    pub name: FormField,
    /// Its scopes.
    pub scopes: Vec<Scope>,
    /// The error of the scopes.
    pub scopes_error: Option<String>,
    /// Whether the scope of `/metrics` is offered, which owners alone may have.
    pub offers_metrics: bool,
    /// The key of the project it is for; empty for all that the user sees.
    pub project: String,
    /// The projects that the user sees: key and name.
    pub projects: Vec<(ProjectKey, String)>,
}

pub(super) fn section(tokens: &[ReviewedToken], form: &OwnTokenForm, new: Option<&str>) -> Markup {
    html! {
        section.part #tokens {
            h2 { "API tokens" }
            @if let Some(token) = new { (new_token_notice(token)) }
            @if tokens.is_empty() {
                p.hint { "None of your own. One may do what its scopes say, and never more than you may; it goes when you go." }
            } @else { (token_table(tokens, "/account/tokens")) }
            (new_form(form))
        }
    }
}

fn new_form(form: &OwnTokenForm) -> Markup {
    let offered = Scope::ALL.into_iter().filter(|scope| form.offers_metrics || *scope != Scope::Metrics);
    let offered: Vec<Scope> = offered.collect();
    html! {
        form.card.sheet method="post" action="/account/tokens" {
            h3 { "New token" }
            (field("token-name", "Name of the token", &form.name, &FieldInput::Line, &html! { "What it is for: “my terminal”." }))
            (scope_fields(&offered, &form.scopes, form.scopes_error.as_deref()))
            div.field {
                label for="token-project" { "Projects" }
                select #token-project name="token-project" {
                    option value="" selected[form.project.is_empty()] { "all that I see" }
                    @for (key, name) in &form.projects {
                        option value=(key) selected[form.project == key.as_str()] { (name) }
                    }
                }
            }
            button { "Make a token" }
        }
    }
}
