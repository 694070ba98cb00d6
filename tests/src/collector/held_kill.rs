//! `kill -9` at a place where a wired collector is held: see `tests/wired/entry.mjs` for the places.

use std::thread;

use anyhow::Result;
use rustix::process::{Signal, kill_process};
use serde_json::json;

use crate::{collector::wired::WiredCollector, wait::eventually};

/// How a request ended that was to be held.
pub struct HeldKill {
    /// Whether it came to the place; otherwise it was over before.
    pub was_held: bool,
    /// Whether it was acknowledged all the same.
    pub was_acknowledged: bool,
}

impl WiredCollector {
    /// Sends a request that is held at a place, which it may pass some times before, kills the
    /// process there, and starts it again.
    pub fn kill_where_held(
        &mut self,
        place: &str,
        passes: usize,
        request: impl Fn(&Self) -> bool + Sync,
    ) -> Result<HeldKill> {
        self.doors(&json!({ "hold": place, "passes": passes, "held": false }))?;
        let (pid, running) = (self.pid()?, &*self);
        let held_kill = thread::scope(|scope| -> Result<HeldKill> {
            let waiting = scope.spawn(|| request(running));
            let was_held = eventually(place, || {
                let held = running.doors(&json!({}))?["held"] == true;
                Ok((held || waiting.is_finished()).then_some(held))
            });
            kill_process(pid, Signal::KILL)?;
            let was_held = was_held?;
            Ok(HeldKill { was_held, was_acknowledged: waiting.join().unwrap_or(false) })
        })?;
        self.kill_and_restart()?;
        Ok(held_kill)
    }
}
