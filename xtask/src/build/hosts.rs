//! Bundles the package's entries beside those of a page: for workers and Node, one file each
//! with the module inside; for frameworks, a few lines that import the page's entry; breadcrumbs, usage,
//! response times, the receipt. Each once more as CommonJS.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{build::wasm, tools::command::run_quietly};

/// Entries beside the package's own, and their names: helpers for frameworks import that one, so that
/// there is one client in a page.
const BESIDE: [(&str, &str); 10] = [
    ("frameworks/react.js", "react"),
    ("frameworks/vue.js", "vue"),
    ("frameworks/svelte.js", "svelte"),
    ("frameworks/angular.js", "angular"),
    ("frameworks/next/server.js", "next"),
    ("breadcrumbs/index.js", "breadcrumbs"),
    ("check/check.js", "check"),
    ("usage/index.js", "usage"),
    ("vitals/index.js", "vitals"),
    ("receipt/index.js", "receipt"),
];

/// Entries and parts of frameworks whose builds take modules alone. What Next.js takes in a page and in its
/// edge runtime is chosen by conditions of the package's exports.
const MODULES: [(&str, &str); 8] = [
    ("frameworks/astro/integration.js", "astro"),
    ("frameworks/astro/server.js", "astro-server"),
    ("frameworks/next/page.js", "next-page"),
    ("frameworks/next/edge.js", "next-edge"),
    ("frameworks/nuxt/module.js", "nuxt"),
    ("frameworks/nuxt/page.js", "nuxt-page"),
    ("frameworks/nuxt/render.js", "nuxt-render"),
    ("frameworks/nuxt/server.js", "nuxt-server"),
];

/// Entries that load the client's own file when there is something to tell: as CommonJS they load it as
/// a module too, so that a test runner can require them.
const LOADING: [(&str, &str); 3] =
    [("ask/ask.js", "ask"), ("ask/dialogue.js", "dialogue"), ("feedback/feedback.js", "feedback")];

/// Entries that count for a site, which every visitor loads: terser makes less of them.
const COUNTING: [&str; 2] = ["usage", "vitals"];

/// Node's files in the place of a page's, by the names that the Rust side knows.
const OF_NODE: [(&str, &str); 2] =
    [("browser/page.js", "node/page.js"), ("browser/listen.js", "node/listen.js")];

/// A Worker's, likewise.
const OF_WORKERD: [(&str, &str); 2] =
    [("browser/page.js", "workerd/page.js"), ("browser/listen.js", "workerd/listen.js")];

/// The file that stands for `document` in imports, also where there is none.
pub(crate) const DOCUMENT: &str = "loader/document.js";

/// The file that stands for the classes that turn texts into bytes and back, in CommonJS.
const TEXT_CODERS: &str = "loader/text-coders.js";

/// CommonJS is for tools that know no package exports either (Parcel, webpack 4,
/// browserify, jest): the syntax of their time.
const COMMON: [&str; 2] = ["--format=cjs", "--target=es2018"];

