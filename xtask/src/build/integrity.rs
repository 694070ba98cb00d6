//! Prints what a page needs that loads the one tag from a copy on a CDN: a digest which the
//! browser checks the script against (Subresource Integrity, <https://www.w3.org/TR/sri-2/>).

use std::fs;

use anyhow::Result;
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha384};

use crate::tools::paths;

/// The digest of a file, as an `integrity` attribute has it.
pub(crate) fn of(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// Prints the digest of the script, and the tag.
pub(crate) fn print() -> Result<()> {
    let script = of(&fs::read(paths::package().join("script.js"))?);
    println!("\nscript.js {script}\n");
    println!(r#"<script src="https://cdn.example/corncrake/script.js" integrity="{script}""#);
    println!(r#"        crossorigin="anonymous" data-endpoint="https://errors.example/v1/KEY"></script>"#);
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_digest_is_as_the_specification_has_it() {
        let expected = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(super::of(b"alert('Hello, world.');"), expected);
    }
}
