//! Visits of a project, added up for pages and API: adoption and error-free share of releases, and the
//! sessions that are in no share.

use std::collections::BTreeMap;

use corncrake_core::time::{DAY_MS, UnixMillis, UtcDay};
use corncrake_model::{
    events::visits::{VisitCounts, VisitDay, VisitKind},
    project::record::ProjectRecord,
};
use worker::Env;

use crate::{http::error::Fault, objects::rpc::ReadVisits, service::series, shards};

/// Days by which the adoption of a release is told: a week has each of its days once.
pub(crate) const ADOPTION_DAYS: i64 = 7;

/// The visits of a release, and those of the last week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ReleaseVisits {
    pub(crate) counts: VisitCounts,
    pub(crate) recent: u64,
}

/// The visits since a day.
#[derive(Debug, Default)]
pub(crate) struct VisitSummary {
    pub(crate) all: VisitCounts,
    pub(crate) days: BTreeMap<UtcDay, VisitCounts>,
    /// By release and environment; the empty names are those above a day's limit.
    pub(crate) releases: BTreeMap<(String, String), ReleaseVisits>,
    pub(crate) browsers: BTreeMap<String, VisitCounts>,
    pub(crate) systems: BTreeMap<String, VisitCounts>,
    /// Visits of the last week that named a release.
    pub(crate) recent: u64,
}

/// Reads the visits of the last days, as many as a quarter has.
pub(crate) async fn of_quarter(
    env: &Env,
    project: &ProjectRecord,
    now: UnixMillis,
) -> Result<VisitSummary, Fault> {
    let ask = ReadVisits { from: series::DAYS.start(now).day() };
    Ok(summary(shards::query(env, project, &ask).await?, now))
}

fn summary(all: Vec<VisitDay>, now: UnixMillis) -> VisitSummary {
    let recent_from = UnixMillis(now.0.saturating_sub((ADOPTION_DAYS - 1) * DAY_MS)).day();
    let mut summary = VisitSummary::default();
    for VisitDay { day, kind, value, environment, counts } in all {
        let add = |sum: &mut VisitCounts| *sum = sum.and(&counts);
        match kind {
            VisitKind::All => {
                add(&mut summary.all);
                add(summary.days.entry(day).or_default());
            }
            VisitKind::Browser => add(summary.browsers.entry(value).or_default()),
            VisitKind::Os => add(summary.systems.entry(value).or_default()),
            VisitKind::Release => {
                let release = summary.releases.entry((value, environment)).or_default();
                add(&mut release.counts);
                if day >= recent_from {
                    release.recent = release.recent.saturating_add(counts.visits);
                    summary.recent = summary.recent.saturating_add(counts.visits);
                }
            }
        }
    }
    summary
}

impl VisitSummary {
    /// The visits of a release in all environments.
    pub(crate) fn of_release(&self, name: &str) -> ReleaseVisits {
        let own = self.releases.iter().filter(|((release, _), _)| release == name);
        own.fold(ReleaseVisits::default(), |sum, (_, one)| ReleaseVisits {
            counts: sum.counts.and(&one.counts),
            recent: sum.recent.saturating_add(one.recent),
        })
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_release_has_the_visits_of_its_environments_and_its_part_of_the_last_week() {
        let now = UnixMillis(20_000 * DAY_MS + 5);
        let one = |days_ago: i64, value: &str, environment: &str, visits: u64| VisitDay {
            day: UtcDay(20_000 - days_ago),
            kind: VisitKind::Release,
            value: value.into(),
            environment: environment.into(),
            counts: VisitCounts { visits, errored: 1, ..VisitCounts::default() },
        };
        let of_all =
            |visits| VisitDay { kind: VisitKind::All, value: String::new(), ..one(0, "", "", visits) };
        let all = vec![
            one(0, "1.0", "production", 30),
            one(6, "1.0", "beta", 10),
            one(7, "1.0", "production", 100),
            one(0, "2.0", "production", 60),
            of_all(130),
        ];
        let summary = summary(all, now);
        let release = summary.of_release("1.0");
        assert_eq!((release.counts.visits, release.counts.errored, release.recent), (140, 3, 40));
        assert_eq!((summary.recent, summary.all.visits, summary.days.len()), (100, 130, 1));
        assert_eq!(summary.of_release("3.0"), ReleaseVisits::default());
    }
}
