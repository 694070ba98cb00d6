//! Gathers the files that the collector serves into `build/assets`: the pages' own under
//! `/assets/`, their styles minified, the client under `/client/`.
//!
//! The client's files load each other by addresses with their version, so that a browser
//! never joins the glue of one build to the module of another. The npm package has plain
//! names: there a bundler does this.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{
    build::{integrity, wasm},
    tools::{command::run_quietly, paths},
};

/// The headers of the client's files where Cloudflare answers for them without the Worker, which sets
/// the same (`collector-worker/src/http/response.rs`) but for the year that a file with its version is
/// good for: these rules know no query.
const HEADERS: &str = "/client/*
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
  Cache-Control: public, max-age=300
  X-Content-Type-Options: nosniff
";

/// The imports between the client's files, the imported file first: its version is in the importer.
const LOADED_BY: [(&str, &[&str]); 3] = [
    ("corncrake_bg.wasm", &["client.js"]),
    ("corncrake_fallback.js", &["client.js"]),
    ("client.js", &["ask.js", "corncrake.js", "feedback.js", "script.js", "tag.js"]),
];

pub(crate) fn assemble() -> Result<()> {
    let out = paths::build().join("assets");
    if out.exists() {
        fs::remove_dir_all(&out)?; // what is no longer made must not be served
    }
    let www = paths::root().join("www");
    copy(&www.join("assets"), &out.join("assets"))?;
    minify_styles(&out.join("assets"))?;
    copy(&www.join("demo"), &out.join("assets"))?;
    for file in ["live.js", "live_bg.wasm"] {
        fs::copy(paths::build().join("live").join(file), out.join("assets").join(file))?;
    }
    let client = out.join("client");
    copy(&paths::package(), &client)?;
    for (loaded, by) in LOADED_BY {
        let digest = Sha256::digest(fs::read(client.join(loaded))?);
        let version: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        for loader in by {
            let file = client.join(loader);
            let text = fs::read_to_string(&file)?;
            anyhow::ensure!(text.contains(loaded), "{loader} does not load {loaded}");
            fs::write(&file, text.replace(loaded, &format!("{loaded}?v={version}")))?;
        }
    }
    fs::write(out.join("_headers"), HEADERS)?;
    // The install page reads it: the digest of the served file, not of the one on npm.
    let script = integrity::of(&fs::read(client.join("script.js"))?);
    fs::write(client.join("script.js.integrity"), script)?;
    Ok(())
}

/// Has esbuild leave out of the pages' styles what only their readers need: a fifth of what a browser loads of
/// them.
fn minify_styles(folder: &Path) -> Result<()> {
    for style in ["style.css", "data.css"] {
        let file = folder.join(style);
        let mut tool = wasm::esbuild();
        tool.arg(&file).args(["--allow-overwrite", &format!("--outfile={}", file.display())]);
        run_quietly(&mut tool)?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
