//! The snippets that most sites need: the script tag and the package, each complete as it stands.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::{format::links, parts::copy_button::copy_button};

/// A snippet: title, explanation and code.
pub(crate) struct Snippet {
    pub(crate) title: &'static str,
    pub(crate) about: Markup,
    pub(crate) code: String,
}

/// Both snippets. `address` is the collector's own.
pub(crate) fn first(address: &str, key: ProjectKey) -> Markup {
    let origin = links::origin(address);
    html! {
        div.steps {
            (section(&tag(address, key)))
            (section(&npm(address, key)))
        }
        p.hint {
            code { "ping()" } " counts visits without an error too; without it there is no error-free share. "
            "A site with a Content-Security-Policy also needs "
            code { "script-src " (origin) " 'wasm-unsafe-eval'" } " and "
            code { "connect-src " (origin) } "."
        }
    }
}

/// A snippet under its heading.
pub(crate) fn section(snippet: &Snippet) -> Markup {
    html! {
        section {
            h3 { (snippet.title) }
            p { (snippet.about) }
            pre tabindex="0" { code { (snippet.code) } }
            (copy_button("Copy"))
        }
    }
}

/// The script tag.
pub(crate) fn tag(address: &str, key: ProjectKey) -> Snippet {
    Snippet {
        title: "With a script tag",
        about: html! { "As the first script of the page, so that it catches the earliest error:" },
        code: format!(
            "<script src=\"{address}/client/script.js\" referrerpolicy=\"strict-origin\"\n        data-endpoint=\"{address}/v1/{key}\"\n        \
             data-release=\"1.0.0\"\n        data-environment=\"production\"\n        data-ping></script>"
        ),
    }
}

/// The package, in a page.
pub(crate) fn npm(address: &str, key: ProjectKey) -> Snippet {
    Snippet {
        title: "With npm",
        about: html! { code { "npm install corncrake" } ", then where the app starts:" },
        code: format!(
            "import {{ setup, ping }} from 'corncrake'\n\nsetup('{address}/v1/{key}', {{\n  release: '1.0.0',\n  \
             environment: 'production',\n}})\nping()"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn key() -> ProjectKey {
        "abc123def45".parse().unwrap()
    }

    #[test]
    fn the_first_snippets_name_this_collector_and_this_project() {
        let html = first("https://errors.example", key()).into_string();
        assert!(
            html.contains("&lt;script src=&quot;https://errors.example/client/script.js&quot;"),
            "{html}"
        );
        assert!(html.contains("data-endpoint=&quot;https://errors.example/v1/abc123def45&quot;"));
        assert!(html.contains("setup('https://errors.example/v1/abc123def45'"));
        assert!(html.contains("connect-src https://errors.example<"));
    }

    #[test]
    fn a_hostile_address_is_text() {
        hostile::assert_harmless(&first(&hostile::text(1), key()).into_string(), 1..=1);
    }
}
