//! The document of every page: head, header with breadcrumbs, footer.

use maud::{DOCTYPE, Markup, html};

use crate::{
    format::{links, zone},
    model::project::Project,
    shell::{
        keys,
        tabs::{self, Tab},
    },
};

/// A step of the path to a page: its label and its address.
pub(crate) struct Breadcrumb<'a> {
    pub(crate) label: &'a str,
    pub(crate) href: String,
}

/// The parts of the document that differ from page to page.
pub(crate) struct PageShell<'a> {
    /// The title of the document.
    pub(crate) title: &'a str,
    /// The breadcrumbs below the projects and above this page.
    pub(crate) breadcrumbs: &'a [Breadcrumb<'a>],
    /// The breadcrumb of this page; none on the projects themselves.
    pub(crate) current: Option<&'a str>,
    /// Whether an operator is logged in: breadcrumbs and logout are shown.
    pub(crate) signed_in: bool,
    /// Whether the page has shortcuts and copy buttons where scripts run.
    pub(crate) has_tools: bool,
    /// Whether shortcuts triage issues.
    pub(crate) has_triage: bool,
    /// Additions of the page to the head.
    pub(crate) head: Markup,
}

impl<'a> PageShell<'a> {
    /// The shell of a page for everybody, which has nothing besides its title.
    pub(crate) fn plain(title: &'a str) -> Self {
        let (breadcrumbs, current, head) = (&[], None, html! {});
        Self { title, breadcrumbs, current, signed_in: false, has_tools: false, has_triage: false, head }
    }
}

/// A page of a project, with the project's tabs.
pub(crate) fn project_page(project: &Project, tab: Tab, title: &str, main: &Markup) -> Markup {
    let name = project.name.as_str();
    let title = if title == name { name.to_owned() } else { format!("{title} · {name}") };
    let breadcrumbs = [Breadcrumb { label: name, href: links::project(project.key) }];
    let shell = PageShell {
        title: &title,
        breadcrumbs: &breadcrumbs,
        current: None,
        signed_in: true,
        has_tools: true,
        has_triage: project.permissions.may_change(),
        head: html! {},
    };
    render(&shell, &tabs::bar(project, tab), main)
}

/// A page beside the projects, for somebody who is logged in; its title is the place where one is.
pub(crate) fn collector_page(title: &str, breadcrumbs: &[Breadcrumb<'_>], main: &Markup) -> Markup {
    let shell = PageShell {
        breadcrumbs,
        current: Some(title),
        signed_in: true,
        has_tools: true,
        ..PageShell::plain(title)
    };
    document(&shell, main)
}

/// The whole document around a page's main part.
pub(crate) fn document(shell: &PageShell<'_>, main: &Markup) -> Markup {
    render(shell, &html! {}, main)
}

fn render(shell: &PageShell<'_>, tabs: &Markup, main: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (shell.title) " · Corncrake" }
                link rel="icon" href="/assets/logo.svg" type="image/svg+xml";
                link rel="stylesheet" href="/assets/style.css";
                link rel="stylesheet" href="/assets/data.css";
                (shell.head)
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                (header(shell))
                (tabs)
                main #main tabindex="-1" { (main) }
                footer.foot {
                    p { "No cookies on your visitors. No identifiers." }
                    @if shell.signed_in {
                        p { "Times: " a href="/zone" data-key="t" data-zone=(zone::name()) { (zone::name()) } }
                    }
                    @if shell.has_tools { (keys::footer_buttons()) }
                    p { "Corncrake " (env!("CARGO_PKG_VERSION")) }
                }
                @if shell.has_tools { (keys::dialog_and_module(shell.has_triage)) }
            }
        }
    }
}

fn header(shell: &PageShell<'_>) -> Markup {
    html! {
        header.top {
            a.brand href="/" {
                img src="/assets/logo.svg" alt="" width="28" height="28";
                "Corncrake"
            }
            @if shell.signed_in {
                (breadcrumb_nav(shell))
                a.account href="/inbox" aria-current=[(shell.current == Some("Inbox")).then_some("page")] { "Inbox" }
                a href="/account" { "Account" }
                form method="post" action="/logout" { button.quiet { "Log out" } }
            }
        }
    }
}

fn breadcrumb_nav(shell: &PageShell<'_>) -> Markup {
    html! {
        nav.place aria-label="Place" {
            ol {
                @if shell.breadcrumbs.is_empty() && shell.current.is_none() {
                    li { span aria-current="page" { "Projects" } }
                } @else {
                    li { a href="/" { "Projects" } }
                    @for step in shell.breadcrumbs {
                        li { a href=(step.href) { (step.label) } }
                    }
                    @if let Some(current) = shell.current { li { span aria-current="page" { (current) } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn shell(signed_in: bool) -> String {
        let (title, label, here) = (hostile::text(1), hostile::text(2), hostile::text(3));
        let breadcrumbs = [Breadcrumb { label: &label, href: hostile::text(4) }];
        document(
            &PageShell {
                breadcrumbs: &breadcrumbs,
                current: Some(&here),
                signed_in,
                has_tools: signed_in,
                ..PageShell::plain(&title)
            },
            &html! { p { "main" } },
        )
        .into_string()
    }

    #[test]
    fn titles_and_places_are_escaped() {
        hostile::assert_harmless(&shell(true), 1..=4);
        let html =
            project_page(&hostile::project(5), Tab::Settings, &hostile::text(6), &html! {}).into_string();
        hostile::assert_harmless(&html, 5..=6);
        assert!(html.contains(r#"<a href="/projects/abc123def45/settings" aria-current="page">"#), "{html}");
    }

    #[test]
    fn who_is_not_logged_in_sees_no_place_and_no_log_out() {
        assert!(shell(true).contains(r#"action="/logout""#));
        let html = shell(false);
        assert!(!html.contains("/logout") && !html.contains("<nav"));
        assert!(html.contains("No cookies on your visitors. No identifiers."));
    }
}
