//! What an issue's page has of the operator's rules: those that acted on it, and the way to a new one.

use corncrake_core::ids::IssueId;
use maud::{Markup, html};

use crate::{format::links, model::project::Project, shell::form_context::FormContext};

/// A rule that acted on an issue, as the issue's page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRule {
    /// The rule's name.
    pub name: String,
    /// Whether it hides the issue; else it gave the fingerprint.
    pub hides: bool,
}

/// The rules that acted on an issue, on its page.
pub(crate) fn issue_note(project: &Project, rules: &[IssueRule]) -> Markup {
    html! {
        @for rule in rules {
            p.hint {
                @if rule.hides { "Hidden from Issues by your rule " } @else { "Grouped by your rule " }
                a href={ (links::below(project.key, "rules")) "#rules" } { (rule.name) } "."
            }
        }
    }
}

/// The way from an issue to a rule that matches all that is like it.
pub(crate) fn ignore_link(context: &FormContext, id: IssueId) -> Markup {
    let rules = links::below(context.project, "rules");
    html! {
        a.button href={ (links::with(rules, [("issue", id.to_string())])) "#rule" } { "Ignore everything like this" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn an_issue_says_which_rule_hides_it_and_leads_to_a_rule() {
        let rules = [
            IssueRule { name: hostile::text(1), hides: true },
            IssueRule { name: "Pay".into(), hides: false },
        ];
        let html = issue_note(&hostile::project(2), &rules).into_string();
        hostile::assert_harmless(&html, [1]);
        assert!(html.contains("Hidden from Issues by your rule") && html.contains("Grouped by your rule"));
        assert_eq!(issue_note(&hostile::project(2), &[]).into_string(), "");
    }
}
