//! What a site can do about a report: a sentence, and the line of a header where one helps.
//!
//! It is read from the fields that an event keeps of its report (`Report::event`), so that it
//! can be told of every report that is stored. A line only ever allows what was blocked: never
//! `'unsafe-inline'`, never `'unsafe-eval'`, never a scheme that lets any script in.

use alloc::{format, string::String};

use super::{
    address::{host, is_about, is_extension, origin},
    policy_line,
};
use crate::json::Json;

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// A sentence or two.
    pub text: String,
    /// The line to change or add, complete as it stands.
    pub line: Option<String>,
}

impl Advice {
    fn new(text: &str) -> Option<Self> {
        Some(Self { text: text.into(), line: None })
    }

    fn with(text: &str, line: String) -> Option<Self> {
        Some(Self { text: text.into(), line: Some(line) })
    }
}

/// What to do about the report with these fields, on this page; none where nobody knows.
pub fn advice(fields: &Json, page: Option<&str>) -> Option<Advice> {
    let text = |name: &str| fields.get(name).and_then(Json::as_text);
    let blocked = text("blockedURL").or_else(|| text("srcAttribute"));
    if blocked.is_some_and(is_extension) || text("sourceFile").is_some_and(is_extension) {
        return Advice::new(
            "A browser extension of a visitor did it. There is nothing to allow or to repair.",
        );
    }
    match text("report")? {
        "csp-violation" => csp(fields, blocked?, page),
        "integrity-violation" => Advice::new(
            "Give the tag an integrity attribute with the file’s digest, or take its kind off Integrity-Policy.",
        ),
        "coep" => coep(text("type"), blocked, page),
        "coop" => Advice::with(
            "Windows of another site lose touch with this page. If they have to keep it, as for payments and \
             logins in a window of their own, allow those the page opens:",
            "Cross-Origin-Opener-Policy: same-origin-allow-popups".into(),
        ),
        "permissions-policy-violation" | "potential-permissions-policy-violation" => permission(fields, page),
        "document-policy-violation" => {
            Advice::new("Repair what the page does, or take the feature off Document-Policy.")
        }
        "deprecation" => Advice::new("Replace it before it goes; the message says what to use."),
        "intervention" => {
            Advice::new("The browser did not do what the page asked for; the message says why.")
        }
        "crash" => crash(text("reason")),
        "network-error" => network(text("type")?),
        _ => None,
    }
}

fn csp(fields: &Json, blocked: &str, page: Option<&str>) -> Option<Advice> {
    let directive = fields.get("effectiveDirective").and_then(Json::as_text)?;
    // What stands in a policy must not be able to end its directive.
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    if !directive.bytes().all(is_name) || blocked.contains([';', ',', ' ']) {
        return Advice::new("The report names no directive or source that a policy could have.");
    }
    let is_script =
        directive.starts_with("script-src") || directive == "worker-src" || directive == "object-src";
    let allow = |source: &str| {
        let policy = fields.get("originalPolicy").and_then(Json::as_text).unwrap_or_default();
        policy_line::allowing(policy, directive, source)
    };
    match blocked {
        "inline" if directive == "script-src-attr" => Advice::new(
            "Move the handler out of the attribute: addEventListener in a script of your own needs no exception.",
        ),
        "inline" => Advice::with(
            "If it is yours, move it to a file, or give the tag a nonce that is new with each answer. If it is \
             not, leave it blocked: that is what the policy is for.",
            allow("'nonce-…'"),
        ),
        "eval" => Advice::new(
            "Find what calls eval or new Function, and replace it: allowing it gives up most of the policy. A \
             bundler’s development build is the usual one.",
        ),
        "wasm-eval" => {
            Advice::with("WebAssembly needs this, and it lets no other code in:", allow("'wasm-unsafe-eval'"))
        }
        "trusted-types-policy" => Advice::new(
            "Name the policy that was refused in the directive trusted-types, if its code is yours.",
        ),
        "trusted-types-sink" => Advice::new(
            "Text went where only a trusted type may: pass it through a policy, or set textContent instead.",
        ),
        "data" | "blob" if is_script => Advice::new(
            "Leave it blocked: a script from such an address could be anybody’s. Load it from a file instead.",
        ),
        "data" | "blob" => Advice::with("If it is yours, allow its scheme:", allow(&format!("{blocked}:"))),
        _ if is_about(blocked) => Advice::new("An empty frame; nothing of it can be allowed by name."),
        "self" => Advice::with("It is of your own origin. If it belongs here, allow that:", allow("'self'")),
        address => {
            let source = origin(address).or_else(|| host(address).map(Into::into))?;
            if page.and_then(origin).as_deref() == Some(source.as_str()) {
                return Advice::with(
                    "It is of your own origin. If it belongs here, allow that:",
                    allow("'self'"),
                );
            }
            Advice::with("If it belongs here, allow it:", allow(&source))
        }
    }
}

fn coep(violation: Option<&str>, blocked: Option<&str>, page: Option<&str>) -> Option<Advice> {
    if violation == Some("navigation") || violation == Some("worker initialization") {
        return Advice::with(
            "What is embedded has to send this policy too:",
            "Cross-Origin-Embedder-Policy: require-corp".into(),
        );
    }
    let reach =
        if blocked.and_then(origin) == page.and_then(origin) { "same-origin" } else { "cross-origin" };
    Advice::with(
        "Who serves it has to allow it with this header; or load it with crossorigin, if its server answers CORS:",
        format!("Cross-Origin-Resource-Policy: {reach}"),
    )
}

