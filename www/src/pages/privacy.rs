//! What is collected for a project, for the people on its site; and for those who run the site a text
//! for its own privacy policy, made from the project's settings.
//!
//! The page promises nothing of its own: its fields come from the manifest, and its days from the settings.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::{
    format::links,
    model::permissions::Permissions,
    parts::{
        copy_button::copy_button,
        wide_table::{ColumnHead, wide_table},
    },
    shell::layout::{Breadcrumb, PageShell, document},
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacyView {
    /// Which project it is.
    pub project: ProjectKey,
    /// Its name, given by its operator.
    pub name: String,
    /// The address that the site sends to.
    pub address: String,
    /// The fields that are collected, by occasion.
    pub collected: Vec<CollectedGroup>,
    /// What is never stored.
    pub never: Vec<String>,
    /// Days after which errors are deleted.
    pub error_days: u16,
    /// Days after which counts are deleted.
    pub count_days: u16,
    /// Days after which usage is deleted, where it is counted.
    pub usage_days: Option<u16>,
    /// Days after which response times are deleted, where they are counted.
    pub timing_days: Option<u16>,
    /// Days after which installations are deleted, where they are counted.
    pub installation_days: Option<u16>,
    /// The names of details that the operator keeps of events of Sentry's SDKs.
    pub kept_tags: Vec<String>,
    /// What only people of the project see; none for the public.
    pub operator: Option<OperatorPart>,
}

/// The fields of an occasion, such as an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectedGroup {
    /// The occasion.
    pub title: &'static str,
    /// The fields, in the manifest's order.
    pub fields: Vec<CollectedField>,
}

/// A field that is collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectedField {
    /// Its name in the format.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// Where personal data is taken out of it; empty where it can hold none.
    pub scrubbed: &'static str,
    /// How long it is stored.
    pub stored: String,
    /// Who can see it.
    pub seen_by: &'static str,
}

/// What only people of the project see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OperatorPart {
    /// Whether everybody may read the page.
    pub is_public: bool,
    /// What the reader may do in the project.
    pub permissions: Permissions,
}

const HEADS: [ColumnHead<'_>; 5] = [
    ColumnHead::Text("Field"),
    ColumnHead::Text("Purpose"),
    ColumnHead::Text("Personal data is removed"),
    ColumnHead::Text("Kept"),
    ColumnHead::Text("Seen by"),
];

/// The whole page.
pub fn page(view: &PrivacyView) -> Markup {
    let main = html! {
        header.head {
            h1 { "Privacy" }
            p.lead {
                "What " b { (view.name) } " collects of its visitors to find errors: without cookies, without storage "
                "in the browser, without an identifier."
            }
        }
        @if let Some(own) = view.operator { (visibility(view.project, own)) }
        @if let Some(jurisdiction) = view.project.jurisdiction() {
            p { "What is stored of visitors is in " (jurisdiction.name()) "." }
        }
        @for group in &view.collected { (collected(group)) }
        section.part.prose {
            h2 { "Never stored" }
            ul { @for what in &view.never { li { (what) } } }
        }
        section.part.prose {
            h2 { "Your choice" }
            p {
                "A visit is not counted where the browser asks for "
                a href="https://globalprivacycontrol.org/" { "Global Privacy Control" }
                ", and nothing is sent where the site asked you and you said no. Nothing that is stored says who you "
                "are, so nobody can look up what is yours; the site can delete errors that a text of yours is in."
            }
            p { "The whole list for programs, with the tables of the database: " a href="/.well-known/corncrake.json" { "corncrake.json" } "." }
        }
        @if view.operator.is_some() { (policy_section(view)) }
    };
    let breadcrumbs = [Breadcrumb { label: &view.name, href: links::project(view.project) }];
    let title = format!("Privacy · {}", view.name);
    let is_operator = view.operator.is_some();
    let shell = PageShell {
        breadcrumbs: &breadcrumbs,
        current: Some("Privacy"),
        signed_in: is_operator,
        has_tools: is_operator,
        ..PageShell::plain(&title)
    };
    document(&shell, &main)
}

/// Who may read the page, and where that is changed.
fn visibility(project: ProjectKey, own: OperatorPart) -> Markup {
    html! {
        p.notice {
            @if own.is_public { "Everybody can read this page. " }
            @else { "Only people of this project see this page: to others its address says nothing. " }
            @if own.permissions.may_change() {
                a href={ (links::below(project, "settings")) "#privacy_page" } { "Change it in the settings" }
            }
        }
    }
}

fn collected(group: &CollectedGroup) -> Markup {
    let rows = html! {
        @for field in &group.fields {
            tr {
                th scope="row" { code { (field.name) } }
                td { (field.purpose) }
                td { @if field.scrubbed.is_empty() { "–" } @else { (field.scrubbed) } }
                td { (field.stored) }
                td { (field.seen_by) }
            }
        }
    };
    html! {
        section.part {
            h2 { (group.title) }
            (wide_table(group.title, &HEADS, &rows))
        }
    }
}

fn policy_section(view: &PrivacyView) -> Markup {
    html! {
        section.part {
            h2 { "For your own privacy policy" }
            p.hint {
                "A text in plain words, made from this project’s settings. Remove what your site does not do. "
                "It is no legal advice."
            }
            pre { code { (policy(view)) } }
            (copy_button("Copy the text"))
        }
    }
}

