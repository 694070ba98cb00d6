//! The rules of alerts: the list, and the form of one.

use corncrake_core::event::EventType;
use maud::{Markup, html};

use super::{AlertsView, destinations::AlertDestination};
use crate::{
    format::links,
    model::permissions::Permissions,
    parts::{
        form_field::{FieldInput, FormField, field},
        wide_table::{
            ColumnHead::{Hidden, Text},
            wide_table,
        },
    },
};

/// A rule as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRuleRow {
    /// Its id in addresses.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What raises an alert, in words.
    pub sentence: String,
    /// What narrows it, and when its alerts go out, in words.
    pub details: Vec<String>,
    /// The names of its destinations.
    pub destinations: Vec<String>,
    /// Whether it is on.
    pub is_on: bool,
}

/// The form of a rule, as it is or as it was entered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertRuleForm {
    /// The id of the rule that is changed; none for a new one.
    pub id: Option<String>,
    /// What was refused, as a sentence.
    pub error: Option<String>,
    /// Its name.
    pub name: FormField,
    /// The trigger's name.
    pub trigger: String,
    /// Sessions of the triggers that count them.
    pub sessions: String,
    /// Hours of the triggers that wait for some.
    pub hours: String,
    /// How many times the average a spike is.
    pub times: String,
    /// Percent of the storage.
    pub percent: String,
    /// Environments, with commas.
    pub environments: String,
    /// Patterns of releases, with commas.
    pub releases: String,
    /// Numbers of types.
    pub types: Vec<u8>,
    /// The pattern of titles.
    pub title: String,
    /// The ids of its destinations.
    pub destinations: Vec<String>,
    /// When quiet hours begin, such as `22:00`; empty without any.
    pub quiet_from: String,
    /// When they end.
    pub quiet_to: String,
    /// The digest's name.
    pub digest: String,
    /// The most alerts of an hour.
    pub per_hour: String,
    /// Whether it is off.
    pub is_off: bool,
}

/// The triggers, and what they are for people.
const TRIGGERS: [(&str, &str); 7] = [
    ("new_issue", "A new issue appears"),
    ("regression", "A resolved issue comes back"),
    ("sessions", "An issue reaches a number of sessions within some hours"),
    ("spike", "An issue has many more sessions than usual"),
    ("new_report", "Browsers send a type of report that is new here"),
    ("storage", "The storage fills up"),
    ("silence", "Nothing is received for some hours"),
];
/// The digests, and what they are for people.
const DIGESTS: [(&str, &str); 4] = [
    ("off", "Each alert at once"),
    ("hourly", "Together, every hour"),
    ("daily", "Together, every day at 8:00 UTC"),
    ("weekly", "Together, every Monday at 8:00 UTC"),
];
/// The types that a rule can be narrowed to.
const TYPES: [u8; 13] = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 96];

pub(super) fn section(path: &str, view: &AlertsView) -> Markup {
    let may_change = view.permissions.may_change();
    html! {
        section.part {
            h2 { "Rules" }
            @if view.rules.is_empty() {
                p.hint {
                    "No rules yet. A rule says what you want to be told of, and where. Add a destination first, such as a "
                    "channel of your chat."
                }
            } @else { (list(&view.rules, may_change.then_some(path), "Rules")) }
            @if may_change {
                @if view.destinations.is_empty() { p.hint { "A new rule needs a destination." } }
                @else { (form(path, &view.rule_form, &view.destinations)) }
            }
        }
    }
}

/// The rules of all projects, and whether they count here.
pub(super) fn defaults(path: &str, rules: &[AlertRuleRow], are_on: bool, permissions: Permissions) -> Markup {
    let state = if are_on { "They are on here." } else { "They are off here." };
    html! {
        section.part {
            h2 { "Rules of all projects" }
            p.hint {
                @if permissions.sees_all_projects() { a href="/alerts" { "Alerts of all projects" } }
                @else { "Alerts of all projects" }
                " hold for each project, unless it is without them."
            }
            @if !rules.is_empty() { (list(rules, None, "Rules of all projects")) }
            @if permissions.may_change() {
                form.card.sheet method="post" action={ (path) "/defaults" } {
                    p { (state) }
                    input type="hidden" name="defaults" value=(if are_on { "off" } else { "on" });
                    button { @if are_on { "Turn them off here" } @else { "Turn them on here" } }
                }
            } @else {
                p { (state) }
            }
        }
    }
}

fn list(rules: &[AlertRuleRow], path: Option<&str>, label: &str) -> Markup {
    let mut heads = vec![Text("Rule"), Text("Condition"), Text("Destinations")];
    // Those of all projects are changed on a page of their own, and a viewer changes none.
    heads.extend(path.map(|_| Hidden("Change")));
    let rows = html! {
        @for rule in rules { (row(rule, path)) }
    };
    wide_table(label, &heads, &rows)
}

