//! The triage of an issue: the forms that resolve, ignore, reopen, merge, split and erase it, and
//! the issues that are merged into it. They work without JavaScript.

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis};
use maud::{Markup, html};

use super::team::{self, Team};
use crate::{
    format::{
        links,
        number::{counted, grouped},
        time,
    },
    parts::{role_note, rule_links},
    shell::form_context::{FormContext, back_field},
};

/// The triage of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage {
    /// The context of its forms.
    pub form_context: FormContext,
    /// The issue.
    pub id: IssueId,
    /// Its status.
    pub status: Status,
    /// When it regressed, and in which release.
    pub regressed: Option<(UnixMillis, Option<String>)>,
    /// The newest release at the time it was resolved.
    pub resolved_in: Option<String>,
    /// When it was decided about, where it was.
    pub decided: Option<UnixMillis>,
    /// What fixed it.
    pub fix: Fix,
    /// The newest release, in which it can be resolved.
    pub newest: Option<String>,
    /// What came since it was resolved, in a sentence.
    pub since_resolved: Vec<(Option<String>, u64)>,
    /// The issue that it is merged into, and its title.
    pub merged_into: Option<(IssueId, String)>,
    /// The issues that are merged into it.
    pub merged_issues: Vec<MergedIssue>,
    /// What a team does with it besides.
    pub team: Team,
}

/// What fixed a resolved issue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fix {
    /// The release after it.
    #[default]
    Next,
    /// A release.
    Release(String),
    /// Something besides a release.
    Now,
}

/// An issue that is merged into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedIssue {
    /// Its name in addresses.
    pub id: IssueId,
    /// Its title.
    pub title: String,
    /// Its own events.
    pub events: u64,
    /// The time of its last event.
    pub last_seen: UnixMillis,
    /// The grouping of its events.
    pub grouping: Vec<String>,
}

/// The status of an issue and the forms that change it, at the head of its page.
pub(crate) fn head(view: &Triage, now: UnixMillis, copy: &Markup) -> Markup {
    html! {
        @if let Some((head, title)) = &view.merged_into {
            div.actions {
                p { "Shown as part of " a href=(links::issue(view.form_context.project, *head)) { (title) } ". " }
                (split(view, view.id, "Split", "Split this issue from it"))
            }
            (role_note::for_members(view.form_context.permissions, "split this issue from it"))
        } @else {
            @if let Some((at, release)) = &view.regressed {
                p.regressed {
                    strong {
                        "Regressed"
                        @if let Some(release) = release { " in release " (release) }
                    }
                    " on " (time::exact(*at)) ", after it was resolved"
                    @match (&view.fix, &view.resolved_in) {
                        (Fix::Release(release), _) | (Fix::Next, Some(release)) => { " in release " (release) },
                        _ => {},
                    }
                    "."
                    @if release.is_none() { " The event has no release." }
                }
            }
            @if view.status == Status::Resolved { (resolved(view)) }
            (team::notes(&view.team))
            (actions(view, copy))
            (about_merged(view, now))
        }
    }
}

/// How it was resolved, what came since, and what reopens it.
fn resolved(view: &Triage) -> Markup {
    html! {
        p.resolved {
            strong {
                "Resolved"
                @match (&view.fix, &view.resolved_in) {
                    (Fix::Release(release), _) => { " in release " (release) },
                    (Fix::Next, Some(release)) => { " after release " (release) },
                    _ => {},
                }
            }
            @if let Some(at) = view.decided { " on " (time::exact(at)) }
            ". " (since_resolved(&view.since_resolved)) " "
            @match (&view.fix, &view.resolved_in) {
                (Fix::Release(release), _) => { "Reopens if " (release) " or a later release reports it." },
                (Fix::Now, _) => "Reopens if it happens again, in any release.",
                (Fix::Next, Some(release)) => { "Reopens if a release after " (release) " reports it." },
                (Fix::Next, None) => "Reopens if a new release reports it.",
            }
        }
    }
}

/// What came since it was resolved.
fn since_resolved(events: &[(Option<String>, u64)]) -> String {
    let sum = events.iter().map(|(_, count)| *count).fold(0, u64::saturating_add);
    match events {
        [] => "Since then nothing came.".to_owned(),
        [(Some(release), _)] => {
            format!("Since then {}, all of {release}.", counted(sum, "stored event", "stored events"))
        }
        several => {
            let each = |(release, count): &(Option<String>, u64)| {
                format!("{} of {}", grouped(*count), release.as_deref().unwrap_or("no release"))
            };
            let each: Vec<String> = several.iter().map(each).collect();
            format!("Since then {}: {}.", counted(sum, "stored event", "stored events"), each.join(", "))
        }
    }
}

