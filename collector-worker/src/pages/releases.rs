//! The releases of a project, each with what it brought; and the alerts and comments of that time.

use corncrake_core::time::UnixMillis;
use corncrake_model::{
    alerts::delivery::LogPlace, issues::issue::Release, moment, project::record::ProjectRecord,
};
use corncrake_www::{
    permissions::Permissions,
    release::{ReleaseRow, VisitTotals},
    release_notes::{NoteKind, ReleaseNote},
    releases::{self, ReleasesView},
};
use worker::{Env, Request};

use super::{page::dashboard_address, views, zone};
use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, page_error::PageError},
    platform::clock,
    projects,
    service::{
        alerts::change,
        releases::{self as clock_of, ReleaseSummary},
        triage::{assignees::Assignees, comments},
        visits,
    },
};

/// Releases of the page: what one looks through.
pub(crate) const MOST: usize = 30;

/// Alerts and comments of the page.
const MOST_NOTES: usize = 50;

/// `GET /projects/:key/releases`
pub(crate) async fn releases(
    key: &str,
    (actor, permissions): (&Actor, Permissions),
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let visits = visits::of_quarter(env, &row, now).await?;
    let (all, has_more) = clock_of::summaries(env, &row, now, MOST, &visits).await?;
    let shown: Vec<Release> = all.iter().map(|summary| summary.release.clone()).collect();
    let mut notes = notes(env, &row, &shown, actor).await?;
    let has_more_notes = notes.len() > MOST_NOTES;
    notes.truncate(MOST_NOTES);
    let one = |ReleaseSummary { release, sessions, new, back, files, uploaded, visits }: ReleaseSummary| {
        ReleaseRow {
            at: moment::displayed_time(release.first_seen, now),
            is_deployed: release.deployed.is_some(),
            name: release.name,
            sessions: sessions.sessions,
            errored: sessions.errored,
            new: new.len() as u64,
            back: back.len() as u64,
            files,
            uploaded,
            visits: visits.counts.visits,
            visits_errored: visits.counts.errored,
            recent_visits: visits.recent,
        }
    };
    let view = ReleasesView {
        now,
        project: views::project(&row, permissions),
        dashboard: dashboard_address(request, env)?,
        releases: all.into_iter().map(one).collect(),
        has_more,
        notes,
        has_more_notes,
        visits: VisitTotals {
            all: visits.all.visits,
            recent: visits.recent,
            privacy_control: visits.all.privacy_control,
            no_visit: visits.all.no_visit,
        },
    };
    zone::page(200, request, || releases::page(&view))
}

/// The alerts and comments since the oldest of these releases, the newest first: one more than the page has,
/// where there are as many.
async fn notes(
    env: &Env,
    project: &ProjectRecord,
    releases: &[Release],
    actor: &Actor,
) -> Result<Vec<ReleaseNote>, Fault> {
    let Some(oldest) = releases.last() else { return Ok(Vec::new()) };
    let most = u32::try_from(MOST_NOTES).unwrap_or(u32::MAX).saturating_add(1);
    let comments = comments::since(env, project, oldest.first_seen, most).await?;
    let alerts = change::deliveries(project, None, LogPlace::NEWEST, most, env).await?.deliveries;
    let users = if comments.is_empty() { Assignees::default() } else { Assignees::read(actor, env).await? };
    // The newest is the first.
    let newest_at = |at: UnixMillis| releases.iter().find(|release| release.first_seen <= at);
    let note = |at, kind| {
        let release = newest_at(at).map(|release| release.name.clone());
        ReleaseNote { at: moment::displayed_time(at, clock::now()), release, kind }
    };
    let mut notes: Vec<ReleaseNote> = comments
        .into_iter()
        .map(|entry| {
            let by = entry.actor.as_ref().map_or_else(String::new, |actor| users.actor(actor));
            note(entry.at, NoteKind::Comment(entry.issue, by, entry.detail))
        })
        .collect();
    // An alert has the minute that it was raised in, which may have begun before the release.
    let alerts = alerts.into_iter().filter(|alert| alert.at >= oldest.first_seen);
    notes.extend(
        alerts.map(|alert| note(alert.at, NoteKind::Alert(alert.title, alert.state.label().to_owned()))),
    );
    notes.sort_by_key(|note| std::cmp::Reverse(note.at));
    Ok(notes)
}
