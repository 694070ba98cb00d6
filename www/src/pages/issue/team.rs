//! What a team does with an issue beside resolving it: snooze it, assign it, and the activity in which
//! all of that stands, with the comments. The forms need no JavaScript; whoever may only look sees none.

use corncrake_core::{ids::IssueId, status::Status, time::UnixMillis};
use maud::{Markup, html};

use super::comment_text;
use crate::{
    format::{links, number::counted, time},
    shell::form_context::{FormContext, back_field},
};

/// Characters of a comment: as many as the collector takes.
const COMMENT_CHARS: usize = 10_000;

/// What ends the sleep of a snoozed issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sleep {
    /// This moment.
    Until(UnixMillis),
    /// So many more sessions.
    Sessions(u32),
    /// The next release.
    Release,
}

/// An entry of an issue's activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityRow {
    /// When it was.
    pub at: UnixMillis,
    /// What was done, such as `resolved it`.
    pub what: String,
    /// Who did it; nobody where it happened by itself.
    pub by: Option<String>,
    /// Another issue that it is about.
    pub other: Option<IssueId>,
    /// The comment that it is.
    pub comment: Option<CommentView>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentView {
    /// Its id in addresses.
    pub id: String,
    /// The issue by itself that it is of.
    pub issue: IssueId,
    /// Its text, in Markdown.
    pub text: String,
    /// Whether the reader may delete it.
    pub may_delete: bool,
}

/// What a team does with an issue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Team {
    /// Whether the reader may only look.
    pub is_read_only: bool,
    /// The id of the user who reads; nothing by a token.
    pub me: Option<String>,
    /// The user whom it is assigned to: the id and the name.
    pub assignee: Option<(String, String)>,
    /// The users whom it can be assigned to: the id and the name of each.
    pub users: Vec<(String, String)>,
    /// What ends its sleep, where it is snoozed.
    pub sleep: Option<Sleep>,
    /// When its sleep ended by itself.
    pub came_back: Option<UnixMillis>,
    /// What happened to it, the oldest first.
    pub activity: Vec<ActivityRow>,
}

/// What there is to say of a sleep, and of its end.
pub(super) fn notes(team: &Team) -> Markup {
    html! {
        @match team.sleep {
            Some(Sleep::Until(at)) => p.resolved { strong { "Snoozed" } " until " (time::exact(at)) "." },
            Some(Sleep::Sessions(sessions)) => p.resolved {
                strong { "Snoozed" } " until "
                (counted(sessions.into(), "more session has it", "more sessions have it")) "."
            },
            Some(Sleep::Release) => p.resolved {
                strong { "Snoozed" } " until the next release is seen."
            },
            None => {},
        }
        @if let Some(at) = team.came_back {
            p.regressed { strong { "Back from snooze" } " since " (time::exact(at)) "." }
        }
        @if let Some((_, name)) = &team.assignee { p.hint { "Assigned to " strong { (name) } "." } }
    }
}

/// The ways to snooze it. Each is a form of its own, so that the Enter key does what stands beside the
/// field.
pub(super) fn snooze_forms(form_context: &FormContext, id: IssueId, team: &Team, status: Status) -> Markup {
    let form = |content: Markup| {
        html! {
            form.pair method="post" action={ (links::project(form_context.project)) "/issues" } {
                (back_field(form_context))
                input type="hidden" name="id" value=(id);
                (content)
            }
        }
    };
    html! {
        @if !team.is_read_only {
            details.choice.snooze {
                summary { @if status == Status::Snoozed { "Snooze otherwise" } @else { "Snooze" } }
                (form(html! {
                    button name="to" value="snoozed-day" { "For a day" }
                    button name="to" value="snoozed-week" { "For a week" }
                    button name="to" value="snoozed-release" { "Until the next release" }
                }))
                (form(html! {
                    label for="snooze-until" { "Until the day (UTC)" }
                    input #snooze-until type="date" name="until" required;
                    button name="to" value="snoozed-until" { "Snooze until then" }
                }))
                (form(html! {
                    label for="snooze-sessions" { "More sessions" }
                    input #snooze-sessions type="number" name="sessions" min="1" max="1000000" value="10" required;
                    button name="to" value="snoozed-sessions" { "Snooze for as many" }
                }))
            }
        }
    }
}