/// What can be done with the issue; of these a viewer may copy it.
fn actions(view: &Triage, copy: &Markup) -> Markup {
    let permissions = view.form_context.permissions;
    if !permissions.may_change() {
        return html! {
            div.actions { (copy) }
            (role_note::for_members(permissions, "resolve, ignore, reopen, merge and erase issues"))
        };
    }
    let issue = links::issue(view.form_context.project, view.id);
    html! {
        div.actions {
            form.actions method="post" action={ (links::project(view.form_context.project)) "/issues" }
                aria-label="This issue" {
                (back_field(&view.form_context))
                input type="hidden" name="id" value=(view.id);
                @if view.status == Status::Open { (resolve(view)) }
                @else { button name="to" value=(Status::Open) { "Reopen" } }
                @if view.status != Status::Ignored { button data-key="i" name="to" value=(Status::Ignored) { "Ignore" } }
            }
            (team::snooze_forms(&view.form_context, view.id, &view.team, view.status))
            (team::assign_form(&view.form_context, view.id, &view.team))
            (copy)
            (rule_links::ignore_link(&view.form_context, view.id))
            details.choice.merge {
                summary { "Merge" }
                form method="post" action={ (issue) "/merge" } {
                    (back_field(&view.form_context))
                    div.field {
                        label for="into" { "Issue link or ID" }
                        input #into name="into" required autocomplete="off" spellcheck="false"
                            autocapitalize="none" aria-describedby="into-hint";
                        p.hint #into-hint {
                            "It will be shown inside that issue. You can split it again."
                        }
                    }
                    button { "Merge" }
                }
            }
            (erase(view))
        }
    }
}

/// How many issues are merged into it.
fn about_merged(view: &Triage, now: UnixMillis) -> Markup {
    html! {
        @if let Some(newest) = view.merged_issues.iter().map(|issue| issue.last_seen).max() {
            p.hint {
                a href="#members" { (counted(view.merged_issues.len() as u64, "other issue", "other issues")) }
                " merged into it, last seen " (time::ago(newest, now))
                ". A session with several of them counts once for each."
            }
        }
    }
}

/// The ways to resolve it: in the newest release, and those behind it.
fn resolve(view: &Triage) -> Markup {
    html! {
        @match &view.newest {
            Some(release) => {
                input type="hidden" name="release" value=(release);
                button.main data-key="e" name="to" value="resolved-in" { "Resolve in " (release) }
                details.ways {
                    summary { "Fixed elsewhere" }
                    button name="to" value=(Status::Resolved) { "In the next release" }
                    button name="to" value="resolved-now" { "Just now, without a release" }
                }
            },
            None => {
                button.main data-key="e" name="to" value=(Status::Resolved) { "Resolve" }
                details.ways {
                    summary { "Fixed elsewhere" }
                    button name="to" value="resolved-now" { "Just now, without a release" }
                }
            },
        }
    }
}

/// The form that erases the issue, in two steps.
fn erase(view: &Triage) -> Markup {
    html! {
        details.erase {
            summary { "Erase" }
            form method="post" action=(links::erase_issue(view.form_context.project, view.id)) {
                p.hint {
                    "Deletes its events, counts and history for good"
                    @if !view.merged_issues.is_empty() { ", with all that is merged into it" }
                    ". If it happens again, it is a new issue."
                }
                button.bad { "Erase for good" }
            }
        }
    }
}

fn split(view: &Triage, id: IssueId, label: &str, accessible_name: &str) -> Markup {
    html! {
        @if view.form_context.permissions.may_change() {
            form method="post" action={ (links::issue(view.form_context.project, id)) "/split" } {
                (back_field(&view.form_context))
                button aria-label=(accessible_name) { (label) }
            }
        }
    }
}

/// The issues that are merged into an issue, each with its grouping and a button that splits it.
pub(crate) fn merged_issues(view: &Triage, now: UnixMillis) -> Markup {
    html! {
        @if !view.merged_issues.is_empty() {
            section.members id="members" {
                h2 { "Merged into this issue" }
                ul {
                    @for issue in &view.merged_issues {
                        li {
                            div {
                                a href=(links::issue(view.form_context.project, issue.id)) { (issue.title) }
                                p.hint {
                                    (counted(issue.events, "event", "events")) ", last seen "
                                    (time::ago(issue.last_seen, now)) ". Grouped by:"
                                }
                                ol.parts { @for part in &issue.grouping { li { code { (part) } } } }
                            }
                            (split(view, issue.id, "Split", &format!("Split {}", issue.title)))
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
