//! What the days that are over leave to be done: what is too old is deleted, and times
//! and browsers become coarse, some issues a turn.

use corncrake_core::{ids::IssueId, time::UtcDay};

use crate::{
    counts::coarsen,
    delete::retention,
    engine::{Sql, SqlError},
};

/// What comes next, behind an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Retire(Option<IssueId>),
    Coarsen(Option<IssueId>),
}

/// Where a night begins.
pub const FIRST: Step = Step::Retire(None);

/// One turn of a night; what comes next, or nothing where all is done.
pub fn go_on(sql: &impl Sql, today: UtcDay, step: Step) -> Result<Option<Step>, SqlError> {
    Ok(match step {
        Step::Retire(after) => Some(match retention::retire(sql, today, after)? {
            Some(last) => Step::Retire(Some(last)),
            None => Step::Coarsen(None),
        }),
        Step::Coarsen(after) => coarsen::coarsen(sql, today, after)?.map(|last| Step::Coarsen(Some(last))),
    })
}
