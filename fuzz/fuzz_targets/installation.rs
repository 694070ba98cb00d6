//! Any bytes as a body of an installation.

#![no_main]

use corncrake_core::wire::installation::{self, PLATFORMS, is_version, runtimes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Ok(one) = installation::decode(body) else { return };
    assert!(is_version(&one.version));
    assert!(one.platform.is_empty() || PLATFORMS.contains(&one.platform.as_str()));
    assert!(one.runtime.is_empty() || runtimes().any(|runtime| runtime == one.runtime));
});
