//! The form of a rule, with a button that tries it out and one that saves it.

use maud::{Markup, html};

use super::{RulesView, href};
use crate::parts::form_field::FormField;

/// A pattern of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePattern {
    /// The name of its field.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What is entered.
    pub field: FormField,
}

/// What becomes of the events of a rule, as a form says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ActionChoice {
    /// Noise.
    #[default]
    Noise,
    /// Grouped by parts.
    Fingerprint,
    /// Important.
    High,
    /// Of low interest.
    Low,
}

impl ActionChoice {
    const ALL: [Self; 4] = [Self::Noise, Self::Fingerprint, Self::High, Self::Low];

    /// Its value in the form.
    pub fn value(self) -> &'static str {
        match self {
            Self::Noise => "noise",
            Self::Fingerprint => "fingerprint",
            Self::High => "high",
            Self::Low => "low",
        }
    }

    /// The choice of a value.
    pub fn of_value(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.value() == value)
    }

    fn label(self) -> (&'static str, &'static str) {
        match self {
            Self::Noise => ("Noise", "Counted, but hidden from Issues."),
            Self::Fingerprint => ("Grouped by", "The parts below, one a line."),
            Self::High => ("Important", "Marked, and listed under the tab Important."),
            Self::Low => ("Of low interest", "Marked and listed, but no reason for an alert."),
        }
    }
}

/// The form of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RuleForm {
    /// The rule that is changed; none where it is a new one.
    pub editing: Option<u32>,
    /// Its name.
    pub name: FormField,
    /// Its patterns, in their order.
    pub patterns: Vec<RulePattern>,
    /// What becomes of what it matches.
    pub action: ActionChoice,
    /// The parts of the fingerprint, one a line.
    pub fingerprint: FormField,
}

/// The form.
pub(super) fn section(view: &RulesView) -> Markup {
    let (form, place) = (&view.form, href(&view.project));
    let title = if form.editing.is_some() { "Change the rule" } else { "New rule" };
    html! {
        section.part #rule {
            h2 { (title) }
            form.card.sheet method="post" action=(place) {
                @if let Some(id) = form.editing { input type="hidden" name="id" value=(id); }
                (line("name", "Name", &form.name, "What it is for: “Old beta builds”."))
                fieldset aria-describedby="patterns-hint" {
                    legend { "Events whose" }
                    @for pattern in &form.patterns { (line(pattern.name, pattern.label, &pattern.field, "")) }
                    p.hint #patterns-hint {
                        code { "*" } " stands for any text, " code { "?" } " for one character; case does not count. "
                        "All that you fill in must match, function and file in one frame of the stack. "
                        "A browser’s report has no functions; its file is the script that it names."
                    }
                }
                fieldset {
                    legend { "Are" }
                    @for choice in ActionChoice::ALL { (radio(choice, choice == form.action)) }
                }
                div.field {
                    label for="fingerprint" { "Fingerprint" }
                    textarea #fingerprint name="fingerprint" rows="2" spellcheck="false" autocapitalize="none"
                        aria-invalid=[form.fingerprint.error.as_ref().map(|_| "true")]
                        aria-describedby="fingerprint-hint" { (form.fingerprint.value) }
                    @if let Some(error) = &form.fingerprint.error { p.error #fingerprint-error role="alert" { (error) } }
                    p.hint #fingerprint-hint {
                        code { "{default}" } " stands for the usual grouping. "
                        "A fingerprint that the site itself gives goes before a rule’s."
                    }
                }
                div.actions {
                    button.main formaction={ (place) "/preview#preview" } { "Preview" }
                    button { "Save rule" }
                    @if form.editing.is_some() { a.button href=(place) { "Cancel" } }
                }
            }
        }
    }
}

fn radio(choice: ActionChoice, is_chosen: bool) -> Markup {
    let (label, hint) = choice.label();
    let value = choice.value();
    html! {
        label.choice {
            input type="radio" name="action" value=(value) checked[is_chosen];
            span { b { (label) } " " span.hint { (hint) } }
        }
    }
}

fn line(name: &str, label: &str, field: &FormField, hint: &str) -> Markup {
    let wrong = field.error.as_ref().map(|_| "true");
    let described = match (&field.error, hint) {
        (Some(_), _) => Some(format!("{name}-error")),
        (None, "") => None,
        (None, _) => Some(format!("{name}-hint")),
    };
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(field.value) autocomplete="off" spellcheck="false"
                autocapitalize="none" aria-invalid=[wrong] aria-describedby=[described];
            @if let Some(error) = &field.error { p.error id={ (name) "-error" } role="alert" { (error) } }
            @if !hint.is_empty() { p.hint id={ (name) "-hint" } { (hint) } }
        }
    }
}
