//! What a site adds to its pages and programs to send its errors here, each complete as it
//! stands.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::tools;

/// A way in: what it is for, a sentence, and the lines.
pub(crate) struct Snippet {
    pub(crate) title: &'static str,
    pub(crate) about: Markup,
    pub(crate) code: String,
}

/// The two that most sites need. `origin` is the collector's own.
pub(crate) fn first(origin: &str, key: ProjectKey) -> Markup {
    html! {
        div.steps {
            (section(&tag(origin, key)))
            (section(&npm(origin, key)))
        }
        p.hint {
            "The ping counts visits without an error too, so that there is a share of them. "
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
            (tools::copy("Copy"))
        }
    }
}

/// The script tag.
pub(crate) fn tag(origin: &str, key: ProjectKey) -> Snippet {
    Snippet {
        title: "With a script tag",
        about: html! { "As the first script of the page, so that it hears the earliest error:" },
        code: format!(
            "<script src=\"{origin}/client/script.js\"\n        data-endpoint=\"{origin}/v1/{key}\"\n        \
             data-release=\"1.0.0\"\n        data-environment=\"production\"\n        data-ping></script>"
        ),
    }
}

/// The tag, held to what the script is now.
pub(crate) fn pinned_tag(origin: &str, key: ProjectKey, digest: &str) -> Snippet {
    Snippet {
        title: "Pinned to its content",
        about: html! {
            "The browser runs " code { "script.js" } " only as it is now (Subresource Integrity). After an update of "
            "this collector the tag needs the new digest, and until then pages load nothing. A copy of this "
            "collector’s file on a CDN has the same digest; the file of the npm package has another, which "
            code { "npm run build" } " prints. What the script itself loads is not held to a digest."
        },
        code: format!(
            "<script src=\"{origin}/client/script.js\"\n        integrity=\"{digest}\"\n        \
             crossorigin=\"anonymous\"\n        data-endpoint=\"{origin}/v1/{key}\"\n        data-ping></script>"
        ),
    }
}

/// The package, in a page.
pub(crate) fn npm(origin: &str, key: ProjectKey) -> Snippet {
    Snippet {
        title: "With npm",
        about: html! { code { "npm install corncrake" } ", then where the app starts:" },
        code: format!(
            "import {{ setup, ping }} from 'corncrake'\n\nsetup('{origin}/v1/{key}', {{\n  release: '1.0.0',\n  \
             environment: 'production',\n}})\nping()"
        ),
    }
}

/// Workers, Node and frameworks.
pub(crate) fn others(origin: &str, key: ProjectKey) -> [Snippet; 5] {
    [
        Snippet {
            title: "Workers",
            about: html! { "Dedicated, shared and service workers watch themselves. In the worker:" },
            code: format!("import {{ setup }} from 'corncrake/worker'\n\nsetup('{origin}/v1/{key}')"),
        },
        Snippet {
            title: "Node",
            about: html! {
                "Sends " code { "node" } " as its origin, or what " code { "origin" }
                " says; allow it in the settings."
            },
            code: format!(
                "import {{ setup, flush }} from 'corncrake/node'\n\nsetup('{origin}/v1/{key}', {{ release: '1.0.0' }})\n\
                 process.on('SIGTERM', async () => {{\n  await flush()\n  process.exit(0)\n}})"
            ),
        },
        Snippet {
            title: "React",
            about: html! { "Beside " code { "setup" } ", for what React catches:" },
            code: "import { errorHandlers } from 'corncrake/react'\n\n\
                   createRoot(element, errorHandlers()).render(<App />)"
                .to_owned(),
        },
        Snippet {
            title: "Vue",
            about: html! { "Beside " code { "setup" } ", after an " code { "errorHandler" } " of your own:" },
            code: "import { corncrake } from 'corncrake/vue'\n\ncreateApp(App).use(corncrake).mount('#app')".to_owned(),
        },
        Snippet {
            title: "SvelteKit",
            about: html! { "Beside " code { "setup" } ", in " code { "src/hooks.client.js" } ":" },
            code: "import { handleError as corncrake } from 'corncrake/svelte'\n\nexport const handleError = corncrake()"
                .to_owned(),
        },
    ]
}

/// The one click that turns it off, with the tag or with the package.
pub(crate) fn consent(origin: &str, key: ProjectKey) -> [Snippet; 2] {
    [
        Snippet {
            title: "On, until somebody says no",
            about: html! {
                "Stops at once, and forgets what waits. Nothing is remembered beyond the page: where the answer "
                "is kept is yours."
            },
            code: "<label>\n  <input type=\"checkbox\" checked\n    onchange=\"corncrake.consent(this.checked)\">\n  \
                   Send error reports\n</label>"
                .to_owned(),
        },
        Snippet {
            title: "Off, until somebody says yes",
            about: html! { "Nothing is hooked, kept or sent before." },
            code: format!(
                "import {{ consent, setup }} from 'corncrake'\n\nsetup('{origin}/v1/{key}', {{ consent: 'required' }})\n\
                 checkbox.onchange = ({{ target }}) => consent(target.checked)"
            ),
        },
    ]
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
    fn a_hostile_origin_is_text() {
        let (origin, digest) = (hostile::text(1), hostile::text(2));
        hostile::assert_harmless(&first(&origin, key()).into_string(), 1..=1);
        let pinned = section(&pinned_tag(&origin, key(), &digest)).into_string();
        hostile::assert_harmless(&pinned, 1..=2);
        for snippet in others(&origin, key()).iter().chain(&consent(&origin, key())) {
            hostile::assert_harmless(&section(snippet).into_string(), []);
        }
    }
}
