//! The operator's own rules: the list with what each did, the form of a new or a changed one, and
//! a preview of what it would have matched. Everything is a plain form.

mod form;

use corncrake_core::ids::IssueId;
use maud::{Markup, html};

pub use self::form::{ActionChoice, RuleForm, RulePattern};
pub use crate::parts::form_field::FormField;
use crate::{
    format::{
        links,
        number::{counted, grouped},
    },
    model::{issue::Interest, project::Project},
    shell::{flash, form_context::FormContext, layout::project_page, tabs::Tab},
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesView {
    /// Which project it is.
    pub project: Project,
    /// The context of the page's forms.
    pub form_context: FormContext,
    /// The rules in their order.
    pub rules: Vec<RuleRow>,
    /// The most that there may be.
    pub most: usize,
    /// The form of a new rule, or of one that is changed.
    pub form: RuleForm,
    /// What the form's rule would have matched, where that was asked.
    pub preview: Option<RulePreview>,
}

/// A rule of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRow {
    /// Its number.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Whether it acts.
    pub is_on: bool,
    /// Its patterns, each with the label of its field.
    pub patterns: Vec<(&'static str, String)>,
    /// What it does.
    pub effect: RuleEffect,
    /// Issues that it hides, whose fingerprint it gave, or whose interest.
    pub issues: u64,
    /// Their events.
    pub events: u64,
}

/// What a rule does with the events that it matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleEffect {
    /// They are noise.
    Noise,
    /// They are grouped by these parts.
    Fingerprint(Vec<String>),
    /// Their issue matters more, or less.
    Interest(Interest),
}

/// What a rule would have matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePreview {
    /// Issues.
    pub issues: u64,
    /// Their events.
    pub events: u64,
    /// Issues that it was tried on.
    pub looked_at: u64,
    /// Whether those were all of the time.
    pub is_whole: bool,
    /// Some of the issues: id, title and events.
    pub examples: Vec<(IssueId, String, u64)>,
}

/// The page's address.
pub(crate) fn href(project: &Project) -> String {
    links::below(project.key, "rules")
}

/// The whole page.
pub fn page(view: &RulesView) -> Markup {
    let main = html! {
        (flash::banner(&view.form_context))
        h1 { "Your own rules" }
        p.lead {
            "A rule matches events by their title, stack, release or environment. It hides them as noise, "
            "groups them in your own way, or says how much they matter. Switch a rule off or remove it, and all is as it was before."
        }
        div.settings {
            @if let Some(preview) = &view.preview { (preview_section(view, preview)) }
            (form::section(view))
            (list(view))
            p.hint { a href={ (links::issues(view.project.key)) "?noise=1" } { "Show known noise" } }
        }
    };
    project_page(&view.project, Tab::BelowIssues, "Your own rules", &main)
}

fn list(view: &RulesView) -> Markup {
    let last = view.rules.len().saturating_sub(1);
    html! {
        section.part #rules {
            h2 { "Rules" }
            @if view.rules.is_empty() {
                p.hint { "No rules yet. An issue’s page has “Ignore everything like this”, which fills in the form." }
            } @else {
                p.hint {
                    (view.rules.len()) " of at most " (view.most)
                    ". Of several rules that match an event, the first of each kind acts."
                }
                ul.card.rules {
                    @for (place, rule) in view.rules.iter().enumerate() { li { (item(view, rule, place, last)) } }
                }
            }
        }
    }
}

fn item(view: &RulesView, rule: &RuleRow, place: usize, last: usize) -> Markup {
    let change = format!("{}/{}", href(&view.project), rule.id);
    let edit = links::with(href(&view.project), [("edit", rule.id.to_string())]);
    html! {
        p { b { (rule.name) } @if !rule.is_on { " (off)" } }
        p.hint {
            @for (index, (label, pattern)) in rule.patterns.iter().enumerate() {
                @if index > 0 { ", " }
                (label) " " code { (pattern) }
            }
            @match &rule.effect {
                RuleEffect::Noise => ": noise. ",
                RuleEffect::Interest(Interest::High) => ": important. ",
                RuleEffect::Interest(Interest::Low) => ": low interest. ",
                RuleEffect::Fingerprint(parts) => {
                    ": grouped by " @for (index, part) in parts.iter().enumerate() {
                        @if index > 0 { ", " } code { (part) }
                    } ". "
                }
            }
            @if rule.issues == 0 { "No matches yet." }
            @else { (counted(rule.events, "event", "events")) " in " (counted(rule.issues, "issue", "issues")) "." }
        }
        form.actions method="post" action=(change) aria-label={ "Rule " (rule.name) } {
            @let (to, label) = if rule.is_on { ("off", "Switch off") } else { ("on", "Switch on") };
            button name="to" value=(to) aria-label={ (label) " " (rule.name) } { (label) }
            a.button href={ (edit) "#rule" } aria-label={ "Edit " (rule.name) } { "Edit" }
            @if place > 0 { button.quiet name="to" value="up" aria-label={ "Move up " (rule.name) } { "Move up" } }
            @if place < last { button.quiet name="to" value="down" aria-label={ "Move down " (rule.name) } { "Move down" } }
            button.quiet.bad name="to" value="remove" aria-label={ "Remove " (rule.name) } { "Remove" }
        }
    }
}

fn preview_section(view: &RulesView, preview: &RulePreview) -> Markup {
    html! {
        section.part #preview {
            h2 { "What it would have matched" }
            div.card role="status" {
                p {
                    @if preview.issues == 0 { "Nothing in the last week." }
                    @else {
                        b { (counted(preview.issues, "issue", "issues")) " with " (counted(preview.events, "event", "events")) }
                        " in the last week:"
                    }
                }
                @if !preview.examples.is_empty() {
                    ul {
                        @for (id, title, events) in &preview.examples {
                            li {
                                a href=(links::issue(view.project.key, *id)) { (title) } ", "
                                (counted(*events, "event", "events"))
                            }
                        }
                    }
                }
                p.hint {
                    "Judged by the newest stored events of "
                    @if preview.is_whole { "the " (counted(preview.looked_at, "issue", "issues")) " of that week" }
                    @else { "the " (grouped(preview.looked_at)) " issues that were seen last" }
                    ", as if it were the only rule. Nothing is saved yet."
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
