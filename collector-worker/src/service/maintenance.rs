//! Begins the day in objects without visits: each project's object forgets the hashes of the last
//! day, deletes what is over its retention and sets its alarm; the keeper destroys the salt.
//!
//! Their own alarms at midnight do the same. This is for those that were lost: set by an earlier
//! version for the year 2083, set by a clock that was wrong, or given up after the disk was
//! full for too long. On one machine the starter of the runtime requests it, at each
//! start and after each midnight; at the edge by a cron trigger.

use corncrake_core::time::{HOUR_MS, UnixMillis};
use futures_util::{StreamExt, stream};
use worker::Env;

use crate::{
    http::error::Fault,
    objects::{
        rpc::{BeginDay, EndSalt, TrimDirectory},
        salt, stub,
    },
    platform::{clock, log},
    projects, shards,
};

/// Objects that one run of a cron trigger asks: a request at the edge may ask 50 (on its free
/// plan), the directory and the keeper among them. They take turns by the hour.
const OBJECTS_OF_A_RUN: usize = 40;
/// Objects that are asked at once.
const AT_ONCE: usize = 8;

/// The objects that a run reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MaintenanceScope {
    /// Everybody, as where nothing limits it.
    All,
    /// Those whose turn it is.
    InTurn,
}

/// How many objects began today, and how many could not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(crate) struct MaintenanceSummary {
    begun: usize,
    failed: usize,
}

/// Has today begin everywhere.
pub(crate) async fn run(whom: MaintenanceScope, env: &Env) -> Result<MaintenanceSummary, Fault> {
    let now = clock::now();
    salt::forget_past(now);
    let with_salt = stub::request(&stub::salt(env)?, &EndSalt {}).await?;
    let projects = projects::list(env).await?;
    let all: Vec<String> = projects.iter().flat_map(shards::names).collect();
    let began = stream::iter(due_objects(&all, whom, now)).map(|name| async move {
        let object = stub::project(env, name)?;
        stub::request(&object, &BeginDay { with_salt }).await
    });
    let began: Vec<Result<(), Fault>> = began.buffer_unordered(AT_ONCE).collect().await;
    let failed = began.iter().filter_map(|began| began.as_ref().err());
    let failed = failed.map(|fault| {
        log::failure("a project could not begin the day", fault.detail.as_deref().unwrap_or(&fault.message));
    });
    let failed = failed.count();
    // After the days: hashes of yesterday do not stay because of a list.
    if let Err(fault) = stub::request(&stub::directory(env)?, &TrimDirectory { now }).await {
        log::failure("the directory could not be trimmed", fault.detail.as_deref().unwrap_or(&fault.message));
    }
    Ok(MaintenanceSummary { begun: began.len().saturating_sub(failed), failed })
}

/// Those that a run asks: at the edge as many as it may, from another place each hour.
fn due_objects(all: &[String], whom: MaintenanceScope, now: UnixMillis) -> Vec<&str> {
    let most = if whom == MaintenanceScope::All { all.len() } else { OBJECTS_OF_A_RUN.min(all.len()) };
    let hours = usize::try_from(now.0.div_euclid(HOUR_MS)).unwrap_or_default();
    let first = hours.wrapping_mul(most).checked_rem(all.len()).unwrap_or_default();
    all.iter().cycle().skip(first).take(most).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_has_a_turn_in_a_day() {
        for objects in [0, 1, 39, 40, 41, 100, 900] {
            let all: Vec<String> = (0..objects).map(|number| number.to_string()).collect();
            assert_eq!(due_objects(&all, MaintenanceScope::All, UnixMillis(7)).len(), objects);
            let hour = |hour: i64| UnixMillis(hour * HOUR_MS + 420_000);
            let of_a_day: BTreeSet<&str> = (480_000..480_024)
                .flat_map(|at| due_objects(&all, MaintenanceScope::InTurn, hour(at)))
                .collect();
            assert_eq!(of_a_day.len(), objects);
            assert!(due_objects(&all, MaintenanceScope::InTurn, hour(1)).len() <= OBJECTS_OF_A_RUN);
        }
    }
}
