//! The package in pages and workers that bundlers build, from `tests/matrix/bundled` and `tests/matrix/workers`.

use crate::{
    matrix::set_up::{Kind, OwnServer, SetUp},
    package::kept_build::Line,
};

/// A page of `tests/matrix/bundled`, by the lines that build it.
const fn page(
    name: &'static str,
    versions: &'static [&'static str],
    lines: &'static [Line],
    page: &'static str,
) -> SetUp {
    let kind = Kind::Built { app: "bundled", lines, served: ".", page };
    SetUp { name, versions, kind, more: &[], exceptions: &[] }
}

/// A page whose bundler writes it, into `dist`.
const fn written(name: &'static str, versions: &'static [&'static str], lines: &'static [Line]) -> SetUp {
    let kind = Kind::Built { app: "bundled", lines, served: "dist", page: "" };
    SetUp { name, versions, kind, more: &[], exceptions: &[] }
}

/// Pages.
pub(super) const BUNDLERS: &[SetUp] = &[
    SetUp {
        name: "Vite, its server for development",
        versions: &["vite"],
        kind: Kind::Served {
            app: "bundled",
            lines: &[],
            server: OwnServer { line: &["vite"], ready: "Local:", page: "/", failing: None },
        },
        more: &[],
        exceptions: &[],
    },
    written("Vite", &["vite"], &[&["vite", "build"]]),
    page("webpack", &["webpack"], &[&["node", "webpack.mjs"]], "classic.html"),
    page(
        "webpack, one chunk, `asyncWebAssembly`",
        &["webpack"],
        &[&["node", "webpack-one-chunk.mjs"]],
        "classic.html",
    ),
    page("webpack 4", &["webpack-4"], &[&["node", "webpack-4.mjs"]], "classic.html"),
    page("Rspack", &["@rspack/core"], &[&["node", "rspack.mjs"]], "classic.html"),
    written(
        "Parcel",
        &["parcel"],
        &[&["parcel", "build", "index.html", "--public-url", "./", "--cache-dir", ".parcel-cache"]],
    ),
    page(
        "esbuild, `--splitting`",
        &["esbuild"],
        &[&[
            "esbuild",
            "shop/main.js",
            "--bundle",
            "--splitting",
            "--format=esm",
            "--minify",
            "--outdir=dist",
        ]],
        "module.html",
    ),
    page(
        "esbuild, one file",
        &["esbuild"],
        &[&["esbuild", "shop/main.js", "--bundle", "--format=iife", "--minify", "--outdir=dist"]],
        "classic.html",
    ),
    page(
        "`corncrake/inline`, esbuild",
        &["esbuild"],
        &[&[
            "esbuild",
            "shop/main.js",
            "--bundle",
            "--format=iife",
            "--minify",
            "--alias:corncrake=corncrake/inline",
            "--outdir=dist",
        ]],
        "classic.html",
    ),
    page("Rollup", &["rollup"], &[&["rollup", "--config"]], "module.html"),
    page(
        "Rollup, one file",
        &["rollup"],
        &[&["rollup", "--config", "rollup-iife.config.mjs"]],
        "classic.html",
    ),
    page("browserify", &["browserify"], &[&["node", "browserify.mjs"]], "classic.html"),
];

/// A page whose shop is a worker.
const fn worker(name: &'static str, page: &'static str) -> SetUp {
    let lines: &[Line] =
        &[&["esbuild", "worker.js", "page.js", "--bundle", "--format=iife", "--minify", "--outdir=dist"]];
    let kind = Kind::Built { app: "workers", lines, served: ".", page };
    SetUp { name, versions: &["esbuild"], kind, more: &[], exceptions: &[] }
}

/// Workers of pages.
pub(super) const WORKERS: &[SetUp] = &[
    worker("a dedicated worker", "dedicated.html"),
    worker("a shared worker", "shared.html"),
    worker("a service worker", "service.html"),
];
