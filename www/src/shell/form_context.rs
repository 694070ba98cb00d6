//! Where the forms of a page belong to, and the flash message of the last one.
//!
//! Every form goes to the collector's own origin by POST and says where to come back to.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

/// What was done, and how to take it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlashMessage {
    /// One sentence.
    pub text: String,
    /// Whether nothing was done, and the sentence says why.
    pub is_refusal: bool,
    /// The steps that take it back; none where there is no way back.
    pub undo: Vec<String>,
}

/// Where the forms of a page belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormContext {
    /// Whose issues they are.
    pub project: ProjectKey,
    /// The address of the page that they are on: its path and query.
    pub back: String,
    /// What was done last.
    pub flash: Option<FlashMessage>,
}

/// The hidden field by which a form says where to come back to.
pub(crate) fn back_field(form_context: &FormContext) -> Markup {
    html! { input type="hidden" name="back" value=(form_context.back); }
}
