//! Frameworks: those of pages, from folders of `tests/matrix`, and those with servers, from `tests/frameworks`.

use crate::{
    matrix::set_up::{Kind, OwnServer, SetUp},
    package::{framework_app::FrameworkApp, kept_build::Line},
};

/// An application of `tests/frameworks`, with what starts its server and what that prints then.
const fn framework(
    name: &'static str,
    versions: &'static [&'static str],
    app: FrameworkApp,
    (line, ready): (Line, &'static str),
) -> SetUp {
    let server = OwnServer { line, ready, page: "/shop/42", failing: Some("/served/none") };
    SetUp { name, versions, kind: Kind::Framework { app, server }, more: &[], exceptions: &[] }
}

/// Every one of them.
pub(super) const FRAMEWORKS: &[SetUp] = &[
    SetUp {
        name: "React, `StrictMode` in development, a boundary",
        versions: &["react", "vite"],
        kind: Kind::Served {
            app: "react",
            lines: &[],
            server: OwnServer { line: &["vite"], ready: "Local:", page: "/", failing: None },
        },
        more: &["a part of the page fails"],
        exceptions: &[],
    },
    SetUp {
        name: "React Router, without a server",
        versions: &["react-router", "react"],
        kind: Kind::Built {
            app: "react-router",
            lines: &[&["react-router", "build"]],
            served: "build/client",
            page: "",
        },
        more: &[],
        exceptions: &[],
    },
    SetUp {
        name: "Vue",
        versions: &["vue", "vite"],
        kind: Kind::Built { app: "vue", lines: &[&["vite", "build"]], served: "dist", page: "" },
        more: &[],
        exceptions: &[],
    },
    SetUp {
        name: "SvelteKit",
        versions: &["@sveltejs/kit", "svelte"],
        kind: Kind::Served {
            app: "sveltekit",
            lines: &[&["vite", "build"]],
            server: OwnServer {
                line: &["vite", "preview"],
                ready: "Local:",
                page: "/shop/42",
                failing: Some("/served/none"),
            },
        },
        more: &[],
        exceptions: &[],
    },
    framework(
        "Next.js",
        &["next"],
        FrameworkApp { name: "next", builds: &[&["next", "build"]] },
        (&["next", "start", "--hostname", "127.0.0.1"], "Ready in"),
    ),
    framework(
        "Nuxt",
        &["nuxt"],
        FrameworkApp { name: "nuxt", builds: &[&["nuxt", "build"]] },
        (&["node", ".output/server/index.mjs"], "Listening on"),
    ),
    framework(
        "Astro",
        &["astro"],
        FrameworkApp { name: "astro", builds: &[&["astro", "build"]] },
        (&["node", "dist/server/entry.mjs"], "Server listening on"),
    ),
    framework(
        "Angular",
        &["@angular/core"],
        FrameworkApp { name: "angular", builds: &[&["ng", "build"]] },
        (&["node", "dist/server/server.mjs"], "listening"),
    ),
];
