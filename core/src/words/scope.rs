//! The scopes of tokens, by the names that people give them.

use serde::{Deserialize, Serialize};

/// One thing that a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// See everything of its projects.
    Read,
    /// Change, and delete, everything of its projects.
    Write,
    /// Upload source maps, and nothing else.
    Upload,
    /// Read `/metrics`, and nothing else.
    Metrics,
    /// Make and revoke tokens and logins. No token of the API has it: only the admin token.
    #[serde(skip)]
    Admin,
}

impl Scope {
    /// Those that a token can be made with.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Upload, Self::Metrics];

    /// The scope as the API and the pages spell it, in small letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Upload => "upload",
            Self::Metrics => "metrics",
            Self::Admin => "admin",
        }
    }

    /// Reads a scope that a token may have; `admin` and unknown names are none.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_scope_has_one_name_and_nobody_can_ask_for_admin() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.name()), Some(scope));
            assert_eq!(serde_json::to_string(&scope).unwrap().trim_matches('"'), scope.name());
        }
        assert_eq!(Scope::parse("admin"), None);
        assert!(serde_json::from_str::<Scope>("\"admin\"").is_err());
    }
}