/// The text for a site's own privacy policy.
fn policy(view: &PrivacyView) -> String {
    let days = |days: u16| if days == 1 { "one day".to_owned() } else { format!("{days} days") };
    let host = view.address.split_once("://").map_or(view.address.as_str(), |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or_default();
    let kept = match view.kept_tags.as_slice() {
        [] => String::new(),
        tags => format!("\n\nOur applications add these details to an error: {}.", tags.join(", ")),
    };
    let usage = view.usage_days.map_or_else(String::new, |kept| {
        format!(
            " We count how many visitors use certain features on a day, with a little noise, so that nobody can tell \
             whether one visitor was among them; these numbers are deleted after {}.",
            days(kept)
        )
    });
    let waited = view.timing_days.map_or_else(String::new, |kept| {
        format!(
            " We count in which of six spans it lies how long our pages take, by page, version and kind of device in \
             three classes, with a little noise, so that nobody can tell whether one visitor was among them; these \
             numbers are deleted after {}.",
            days(kept)
        )
    });
    let installed = view.installation_days.map_or_else(String::new, |kept| {
        format!(
            " If you agree, our installed application says once a day which version it has, on which platform and \
             runtime. We count these, with a little noise, so that nobody can tell whether one installation was among \
             them; these numbers are deleted after {}.",
            days(kept)
        )
    });
    format!(
        "Errors and visits\n\n\
         We use Corncrake to find errors in our pages. When something fails, the page sends to {host} what \
         failed: the class and the message of the error, its place in our code, the address of the page without \
         what follows a question mark, and the version of our site. The names and main versions of your browser \
         and operating system are added. E-mail addresses, numbers of cards, tokens and the like are replaced \
         before anything leaves your device, and again when it arrives. When you open a page, the visit is \
         counted; where your browser asks for Global Privacy Control it is not.{usage}{waited}{installed}{kept}\n\n\
         Nothing is stored on your device, and you get no identifier. Your IP address and your browser’s \
         User-Agent are used in memory to count the sessions of a day, by a secret that is destroyed at midnight \
         (UTC). They are not stored.\n\n\
         {place}Errors are deleted after {errors}, counts after {counts}.",
        place = view.project.jurisdiction().map_or_else(String::new, |jurisdiction| {
            format!("What is stored of you is in {}. ", jurisdiction.name())
        }),
        errors = days(view.error_days),
        counts = days(view.count_days),
    ) + &public_address(view)
}

/// The end of the text: where everything is listed, if everybody may read it.
fn public_address(view: &PrivacyView) -> String {
    match view.operator {
        Some(OperatorPart { is_public: true, .. }) => {
            format!(" Everything that is collected is listed at {}/privacy/{}.", view.address, view.project)
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn view() -> PrivacyView {
        let field = CollectedField {
            name: "message",
            purpose: "what went wrong",
            scrubbed: "on the device",
            stored: "30 days".to_owned(),
            seen_by: "operators",
        };
        PrivacyView {
            project: "abc123def45".parse().unwrap(),
            name: hostile::text(1),
            address: "https://in.example/a".to_owned(),
            collected: vec![CollectedGroup { title: "With an error", fields: vec![field] }],
            never: vec!["IP addresses".to_owned()],
            error_days: 30,
            count_days: 1,
            usage_days: Some(20),
            installation_days: Some(21),
            timing_days: Some(22),
            kept_tags: vec![],
            operator: None,
        }
    }

    #[test]
    fn the_public_reads_what_is_collected_and_nothing_of_the_dashboard() {
        let html = page(&view()).into_string();
        hostile::assert_harmless(&html, [1]);
        hostile::assert_scriptless(&html);
        for text in ["With an error", "what went wrong", "30 days", "IP addresses", "corncrake.json"] {
            assert!(html.contains(text), "{text}");
        }
        for text in ["/projects/", "Log out", "policy", "settings", "live.js", "is stored of"] {
            assert!(!html.contains(text), "{text}");
        }
    }

    #[test]
    fn the_public_page_and_the_policy_name_the_jurisdiction() {
        let operator = Some(OperatorPart { is_public: true, permissions: Permissions::OWNER });
        let html = page(&PrivacyView { project: "euabc123def45".parse().unwrap(), operator, ..view() });
        let html = html.into_string();
        assert!(html.contains("stored of visitors is in the European Union."), "{html}");
        assert!(html.contains("stored of you is in the European Union. Errors are deleted"), "{html}");
    }

    #[test]
    fn people_of_the_project_get_a_text_of_their_settings() {
        for (is_public, kept_tags) in [(false, vec![]), (true, vec![hostile::text(2)])] {
            let permissions = if is_public { Permissions::VIEWER } else { Permissions::OWNER };
            let operator = Some(OperatorPart { is_public, permissions });
            let html = page(&PrivacyView { operator, kept_tags, ..view() }).into_string();
            hostile::assert_harmless(&html, 1..=(1 + u32::from(is_public)));
            hostile::assert_scriptless(&html);
            assert!(html.contains("sends to in.example what"), "{html}");
            assert!(html.contains("deleted after 30 days, counts after one day."), "{html}");
            assert!(html.contains("numbers are deleted after 20 days"), "{html}");
            let address = "listed at https://in.example/a/privacy/abc123def45.";
            assert_eq!(html.contains(address), is_public, "{html}");
            assert_eq!(html.contains("Only people of this project"), !is_public);
            assert_eq!(html.contains("Change it in the settings"), !is_public, "a viewer sees no settings");
            assert_eq!(html.contains("add these details"), is_public);
        }
    }
}
