//! Browser and system by name and major version, as far as a User-Agent names them.

/// Browser and system, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Agent {
    /// Such as `Firefox 128`; none where the User-Agent names no known browser.
    pub browser: Option<String>,
    /// Such as `Windows` or `Android 14`; none where the User-Agent names no known system.
    pub os: Option<String>,
}