fn row(rule: &AlertRuleRow, path: Option<&str>) -> Markup {
    html! {
        tr {
            th scope="row" { (rule.name) @if !rule.is_on { " (off)" } }
            td { (rule.sentence) @for detail in &rule.details { br; span.hint { (detail) } } }
            td {
                @if rule.destinations.is_empty() { span.absent { "nowhere" } }
                @else { (rule.destinations.join(", ")) }
            }
            @if let Some(path) = path {
                @let address = format!("{path}/rules/{}", links::segment(&rule.id));
                td {
                    a href=(address) aria-label={ "Change " (rule.name) } { "Change" }
                    form method="post" action={ (address) "/delete" } {
                        button.quiet.bad aria-label={ "Remove " (rule.name) } { "Remove" }
                    }
                }
            }
        }
    }
}

fn number(name: &str, label: &str, value: &str, most: u32, hint: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(value) type="number" min="1" max=(most) aria-describedby={ (name) "-hint" };
            p.hint id={ (name) "-hint" } { (hint) }
        }
    }
}

fn line(name: &str, label: &str, value: &str, hint: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(value) autocomplete="off" spellcheck="false" aria-describedby={ (name) "-hint" };
            p.hint id={ (name) "-hint" } { (hint) }
        }
    }
}

fn select(name: &str, label: &str, choices: &[(&str, &str)], chosen: &str) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (value, words) in choices { option value=(value) selected[*value == chosen] { (words) } }
            }
        }
    }
}

pub(super) fn form(path: &str, form: &AlertRuleForm, destinations: &[AlertDestination]) -> Markup {
    let action = form
        .id
        .as_ref()
        .map_or_else(|| format!("{path}/rules"), |id| format!("{path}/rules/{}", links::segment(id)));
    let is_narrowed = [&form.environments, &form.releases, &form.title].iter().any(|text| !text.is_empty())
        || !form.types.is_empty();
    html! {
        form.card.sheet method="post" action=(action) {
            @if form.id.is_none() { h3 { "New rule" } }
            @if let Some(error) = &form.error { p.error #rule-error role="alert" { (error) } }
            (field("rule-name", "Name of the rule", &form.name, &FieldInput::Line, &html! { "It is part of each message." }))
            (select("trigger", "Tell when", &TRIGGERS, &form.trigger))
            (number("sessions", "Sessions", &form.sessions, 1_000_000, "For a number of sessions, and the fewest of an hour for a spike."))
            (number("hours", "Hours", &form.hours, 720, "In which sessions are counted, or in which nothing is received."))
            (number("times", "Times the usual", &form.times, 1_000, "For a spike: against the average hour of the last 7 days."))
            (number("percent", "Percent", &form.percent, 100, "For the storage."))
            fieldset {
                legend { "Destinations" }
                @for one in destinations {
                    label.choice {
                        input type="checkbox" name="destination" value=(one.id) checked[form.destinations.contains(&one.id)];
                        span { (one.name) " " span.hint { (one.kind) } }
                    }
                }
            }
            details open[is_narrowed] {
                summary { "Only some events" }
                (line("environments", "Environments", &form.environments, "With commas, such as production. Empty is all."))
                (line("releases", "Releases", &form.releases, "Patterns with * and ?, with commas, such as 4.2.*."))
                (line("title", "Title", &form.title, "A pattern of the issue’s whole title, such as *cart*."))
                fieldset {
                    legend { "Types; none is all" }
                    @for code in TYPES {
                        label.choice {
                            input type="checkbox" name="type" value=(code) checked[form.types.contains(&code)];
                            span { (EventType::from_code(code.into()).unwrap_or_default().label()) }
                        }
                    }
                }
            }
            details {
                summary { "Quiet hours, digest, cap" }
                div.field {
                    label for="quiet-from" { "Quiet from (UTC)" }
                    input #quiet-from name="quiet-from" type="time" value=(form.quiet_from);
                }
                div.field {
                    label for="quiet-to" { "Quiet until (UTC)" }
                    input #quiet-to name="quiet-to" type="time" value=(form.quiet_to);
                }
                (select("digest", "Send", &DIGESTS, &form.digest))
                (number("per-hour", "Most alerts an hour", &form.per_hour, 1_000, "What is above is held back; one message says how many."))
                label.choice {
                    input type="checkbox" name="off" value="1" checked[form.is_off];
                    span { "This rule is off" }
                }
            }
            button.main { @if form.id.is_some() { "Save the rule" } @else { "Add the rule" } }
        }
    }
}
