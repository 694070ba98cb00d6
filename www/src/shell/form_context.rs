//! The context of a page's forms: the project, the address to return to, and the flash message
//! of the last form.
//!
//! Every form is a POST to the collector's own origin and carries the address to return to.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::model::permissions::Permissions;

/// A flash message: the outcome of the last form, and its undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlashMessage {
    /// One sentence.
    pub text: String,
    /// Whether the form was refused; the sentence says why.
    pub is_refusal: bool,
    /// The steps that undo it; none where it cannot be undone.
    pub undo: Vec<String>,
}

/// The context of a page's forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormContext {
    /// The project of their issues.
    pub project: ProjectKey,
    /// What the reader may do there.
    pub permissions: Permissions,
    /// The address to return to: path and query of the page.
    pub back: String,
    /// The outcome of the last form.
    pub flash: Option<FlashMessage>,
}

/// The hidden field with the address to return to.
pub(crate) fn back_field(form_context: &FormContext) -> Markup {
    html! { input type="hidden" name="back" value=(form_context.back); }
}
