//! What can be done about issues: forms that work without JavaScript, the notice of what was
//! done with its way back, and what is merged into an issue.
//!
//! Every form goes to the collector's own origin by POST and says where to come back to.

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis};
use maud::{Markup, html};

use crate::{
    format::{links, number::counted, time},
    shell::form_context::{Desk, back},
};

/// What an issue's page shows of decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decisions {
    /// Where its forms belong to.
    pub desk: Desk,
    /// The issue.
    pub id: IssueId,
    /// What was decided.
    pub status: Status,
    /// When it came back after it was resolved, and in which release.
    pub regressed: Option<(UnixMillis, Option<String>)>,
    /// The newest release that was known when it was resolved.
    pub resolved_in: Option<String>,
    /// The issue that shows it as its own, and its title.
    pub merged_into: Option<(IssueId, String)>,
    /// What is merged into it.
    pub members: Vec<Member>,
}

/// An issue that is merged into another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name in addresses.
    pub id: IssueId,
    /// Its title.
    pub title: String,
    /// Its own events.
    pub events: u64,
    /// When it was last met.
    pub last_seen: UnixMillis,
    /// Why its events belong together.
    pub grouping: Vec<String>,
}

/// The state of an issue and what can be done about it, at the head of its page.
pub(crate) fn head(view: &Decisions, now: UnixMillis) -> Markup {
    html! {
        @if let Some((head, title)) = &view.merged_into {
            div.actions {
                p { "Shown as part of " a href=(links::issue(view.desk.project, *head)) { (title) } ". " }
                (split(view, view.id, "Split", "Split this issue from it"))
            }
        } @else {
            @if let Some((at, release)) = &view.regressed {
                p.regressed {
                    strong {
                        "Regressed"
                        @if let Some(release) = release { " in release " (release) }
                    }
                    " on " (time::exact(*at)) ", after it was resolved"
                    @if let Some(release) = &view.resolved_in { " in release " (release) }
                    "."
                    @if release.is_none() { " The event told no release." }
                }
            }
            @if view.status == Status::Resolved && let Some(release) = &view.resolved_in {
                p { "Resolved in release " (release) ": it opens again when a later one has it." }
            }
            (decide(view, now))
        }
    }
}

fn decide(view: &Decisions, now: UnixMillis) -> Markup {
    let issue = links::issue(view.desk.project, view.id);
    html! {
        div.actions {
            form.actions method="post" action={ (links::project(view.desk.project)) "/issues" }
                aria-label="This issue" {
                (back(&view.desk))
                input type="hidden" name="id" value=(view.id);
                @if view.status == Status::Open { button.main data-key="e" name="to" value="resolved" { "Resolve" } }
                @else { button.main name="to" value="open" { "Reopen" } }
                @if view.status != Status::Ignored { button data-key="i" name="to" value="ignored" { "Ignore" } }
            }
            details.merge {
                summary { "Merge into another issue" }
                form method="post" action={ (issue) "/merge" } {
                    (back(&view.desk))
                    div.field {
                        label for="into" { "Its address or id" }
                        input #into name="into" required autocomplete="off" spellcheck="false"
                            autocapitalize="none" aria-describedby="into-hint";
                        p.hint #into-hint {
                            "This issue is shown as part of that one from then on. "
                            "Nothing is lost: a split takes it back."
                        }
                    }
                    button { "Merge" }
                }
            }
            (erase(view))
        }
        @if view.status == Status::Resolved {
            p.hint { "It opens again by itself when a release that is unknown by now has it." }
        }
        @if let Some(newest) = view.members.iter().map(|member| member.last_seen).max() {
            p.hint {
                a href="#members" { (counted(view.members.len() as u64, "other issue", "other issues")) }
                " merged into it, last seen " (time::ago(newest, now))
                ". A session that met several of them counts for each."
            }
        }
    }
}

/// Erasing the issue, in two steps.
fn erase(view: &Decisions) -> Markup {
    html! {
        details.erase {
            summary { "Erase" }
            form method="post" action=(links::erase_issue(view.desk.project, view.id)) {
                p.hint {
                    "Its events, hours and decisions are gone for good"
                    @if !view.members.is_empty() { ", with all that is merged into it" }
                    ". If it happens again, it is a new issue."
                }
                button.bad { "Erase for good" }
            }
        }
    }
}

fn split(view: &Decisions, id: IssueId, label: &str, says: &str) -> Markup {
    html! {
        form method="post" action={ (links::issue(view.desk.project, id)) "/split" } {
            (back(&view.desk))
            button aria-label=(says) { (label) }
        }
    }
}

/// What is merged into an issue, each with why its events are one, and the way out.
pub(crate) fn members(view: &Decisions, now: UnixMillis) -> Markup {
    html! {
        @if !view.members.is_empty() {
            section.members id="members" {
                h2 { "Merged into this issue" }
                ul {
                    @for member in &view.members {
                        li {
                            div {
                                a href=(links::issue(view.desk.project, member.id)) { (member.title) }
                                p.hint {
                                    (counted(member.events, "event", "events")) ", last seen "
                                    (time::ago(member.last_seen, now)) ". Made of exactly these parts:"
                                }
                                ol.parts { @for part in &member.grouping { li { code { (part) } } } }
                            }
                            (split(view, member.id, "Split", &format!("Split {}", member.title)))
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
