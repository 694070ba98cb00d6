//! The snippet that tells whether the client works on a page.

use corncrake_core::ids::ProjectKey;
use maud::html;

use crate::parts::snippets::Snippet;

/// For the console of a page that has the client, or should have it.
pub(crate) fn check(address: &str, key: ProjectKey) -> Snippet {
    Snippet {
        title: "Does it work?",
        about: html! {
            "In the console of your page. It says whether script, WebAssembly, Content-Security-Policy, CORS, key and "
            "origin are right there, and what to change; it sends no event. If the import itself is refused, "
            code { "script-src" } " lacks this collector. With npm: "
            code { "import { check } from 'corncrake/check'" } "."
        },
        code: format!(
            "import('{address}/client/check.js')\n  .then(({{ check }}) => check('{address}/v1/{key}'))"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hostile, parts::snippets::section};

    #[test]
    fn a_hostile_address_is_text() {
        let html = section(&check(&hostile::text(1), "abc123def45".parse().unwrap())).into_string();
        hostile::assert_harmless(&html, 1..=1);
    }
}
