//! Bundles the package's entries beside those of a page: for workers and Node, one file each
//! with the module inside; for frameworks, a few lines that import the page's entry.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::{client::PARTS, command::run_quietly, wasm};

/// Entries that import the package's own, so that there is one client in a page.
const FRAMEWORKS: [&str; 3] = ["react.js", "vue.js", "svelte.js"];

/// What Node has in the place of a page, by the names that the Rust side knows.
const OF_NODE: [(&str, &str); 2] = [("page.js", "node-page.js"), ("listen.js", "node-listen.js")];

/// Bundles them all: from the sources in `js` and the parts in `made`, into `out`, where the
/// optimised module is already.
pub(crate) fn bundle(js: &Path, made: &Path, out: &Path) -> Result<()> {
    let module = out.join("corncrake_bg.wasm");
    let inside = |entry: &str, made: &Path, platform: &str| {
        let mut bundle = wasm::esbuild();
        bundle.arg(js.join(entry)).arg("--format=esm").arg(format!("--platform={platform}"));
        for (part, file) in PARTS {
            bundle.arg(format!("--alias:#{part}={}", made.join(file).display()));
        }
        bundle.arg(format!("--alias:#wasm={}", module.display())).arg("--loader:.wasm=base64");
        bundle.arg(format!("--outfile={}", out.join(entry).display()));
        run_quietly(&mut bundle)
    };
    inside("worker.js", made, "browser")?;
    inside("node.js", &made_for_node(js, made)?, "node")?;

    for entry in FRAMEWORKS {
        let mut bundle = wasm::esbuild();
        bundle.arg(js.join(entry)).args(["--format=esm", "--external:corncrake"]);
        bundle.arg(format!("--outfile={}", out.join(entry).display()));
        run_quietly(&mut bundle)?;
    }
    for file in fs::read_dir(js)? {
        let file = file?;
        if file.file_name().to_string_lossy().ends_with(".d.ts") {
            fs::copy(file.path(), out.join(file.file_name()))?;
        }
    }
    Ok(())
}

/// The parts, with what touches a page replaced by what touches a process.
fn made_for_node(js: &Path, made: &Path) -> Result<PathBuf> {
    let own = made.with_file_name("client-node");
    if own.exists() {
        fs::remove_dir_all(&own)?;
    }
    copy(made, &own)?;
    for snippets in fs::read_dir(own.join("snippets"))? {
        let snippets = snippets?.path().join("js");
        for (of_page, of_node) in OF_NODE {
            if snippets.join(of_page).is_file() {
                let path = serde_json::to_string(&js.join(of_node))?;
                fs::write(snippets.join(of_page), format!("export * from {path};\n"))?;
            }
        }
    }
    Ok(own)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
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
