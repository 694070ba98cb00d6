//! The scopes of an API token.

use core::str::FromStr;

use super::unknown_word::UnknownWord;

/// A right of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Reads everything, changes nothing.
    Read,
    /// Makes the changes that these pages offer.
    Write,
    /// Uploads source maps, and nothing else.
    Upload,
    /// Reads metrics, and nothing else.
    Metrics,
}

impl Scope {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Scope; 4] = [Scope::Read, Scope::Write, Scope::Upload, Scope::Metrics];

    /// Its word in forms and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Write => "write",
            Scope::Upload => "upload",
            Scope::Metrics => "metrics",
        }
    }
}

impl FromStr for Scope {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or(UnknownWord("scope"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_reads_as_it_is_written() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
        }
        assert!("admin".parse::<Scope>().is_err());
    }
}