fn permission(fields: &Json, page: Option<&str>) -> Option<Advice> {
    let text = |name: &str| fields.get(name).and_then(Json::as_text);
    let feature = text("policyId")?;
    // What stands in a header has to be a feature's name and nothing else.
    if !feature.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
        return None;
    }
    match text("srcAttribute").and_then(origin) {
        Some(frame) if page.and_then(origin).as_deref() != Some(frame.as_str()) => Advice::with(
            "If the frame needs it, allow it here, and in the iframe’s own allow attribute:",
            format!("Permissions-Policy: {feature}=(self \"{frame}\")"),
        ),
        _ => Advice::with("If the page needs it, allow it:", format!("Permissions-Policy: {feature}=(self)")),
    }
}

fn crash(reason: Option<&str>) -> Option<Advice> {
    Advice::new(match reason {
        Some("oom") => {
            "The page had no memory left. Look for what grows: lists that are never cut, listeners and large images that are never let go."
        }
        Some("unresponsive") => {
            "Its main thread was busy for so long that it was ended. With Document-Policy: include-js-call-stacks-in-crash-reports browsers tell where."
        }
        _ => {
            "The browser’s process ended; browsers seldom tell why. Many at once, of one browser’s version, are that browser’s."
        }
    })
}

fn network(error: &str) -> Option<Advice> {
    Advice::new(match error.split('.').next().unwrap_or_default() {
        "ok" => "Not a failure: a sample of what went well.",
        "dns" => "The name was not found. Look at the zone’s records and its servers.",
        "tcp" => {
            "No connection came about or it broke: a server that is down or full, a firewall, or the visitor’s own line."
        }
        "tls" => "The certificate or the protocol was refused. Look at its names, its date and its chain.",
        "http" => "The server answered, and with a failure: its own log knows more.",
        "abandoned" => "The visitor left before the answer: it may have been slow.",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::{borrow::ToOwned, vec::Vec};

    fn of(fields: &[(&str, &str)]) -> Option<Advice> {
        let fields: Vec<_> =
            fields.iter().map(|(name, text)| ((*name).to_owned(), Json::Text((*text).to_owned()))).collect();
        advice(&Json::Map(fields), Some("https://shop.example/basket"))
    }

    fn csp_line(directive: &str, blocked: &str) -> Option<String> {
        let fields =
            [("report", "csp-violation"), ("effectiveDirective", directive), ("blockedURL", blocked)];
        of(&fields).unwrap().line
    }

    #[test]
    fn what_was_blocked_is_allowed_by_its_origin() {
        let cases = [
            ("script-src-elem", "https://cdn.example/lib/a.js", "script-src https://cdn.example"),
            ("img-src", "https://cdn.example:8443/a.png", "img-src https://cdn.example:8443"),
            ("connect-src", "wss://live.example/socket", "connect-src live.example"),
            ("img-src", "data", "img-src data:"),
            ("script-src", "wasm-eval", "script-src 'wasm-unsafe-eval'"),
            ("script-src-elem", "inline", "script-src 'nonce-…'"),
            ("connect-src", "https://shop.example/api", "connect-src 'self'"),
            ("frame-ancestors", "https://partner.example", "frame-ancestors https://partner.example"),
        ];
        for (directive, blocked, line) in cases {
            assert_eq!(csp_line(directive, blocked).as_deref(), Some(line), "{directive} {blocked}");
        }
    }

    #[test]
    fn what_no_policy_should_allow_has_no_line() {
        for (directive, blocked) in [
            ("script-src", "eval"),
            ("script-src-attr", "inline"),
            ("script-src-elem", "data"),
            ("worker-src", "blob"),
            ("script-src", "trusted-types-sink"),
            ("script-src-elem", "chrome-extension"),
            ("frame-src", "about"),
        ] {
            assert_eq!(csp_line(directive, blocked), None, "{directive} {blocked}");
        }
    }

    #[test]
    fn every_other_kind_has_its_word() {
        let line = |fields: &[(&str, &str)]| of(fields).unwrap().line;
        let coep = [("report", "coep"), ("type", "corp"), ("blockedURL", "https://cdn.example/a.png")];
        assert_eq!(line(&coep).as_deref(), Some("Cross-Origin-Resource-Policy: cross-origin"));
        let camera = [("report", "permissions-policy-violation"), ("policyId", "camera")];
        assert_eq!(line(&camera).as_deref(), Some("Permissions-Policy: camera=(self)"));
        let frame = [camera.as_slice(), &[("srcAttribute", "https://pay.example/x")]].concat();
        assert_eq!(
            line(&frame).as_deref(),
            Some("Permissions-Policy: camera=(self \"https://pay.example\")")
        );
        for kind in [
            "coop",
            "integrity-violation",
            "document-policy-violation",
            "deprecation",
            "intervention",
            "crash",
        ] {
            assert!(of(&[("report", kind)]).is_some(), "{kind}");
        }
        for error in
            ["ok", "dns.name_not_resolved", "tcp.reset", "tls.cert.date_invalid", "http.error", "abandoned"]
        {
            assert!(of(&[("report", "network-error"), ("type", error)]).is_some(), "{error}");
        }
        for unknown in [[("report", "new"), ("a", "b")], [("report", "network-error"), ("type", "x")]] {
            assert_eq!(of(&unknown), None);
        }
    }

    #[test]
    fn nothing_hostile_gets_into_a_line() {
        let bad = [("report", "permissions-policy-violation"), ("policyId", "camera=*, x")];
        assert_eq!(of(&bad), None);
        assert_eq!(csp_line("script-src;default-src *", "https://a.example"), None);
        assert_eq!(csp_line("img-src", "https://a.example;script-src *").as_deref(), None);
    }
}
