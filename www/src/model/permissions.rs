//! What the reader of a page may do, by its roles. A page shows no form and no link that would be
//! refused; the collector decides by itself whether a request is let in.

/// A role, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Sees everything of a project.
    Viewer,
    /// Triages, changes settings, erases, exports and imports.
    Member,
    /// Administrates the collector.
    Owner,
}

/// What the reader of a page may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permissions {
    /// The role in the page's project; on a page of the collector, the role in all projects.
    pub here: Role,
    /// The role in all projects, where there is one.
    pub everywhere: Option<Role>,
}

impl Permissions {
    /// An owner's.
    pub const OWNER: Self = Self { here: Role::Owner, everywhere: Some(Role::Owner) };
    /// Those of a viewer of single projects, which are the fewest.
    pub const VIEWER: Self = Self { here: Role::Viewer, everywhere: None };

    /// Whether it may triage, change settings, erase, export and import here.
    pub(crate) fn may_change(self) -> bool {
        self.here >= Role::Member
    }

    /// Whether it sees what is of all projects.
    pub(crate) fn sees_all_projects(self) -> bool {
        self.everywhere.is_some()
    }

    /// Whether it may administrate: people, projects, tokens.
    pub fn is_owner(self) -> bool {
        self.everywhere == Some(Role::Owner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_may_do_all_that_those_before_it_may() {
        let of = |here| Permissions { here, everywhere: Some(here) };
        let may = |of: Permissions| [of.sees_all_projects(), of.may_change(), of.is_owner()];
        assert_eq!(may(Permissions::VIEWER), [false; 3]);
        assert_eq!(may(of(Role::Viewer)), [true, false, false]);
        assert_eq!(may(of(Role::Member)), [true, true, false]);
        assert_eq!(may(Permissions::OWNER), [true; 3]);
        assert_eq!(may(Permissions { here: Role::Member, ..Permissions::VIEWER }), [false, true, false]);
    }
}
