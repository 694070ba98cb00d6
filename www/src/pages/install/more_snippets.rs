//! The snippets that fewer sites need: a pinned tag, workers, Node, frameworks, consent.

use corncrake_core::ids::ProjectKey;
use maud::html;

use crate::{format::links, model::project::Project, parts::snippets::Snippet};

/// The tag, pinned to the script's current content.
pub(crate) fn pinned_tag(address: &str, key: ProjectKey, digest: &str) -> Snippet {
    Snippet {
        title: "Pinned to its content",
        about: html! {
            "The browser runs " code { "script.js" } " only as it is now (Subresource Integrity). After an update of "
            "this collector the tag needs the new digest, and until then pages load nothing. A copy of this "
            "collector’s file on a CDN has the same digest; the file of the npm package has another, which "
            code { "npm run build" } " prints. What the script itself loads is not held to a digest."
        },
        code: format!(
            "<script src=\"{address}/client/script.js\"\n        integrity=\"{digest}\"\n        \
             crossorigin=\"anonymous\" referrerpolicy=\"strict-origin\"\n        data-endpoint=\"{address}/v1/{key}\"\n        data-ping></script>"
        ),
    }
}

/// The upload of source maps from a build.
pub(crate) fn source_maps(dashboard: &str, project: &Project) -> Snippet {
    let key = project.key;
    Snippet {
        title: "In your build, before you deploy",
        about: html! {
            "Errors then show your sources, and are grouped by them. "
            @if project.permissions.is_owner() {
                "Make a token with the scope " code { "upload" } " in the "
                a href={ (links::below(key, "settings")) "#tokens" } { "settings" }
            } @else { "Ask an owner for a token with the scope " code { "upload" } }
            "; the release is the one that your pages name. The " a href=(links::below(key, "releases")) { "releases" }
            " show what was uploaded."
        },
        code: format!(
            "export CORNCRAKE_TOKEN=... CORNCRAKE_ENDPOINT={dashboard}/v1/{key}\n\
             npx vite build --sourcemap hidden\n\
             npx corncrake sourcemaps dist --release 1.4.2 --delete"
        ),
    }
}

/// Workers, Node and frameworks.
pub(crate) fn others(address: &str, key: ProjectKey) -> [Snippet; 5] {
    [
        Snippet {
            title: "Workers",
            about: html! { "Dedicated, shared and service workers watch themselves. In the worker:" },
            code: format!("import {{ setup }} from 'corncrake/worker'\n\nsetup('{address}/v1/{key}')"),
        },
        Snippet {
            title: "Node",
            about: html! {
                "Sends " code { "node" } " as its origin, or what " code { "origin" }
                " says; allow it in the settings."
            },
            code: format!(
                "import {{ setup, flush }} from 'corncrake/node'\n\nsetup('{address}/v1/{key}', {{ release: '1.0.0' }})\n\
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

/// Consent by one click: opt-out with the tag, opt-in with the package.
pub(crate) fn consent(address: &str, key: ProjectKey) -> [Snippet; 2] {
    [
        Snippet {
            title: "Consent: opt-out",
            about: html! {
                "Stops at once, and forgets what waits. Nothing is remembered beyond the page: where the answer "
                "is kept is yours."
            },
            code: "<label>\n  <input type=\"checkbox\" checked\n    onchange=\"corncrake.consent(this.checked)\">\n  \
                   Send error reports\n</label>"
                .to_owned(),
        },
        Snippet {
            title: "Consent: opt-in",
            about: html! { "Nothing is hooked, kept or sent before." },
            code: format!(
                "import {{ consent, setup }} from 'corncrake'\n\nsetup('{address}/v1/{key}', {{ consent: 'required' }})\n\
                 checkbox.onchange = ({{ target }}) => consent(target.checked)"
            ),
        },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hostile, parts::snippets::section};

    #[test]
    fn a_hostile_address_is_text() {
        let (address, digest) = (hostile::text(1), hostile::text(2));
        let key = "abc123def45".parse().unwrap();
        let pinned = section(&pinned_tag(&address, key, &digest)).into_string();
        hostile::assert_harmless(&pinned, 1..=2);
        for snippet in others(&address, key).iter().chain(&consent(&address, key)) {
            hostile::assert_harmless(&section(snippet).into_string(), []);
        }
    }
}
