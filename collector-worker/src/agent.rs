//! Which browser and system a User-Agent names: name and major version, and no more of it.
//!
//! woothee knows the browsers; what it cannot know is the name that Node clients of error
//! trackers give themselves (`Node.js/20.1 (Linux x64)`).

/// Browser and system, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Agent {
    pub(crate) browser: Option<String>,
    pub(crate) os: Option<String>,
}

/// Reads a User-Agent.
pub(crate) fn read(user_agent: &str) -> Agent {
    if let Some(rest) = user_agent.strip_prefix("Node.js/") {
        let (version, system) = rest.split_once(' ').unwrap_or((rest, ""));
        let system = system.trim_start_matches('(').split([' ', ';', ')']).next();
        return Agent { browser: named("Node.js", version), os: system.and_then(|name| named(name, "")) };
    }
    let Some(found) = woothee::parser::Parser::new().parse(user_agent) else { return Agent::default() };
    let os_version = found.os_version.to_string();
    let (os, os_version) = match found.os {
        "iPhone" | "iPad" | "iPod" => ("iOS", os_version.as_str()),
        // Browsers froze these versions years ago; they would say something untrue.
        "Mac OSX" => ("macOS", ""),
        windows if windows.starts_with("Windows") => ("Windows", ""),
        "ChromeOS" => ("ChromeOS", ""),
        other => (other, os_version.as_str()),
    };
    Agent { browser: named(found.name, found.version), os: named(os, os_version) }
}

fn named(name: &str, version: &str) -> Option<String> {
    if name.is_empty() || name == "UNKNOWN" {
        return None;
    }
    let major: String = version.chars().take_while(char::is_ascii_digit).collect();
    Some(if major.is_empty() { name.to_owned() } else { format!("{name} {major}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_of_today() {
        let cases = [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
                "Chrome 156",
                "Linux",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
                "Edge 156",
                "Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
                "Firefox 153",
                "Linux",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15",
                "Safari 19",
                "macOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari 18",
                "iOS 18",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
                "Chrome 156",
                "Android 14",
            ),
            ("Node.js/20.1 (Linux x64)", "Node.js 20", "Linux"),
        ];
        for (user_agent, browser, os) in cases {
            let agent = read(user_agent);
            assert_eq!((agent.browser.as_deref(), agent.os.as_deref()), (Some(browser), Some(os)));
        }
    }

    #[test]
    fn an_unknown_one_is_unknown() {
        for odd in ["", "x", "Node.js/", "\u{0}\u{1}", "Mozilla/5.0"] {
            let agent = read(odd);
            assert!(agent.os.is_none(), "{odd:?} {agent:?}");
        }
    }
}
