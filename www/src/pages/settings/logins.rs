//! The form that ends all logins, for the loss of a device or of a link.

use maud::{Markup, html};

pub(crate) fn section() -> Markup {
    html! {
        section.part #logins {
            h2 { "Logins" }
            form.card.sheet method="post" action="/logout/everywhere" {
                p {
                    "Ends every login to this collector, yours too, on every device, and every login link that "
                    "was not used. Tokens stay."
                }
                button { "Log out everywhere" }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn all_logins_end_by_a_form() {
        let html = super::section().into_string();
        crate::hostile::assert_scriptless(&html);
        assert!(html.contains(r#"method="post" action="/logout/everywhere""#), "{html}");
    }
}