/// Bundles them all: from the sources in `js` and the parts in `made`, into `out`, where the
/// optimised module is already. A part has a name that entries import, and a file.
pub(crate) fn bundle(js: &Path, made: &Path, out: &Path, parts: &[(&str, &str)]) -> Result<()> {
    let module = out.join("corncrake_bg.wasm");
    let inside = |entry: &str, to: &str, made: &Path, more: &[&str]| {
        let mut bundle = wasm::esbuild();
        bundle.arg(js.join(entry)).arg(wasm::SYNTAX).args(more);
        for (part, file) in parts {
            bundle.arg(format!("--alias:#{part}={}", made.join(file).display()));
        }
        bundle.arg(format!("--alias:#wasm={}", module.display())).arg("--loader:.wasm=base64");
        bundle.arg(format!("--outfile={}", out.join(to).display()));
        run_quietly(&mut bundle)
    };
    let document = format!("--inject:{}", js.join(DOCUMENT).display());
    inside("browser/worker.js", "worker.js", made, &["--format=esm", &document])?;
    let coders = format!("--inject:{}", js.join(TEXT_CODERS).display());
    inside("browser/worker.js", "corncrake.cjs", made, &[COMMON[0], COMMON[1], &document, &coders])?;
    let of_workerd = made_for(js, made, "client-workerd", &OF_WORKERD)?;
    inside("workerd/workerd.js", "workerd.js", &of_workerd, &["--format=esm"])?;
    let of_node = made_for(js, made, "client-node", &OF_NODE)?;
    inside("node/node.js", "node.js", &of_node, &["--format=esm", "--platform=node"])?;
    inside("node/node.js", "node.cjs", &of_node, &["--format=cjs", "--platform=node"])?;

    let beside = |entry: &str, to: String, format: &[&str]| {
        let mut bundle = wasm::esbuild();
        bundle.arg(js.join(entry)).args(["--external:corncrake", "--external:#imports", "--external:node:*"]);
        bundle.arg(wasm::SYNTAX).args(format);
        run_quietly(bundle.arg(format!("--outfile={}", out.join(to).display())))
    };
    for (entry, name) in MODULES {
        beside(entry, format!("{name}.js"), &["--format=esm"])?;
    }
    for (entry, name) in BESIDE {
        beside(entry, format!("{name}.js"), &["--format=esm"])?;
        beside(entry, format!("{name}.cjs"), &COMMON)?;
        if COUNTING.contains(&name) {
            let whole = made.join(format!("whole-{name}.js"));
            let mut bundle = wasm::bundler();
            bundle.arg(js.join(entry)).args([wasm::SYNTAX, "--format=esm"]);
            run_quietly(bundle.arg(format!("--outfile={}", whole.display())))?;
            wasm::minify(&whole, &out.join(format!("{name}.js")))?;
        }
    }
    for (entry, name) in LOADING {
        let keeps_import = ["--supported:dynamic-import=true", "--external:./client.js"];
        beside(entry, format!("{name}.cjs"), &[&COMMON[..], &keeps_import].concat())?;
    }
    // A page has it beside the entry that asks.
    let mut dialogue = wasm::esbuild();
    dialogue.arg(js.join("ask/dialogue.js")).args(["--external:corncrake", wasm::SYNTAX, "--format=esm"]);
    run_quietly(dialogue.arg(format!("--outfile={}", out.join("dialogue.js").display())))?;
    types(&js.join("types"), out)
}

/// Copies the types, once more for CommonJS, whose files have another ending.
fn types(folder: &Path, out: &Path) -> Result<()> {
    for file in fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name().to_string_lossy().into_owned();
        let Some(stem) = name.strip_suffix(".d.ts") else { continue };
        let text = fs::read_to_string(file.path())?;
        fs::write(
            out.join(format!("{stem}.d.cts")),
            text.replace("'./corncrake.js'", "'./corncrake.cjs'").replace("'./node.js'", "'./node.cjs'"),
        )?;
        fs::write(out.join(&name), text)?;
    }
    Ok(())
}

/// The parts, with what touches a page replaced by what touches another host.
fn made_for(js: &Path, made: &Path, name: &str, replaced: &[(&str, &str)]) -> Result<PathBuf> {
    let own = made.with_file_name(name);
    if own.exists() {
        fs::remove_dir_all(&own)?;
    }
    copy(made, &own)?;
    for snippets in fs::read_dir(own.join("snippets"))? {
        let snippets = snippets?.path().join("js");
        for (of_page, of_host) in replaced {
            if snippets.join(of_page).is_file() {
                let path = serde_json::to_string(&js.join(of_host))?;
                fs::write(snippets.join(of_page), format!("export * from {path};\n"))?;
            }
        }
    }
    Ok(own)
}

/// Copies a folder into another.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()))?;
        } else {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
