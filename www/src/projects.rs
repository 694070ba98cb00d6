//! The start page: every project, and a form that makes one.

use corncrake_core::{ids::ProjectKey, origin::Origins};
use maud::{Markup, html};

use crate::{
    layout::{Shell, document},
    links,
};

/// A project, as its pages name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Its public key.
    pub key: ProjectKey,
    /// What its operator calls it.
    pub name: String,
    /// Who may send to it.
    pub origins: Origins,
}

/// The form for a new project: what was entered, and what was wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectForm {
    /// The name as it was entered.
    pub name: String,
    /// The origins as they were entered: one a line, or with commas.
    pub origins: String,
    /// What is wrong with the name.
    pub name_error: Option<String>,
    /// What is wrong with the origins.
    pub origins_error: Option<String>,
}

/// What the start page shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectsView {
    /// Every project, in the order of the list.
    pub projects: Vec<Project>,
    /// The form; empty at first.
    pub form: ProjectForm,
}

/// The whole page.
pub fn page(view: &ProjectsView) -> Markup {
    let main = html! {
        h1 { "Projects" }
        @if view.projects.is_empty() { (empty()) } @else { (list(&view.projects)) }
        (form(&view.form))
    };
    document(&Shell { title: "Projects", way: &[], here: None, signed_in: true, head: html! {} }, &main)
}

fn empty() -> Markup {
    html! {
        section.empty {
            h2 { "No project yet" }
            p {
                "A project is one site or app whose errors belong together. Create it below and you get "
                "a key and one line for your pages; their errors appear here as issues."
            }
        }
    }
}

fn list(projects: &[Project]) -> Markup {
    html! {
        ul.projects {
            @for project in projects {
                li.card {
                    h2 { a href=(links::project(project.key)) { (project.name) } }
                    dl {
                        div { dt { "Key" } dd { code { (project.key) } } }
                        div { dt { "Origins" } dd { (origins(&project.origins)) } }
                    }
                }
            }
        }
    }
}

/// Who may send, in words where it is everybody.
pub(crate) fn origins(origins: &Origins) -> Markup {
    html! {
        @for (place, entry) in origins.entries().iter().enumerate() {
            @if place > 0 { ", " }
            @if entry == "*" { "every origin" } @else { code { (entry) } }
        }
    }
}

fn form(form: &ProjectForm) -> Markup {
    html! {
        form.card.new method="post" action="/projects" {
            h2 { "New project" }
            div.field {
                label for="name" { "Name" }
                input #name name="name" value=(form.name) required maxlength="100" autocomplete="off"
                    aria-invalid=[form.name_error.as_ref().map(|_| "true")]
                    aria-describedby=[form.name_error.as_ref().map(|_| "name-error")];
                (refusal("name-error", form.name_error.as_deref()))
            }
            div.field {
                label for="origins" { "Allowed origins" }
                textarea #origins name="origins" rows="3" required spellcheck="false" autocapitalize="none"
                    aria-invalid=[form.origins_error.as_ref().map(|_| "true")]
                    aria-describedby={
                        @if form.origins_error.is_some() { "origins-error " } "origins-hint"
                    } { (form.origins) }
                (refusal("origins-error", form.origins_error.as_deref()))
                p.hint #origins-hint {
                    "One a line, or with commas: " code { "https://app.example" } ", "
                    code { "*.app.example" } " for its subdomains, " code { "*" } " for every origin."
                }
            }
            button.main { "Create project" }
        }
    }
}

fn refusal(id: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error { p.error id=(id) role="alert" { (error) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn the_empty_state_teaches_and_the_form_needs_no_script() {
        let html = page(&ProjectsView::default()).into_string();
        hostile::assert_scriptless(&html);
        assert!(html.contains("No project yet") && html.contains("one line for your pages"));
        assert!(html.contains(r#"method="post" action="/projects""#));
        assert!(html.contains(r#"name="name""#) && html.contains(r#"name="origins""#));
        assert!(!html.contains("role=\"alert\"") && !html.contains("aria-invalid"));
    }

    #[test]
    fn a_project_is_listed_with_its_key_and_origins() {
        let origins = Origins::parse(&["https://shop.example".to_owned(), "*".to_owned()]).unwrap();
        let project = Project { key: "abc123def45".parse().unwrap(), name: hostile::text(1), origins };
        let html = page(&ProjectsView { projects: vec![project], ..ProjectsView::default() }).into_string();
        hostile::assert_harmless(&html, 1..=1);
        assert!(html.contains(r#"<a href="/projects/abc123def45">"#));
        assert!(html.contains("<code>https://shop.example</code>, every origin"), "{html}");
        assert!(!html.contains("No project yet"));
    }

    #[test]
    fn what_was_entered_and_what_is_wrong_stand_at_the_field() {
        let form = ProjectForm {
            name: hostile::text(1),
            origins: hostile::text(2),
            name_error: Some(hostile::text(3)),
            origins_error: Some(hostile::text(4)),
        };
        let html = page(&ProjectsView { form, ..ProjectsView::default() }).into_string();
        hostile::assert_harmless(&html, 1..=4);
        assert!(html.contains(r#"aria-describedby="name-error""#));
        assert!(html.contains(r#"aria-describedby="origins-error origins-hint""#));
    }
}
