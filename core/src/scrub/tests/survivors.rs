//! An independent look for personal data, with regular expressions and the standard
//! library's own reading of addresses. It shares no code with what it checks.

use alloc::{format, string::String, string::ToString, vec::Vec};
use core::net::{Ipv4Addr, Ipv6Addr};
use regex::Regex;

/// What a text must not hold once it was scrubbed, and what finds it.
pub(super) struct Survivors {
    patterns: Vec<(&'static str, Regex)>,
    number: Regex,
    code: Regex,
    email: Regex,
    file: Regex,
    version: Regex,
    address: Regex,
}

/// Endings that make `fn@app.min.js` and `logo@2x.png` names of files.
const FILE: &str = r"\.(?i-u:js|mjs|cjs|ts|jsx|tsx|vue|css|html|json|wasm|(?:js)?bundle|min|map|png|jpe?g|gif|svg|webp|avif|ico)$";

/// What makes `shop@1.2.3-beta.rc` a version of a package.
const VERSION: &str = r"^(?i-u:v?[0-9]+\.[0-9])";

impl Survivors {
    pub(super) fn new() -> Self {
        let pattern = |name, pattern| (name, Regex::new(pattern).unwrap());
        Self {
            patterns: [
                pattern("uuid", r"(?i-u:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})"),
                pattern("jwt", r"(?-u:\b)eyJ[A-Za-z0-9_-]{10,}"),
                pattern("hex", r"(?:^|[^%0-9A-Za-z])[0-9a-fA-F]{32,}"),
                pattern("key", r"(?-u:\b)(sk_live_|gh[pousr]_|glpat-|xox[abprs]-)[A-Za-z0-9_-]{16,}"),
                pattern("authorization", r"(?i-u:bearer|basic) [A-Za-z]*[0-9][A-Za-z0-9._~+/-]+"),
                pattern("card", r"(?:^|[^0-9A-Za-z.:%])[0-9]{4}([ -][0-9]{4}){2}[ -][0-9]{2,7}(?:$|[^0-9A-Za-z.:])"),
                pattern("phone", r"\+[0-9]{1,3}[ -][0-9]{2,4}[ -][0-9]{3,4}[ -][0-9]{3,4}(?:$|[^0-9A-Za-z.:])"),
                pattern("query", r#"://[^\s"'<>`]*[?#]"#),
                pattern("named query", r"[?#][A-Za-z0-9_.%-]+[=&]"),
                pattern("user of a URL", r#"://[^/\\\s?#"'<>`@]+@"#),
                pattern("home", r"(?:^|[\s(:@/])/home/[A-Za-z0-9.]"),
                pattern("Mac home", r"/Users/[A-Za-z0-9.]"),
                pattern("Windows home", r"\\[Uu]sers\\\\?[A-Za-z0-9.]"),
                pattern("secret", r#"(?i-u:password|api_?key|jwt)=[A-Za-z0-9]"#),
                pattern("secret member", r#"(?i-u:password|api_?key|jwt)": ?"?[A-Za-z0-9]"#),
                pattern("data", r#"(?:^|[^%0-9A-Za-z])data:[a-z;0-9][a-z/;0-9]*,"#),
            ]
            .into(),
            number: Regex::new(r"(?:^|[^0-9A-Za-z])([A-Za-z]*[0-9]{9,}|[0-9]{9,}[A-Za-z]*)(?:$|[^0-9A-Za-z])")
                .unwrap(),
            code: Regex::new(
                r"(?m:^[0-9A-Za-z_+.-]+@[A-Za-z-]*[:/\[])|(?m:^[ \t]*at .* [(\[])|//[0-9A-Za-z\u{80}-\u{10ffff}.-]+|[0-9A-Za-z_+%~@/.-]+\.(?i-u:js|mjs|cjs|css|wasm|ts|tsx|jsx)(?:$|[^0-9A-Za-z_+%~@/.-])",
            )
            .unwrap(),
            email: Regex::new(r#"[^\s@/\\:;,=<>()\[\]"'`|&!?#*{}^~$]+(?:@|%40)([0-9A-Za-z\u{80}-\u{10ffff}.-]*[0-9A-Za-z\u{80}-\u{10ffff}]\.[A-Za-z]{2,})"#).unwrap(),
            file: Regex::new(FILE).unwrap(),
            version: Regex::new(VERSION).unwrap(),
            address: Regex::new("[0-9A-Fa-f:.]+").unwrap(),
        }
    }

    /// The first that is found.
    pub(super) fn find(&self, text: &str) -> Option<String> {
        // A NUL bounds words as the end of a line does.
        let text = &text.replace('\0', "\n");
        let email = self
            .email
            .captures_iter(text)
            .map(|found| found.get(1).unwrap())
            .find(|host| !self.file.is_match(host.as_str()) && !self.version.is_match(host.as_str()));
        if let Some(host) = email {
            return Some(format!("email at {}", host.as_str()));
        }
        // Names of hosts and functions and the paths of scripts may have numbers, hashes and UUIDs in them.
        let no_code = &self.code.replace_all(text, " ");
        if let Some(found) = self.number.find(no_code) {
            return Some(format!("number: {}", found.as_str()));
        }
        for (name, pattern) in &self.patterns {
            let text = if matches!(*name, "uuid" | "hex") { no_code } else { text.as_str() };
            if let Some(found) = pattern.find(text) {
                return Some(format!("{name}: {}", found.as_str()));
            }
        }
        self.address.find_iter(text).find_map(|found| {
            let (before, after) = (text.get(..found.start()).unwrap(), text.get(found.end()..).unwrap());
            // Part of a word or an escape, or followed by a mark or an index.
            let joined = |c: char| c.is_ascii_alphanumeric();
            if before.ends_with(joined)
                || before.ends_with('%')
                || after.starts_with(joined)
                || after.starts_with('[')
            {
                return None;
            }
            let number = found.as_str().trim_end_matches('.');
            let number = if number.ends_with("::") { number } else { number.trim_end_matches(':') };
            // `Chrome/120.0.0.0`, `foo-1.2.3.4`: a version; that folders are none, the tables check.
            let mut tail = before.chars().rev();
            let is_version = matches!(tail.next(), Some('/' | '-'))
                && tail.next().is_some_and(|c| c.is_ascii_alphabetic());
            if is_version || before.to_lowercase().ends_with("version ") {
                return None;
            }
            let host = before.ends_with("://") || before.ends_with("://[");
            let v4 = number
                .trim_start_matches([':', '.'])
                .split(':')
                .find_map(|part| part.parse::<Ipv4Addr>().ok());
            let v6 = number.parse::<Ipv6Addr>().ok().filter(|_| {
                let groups = number.split(':').filter(|group| !group.is_empty()).count();
                let first = number.split(':').next().unwrap().len();
                number.contains(|c: char| c.is_ascii_digit()) && (groups > 2 || first == 0 || first == 4)
            });
            let v4 = v4.filter(|v4| !(host && *v4 == Ipv4Addr::LOCALHOST));
            let v6 = v6.filter(|v6| !(host && *v6 == Ipv6Addr::LOCALHOST));
            v4.map(|v4| v4.to_string()).or(v6.map(|v6| v6.to_string()))
        })
    }
}

#[test]
fn it_finds_what_is_there() {
    let survivors = Survivors::new();
    for text in [
        "mail a.b@c.de now",
        "a%40b.example",
        "é@ö.de",
        "at 10.0.0.1:80",
        "at 2001:db8::1, port",
        "[::1]",
        "https://127.0.0.2/",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "eyJhbGciOiJIU.eyJ.x",
        "d41d8cd98f00b204e9800998ecf8427e",
        "ghp_aaaaaaaaaaaaaaaaaaaa",
        "Authorization: Bearer a1b2c3",
        "order 123456789",
        "4111 1111 1111 1111",
        "+49 170 123 4567",
        "https://a.b/c?d",
        "/c?d=e",
        "https://u:p@a.b/",
        "file:///home/ann/x",
        "/Users/ann/",
        r"C:\Users\ann\x",
        "data:text/html,x",
        "password=x",
        "\"apiKey\": \"x\"",
    ] {
        assert!(survivors.find(text).is_some(), "{text}");
    }
    for text in [
        "",
        "fn@https://a.b/c.js:1:2",
        "vue@3.4.1",
        "12:34:56",
        "1.2.3",
        "f64::add",
        "std::fmt",
        "http://127.0.0.1/",
        "http://[::1]:80/",
    ] {
        assert_eq!(survivors.find(text), None, "{text}");
    }
}
