//! Our own files: the pages' style and scripts, and the client that users load.
//!
//! They come from the binding `ASSETS`: a folder on one's own machine, Cloudflare's asset
//! store at the edge. The router let through only plain names in two folders.

use corncrake_model::hex;
use sha2::{Digest, Sha256};
use worker::{Env, Request};

use super::{Response, error::Fault, response, url};

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

/// Bytes of a file's digest that are its version in addresses (`xtask/src/assets.rs`).
const VERSION_BYTES: usize = 8;

/// The file of a path. The client's files are for pages of every origin; what is asked for
/// with its own version never changes. With any other, the asker may want what a newer build
/// has, or is any client that likes a file cached for a year.
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
    let (bytes, wanted) = (found.bytes().await?, url::parameter(request, "v")?);
    let is_version = wanted.is_some_and(|wanted| wanted == version(&bytes));
    response::file(bytes, media_type, for_all, is_version)
}

pub(crate) fn version(bytes: &[u8]) -> String {
    hex::text(Sha256::digest(bytes).get(..VERSION_BYTES).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_version_is_the_begin_of_the_digest() {
        // FIPS 180-2, appendix B.1.
        assert_eq!(super::version(b"abc"), "ba7816bf8f01cfea");
    }
}
