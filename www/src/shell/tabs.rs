//! The tabs of a project: plain links, in one order on every page.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::{format::links, model::project::Project};

/// A page of a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    Issues,
    /// A page below the issues: the tab is current, and still a link back.
    BelowIssues,
    Releases,
    Usage,
    /// A page below the usage, likewise.
    BelowUsage,
    Reports,
    Live,
    Install,
    Alerts,
    Settings,
}

const TABS: [(Tab, &str, &str); 9] = [
    (Tab::Overview, "Overview", ""),
    (Tab::Issues, "Issues", "issues"),
    (Tab::Releases, "Releases", "releases"),
    (Tab::Usage, "Usage", "usage"),
    (Tab::Reports, "Reports", "reports"),
    (Tab::Live, "Live", "live"),
    (Tab::Install, "Install", "install"),
    (Tab::Alerts, "Alerts", "alerts"),
    (Tab::Settings, "Settings", "settings"),
];

pub(crate) fn bar(project: &Project, here: Tab) -> Markup {
    let current = |tab| match here {
        Tab::BelowIssues => (tab == Tab::Issues).then_some("true"),
        Tab::BelowUsage => (tab == Tab::Usage).then_some("true"),
        here => (tab == here).then_some("page"),
    };
    html! {
        nav.tabs aria-label="Project" {
            ul {
                @for (tab, label, page) in TABS.into_iter().filter(|(tab, ..)| is_visible(*tab, project)) {
                    li {
                        // The search has a field of its own on the page of the issues.
                        a href=(href(project.key, page)) aria-current=[current(tab)]
                            data-key=[(tab == Tab::Issues && here != Tab::Issues).then_some("/")] { (label) }
                    }
                }
            }
        }
    }
}

/// Settings are for those who may change them.
fn is_visible(tab: Tab, project: &Project) -> bool {
    tab != Tab::Settings || project.permissions.may_change()
}

fn href(key: ProjectKey, page: &str) -> String {
    if page.is_empty() { links::project(key) } else { links::below(key, page) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hostile, model::permissions::Permissions};

    #[test]
    fn one_tab_is_where_one_is() {
        let project = hostile::project(1);
        let html = bar(&project, Tab::Overview).into_string();
        assert!(
            html.contains(r#"<a href="/projects/abc123def45" aria-current="page">Overview</a>"#),
            "{html}"
        );
        assert_eq!(html.matches("aria-current").count(), 1);
        assert_eq!(html.matches("<li>").count(), TABS.len());
        let below = bar(&project, Tab::BelowIssues).into_string();
        assert!(
            below.contains(r#"<a href="/projects/abc123def45/issues" aria-current="true" data-key="/">"#),
            "{below}"
        );
        assert_eq!(below.matches("aria-current").count(), 1);
    }

    #[test]
    fn a_viewer_has_no_tab_of_settings() {
        let project = Project { permissions: Permissions::VIEWER, ..hostile::project(1) };
        let html = bar(&project, Tab::Overview).into_string();
        assert_eq!(html.matches("<li>").count(), TABS.len() - 1);
        assert!(!html.contains("settings") && html.contains("/alerts"), "{html}");
    }
}
