//! What an issue's page has of the operator's rules: those that acted on it, and the way to a new one.

use corncrake_core::ids::IssueId;
use maud::{Markup, html};

use crate::{
    format::links,
    model::{issue::Interest, project::Project},
    shell::form_context::FormContext,
};

/// A rule that acted on an issue, as the issue's page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRule {
    /// The rule's name.
    pub name: String,
    /// What it did.
    pub effect: IssueRuleEffect,
}

/// What a rule did to an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueRuleEffect {
    /// It hides it.
    Hides,
    /// It gave its fingerprint.
    Groups,
    /// It says how much it matters.
    Rates(Interest),
}

/// The rules that acted on an issue, on its page.
pub(crate) fn issue_note(project: &Project, rules: &[IssueRule]) -> Markup {
    html! {
        @for rule in rules {
            p.hint {
                @match rule.effect {
                    IssueRuleEffect::Hides => "Hidden from Issues by your rule ",
                    IssueRuleEffect::Groups => "Grouped by your rule ",
                    IssueRuleEffect::Rates(Interest::High) => "Important by your rule ",
                    IssueRuleEffect::Rates(Interest::Low) => "Of low interest, without alerts, by your rule ",
                }
                @if project.permissions.may_change() {
                    a href={ (links::below(project.key, "rules")) "#rules" } { (rule.name) } "."
                } @else {
                    (rule.name) "."
                }
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
            IssueRule { name: hostile::text(1), effect: IssueRuleEffect::Hides },
            IssueRule { name: "Pay".into(), effect: IssueRuleEffect::Groups },
            IssueRule { name: "Beta".into(), effect: IssueRuleEffect::Rates(Interest::Low) },
        ];
        let html = issue_note(&hostile::project(2), &rules).into_string();
        hostile::assert_harmless(&html, [1]);
        for effect in ["Hidden from Issues", "Grouped", "Of low interest, without alerts,"] {
            assert!(html.contains(&format!("{effect} by your rule")), "{effect}: {html}");
        }
        assert_eq!(issue_note(&hostile::project(2), &[]).into_string(), "");
    }
}
