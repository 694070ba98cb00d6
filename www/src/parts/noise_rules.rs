//! The noise rules of a project: the matches of each, and a checkbox to turn it off.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

pub use crate::model::noise::{NoiseRuleRow, UnusualNoise};
use crate::{
    format::{links, number::counted, time},
    parts::role_note,
    shell::form_context::FormContext,
};

/// The form of all rules; nothing where there are none.
pub(crate) fn form(form_context: &FormContext, rules: &[NoiseRuleRow]) -> Markup {
    html! {
        @if !rules.is_empty() && !form_context.permissions.may_change() { (read_only(form_context, rules)) }
        @else if !rules.is_empty() {
            form.card.rules method="post" action={ (links::project(form_context.project)) "/noise" } {
                input type="hidden" name="back" value=(form_context.back);
                fieldset {
                    legend { "Noise filters" }
                    p.hint {
                        "Matching errors are counted, but hidden from Issues. "
                        "Turn one off to list them again."
                    }
                    ul { @for row in rules { li { (rule_item(row)) } } }
                }
                button { "Save filters" }
                p { a href={ (links::below(form_context.project, "rules")) } { "Your own rules" } }
            }
        }
    }
}

/// The rules for a reader that may not switch them.
fn read_only(form_context: &FormContext, rules: &[NoiseRuleRow]) -> Markup {
    html! {
        section.card.rules {
            h2 { "Noise filters" }
            p.hint { "Matching errors are counted, but hidden from Issues." }
            (role_note::for_members(form_context.permissions, "switch the filters"))
            ul {
                @for row in rules {
                    li {
                        p { (row.rule.label()) @if !row.is_on { " (off)" } }
                        (explanation(row))
                    }
                }
            }
        }
    }
}

fn rule_item(row: &NoiseRuleRow) -> Markup {
    let name = row.rule.name();
    html! {
        label {
            input type="checkbox" name="on" value=(name) checked[row.is_on]
                aria-describedby={ "rule-" (name) };
            " " (row.rule.label())
        }
        (explanation(row))
    }
}

/// What a rule matches, and what it matched.
fn explanation(row: &NoiseRuleRow) -> Markup {
    html! {
        p.hint id={ "rule-" (row.rule.name()) } {
            (row.rule.explanation()) " "
            @if row.issues == 0 { "No matches yet." }
            @else { (counted(row.events, "event", "events")) " in " (counted(row.issues, "issue", "issues")) "." }
        }
    }
}

/// The sentence about noise that is new or more than usual: what is hidden must not explain nothing.
pub(crate) fn unusual(noise: &UnusualNoise, now: UnixMillis) -> Markup {
    html! {
        "Hidden as noise: " (counted(noise.sessions, "session", "sessions")) ", " (noise.rule)
        @if let Some((from, to)) = noise.span { ", " (time::short(from, now)) " to " (time::short(to, now)) }
        "."
    }
}

#[cfg(test)]
mod tests {
    use corncrake_core::noise::NoiseRule;

    use super::*;
    use crate::{hostile, model::permissions::Permissions};

    #[test]
    fn every_rule_has_its_box_its_reason_and_its_counts() {
        let rows = NoiseRule::ALL.map(|rule| NoiseRuleRow {
            rule,
            is_on: rule != NoiseRule::About,
            issues: 0,
            events: 0,
        });
        let mut rows = rows.to_vec();
        rows.push(NoiseRuleRow { rule: NoiseRule::About, is_on: false, issues: 2, events: 1_234 });
        let form_context = FormContext { back: hostile::text(1), ..hostile::form_context() };
        let html = form(&form_context, &rows).into_string();
        hostile::assert_harmless(&html, [1]);
        hostile::assert_scriptless(&html);
        assert!(html.contains(r#"action="/projects/abc123def45/noise""#));
        assert!(html.contains(r#"name="on" value="extension" checked"#));
        assert!(!html.contains(r#"name="on" value="about" checked"#));
        for rule in NoiseRule::ALL {
            assert!(html.contains(&format!("id=\"rule-{}\"", rule.name())));
        }
        assert!(html.contains("1,234 events in 2 issues.") && html.contains("No matches yet"));
        assert_eq!(form(&form_context, &[]).into_string(), "");
        let viewer = FormContext { permissions: Permissions::VIEWER, ..form_context };
        let html = form(&viewer, &rows).into_string();
        hostile::assert_scriptless(&html);
        assert!(!html.contains("<form") && !html.contains("href") && html.contains("Members can"), "{html}");
        assert_eq!(form(&viewer, &[]).into_string(), "");
    }
}
