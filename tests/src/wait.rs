//! Waiting for what real processes do: by looking, never by sleeping for a time that seems enough.
//!
//! The patience is far beyond what a busy machine needs, since a test that waits proves nothing
//! about speed.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How long anything that should happen soon is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// The interval of looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Looks until it is there.
pub fn eventually<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let began = Instant::now();
    loop {
        if let Some(found) = checked(what, look(), began, PATIENCE)? {
            return Ok(found);
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// The same in a test that drives a browser.
pub async fn eventually_async<T>(what: &str, look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    within(PATIENCE, what, look).await
}

/// The same with less patience, where something else is tried after that.
pub async fn within<T>(
    patience: Duration,
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let began = Instant::now();
    loop {
        if let Some(found) = checked(what, look().await, began, patience)? {
            return Ok(found);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// The result of a look; an error once the patience is over.
fn checked<T>(what: &str, found: Result<Option<T>>, began: Instant, patience: Duration) -> Result<Option<T>> {
    let found = found.with_context(|| format!("looking for {what}"))?;
    if found.is_none() && began.elapsed() > patience {
        bail!("{what} did not come in {} s", patience.as_secs());
    }
    Ok(found)
}
