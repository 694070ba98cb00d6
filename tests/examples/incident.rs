//! Fills a project of a running collector with the night of `demo::incident` (`npm run incident`). The
//! collector is that of `npm start`, or the one at COLLECTOR, whose admin token is ADMIN_TOKEN.

use std::time::SystemTime;

use anyhow::{Context, Result};
use corncrake_tests::{demo::incident, root};

#[expect(clippy::disallowed_methods, reason = "the night is before now")]
fn main() -> Result<()> {
    let address = std::env::var("COLLECTOR").unwrap_or_else(|_| "http://127.0.0.1:8787".to_owned());
    let token = match std::env::var("ADMIN_TOKEN") {
        Ok(token) => token,
        Err(_) => std::fs::read_to_string(root().join("data/admin-token"))
            .context("no data/admin-token: run `npm start` first, or set ADMIN_TOKEN")?,
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let key = incident::fill(&address, token.trim(), i64::try_from(now.as_millis())?)?;
    println!("{address}/projects/{key}");
    Ok(())
}
