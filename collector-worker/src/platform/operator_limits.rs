//! The operator's limits of every project, from variables.

use corncrake_model::project::limits::ResourceLimits;
use worker::Env;

use super::env;

/// The variable with the events and pings a second that a project takes in the long run.
const PER_SECOND: &str = "PROJECT_EVENTS_PER_SECOND";
/// The variable with the megabytes that a project's database may have.
const MEGABYTES: &str = "PROJECT_MEGABYTES";
/// The variable with the events and pings that a session may send at once.
const OF_A_SESSION: &str = "SESSION_EVENTS";

/// The most that any project may have.
pub(crate) fn read(env: &Env) -> ResourceLimits {
    let unless_said = ResourceLimits::default();
    let number = |name, default| env::number(env, name).filter(|n| *n > 0).unwrap_or(default);
    ResourceLimits {
        events_per_second: number(PER_SECOND, unless_said.events_per_second),
        megabytes: number(MEGABYTES, unless_said.megabytes),
        session_events: number(OF_A_SESSION, unless_said.session_events),
    }
}
