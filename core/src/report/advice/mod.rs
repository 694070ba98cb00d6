//! What a site can do about a report: a sentence, and the line of a header where one helps.
//!
//! It is read from the fields that an event keeps of its report (`Report::event`), so that it
//! can be told of every report that is stored. A line is there only where the policy with it, by
//! the rules of that policy, would have allowed what was blocked. It only ever allows that: never
//! `'unsafe-inline'`, never `'unsafe-eval'`, never a scheme that lets any script in. No line has a
//! mark of what was scrubbed in it.

mod connection;
mod csp;
mod line;
mod suggestion;
#[cfg(test)]
mod tests;

use alloc::format;

pub use suggestion::Advice;

use super::{
    SOURCE_FILE,
    content_policy::Url,
    scheme::{foreign, is_extension},
};
use crate::json::Json;

/// What to do about the report with these fields, on this page; none where nobody knows.
pub fn advice(fields: &Json, page: Option<&str>) -> Option<Advice> {
    let text = |name: &str| fields.get(name).and_then(Json::as_text);
    let blocked = ["blockedURL", "srcAttribute", "connection"].into_iter().find_map(text);
    if blocked.is_some_and(is_extension) || text(SOURCE_FILE).is_some_and(is_extension) {
        return Advice::new(
            "A browser extension of a visitor did it. There is nothing to allow or to repair.",
        );
    }
    if let Some(scheme) = blocked.and_then(|blocked| foreign(blocked, page)) {
        return Advice::new(&format!(
            "A browser, an app or a program of the visitor put it into the page: addresses of {scheme}: are no \
             site’s. There is nothing to allow or to repair."
        ));
    }
    match text("report")? {
        "csp-violation" | "csp" => csp::advice(fields, blocked?, page),
        "connection-allowlist" => connection::advice(fields, blocked?),
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

fn coep(violation: Option<&str>, blocked: Option<&str>, page: Option<&str>) -> Option<Advice> {
    if violation == Some("navigation") || violation == Some("worker initialization") {
        return Advice::with(
            "What is embedded has to send this policy too:",
            "Cross-Origin-Embedder-Policy: require-corp".into(),
        );
    }
    let is_own = match (blocked.and_then(Url::parse), page.and_then(Url::parse)) {
        (Some(blocked), Some(page)) => blocked.is_same_origin(&page),
        _ => false,
    };
    let reach = if is_own { "same-origin" } else { "cross-origin" };
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
    let own = page.and_then(Url::parse);
    let Some(frame) = text("srcAttribute").filter(|frame| frame.contains("://")) else {
        return Advice::with(
            "If the page needs it, allow it:",
            format!("Permissions-Policy: {feature}=(self)"),
        );
    };
    match Url::parse(frame) {
        Some(frame) if own.is_some_and(|own| own.is_same_origin(&frame)) => {
            Advice::with("If the frame needs it, allow it:", format!("Permissions-Policy: {feature}=(self)"))
        }
        Some(frame) if frame.is(&["http", "https"]) => Advice::with(
            "If the frame needs it, allow it here, and in the iframe’s own allow attribute:",
            format!("Permissions-Policy: {feature}=(self \"{}\")", frame.origin()),
        ),
        _ => Advice::new(
            "If the frame needs it, name its origin in Permissions-Policy, and the feature in its allow attribute.",
        ),
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
