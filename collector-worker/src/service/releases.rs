//! The releases of a project as a clock: their order, the last one that brought issues, and what each
//! brought while it was the newest. For the pages and the API.

use corncrake_core::{
    ids::IssueId,
    release,
    status::Status,
    time::{DAY_MS, HOUR_MS, UnixMillis},
};
use corncrake_model::{
    events::counts::SessionHour,
    issues::{
        issue::{Release, ReleaseWindow},
        issue_list::{Filter, MOST_RANKED},
    },
    project::record::ProjectRecord,
};
use futures_util::future;
use worker::Env;

use crate::{
    http::error::Fault,
    objects::{
        rpc::{CountFiles, ListIds, ReadHours, ReadIssuesOfReleases, ReadReleases},
        stub,
    },
    service::visits::{ReleaseVisits, VisitSummary},
    shards,
};

/// Releases that are looked at, the newest: each is compared with those before it.
const MOST: usize = 60;
/// Releases among which the last one is that brought issues.
const CANDIDATES: usize = 5;
/// How long ago a release may be and still be the one since which things are new.
const RECENT_MS: i64 = 14 * DAY_MS;

/// The releases in their order, the newest first. One whose version is older than one that was known
/// before it came from a page that was open long; it is no step of the clock.
pub(crate) async fn clock(env: &Env, project: &ProjectRecord) -> Result<Vec<Release>, Fault> {
    let all = shards::query(env, project, &ReadReleases {}).await?;
    Ok(in_order(&all))
}

fn in_order(all: &[Release]) -> Vec<Release> {
    let recent: Vec<&Release> = all.iter().take(MOST).collect();
    let is_step = |(place, release): &(usize, &&Release)| {
        let before: Vec<String> = recent.iter().skip(place + 1).map(|known| known.name.clone()).collect();
        !release::is_older(&release.name, &before)
    };
    let mut steps: Vec<Release> =
        recent.iter().enumerate().filter(is_step).map(|(_, release)| (*release).clone()).collect();
    steps.sort_by_key(|release| std::cmp::Reverse(release.first_seen));
    steps
}

/// The last release that brought open issues, and those; or else the newest release, with none.
pub(crate) async fn since(
    env: &Env,
    project: &ProjectRecord,
    clock: &[Release],
    now: UnixMillis,
) -> Result<Option<(Release, Vec<IssueId>)>, Fault> {
    let is_recent = |(place, release): &(usize, &Release)| {
        *place == 0 || now.0.saturating_sub(release.first_seen.0) < RECENT_MS
    };
    let candidates: Vec<&Release> =
        clock.iter().take(CANDIDATES).enumerate().filter(is_recent).map(|(_, release)| release).collect();
    let Some(newest) = candidates.first() else { return Ok(None) };
    // Each release is asked for what it brought before the next one; if that brought none, these are all
    // since then.
    let ends = std::iter::once(None).chain(candidates.iter().map(|release| Some(release.first_seen)));
    let brought_by = |(release, new_before): (&&Release, _)| Filter {
        new_before,
        ..new_since(project, release.first_seen)
    };
    let filters = candidates.iter().zip(ends).map(brought_by).collect();
    let found = shards::query(env, project, &ListIds { filters, most: MOST_RANKED }).await?;
    let brought = candidates.iter().zip(found).find(|(_, ids)| !ids.is_empty());
    Ok(Some(match brought {
        Some((release, ids)) => ((*release).clone(), ids),
        None => ((*newest).clone(), Vec::new()),
    }))
}

/// Open issues that were first seen since then; known noise is none.
pub(crate) fn new_since(project: &ProjectRecord, since: UnixMillis) -> Filter {
    Filter {
        noise_off: project.settings.noise_off.clone(),
        hiding: project.settings.hiding_editions(),
        status: Some(Status::Open),
        new_since: Some(since),
        ..Filter::default()
    }
}

/// The newest release at a moment.
pub(crate) fn newest_at(clock: &[Release], at: UnixMillis) -> Option<&Release> {
    clock.iter().find(|release| release.first_seen <= at)
}

/// What a release brought.
pub(crate) struct ReleaseSummary {
    pub(crate) release: Release,
    pub(crate) sessions: SessionHour,
    pub(crate) new: Vec<IssueId>,
    pub(crate) back: Vec<IssueId>,
    /// Files of source maps, and the last upload.
    pub(crate) files: u64,
    pub(crate) uploaded: Option<UnixMillis>,
    pub(crate) visits: ReleaseVisits,
}

