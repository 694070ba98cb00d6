//! API tokens, each with its scopes, for one project or for all. A token is shown once, when it
//! is made; only its hash is stored.

use corncrake_core::{
    ids::ProjectKey,
    time::{UnixMillis, UtcDay},
    words::scope::Scope,
};
use maud::{Markup, html};

use crate::{
    format::{links, time},
    model::project::Project,
    parts::{
        copy_button::copy_button,
        form_field::{FieldInput, FormField, field},
        role_note,
        wide_table::{
            ColumnHead::{Hidden, Text},
            wide_table,
        },
    },
};

/// A token as it is stored: without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its id in addresses; no part of the secret.
    pub id: String,
    /// Its name, given by its maker.
    pub name: String,
    /// Its scopes.
    pub scopes: Vec<Scope>,
    /// Whether it is valid for all projects.
    pub is_of_all: bool,
    /// When it was made.
    pub created: UnixMillis,
    /// The day it was last used.
    pub used: Option<UtcDay>,
}

/// The form of a new token.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenForm {
    /// Its name.
    pub name: FormField,
    /// Its scopes.
    pub scopes: Vec<Scope>,
    /// Whether it is to be valid for all projects.
    pub is_of_all: bool,
    /// The error of the scopes.
    pub scopes_error: Option<String>,
}

pub(crate) fn section(project: &Project, tokens: &[Token], form: &TokenForm, new: Option<&str>) -> Markup {
    let permissions = project.permissions;
    html! {
        section.part #tokens {
            h2 { "API tokens" }
            @if let Some(token) = new { (new_token_notice(token)) }
            @if tokens.is_empty() { p.hint { "No tokens yet. CI needs one with fewer rights." } }
            @else { (table(project, tokens)) }
            @if permissions.is_owner() { (new_form(project.key, form)) }
            (role_note::for_owners(permissions, "make and revoke tokens"))
        }
    }
}

/// The new token, this once.
pub(in crate::pages) fn new_token_notice(token: &str) -> Markup {
    html! {
        div.notice.good role="status" {
            p { b { "Copy the new token now." } " It is not shown again: only its hash is kept." }
            label.said for="new-token" { "The new token" }
            input.secret #new-token readonly value=(token) autocomplete="off" spellcheck="false";
            (copy_button("Copy the token"))
        }
    }
}

fn table(project: &Project, tokens: &[Token]) -> Markup {
    let mut heads = vec![Text("Name"), Text("Scopes"), Text("Projects"), Text("Created"), Text("Last used")];
    if project.permissions.is_owner() {
        heads.push(Hidden("Revoke"));
    }
    let rows = html! {
        @for token in tokens { (row(project, token)) }
    };
    wide_table("API tokens", &heads, &rows)
}

fn row(project: &Project, token: &Token) -> Markup {
    let revoke = format!("{}/{}/revoke", links::below(project.key, "tokens"), links::segment(&token.id));
    html! {
        tr {
            th scope="row" { (token.name) }
            td { @for (index, scope) in token.scopes.iter().enumerate() { @if index > 0 { ", " } (scope.name()) } }
            td { (projects_label(token.is_of_all)) }
            td { (time::utc_day(token.created)) }
            td { (time::last_use(token.used)) }
            @if project.permissions.is_owner() {
                td {
                    form method="post" action=(revoke) {
                        button.quiet.bad aria-label={ "Revoke " (token.name) } { "Revoke" }
                    }
                }
            }
        }
    }
}

fn projects_label(is_of_all: bool) -> &'static str {
    if is_of_all { "all projects" } else { "this project" }
}

fn meaning(scope: Scope) -> &'static str {
    match scope {
        Scope::Read => "Read issues, events and counts",
        Scope::Write => "Resolve, ignore, merge, erase, change settings",
        Scope::Upload => "Upload source maps, for a build in CI",
        Scope::Metrics => "Read /metrics, for Prometheus",
        // No token has it.
        Scope::Admin => "",
    }
}

/// The choice of scopes.
pub(in crate::pages) fn scope_fields(offered: &[Scope], chosen: &[Scope], error: Option<&str>) -> Markup {
    html! {
        fieldset aria-describedby=[error.map(|_| "scopes-error")] {
            legend { "Scopes" }
            @for scope in offered {
                label.choice {
                    input type="checkbox" name="scope" value=(scope.name()) checked[chosen.contains(scope)];
                    span { b { (scope.name()) } " " span.hint { (meaning(*scope)) } }
                }
            }
            @if let Some(error) = error { p.error #scopes-error role="alert" { (error) } }
        }
    }
}

fn new_form(key: ProjectKey, form: &TokenForm) -> Markup {
    html! {
        form.card.sheet method="post" action=(links::below(key, "tokens")) {
            h3 { "New token" }
            (field("token-name", "Name of the token", &form.name, &FieldInput::Line, &html! { "What it is for: “CI of the shop”." }))
            (scope_fields(&Scope::ALL, &form.scopes, form.scopes_error.as_deref()))
            fieldset {
                legend { "Projects" }
                @for (value, is_of_all) in [("one", false), ("all", true)] {
                    label.choice {
                        input type="radio" name="projects" value=(value) checked[form.is_of_all == is_of_all];
                        span { (projects_label(is_of_all)) }
                    }
                }
            }
            button { "Make a token" }
        }
    }
}
