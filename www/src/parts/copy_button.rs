//! A button that copies the element before it, by the module `www/live`.

use maud::{Markup, html};

/// A button that copies the element right before it. Its label is our own word.
pub(crate) fn copy_button(label: &str) -> Markup {
    html! { button.quiet.copying type="button" hidden data-scripted data-copy=(label) { (label) } }
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_hidden_without_the_module() {
        let html = super::copy_button("Copy").into_string();
        assert!(html.contains(" hidden data-scripted"), "{html}");
    }
}
