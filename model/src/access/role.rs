//! Roles of people, in all projects or in single ones.

use std::collections::BTreeMap;

use corncrake_core::ids::ProjectKey;
use serde::{Deserialize, Serialize};

/// What a person may do; each role may do all that those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// See everything of a project.
    Viewer,
    /// Triage, change settings, erase, export and import.
    Member,
    /// Everything of the collector: people, projects, tokens. Always of all projects.
    Owner,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Member, Self::Owner];

    /// The role as the API and the pages spell it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Member => "member",
            Self::Owner => "owner",
        }
    }

    /// Reads a role's name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// The roles of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RoleGrants {
    /// The role in all projects, those to come too.
    #[serde(default)]
    pub everywhere: Option<Role>,
    /// Roles in single projects, by their keys; never the owner's.
    #[serde(default)]
    pub projects: BTreeMap<String, Role>,
}

impl RoleGrants {
    /// The role in a project, by its key as it was written; the higher one where two apply.
    pub fn role_in(&self, key: &str) -> Option<Role> {
        self.everywhere.max(self.projects.get(key).copied())
    }

    /// Whether a project is visible.
    pub fn sees(&self, key: ProjectKey) -> bool {
        self.role_in(key.as_str()).is_some()
    }

    /// Whether it is an owner's.
    pub fn is_owner(&self) -> bool {
        self.everywhere == Some(Role::Owner)
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn the_higher_of_two_roles_applies() {
        let own = ProjectKey::mint(1, b"secret");
        let other = ProjectKey::mint(2, b"secret");
        let mut grants = RoleGrants::default();
        assert!(!grants.sees(own) && !grants.is_owner());
        grants.projects.insert(own.as_str().to_owned(), Role::Member);
        assert_eq!(
            (grants.role_in(own.as_str()), grants.role_in(other.as_str())),
            (Some(Role::Member), None)
        );
        grants.everywhere = Some(Role::Viewer);
        assert_eq!(grants.role_in(own.as_str()), Some(Role::Member));
        assert_eq!(grants.role_in(other.as_str()), Some(Role::Viewer));
        grants.everywhere = Some(Role::Owner);
        assert!(grants.role_in(own.as_str()) == Some(Role::Owner) && grants.is_owner());
    }

    #[test]
    fn a_role_has_one_name() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.name()), Some(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.name()));
        }
        assert_eq!(Role::parse("admin"), None);
        assert!(Role::Viewer < Role::Member && Role::Member < Role::Owner);
    }
}
