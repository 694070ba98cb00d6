//! The nightly work on past days: rows over the retention are deleted, and times and browsers
//! become coarse, some issues a turn.

use corncrake_core::{ids::IssueId, time::UtcDay};

use crate::{
    counts::coarsen,
    delete::retention,
    engine::{Sql, SqlError},
};

/// What comes next, behind an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NightStep {
    Retire(Option<IssueId>),
    Coarsen(Option<IssueId>),
}

/// Where a night begins.
pub const FIRST: NightStep = NightStep::Retire(None);

/// One turn of a night; what comes next, or nothing where all is done.
pub fn run_night_step(sql: &impl Sql, today: UtcDay, step: NightStep) -> Result<Option<NightStep>, SqlError> {
    Ok(match step {
        NightStep::Retire(after) => Some(match retention::delete_expired(sql, today, after)? {
            Some(last) => NightStep::Retire(Some(last)),
            None => NightStep::Coarsen(None),
        }),
        NightStep::Coarsen(after) => {
            coarsen::coarsen(sql, today, after)?.map(|last| NightStep::Coarsen(Some(last)))
        }
    })
}