/// The newest releases with what each brought, and whether there are more.
pub(crate) async fn summaries(
    env: &Env,
    project: &ProjectRecord,
    now: UnixMillis,
    most: usize,
    visits: &VisitSummary,
) -> Result<(Vec<ReleaseSummary>, bool), Fault> {
    let clock = clock(env, project).await?;
    let shown: Vec<&Release> = clock.iter().take(most).collect();
    let Some(oldest) = shown.last() else { return Ok((Vec::new(), false)) };
    let ends = [UnixMillis(i64::MAX / 2)].into_iter().chain(clock.iter().map(|release| release.first_seen));
    let windows: Vec<ReleaseWindow> = shown
        .iter()
        .zip(ends)
        .map(|(release, to)| ReleaseWindow { name: release.name.clone(), from: release.first_seen, to })
        .collect();
    let issues =
        ReadIssuesOfReleases { windows: windows.clone(), noise_off: project.settings.noise_off.clone() };
    // As far back as counts go, however old the oldest release is.
    let from = UnixMillis(oldest.first_seen.hour().0.max(now.0.saturating_sub(90 * DAY_MS)));
    let hours = ReadHours { from, step: HOUR_MS };
    let (issues, hours) =
        future::try_join(shards::query(env, project, &issues), shards::query(env, project, &hours)).await?;
    let files = if project.maps {
        let releases = windows.iter().map(|window| window.name.clone()).collect();
        stub::request(&stub::sources(env, project.key)?, &CountFiles { releases }).await?
    } else {
        Vec::new()
    };
    let summary = |(release, window): (&&Release, &ReleaseWindow)| {
        let brought = issues.iter().find(|one| one.name == window.name);
        let of_files = files.iter().find(|(name, ..)| *name == window.name);
        ReleaseSummary {
            release: (*release).clone(),
            sessions: sessions_in(&hours, window),
            new: brought.map(|one| one.new.clone()).unwrap_or_default(),
            back: brought.map(|one| one.back.clone()).unwrap_or_default(),
            files: of_files.map_or(0, |(_, files, _)| *files),
            uploaded: of_files.map(|(.., at)| *at),
            visits: visits.of_release(&release.name),
        }
    };
    Ok((shown.iter().zip(&windows).map(summary).collect(), clock.len() > most))
}

/// The sessions of the hours that a release was the newest in, by their middle.
fn sessions_in(hours: &[SessionHour], window: &ReleaseWindow) -> SessionHour {
    let middle = |hour: &SessionHour| UnixMillis(hour.start.0.saturating_add(HOUR_MS / 2));
    let none = SessionHour { start: window.from, sessions: 0, errored: 0, noise: 0 };
    let own = hours.iter().filter(|hour| (window.from..window.to).contains(&middle(hour)));
    own.fold(none, |sum, hour| SessionHour {
        start: sum.start,
        sessions: sum.sessions.saturating_add(hour.sessions),
        errored: sum.errored.saturating_add(hour.errored),
        noise: sum.noise.saturating_add(hour.noise),
    })
}

#[cfg(test)]
mod tests {

    use super::*;

    fn release(name: &str, at: i64) -> Release {
        Release { name: name.to_owned(), first_seen: UnixMillis(at), deployed: None }
    }

    #[test]
    fn an_old_version_that_is_seen_late_is_no_step_of_the_clock() {
        let all = [release("2.14.0", 40), release("2.15.1", 30), release("2.15.0", 20), release("abc", 10)];
        let clock = in_order(&all);
        let names: Vec<&str> = clock.iter().map(|release| release.name.as_str()).collect();
        assert_eq!(names, ["2.15.1", "2.15.0", "abc"]);
        assert_eq!(newest_at(&clock, UnixMillis(25)).map(|release| release.name.as_str()), Some("2.15.0"));
        assert_eq!(newest_at(&clock, UnixMillis(9)), None);
    }

    #[test]
    fn an_hour_is_of_the_release_that_was_the_newest_in_its_middle() {
        let hour = |start: i64, sessions| SessionHour {
            start: UnixMillis(start * HOUR_MS),
            sessions,
            errored: 1,
            noise: 0,
        };
        let window = |from: i64, to: i64| ReleaseWindow {
            name: "1".into(),
            from: UnixMillis(from),
            to: UnixMillis(to),
        };
        let hours = [hour(0, 1), hour(1, 10), hour(2, 100)];
        assert_eq!(sessions_in(&hours, &window(HOUR_MS + 1, 3 * HOUR_MS)).sessions, 110);
        assert_eq!(sessions_in(&hours, &window(0, HOUR_MS + 1)).sessions, 1);
    }
}
