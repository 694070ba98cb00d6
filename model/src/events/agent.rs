//! Browser and system by name and major version, as far as a User-Agent names them.

use serde::{Deserialize, Serialize};

/// Browser and system, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Agent {
    /// Such as `Firefox 128`; none where the User-Agent names no known browser.
    pub browser: Option<String>,
    /// Such as `Windows` or `Android 14`; none where the User-Agent names no known system.
    pub os: Option<String>,
}

impl Agent {
    /// The families of both, without the versions that tell visitors apart.
    #[must_use]
    pub fn families(&self) -> Self {
        let family = |name: &Option<String>| {
            let name =
                name.as_deref().map(|name| name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'));
            name.map(|name| name.trim_end().to_owned()).filter(|name| !name.is_empty())
        };
        Self { browser: family(&self.browser), os: family(&self.os) }
    }
}
