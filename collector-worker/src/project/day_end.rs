//! A day ends for a project: its countries are published, and every hash of it is forgotten.

use corncrake_core::time::UtcDay;

use crate::{
    random,
    store::{self, Sql, SqlError},
};

/// Random bytes that are asked for at once.
const BLOCK_BYTES: usize = 512;

/// Begins a day: what the days before it leave to be done at once, in the turn that asks.
pub(super) fn begin_day(sql: &impl Sql, day: UtcDay) -> Result<(), SqlError> {
    store::publish_countries(sql, day, &mut draws())?;
    store::forget_before(sql, day)
}

/// Uniform bits of the runtime's generator.
fn draws() -> impl FnMut() -> u64 {
    let mut block: Vec<[u8; 8]> = Vec::new();
    move || {
        if block.is_empty() {
            block.extend_from_slice(random::bytes::<BLOCK_BYTES>().as_chunks().0);
        }
        block.pop().map_or(0, u64::from_ne_bytes)
    }
}
