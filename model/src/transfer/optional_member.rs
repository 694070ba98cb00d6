//! Members of a line that are left out where they say nothing, so that builds without them read it, too.

/// Whether a member is left out.
pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
