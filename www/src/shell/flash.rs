//! The flash message at the head of a page: what the last form did, with its undo.

use maud::{Markup, html};

use super::form_context::{Desk, back};
use crate::format::links;

/// What was done, at the head of a page.
pub(crate) fn banner(desk: &Desk) -> Markup {
    html! {
        @if let Some(notice) = &desk.notice {
            div.notice.done role=(if notice.is_refusal { "alert" } else { "status" }) {
                p { (notice.text) }
                @if !notice.undo.is_empty() {
                    form method="post" action={ (links::project(desk.project)) "/undo" } {
                        (back(desk))
                        @for step in &notice.undo { input type="hidden" name="step" value=(step); }
                        button data-key="z" { "Undo" }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hostile, shell::form_context::Notice};

    fn desk(notice: Option<Notice>) -> Desk {
        Desk { project: "abc123def45".parse().unwrap(), back: hostile::text(1), notice }
    }

    #[test]
    fn a_notice_says_what_was_done_and_takes_it_back() {
        let undo = vec!["open~00ff00ff00ff00ff".to_owned(), hostile::text(4)];
        let said = Notice { text: hostile::text(5), is_refusal: false, undo };
        let html = banner(&desk(Some(said.clone()))).into_string();
        hostile::assert_harmless(&html, [1, 4, 5]);
        hostile::assert_scriptless(&html);
        assert!(html.contains(r#"role="status""#) && html.contains(r#"action="/projects/abc123def45/undo""#));
        assert!(html.contains(r#"name="step" value="open~00ff00ff00ff00ff""#));
        let refused = Notice { is_refusal: true, undo: vec![], ..said };
        let html = banner(&desk(Some(refused))).into_string();
        assert!(html.contains(r#"role="alert""#) && !html.contains("<form"));
        assert_eq!(banner(&desk(None)).into_string(), "");
    }
}
