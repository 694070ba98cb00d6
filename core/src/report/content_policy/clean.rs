//! A policy as it is kept of a report: what a directive allows stays readable, what could be
//! somebody's does not.
//!
//! Hosts with a name, schemes, keywords and hashes stay. A nonce is another one with each answer,
//! so it would tell page loads apart. All else is scrubbed as text, as much of it at once as
//! stands together, since half of a number no longer looks like one.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::source::{Expression, LOOPBACK, NONCE, parse};
use crate::{
    report::{address, host::is_name},
    scrub,
};

/// The policy without what is personal. A comma stays, since it makes two policies of it.
pub(in crate::report) fn clean(policy: &str) -> String {
    let policies: Vec<String> = policy.split(',').map(one).collect();
    policies.join(", ")
}

fn one(policy: &str) -> String {
    let directives: Vec<String> = policy.split(';').map(directive).filter(|one| !one.is_empty()).collect();
    directives.join("; ")
}

fn directive(directive: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut text: Vec<&str> = Vec::new();
    let flush = |text: &mut Vec<&str>, out: &mut Vec<String>| {
        if !text.is_empty() {
            out.push(scrub::text(&text.join(" ")).replace(char::is_control, " "));
            text.clear();
        }
    };
    for (place, word) in directive.split_whitespace().enumerate() {
        match source(word, place == 0) {
            Some(kept) => {
                flush(&mut text, &mut out);
                out.push(kept);
            }
            None => text.push(word),
        }
    }
    flush(&mut text, &mut out);
    out.join(" ")
}

/// A word of a policy that names nobody, as it is kept.
fn source(word: &str, is_first: bool) -> Option<String> {
    if is_first {
        let is_name = word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        return is_name.then(|| word.to_owned());
    }
    match parse(word)? {
        Expression::Nonce => Some(NONCE.to_owned()),
        Expression::Hash | Expression::Keyword(_) | Expression::Scheme(_) | Expression::Any => {
            Some(word.to_owned())
        }
        Expression::Host { scheme, host, path, .. } => {
            // A word without a dot, or with capitals as tokens have them, may be anything: only
            // behind a scheme is it surely a host.
            let name = host.strip_prefix("*.").unwrap_or(host);
            let is_written_so = name.contains('.') && !name.bytes().any(|byte| byte.is_ascii_uppercase());
            let is_named = is_name(name) && (scheme.is_some() || is_written_so || name == "localhost");
            let is_host = host == "*" || host == LOOPBACK || is_named;
            if !is_host {
                return None;
            }
            let head = word.get(..word.len().saturating_sub(path.len()))?;
            let whole = address::with_host(&["https://h", path].concat())?;
            Some([head, whole.strip_prefix("https://h")?].concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_allows_stays_and_what_is_somebodys_goes() {
        let hash = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
        let digits = "https://1111111111.cdn.example:8443/a/";
        for (policy, kept) in [
            ("default-src 'self' https: *.cdn.example; ", "default-src 'self' https: *.cdn.example"),
            ("script-src 'nonce-r4nd0m' 'strict-dynamic'", "script-src 'nonce-…' 'strict-dynamic'"),
            (&alloc::format!("script-src {hash} {digits}"), &alloc::format!("script-src {hash} {digits}")),
            ("img-src http://10.0.0.1:80 10.0.0.2", "img-src http://[ip]:80 [ip]"),
            ("report-uri /r?token=abc https://a.example/r?key=1", "report-uri /r https://a.example/r"),
            ("img-src https://jane:pw@a.example", "img-src https://a.example"),
            ("a-b 4111 1111 1111 1111", "a-b [digits]"),
            ("img-src eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqYW5lIn0.c2lnbmF0dXJlLXNpZ25h", "img-src [token]"),
            ("default-src *,img-src a.example", "default-src *, img-src a.example"),
            (
                "connect-src wss://live.example http://*:8080 *:*",
                "connect-src wss://live.example http://*:8080 *:*",
            ),
        ] {
            assert_eq!(clean(policy), kept, "{policy}");
        }
    }
}
