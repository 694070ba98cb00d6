//! The inbox: what waits for the reader in all projects.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use crate::{
    format::{links, time},
    model::{issue::Issue, project::Project},
    parts::issues::tags,
    shell::{
        flash,
        form_context::FormContext,
        layout::{PageShell, document},
    },
};

/// Why issues are in the inbox: its sections, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboxSection {
    /// They are assigned to the reader.
    Assigned,
    /// They came back after they were resolved.
    Regressed,
    /// They came back from a snooze.
    CameBack,
    /// They were first seen within a week.
    New,
}

impl InboxSection {
    const ALL: [Self; 4] = [Self::Assigned, Self::Regressed, Self::CameBack, Self::New];

    fn title(self) -> &'static str {
        match self {
            Self::Assigned => "Assigned to you",
            Self::Regressed => "Back after they were resolved",
            Self::CameBack => "Back from snooze",
            Self::New => "New this week",
        }
    }

    fn id(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Regressed => "regressed",
            Self::CameBack => "came-back",
            Self::New => "new",
        }
    }
}

/// An issue in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// Why it is there.
    pub section: InboxSection,
    /// The project.
    pub project: Project,
    /// The issue.
    pub issue: Issue,
}

/// The view-model of the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InboxView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project and the message of the last form, where one led here.
    pub form_context: Option<FormContext>,
    /// The issues, those that were seen last first.
    pub rows: Vec<InboxRow>,
    /// The names of projects that could not be read.
    pub unreadable: Vec<String>,
    /// Whether there is more than is shown.
    pub has_more: bool,
    /// Whether the reader is a user, to whom issues can be assigned.
    pub is_user: bool,
}

/// The whole page.
pub fn page(view: &InboxView) -> Markup {
    let main = html! {
        @if let Some(form_context) = &view.form_context { (flash::banner(form_context)) }
        h1 { "Inbox" }
        @for name in &view.unreadable {
            p.notice.bad role="status" { "The project " (name) " cannot be read now. The log says why." }
        }
        @if view.rows.is_empty() { (empty(view)) }
        @for section in InboxSection::ALL {
            @let rows: Vec<&InboxRow> = view.rows.iter().filter(|row| row.section == section).collect();
            @if !rows.is_empty() {
                section.inbox aria-labelledby=(section.id()) {
                    h2 id=(section.id()) { (section.title()) " " span.hint { (rows.len()) } }
                    ul { @for row in rows { (line(row, view.now)) } }
                }
            }
        }
        @if view.has_more {
            p.hint { "There is more: these were seen last. The lists of the projects have all." }
        }
    };
    let shell = PageShell {
        title: "Inbox",
        breadcrumbs: &[],
        current: Some("Inbox"),
        signed_in: true,
        has_tools: true,
        has_triage: view.rows.iter().any(|row| row.project.permissions.may_change()),
        head: html! {},
    };
    document(&shell, &main)
}

fn line(row: &InboxRow, now: UnixMillis) -> Markup {
    let issue = &row.issue;
    html! {
        li {
            a href=(links::issue(row.project.key, issue.id)) data-row=(issue.id) { (issue.title) }
            p.tags {
                (tags::list(issue))
                @if !issue.place.is_empty() { " " code { (issue.place) } }
            }
            p.hint {
                a href=(links::project(row.project.key)) { (row.project.name) }
                " · last seen " (time::ago(issue.last_seen, now))
            }
            @if row.project.permissions.may_change() { (decisions(row)) }
        }
    }
}

/// What may be done with an issue without leaving the inbox: the keys of a list press these.
fn decisions(row: &InboxRow) -> Markup {
    let label = format!("Triage {}", row.issue.title);
    html! {
        form.actions method="post" action={ (links::project(row.project.key)) "/issues" } aria-label=(label) {
            input type="hidden" name="back" value="/inbox";
            input type="hidden" name="id" value=(row.issue.id);
            button.quiet data-key="e" name="to" value="resolved" { "Resolve" }
            button.quiet data-key="i" name="to" value="ignored" { "Ignore" }
            button.quiet name="to" value="snoozed-week" { "Snooze a week" }
        }
    }
}

fn empty(view: &InboxView) -> Markup {
    html! {
        section.empty {
            h2 { "Nothing waits" }
            p {
                "Here is what is new this week, what came back after it was resolved or from a snooze"
                @if view.is_user { ", and what is assigned to you" }
                ": of all projects that you may see."
            }
            p { a.button href="/" { "Show the projects" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use corncrake_core::status::Status;

    use super::*;
    use crate::{
        hostile,
        model::{permissions::Permissions, status::IssueStatus},
    };

    #[test]
    fn what_waits_stands_in_its_section_and_is_text() {
        let issue = Issue {
            title: hostile::text(1),
            place: hostile::text(2),
            status: IssueStatus::Triaged(Status::Open),
            id: "1111111111111111".parse().unwrap(),
            kind: Default::default(),
            events: 1,
            sessions: 1,
            first_seen: UnixMillis(0),
            last_seen: UnixMillis(0),
            new: None,
            only: Vec::new(),
            interest: None,
            assignee: None,
        };
        let row = InboxRow { section: InboxSection::CameBack, project: hostile::project(4), issue };
        let view = InboxView { rows: vec![row], unreadable: vec![hostile::text(5)], ..InboxView::default() };
        let html = page(&view).into_string();
        hostile::assert_harmless(&html, [1, 2, 5]);
        hostile::assert_scriptless(&html);
        assert!(html.contains("Back from snooze") && !html.contains("New this week"), "{html}");
        assert!(!html.contains("Nothing waits") && html.contains("data-row="));
        assert!(html.contains(r#"action="/projects/abc123def45/issues""#) && html.contains("data-key=\"e\""));
        let [mut row] = <[InboxRow; 1]>::try_from(view.rows).unwrap();
        row.project.permissions = Permissions::VIEWER;
        let html = page(&InboxView { rows: vec![row], ..InboxView::default() }).into_string();
        assert!(!html.contains("<form") || !html.contains("data-key=\"e\""), "{html}");
    }

    #[test]
    fn an_empty_inbox_says_what_would_be_there() {
        let html = page(&InboxView { is_user: true, ..InboxView::default() }).into_string();
        assert!(html.contains("Nothing waits") && html.contains("what is assigned to you"));
    }
}
