//! The sentence that stands in the place of forms that the reader may not use: who may.

use maud::{Markup, html};

use crate::model::permissions::Permissions;

/// Who may do what members may; nothing where the reader may.
pub(crate) fn for_members(permissions: Permissions, what: &str) -> Markup {
    html! {
        @if !permissions.may_change() { p.hint { "Members can " (what) "; your role here is viewer." } }
    }
}

/// Who may do what owners may; nothing where the reader may.
pub(crate) fn for_owners(permissions: Permissions, what: &str) -> Markup {
    html! {
        @if !permissions.is_owner() { p.hint { "Owners can " (what) "." } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::permissions::Role;

    #[test]
    fn a_reader_without_the_role_reads_which_role_may() {
        let member = Permissions { here: Role::Member, ..Permissions::VIEWER };
        let texts = |permissions| {
            [for_members(permissions, "erase it"), for_owners(permissions, "make tokens")]
                .map(Markup::into_string)
        };
        let for_member = r#"<p class="hint">Owners can make tokens.</p>"#;
        let for_viewer = r#"<p class="hint">Members can erase it; your role here is viewer.</p>"#;
        assert_eq!(texts(Permissions::OWNER), ["", ""]);
        assert_eq!(texts(member), ["", for_member]);
        assert_eq!(texts(Permissions::VIEWER), [for_viewer, for_member]);
    }
}
