//! What the days that are over leave to be done: their countries are published, what is too old
//! is deleted, and times and browsers become coarse. The last two some issues a turn.

use corncrake_core::{ids::IssueId, time::UtcDay};

use crate::{
    random,
    store::{self, Sql, SqlError},
};

/// Random bytes that are asked for at once.
const BLOCK_BYTES: usize = 512;

/// What comes next, behind an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Retire(Option<IssueId>),
    Coarsen(Option<IssueId>),
}

/// Where a night begins.
pub(super) const FIRST: Step = Step::Retire(None);

/// Publishes the countries of days that are over, before anything of the new one is counted.
pub(super) fn publish(sql: &impl Sql, today: UtcDay) -> Result<(), SqlError> {
    store::publish_countries(sql, today, &mut draws())
}

/// One turn of a night; what comes next, or nothing where all is done.
pub(super) fn go_on(sql: &impl Sql, today: UtcDay, step: Step) -> Result<Option<Step>, SqlError> {
    Ok(match step {
        Step::Retire(after) => Some(match store::retire(sql, today, after)? {
            Some(last) => Step::Retire(Some(last)),
            None => Step::Coarsen(None),
        }),
        Step::Coarsen(after) => store::coarsen(sql, today, after)?.map(|last| Step::Coarsen(Some(last))),
    })
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
