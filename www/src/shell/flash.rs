//! The flash message at the head of a page: what the last form did, with its undo.

use maud::{Markup, html};

use super::form_context::{FlashMessage, FormContext, back_field};
use crate::format::links;

/// The message, where there is one.
pub(crate) fn banner(form_context: &FormContext) -> Markup {
    let flash = form_context.flash.as_ref().filter(|_| form_context.permissions.may_change());
    let undo = flash.map(|flash| flash.undo.as_slice()).unwrap_or_default();
    let form = html! {
        @if !undo.is_empty() {
            form method="post" action={ (links::project(form_context.project)) "/undo" } {
                (back_field(form_context))
                @for step in undo { input type="hidden" name="step" value=(step); }
                button data-key="z" { "Undo" }
            }
        }
    };
    notice(form_context.flash.as_ref(), &form)
}

/// A message, where there is one, and what stands below it.
pub(crate) fn notice(flash: Option<&FlashMessage>, below: &Markup) -> Markup {
    html! {
        @if let Some(flash) = flash {
            div.notice.done role=(if flash.is_refusal { "alert" } else { "status" }) { p { (flash.text) } (below) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn form_context(flash: Option<FlashMessage>) -> FormContext {
        FormContext { back: hostile::text(1), flash, ..hostile::form_context() }
    }

    #[test]
    fn a_notice_says_what_was_done_and_takes_it_back() {
        let undo = vec!["open~00ff00ff00ff00ff".to_owned(), hostile::text(4)];
        let message = FlashMessage { text: hostile::text(5), is_refusal: false, undo };
        let html = banner(&form_context(Some(message.clone()))).into_string();
        hostile::assert_harmless(&html, [1, 4, 5]);
        hostile::assert_scriptless(&html);
        assert!(html.contains(r#"role="status""#) && html.contains(r#"action="/projects/abc123def45/undo""#));
        assert!(html.contains(r#"name="step" value="open~00ff00ff00ff00ff""#));
        let refused = FlashMessage { is_refusal: true, undo: vec![], ..message };
        let html = banner(&form_context(Some(refused))).into_string();
        assert!(html.contains(r#"role="alert""#) && !html.contains("<form"));
        assert_eq!(banner(&form_context(None)).into_string(), "");
    }
}
