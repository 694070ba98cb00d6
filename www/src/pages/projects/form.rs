//! The form of a new project. It shows what was entered as it was entered, and each error at its field.

use corncrake_core::ids::Jurisdiction;
use maud::{Markup, html};

/// The form of a new project: the entered values and their errors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectForm {
    /// The name as it was entered.
    pub name: String,
    /// The origins as they were entered: one a line, or with commas.
    pub origins: String,
    /// The error of the name.
    pub name_error: Option<String>,
    /// The error of the origins.
    pub origins_error: Option<String>,
    /// The jurisdiction that was chosen.
    pub jurisdiction: Option<Jurisdiction>,
    /// The error of the jurisdiction.
    pub jurisdiction_error: Option<String>,
}

impl ProjectForm {
    pub(super) fn is_refused(&self) -> bool {
        [&self.name_error, &self.origins_error, &self.jurisdiction_error].into_iter().any(Option::is_some)
    }
}

/// The form, with a field for the jurisdiction where the platform offers any.
pub(super) fn form(form: &ProjectForm, jurisdictions: &[Jurisdiction]) -> Markup {
    html! {
        form.card.new #new method="post" action="/projects" {
            h2 { "New project" }
            div.field {
                label for="name" { "Name" }
                input #name name="name" value=(form.name) required maxlength="100" autocomplete="off"
                    aria-invalid=[form.name_error.as_ref().map(|_| "true")]
                    aria-describedby=[form.name_error.as_ref().map(|_| "name-error")];
                (error_text("name-error", form.name_error.as_deref()))
            }
            div.field {
                label for="origins" { "Allowed origins" }
                textarea #origins name="origins" rows="3" required spellcheck="false" autocapitalize="none"
                    aria-invalid=[form.origins_error.as_ref().map(|_| "true")]
                    aria-describedby={
                        @if form.origins_error.is_some() { "origins-error " } "origins-hint"
                    } { (form.origins) }
                (error_text("origins-error", form.origins_error.as_deref()))
                p.hint #origins-hint {
                    "One a line, or with commas: " code { "https://app.example" } ", "
                    code { "*.app.example" } " for its subdomains, " code { "*" } " for every origin, "
                    code { "server" } " for servers with Sentry’s SDKs."
                }
            }
            @if !jurisdictions.is_empty() { (jurisdiction_field(form, jurisdictions)) }
            button.main { "Create project" }
        }
    }
}

fn jurisdiction_field(form: &ProjectForm, offered: &[Jurisdiction]) -> Markup {
    html! {
        div.field {
            label for="jurisdiction" { "Jurisdiction" }
            select #jurisdiction name="jurisdiction"
                aria-invalid=[form.jurisdiction_error.as_ref().map(|_| "true")]
                aria-describedby={
                    @if form.jurisdiction_error.is_some() { "jurisdiction-error " } "jurisdiction-hint"
                } {
                option value="" { "none: near to whoever sends first" }
                @for offered in offered {
                    option value=(offered.word()) selected[form.jurisdiction == Some(*offered)] { (offered.name()) }
                }
            }
            (error_text("jurisdiction-error", form.jurisdiction_error.as_deref()))
            p.hint #jurisdiction-hint {
                "Where the project’s databases run and store. It cannot be changed later."
            }
        }
    }
}

fn error_text(id: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error { p.error id=(id) role="alert" { (error) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jurisdiction_is_chosen_where_there_are_any() {
        let chosen = ProjectForm { jurisdiction: Some(Jurisdiction::Us), ..ProjectForm::default() };
        let html = form(&chosen, &Jurisdiction::ALL).into_string();
        assert!(html.contains(r#"<option value="us" selected>the United States</option>"#), "{html}");
        assert!(html.contains(r#"<option value="eu">the European Union</option>"#), "{html}");
        assert!(!form(&chosen, &[]).into_string().contains("urisdiction"));
        let refused = ProjectForm { jurisdiction_error: Some("The jurisdiction is wrong.".into()), ..chosen };
        let html = form(&refused, &Jurisdiction::ALL).into_string();
        assert!(html.contains(r#"aria-describedby="jurisdiction-error jurisdiction-hint""#), "{html}");
        assert!(refused.is_refused());
    }
}