/// The form that assigns it, where there is anybody to assign it to.
pub(super) fn assign_form(form_context: &FormContext, id: IssueId, team: &Team) -> Markup {
    let own = team.assignee.as_ref().map(|(id, _)| id.as_str());
    let is_known = |id: &str| team.users.iter().any(|(user, _)| user == id);
    html! {
        @if !team.is_read_only && (!team.users.is_empty() || own.is_some()) {
            details.choice.assign {
                summary { "Assign" }
                form method="post" action={ (links::issue(form_context.project, id)) "/assign" } {
                    (back_field(form_context))
                    div.field {
                        label for="assignee" { "Assigned to" }
                        select #assignee name="to" {
                            option value="" selected[own.is_none()] { "Nobody" }
                            @if let Some((former, name)) = team.assignee.as_ref().filter(|(id, _)| !is_known(id)) {
                                option value=(former) selected disabled { (name) }
                            }
                            @for (user, name) in &team.users {
                                option value=(user) selected[own == Some(user)] {
                                    (name) @if team.me.as_ref() == Some(user) { " (you)" }
                                }
                            }
                        }
                    }
                    button { "Assign" }
                }
            }
        }
    }
}

/// What happened to the issue, and the form of a comment.
pub(super) fn activity(form_context: &FormContext, id: IssueId, team: &Team) -> Markup {
    html! {
        section.activity #activity {
            h2 { "Activity" }
            ol {
                @for row in &team.activity {
                    li {
                        p.hint {
                            @if let Some(by) = &row.by { strong { (by) } " " }
                            (row.what)
                            @if let Some(other) = row.other {
                                " " a href=(links::issue(form_context.project, other)) { "issue " (other) }
                            }
                            " · " (time::exact(row.at))
                        }
                        @if let Some(comment) = &row.comment { (comment_view(form_context, comment)) }
                    }
                }
            }
            @if !team.is_read_only {
                form.comment method="post" action={ (links::issue(form_context.project, id)) "/comments" } {
                    (back_field(form_context))
                    div.field {
                        label for="comment" { "Comment" }
                        textarea #comment name="text" rows="4" required maxlength=(COMMENT_CHARS)
                            aria-describedby="comment-hint" {}
                        p.hint #comment-hint {
                            "Markdown: **bold**, *slanted*, `code`, lists, quotes, [links](https://…). HTML and images are not shown."
                        }
                    }
                    button { "Comment" }
                }
            }
        }
    }
}

fn comment_view(form_context: &FormContext, comment: &CommentView) -> Markup {
    let place = format!("{}/comments/{}", links::issue(form_context.project, comment.issue), comment.id);
    html! {
        div.card.comment-text { (comment_text::render(&comment.text)) }
        @if comment.may_delete {
            form method="post" action=(place) {
                (back_field(form_context))
                button.quiet { "Delete the comment" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn form_context() -> FormContext {
        FormContext {
            project: "abc123def45".parse().unwrap(),
            permissions: crate::model::permissions::Permissions::OWNER,
            back: hostile::text(1),
            flash: None,
        }
    }

    fn team() -> Team {
        let issue = "1111111111111111".parse().unwrap();
        let comment = CommentView { id: "c0ffee".into(), issue, text: hostile::text(5), may_delete: true };
        let row = |what: &str, comment| ActivityRow {
            at: UnixMillis(0),
            what: what.to_owned(),
            by: Some(hostile::text(4)),
            other: None,
            comment,
        };
        Team {
            me: Some("ann".into()),
            assignee: Some(("bob".into(), hostile::text(2))),
            users: vec![("ann".into(), hostile::text(3))],
            activity: vec![row("resolved it", None), row("wrote", Some(comment))],
            ..Team::default()
        }
    }

    fn all(team: &Team) -> String {
        let id = "1111111111111111".parse().unwrap();
        let context = form_context();
        html! {
            (notes(team)) (snooze_forms(&context, id, team, Status::Open)) (assign_form(&context, id, team))
            (activity(&context, id, team))
        }
        .into_string()
    }

    #[test]
    fn names_and_comments_are_text_and_the_forms_need_no_script() {
        let html = all(&team());
        hostile::assert_harmless(&html, 1..=4);
        hostile::assert_scriptless(&html);
        for part in ["snoozed-week", "/comments/c0ffee", "/assign", "(you)", "disabled"] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn who_may_only_look_has_no_form() {
        let mut team = Team { is_read_only: true, sleep: Some(Sleep::Sessions(1)), ..team() };
        team.activity
            .iter_mut()
            .filter_map(|row| row.comment.as_mut())
            .for_each(|one| one.may_delete = false);
        let html = all(&team);
        assert!(!html.contains("<form") && !html.contains("<button"), "{html}");
        assert!(html.contains("until 1 more session has it"), "{html}");
    }
}
