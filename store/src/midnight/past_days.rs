//! The nightly work on past days: rows over the retention are deleted, and times and browsers
//! become coarse, some issues a turn. Once a week the full-text index is written again without what was
//! deleted, whose words are in its pages until then.

use corncrake_core::{ids::IssueId, time::UtcDay};

use crate::{
    counts::coarsen,
    delete::retention,
    engine::{Sql, SqlError},
    issues::search,
};

/// What comes next, behind an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NightStep {
    /// Rows over the retention are deleted next, behind this issue.
    Retire(Option<IssueId>),
    /// Times and browsers of past days become coarse next, behind this issue.
    Coarsen(Option<IssueId>),
    /// The full-text index is compacted next, after so many turns of it.
    Compact(u32),
}

/// Days between two nights that compact the index: it is written whole, which the edge charges for.
const COMPACT_EVERY_DAYS: i64 = 7;
/// Turns that compact the index in one night, at most: 1,500 megabytes of it.
const MOST_COMPACTING: u32 = 750;

/// Where a night begins.
pub const FIRST: NightStep = NightStep::Retire(None);

/// One turn of a night; what comes next, or nothing where all is done.
pub fn run_night_step(sql: &impl Sql, today: UtcDay, step: NightStep) -> Result<Option<NightStep>, SqlError> {
    Ok(match step {
        NightStep::Retire(after) => Some(match retention::delete_expired(sql, today, after)? {
            Some(last) => NightStep::Retire(Some(last)),
            None => NightStep::Coarsen(None),
        }),
        NightStep::Coarsen(after) => match coarsen::coarsen(sql, today, after)? {
            Some(last) => Some(NightStep::Coarsen(Some(last))),
            None => (today.0.rem_euclid(COMPACT_EVERY_DAYS) == 0).then_some(NightStep::Compact(0)),
        },
        NightStep::Compact(turns) => {
            let has_more = turns < MOST_COMPACTING && search::compact_index(sql)?;
            has_more.then(|| NightStep::Compact(turns.saturating_add(1)))
        }
    })
}
