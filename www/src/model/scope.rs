//! What an API token may do.

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Ask for anything, change nothing.
    Read,
    /// Change what a person can change on these pages.
    Write,
    /// Bring source maps, and nothing else.
    Upload,
    /// Ask for metrics, and nothing else.
    Metrics,
}

impl Scope {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Scope; 4] = [Scope::Read, Scope::Write, Scope::Upload, Scope::Metrics];

    /// Its name in forms and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Write => "write",
            Scope::Upload => "upload",
            Scope::Metrics => "metrics",
        }
    }
}
