//! The selection of issues in a list, and the actions on it.

use corncrake_core::{ids::IssueId, status::Status};
use maud::{Markup, html};

use crate::{
    format::links,
    parts::role_note,
    shell::form_context::{FormContext, back_field},
};

/// The id of the form that the checkboxes belong to.
const CHOSEN: &str = "chosen";

/// The checkbox of an issue.
pub(crate) fn checkbox(id: IssueId, title: &str) -> Markup {
    html! {
        input.choose type="checkbox" name="id" value=(id) form=(CHOSEN) aria-label={ "Select " (title) };
    }
}

/// The actions on the selected issues. The team is the users to whom they can be assigned: id and name.
pub(crate) fn bar(form_context: &FormContext, team: &[(String, String)]) -> Markup {
    let project = links::project(form_context.project);
    let permissions = form_context.permissions;
    html! {
        (role_note::for_members(permissions, "resolve, ignore, reopen, assign and merge issues"))
        @if permissions.may_change() { form.actions id=(CHOSEN) method="post" action={ (project) "/issues" } aria-label="The selected issues" {
            (back_field(form_context))
            span.hint { "Selected:" }
            button data-key="e" name="to" value=(Status::Resolved) { "Resolve" }
            button data-key="i" name="to" value=(Status::Ignored) { "Ignore" }
            button name="to" value="snoozed-week" { "Snooze a week" }
            button name="to" value=(Status::Open) { "Reopen" }
            button formaction={ (project) "/merge" } title="Into the topmost selected issue" { "Merge" }
            @if !team.is_empty() {
                select name="assignee" aria-label="Whom to assign to" {
                    option value="" { "nobody" }
                    @for (id, name) in team { option value=(id) { (name) } }
                }
                button formaction={ (project) "/assign" } { "Assign" }
            }
        } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hostile, model::permissions::Permissions};

    fn form_context() -> FormContext {
        FormContext { back: hostile::text(1), ..hostile::form_context() }
    }

    #[test]
    fn the_boxes_of_a_list_belong_to_its_form() {
        let html =
            html! { (checkbox("1111111111111111".parse().unwrap(), &hostile::text(8))) (bar(&form_context(), &[("00ff".into(), hostile::text(9))])) }
                .into_string();
        hostile::assert_harmless(&html, [1, 8, 9]);
        assert!(html.contains(r#"form="chosen""#) && html.contains(r#"id="chosen""#), "{html}");
        assert!(html.contains(r#"formaction="/projects/abc123def45/merge""#));
        assert!(html.contains(r#"formaction="/projects/abc123def45/assign""#) && html.contains("00ff"));
        assert!(!bar(&form_context(), &[]).into_string().contains("/assign"), "there is nobody yet");
    }

    #[test]
    fn a_viewer_reads_who_may_and_has_no_form() {
        let viewer = FormContext { permissions: Permissions::VIEWER, ..form_context() };
        let html = bar(&viewer, &[]).into_string();
        assert!(html.contains("Members can resolve") && !html.contains("<form"), "{html}");
    }
}
