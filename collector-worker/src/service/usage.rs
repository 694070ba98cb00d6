//! Usage of a project, of days that are over, as it was published: for the page and the API.

use corncrake_core::time::{DAY_MS, UnixMillis, UtcDay};
use corncrake_model::{
    events::usage::{UsageCount, UsageSubject},
    project::record::ProjectRecord,
};
use worker::Env;

use crate::{
    http::error::Fault,
    objects::rpc::{ReadUsage, ReadUsageSums},
    shards,
};

/// The finished days of a range that begins then, the oldest first: as many as it has days, and one at
/// least.
pub(crate) fn finished_days(from: UnixMillis, now: UnixMillis) -> Vec<UtcDay> {
    let today = now.day().0;
    let days = now.0.saturating_sub(from.0).div_euclid(DAY_MS).saturating_add(1);
    (today.saturating_sub(days)..today).map(UtcDay).collect()
}

/// What is published of features on these days, each group by the alphabet.
pub(crate) async fn of_days(
    env: &Env,
    project: &ProjectRecord,
    days: &[UtcDay],
) -> Result<Vec<UsageCount>, Fault> {
    published(env, project, days, UsageSubject::Features).await
}

/// What is published of installations on these days, each group by the alphabet.
pub(crate) async fn installations(
    env: &Env,
    project: &ProjectRecord,
    days: &[UtcDay],
) -> Result<Vec<UsageCount>, Fault> {
    published(env, project, days, UsageSubject::Installations).await
}

/// What is published of response times, as sums of these days: of each there are many more numbers.
pub(crate) async fn timings(
    env: &Env,
    project: &ProjectRecord,
    days: &[UtcDay],
) -> Result<Vec<UsageCount>, Fault> {
    let Some(from) = days.first() else { return Ok(Vec::new()) };
    shards::query(env, project, &ReadUsageSums { subject: UsageSubject::Timings, from: *from }).await
}

async fn published(
    env: &Env,
    project: &ProjectRecord,
    days: &[UtcDay],
    subject: UsageSubject,
) -> Result<Vec<UsageCount>, Fault> {
    let Some(from) = days.first() else { return Ok(Vec::new()) };
    let mut counts = shards::query(env, project, &ReadUsage { subject, from: *from }).await?;
    counts.retain(|count| days.contains(&count.day));
    Ok(counts)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_range_has_its_days_without_the_one_that_goes_on() {
        let noon = UnixMillis(20_000 * DAY_MS + DAY_MS / 2);
        let days = |hours: i64| finished_days(UnixMillis(noon.0 - hours * 3_600_000), noon);
        assert_eq!(days(23), [UtcDay(19_999)]);
        assert_eq!((days(24 * 7 - 6).len(), days(24 * 29).len(), days(24 * 89).len()), (7, 30, 90));
        assert_eq!(days(24 * 29).last(), Some(&UtcDay(19_999)));
    }
}
