//! Browser and system by name and major version, as far as a User-Agent names them.

/// Browser and system, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agent {
    pub browser: Option<String>,
    pub os: Option<String>,
}
