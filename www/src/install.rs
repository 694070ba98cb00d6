//! The lines that a site adds to send its errors here.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

/// The ways in, each complete as it stands. `origin` is the collector's own.
pub(crate) fn steps(origin: &str, key: ProjectKey) -> Markup {
    html! {
        div.steps {
            section {
                h3 { "With a script tag" }
                p { "As the first script of the page, so that it hears the earliest error:" }
                pre {
                    code {
                        "<script src=\"" (origin) "/client/script.js\"\n"
                        "        data-endpoint=\"" (origin) "/v1/" (key) "\"\n"
                        "        data-release=\"1.0.0\"\n"
                        "        data-environment=\"production\"\n"
                        "        data-ping></script>"
                    }
                }
            }
            section {
                h3 { "With npm" }
                p { code { "npm install corncrake" } ", then where the app starts:" }
                pre {
                    code {
                        "import { setup, ping } from 'corncrake'\n\n"
                        "setup('" (origin) "/v1/" (key) "', {\n"
                        "  release: '1.0.0',\n"
                        "  environment: 'production',\n"
                        "})\n"
                        "ping()"
                    }
                }
            }
        }
        p.hint {
            "The ping counts visits without an error too, so that there is a share of them. "
            "A site with a Content-Security-Policy also needs "
            code { "script-src " (origin) " 'wasm-unsafe-eval'" } " and "
            code { "connect-src " (origin) } "."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn the_snippets_name_this_collector_and_this_project() {
        let html = steps("https://errors.example", "abc123def45".parse().unwrap()).into_string();
        assert!(
            html.contains("&lt;script src=&quot;https://errors.example/client/script.js&quot;"),
            "{html}"
        );
        assert!(html.contains("data-endpoint=&quot;https://errors.example/v1/abc123def45&quot;"));
        assert!(html.contains("setup('https://errors.example/v1/abc123def45'"));
        assert!(html.contains("connect-src https://errors.example<"));
    }

    #[test]
    fn a_hostile_origin_is_text() {
        hostile::assert_harmless(
            &steps(&hostile::text(1), "abc123def45".parse().unwrap()).into_string(),
            1..=1,
        );
    }
}
