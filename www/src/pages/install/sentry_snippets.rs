//! Sentry's SDKs with the DSN of a project: one snippet a language.

use corncrake_core::ids::ProjectKey;
use maud::html;

use crate::parts::snippets::Snippet;

/// The DSN of a project: no slash at its end, since most SDKs refuse one, and a number that means nothing.
pub(crate) fn dsn(address: &str, key: ProjectKey) -> String {
    match address.split_once("://") {
        Some((scheme, host)) => format!("{scheme}://{key}@{host}/1"),
        None => format!("https://{key}@{address}/1"),
    }
}

/// The SDKs, each as its own documents set it up.
pub(crate) fn all(address: &str, key: ProjectKey) -> Vec<Snippet> {
    let dsn = dsn(address, key);
    let script = |package: &str| {
        format!("import * as Sentry from '{package}'\n\nSentry.init({{ dsn: '{dsn}', release: '1.0.0' }})")
    };
    let of = |title: &'static str, about: &'static str, code: String| Snippet {
        title,
        about: html! { (about) },
        code,
    };
    vec![
        of("Browser", "@sentry/browser, @sentry/react and the like, 7 to 11.", script("@sentry/browser")),
        of("Node", "@sentry/node and frameworks on it, 7 to 11.", script("@sentry/node")),
        of(
            "Python",
            "sentry-sdk 1 and 2.",
            format!("import sentry_sdk\n\nsentry_sdk.init(dsn=\"{dsn}\", release=\"1.0.0\")"),
        ),
        of(
            "Ruby",
            "sentry-ruby 5.",
            format!("require \"sentry-ruby\"\n\nSentry.init do |config|\n  config.dsn = \"{dsn}\"\nend"),
        ),
        of(
            "Rust",
            "The crate sentry.",
            format!(
                "let _guard = sentry::init((\n    \"{dsn}\",\n    sentry::ClientOptions {{\n        \
                 release: sentry::release_name!(),\n        ..Default::default()\n    }},\n));"
            ),
        ),
        of(
            "Go",
            "sentry-go.",
            format!(
                "err := sentry.Init(sentry.ClientOptions{{\n\tDsn: \"{dsn}\",\n}})\ndefer sentry.Flush(2 * time.Second)"
            ),
        ),
        of("PHP", "sentry/sentry and Laravel’s.", format!("\\Sentry\\init([\n    'dsn' => '{dsn}',\n]);")),
        of(
            "Java",
            "io.sentry:sentry, Spring Boot’s too.",
            format!("Sentry.init(options -> {{\n    options.setDsn(\"{dsn}\");\n}});"),
        ),
        of(
            ".NET",
            "The package Sentry.",
            format!("SentrySdk.Init(options =>\n{{\n    options.Dsn = \"{dsn}\";\n}});"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hostile, parts::snippets::section};

    #[test]
    fn a_dsn_has_no_slash_at_its_end_and_a_hostile_address_is_text() {
        let key = "abc123def45".parse().unwrap();
        assert_eq!(dsn("https://errors.example", key), "https://abc123def45@errors.example/1");
        assert_eq!(dsn("http://[::1]:8787", key), "http://abc123def45@[::1]:8787/1");
        for snippet in all(&hostile::text(1), key) {
            hostile::assert_harmless(&section(&snippet).into_string(), []);
        }
        assert_eq!(all("https://errors.example", key).len(), 9);
    }
}
