//! Prints what a page needs that loads the one tag from a copy on a CDN: a digest which the
//! browser checks the script against (Subresource Integrity, <https://www.w3.org/TR/sri-2/>).

use std::fs;

use anyhow::Result;
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha384};

use crate::place;

/// The digest of a file of the package, as an `integrity` attribute has it.
fn of(file: &str) -> Result<String> {
    let bytes = fs::read(place::package().join(file))?;
    Ok(format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes))))
}

/// Prints the digest of the script, and the tag.
pub(crate) fn print() -> Result<()> {
    let script = of("script.js")?;
    println!("\nscript.js {script}\n");
    println!(r#"<script src="https://cdn.example/corncrake/script.js" integrity="{script}""#);
    println!(r#"        crossorigin="anonymous" data-endpoint="https://errors.example/v1/KEY"></script>"#);
    Ok(())
}
