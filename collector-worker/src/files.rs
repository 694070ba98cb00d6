//! Our own files: the pages' style and scripts, and the client that users load.
//!
//! They come from the binding `ASSETS`: a folder on one's own machine, Cloudflare's asset
//! store at the edge. The router let through only plain names in two folders.

use worker::{Env, Request, Response};

use crate::{address, answer, fault::Fault};

const BINDING: &str = "ASSETS";
/// Where the build writes the digest of the script that a tag loads (`xtask/src/assets.rs`).
const SCRIPT_DIGEST: &str = "/client/script.js.integrity";

/// The digest of the script that a tag loads, as an `integrity` attribute has it; none where
/// the build left none.
pub(crate) async fn script_digest(env: &Env) -> Option<String> {
    let mut found =
        env.assets(BINDING).ok()?.fetch(format!("http://assets{SCRIPT_DIGEST}"), None).await.ok()?;
    if found.status_code() != 200 {
        return None;
    }
    found.text().await.ok().filter(|digest| digest.starts_with("sha384-"))
}

/// The file of a path. The client's files are for pages of every origin; what is asked for
/// with its version never changes.
pub(crate) async fn file(path: &str, for_all: bool, request: &Request, env: &Env) -> Result<Response, Fault> {
    let media_type = match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css;charset=utf-8",
        Some("js") => "text/javascript;charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => return Err(Fault::not_found("file")),
    };
    let mut found = env.assets(BINDING)?.fetch(format!("http://assets{path}"), None).await?;
    if found.status_code() != 200 {
        return Err(Fault::not_found("file"));
    }
    let versioned = address::parameter(request, "v")?.is_some();
    answer::file(found.bytes().await?, media_type, for_all, versioned)
}
