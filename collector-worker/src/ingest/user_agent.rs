//! Which browser and system a User-Agent names: name and major version, and no more of it.
//!
//! woothee knows the browsers; what it cannot know is the name that clients of error trackers on servers give
//! themselves (`Node.js/20.1 (Linux x64)`).

use corncrake_model::events::agent::Agent;

/// Runtimes of servers, as their clients name them.
const RUNTIMES: [&str; 3] = ["Node.js", "Deno", "Bun"];

/// Reads a User-Agent.
pub(crate) fn read(user_agent: &str) -> Agent {
    let of_runtime = |name: &'static str| Some((name, user_agent.strip_prefix(name)?.strip_prefix('/')?));
    if let Some((name, rest)) = RUNTIMES.into_iter().find_map(of_runtime) {
        let (version, system) = rest.split_once(' ').unwrap_or((rest, ""));
        let system = system.trim_start_matches('(').split([' ', ';', ')']).next();
        return Agent { browser: named(name, version), os: system.and_then(|name| named(name, "")) };
    }
    let Some(found) = woothee::parser::Parser::new().parse(user_agent) else { return Agent::default() };
    // A robot's name is no browser.
    if found.category == "crawler" {
        return Agent::default();
    }
    let os_version = found.os_version.to_string();
    let (os, os_version) = match found.os {
        "iPhone" | "iPad" | "iPod" => ("iOS", os_version.as_str()),
        // Browsers froze these versions years ago, so they are wrong.
        "Mac OSX" => ("macOS", ""),
        windows if windows.starts_with("Windows") => ("Windows", ""),
        "ChromeOS" => ("ChromeOS", ""),
        other => (other, os_version.as_str()),
    };
    let browser = own_name(user_agent, os_version).or_else(|| named(found.name, found.version));
    Agent { browser, os: named(os, os_version) }
}

/// The browser where the list of names does not know better: pages that an app shows, which have
/// the version of the engine; Opera Mini; Internet Explorer in compatibility view.
fn own_name(user_agent: &str, os_version: &str) -> Option<String> {
    let after = |mark: &str| user_agent.split_once(mark).map(|(_, rest)| rest);
    if let Some(version) = after("Opera Mini/") {
        return named("Opera Mini", version);
    }
    if let Some(version) = after("Trident/") {
        // It names the version that it imitates; the engine's version is four below the browser's own.
        let engine: String = version.chars().take_while(char::is_ascii_digit).collect();
        let version = engine.parse::<u32>().ok()?.saturating_add(4);
        return named("Internet Explorer", &version.to_string());
    }
    let is_android = user_agent.contains("Android")
        && (user_agent.contains("; wv)") || after("Version/4.0 Chrome/").is_some());
    if let Some(version) = after("Chrome/").filter(|_| is_android) {
        return named("Chrome WebView", version);
    }
    let is_ios = ["(iPhone", "(iPad", "(iPod"].iter().any(|device| user_agent.contains(device));
    let is_browser = ["Safari/", "CriOS/", "FxiOS/", "EdgiOS/"].iter().any(|mark| user_agent.contains(mark));
    if is_ios && !is_browser && user_agent.contains("AppleWebKit/") {
        return named("iOS WebView", os_version);
    }
    None
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

    use corncrake_model::events::agent::Agent;

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
            ("Deno/2.9 (Linux x86_64)", "Deno 2", "Linux"),
            ("Bun/1.4 (Darwin arm64)", "Bun 1", "Darwin"),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/440.0.0.28.115;]",
                "Chrome WebView 141",
                "Android 14",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 300.0",
                "iOS WebView 17",
                "iOS 17",
            ),
            (
                "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.1; Trident/7.0; SLCC2)",
                "Internet Explorer 11",
                "Windows",
            ),
        ];
        for (user_agent, browser, os) in cases {
            let agent = read(user_agent);
            assert_eq!((agent.browser.as_deref(), agent.os.as_deref()), (Some(browser), Some(os)));
        }
    }

    #[test]
    fn a_robot_is_no_browser() {
        let robot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
        assert_eq!(read(robot), Agent::default());
    }

    #[test]
    fn an_unknown_one_is_unknown() {
        for odd in ["", "x", "Node.js/", "\u{0}\u{1}", "Mozilla/5.0"] {
            let agent = read(odd);
            assert!(agent.os.is_none(), "{odd:?} {agent:?}");
        }
    }
}
