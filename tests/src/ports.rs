//! Ports for the programs that tests start.
//!
//! A program is told its port before it listens. Meanwhile the system must not give the same one to another
//! test's server or connection, so these are below those that it gives to whoever asks for any.

use std::{
    net::TcpListener,
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context, Result};

/// The first of them; no browser refuses any of these.
const FIRST: u32 = 12_000;
/// How many there are: Linux gives those from 32768 on to whoever asks for any.
const COUNT: u32 = 20_000;
/// Ports between two runs that begin at the same time.
const STEP: u32 = 977;

/// Those that were given here.
static GIVEN: AtomicU32 = AtomicU32::new(0);

/// A port that nobody listens on, and that no other test of this run was given or gets.
pub fn free_port() -> Result<u16> {
    let start = process::id().wrapping_mul(STEP) % COUNT;
    let all = (0..COUNT).map(|_| FIRST + (start + GIVEN.fetch_add(1, Ordering::Relaxed)) % COUNT);
    let mut free = all.filter_map(|port| u16::try_from(port).ok()).filter(|port| is_free(*port));
    free.next().context("every port is in use")
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_port_is_given_twice_and_none_that_is_in_use() {
        let taken = free_port().unwrap();
        let listener = TcpListener::bind(("127.0.0.1", taken)).unwrap();
        let given: BTreeSet<u16> = (0..100).map(|_| free_port().unwrap()).collect();
        assert!(given.len() == 100 && !given.contains(&taken), "{given:?}");
        assert!(given.iter().all(|port| u32::from(*port) < FIRST + COUNT));
        assert!(!is_free(taken));
        drop(listener);
    }
}
