//! Stored values as the views of `www` take them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use corncrake_core::{
    event::{Event, EventType},
    ids::IssueId,
    noise::NoiseRule,
    time::UnixMillis,
    wire::sentry::item::ItemKind,
};
use corncrake_model::{
    events::{
        counts::{CountrySessions, SessionHour},
        facets::{FacetCount, FacetKind, Facets},
        items::{ItemCount, ItemOutcome},
        stored_event::StoredEvent,
    },
    issues::{
        interest::Interest,
        issue::{Issue, Release},
    },
    moment,
    project::{record::ProjectRecord, rule::RuleAction, settings::Settings},
    source_maps::frame_lookup::LookupOutcome,
};
use corncrake_www::{
    breakdown::Breakdown,
    countries, facets,
    issue::{self, IssueRuleEffect},
    issues::IssueRow,
    overview::{SdkItemOutcome, SdkItems},
    permissions::Permissions,
    projects,
    range::Range,
    release::ReleaseMark,
    series::SeriesPoint,
    storage::StorageUsage,
};
use worker::Env;

use super::{form_context, issue_order::ReleaseClock, only};
use crate::{
    http::error::Fault,
    objects::rpc::{self, ReadHours, ReadOutcomes, ReadTrends},
    platform::clock,
    service::{releases, rules, series, symbolicate::SymbolicatedFrame},
    shards,
};

/// What SDKs of others sent or kept back of one kind.
pub(crate) fn item(item: ItemCount) -> SdkItems {
    let outcome = match item.outcome {
        ItemOutcome::Dropped => SdkItemOutcome::Dropped,
        ItemOutcome::Withheld => SdkItemOutcome::Withheld,
        ItemOutcome::Omitted => SdkItemOutcome::Omitted,
        ItemOutcome::Exited => SdkItemOutcome::Exited,
        ItemOutcome::Errored => SdkItemOutcome::Errored,
        ItemOutcome::Crashed => SdkItemOutcome::Crashed,
        ItemOutcome::Abnormal => SdkItemOutcome::Abnormal,
    };
    SdkItems { kind: ItemKind::named(&item.kind).unwrap_or(ItemKind::Other), outcome, count: item.count }
}

/// Values of a breakdown that a page shows; the others are one sum.
const VALUES: usize = 10;

pub(crate) fn storage(storage: rpc::StorageUse) -> StorageUsage {
    let rpc::StorageUse { bytes, limit, is_full } = storage;
    StorageUsage { bytes, limit, is_full }
}

pub(crate) fn project(row: &ProjectRecord, permissions: Permissions) -> projects::Project {
    projects::Project { key: row.key, name: row.name.clone(), origins: row.origins.clone(), permissions }
}

/// What rows of a list are compared with.
pub(crate) struct RowContext<'a> {
    /// The releases of the project.
    pub(crate) clock: &'a ReleaseClock,
    /// What the project's events are broken down by.
    pub(crate) facets: &'a Facets,
    /// The range of all counts.
    pub(crate) range: Range,
    pub(crate) now: UnixMillis,
}

/// Issues as rows of a list, each with its counts of the range.
pub(crate) async fn rows(
    issues: Vec<Issue>,
    project: &ProjectRecord,
    context: &RowContext<'_>,
    env: &Env,
) -> Result<Vec<IssueRow>, Fault> {
    if issues.is_empty() {
        return Ok(Vec::new());
    }
    let RowContext { range, now, .. } = *context;
    let ids = issues.iter().map(|issue| issue.id).collect();
    let mut hours: HashMap<IssueId, Vec<SeriesPoint>> = HashMap::new();
    let ask = ReadTrends { ids, from: range.start(now) };
    for (id, start, count, sessions) in shards::query(env, project, &ask).await? {
        // The second count of these points is that of the sessions.
        hours.entry(id).or_default().push(SeriesPoint { start, count, errored: sessions, noise: 0 });
    }
    let ids = issues.iter().map(|issue| issue.id).collect();
    let hiding = project.settings.hiding_editions();
    let marks = rules::marks(project, ids, env).await?;
    let hidden: BTreeSet<IssueId> =
        marks.iter().filter(|(_, marks)| hiding.contains(&marks.hidden_by)).map(|(id, _)| *id).collect();
    let interest: HashMap<IssueId, issue::Interest> = marks
        .iter()
        .filter_map(|(id, marks)| Some((*id, shown_interest(project.settings.interest(marks.interest)?))))
        .collect();
    let row = |one: Issue| {
        let points = hours.remove(&one.id).unwrap_or_default();
        let sum = |of: fn(&SeriesPoint) -> u64| points.iter().map(of).fold(0, u64::saturating_add);
        let (events, sessions) = (sum(|point| point.count), sum(|point| point.errored));
        let trend = range.points(now, points).iter().map(|point| point.count).collect();
        IssueRow {
            trend,
            events,
            sessions,
            issue: issue::Issue {
                interest: interest.get(&one.id).copied(),
                ..hide_if(hidden.contains(&one.id), self::issue(one, &project.settings, context))
            },
        }
    };
    Ok(issues.into_iter().map(row).collect())
}

/// How much an issue matters, as pages have it.
pub(crate) fn shown_interest(interest: Interest) -> issue::Interest {
    match interest {
        Interest::Low => issue::Interest::Low,
        Interest::High => issue::Interest::High,
    }
}

fn hide_if(is_hidden: bool, issue: issue::Issue) -> issue::Issue {
    issue::Issue { status: if is_hidden { issue.status.hidden_by_rule() } else { issue.status }, ..issue }
}

/// The operator's rules that acted on an issue, and are on.
pub(crate) async fn rules(
    project: &ProjectRecord,
    id: IssueId,
    env: &Env,
) -> Result<Vec<issue::IssueRule>, Fault> {
    let marks = rules::marks(project, vec![id], env).await?;
    let editions =
        marks.iter().flat_map(|(_, marks)| [marks.hidden_by, marks.grouped_by, marks.interest.edition()]);
    let rule = |edition| {
        let rule = rules::of_edition(project, edition).filter(|rule| rule.on)?;
        let effect = match rule.action {
            RuleAction::Noise => IssueRuleEffect::Hides,
            RuleAction::Fingerprint(_) => IssueRuleEffect::Groups,
            RuleAction::Interest(interest) => IssueRuleEffect::Rates(shown_interest(interest)),
        };
        Some(issue::IssueRule { name: rule.name.clone(), effect })
    };
    Ok(editions.filter_map(rule).collect())
}

pub(crate) fn issue(issue: Issue, settings: &Settings, context: &RowContext<'_>) -> issue::Issue {
    issue::Issue {
        new: new_since(&issue, context.clock),
        only: only::browser(&issue, context.facets).into_iter().collect(),
        ..plain_issue(issue, settings)
    }
}

/// The same where nothing is compared.
pub(crate) fn plain_issue(issue: Issue, settings: &Settings) -> issue::Issue {
    issue::Issue {
        status: form_context::shown_status(&issue, settings),
        id: issue.id,
        title: issue.title,
        kind: kind(issue.kind),
        events: issue.events,
        sessions: issue.sessions,
        first_seen: moment::displayed_time(issue.first_seen, clock::now()),
        last_seen: moment::displayed_time(issue.last_seen, clock::now()),
        place: issue.place,
        new: None,
        only: Vec::new(),
        interest: None,
        assignee: None,
    }
}

/// The release that an issue is new in: it was the newest when the issue was first seen, and no
/// release since which nothing is new any more.
fn new_since(issue: &Issue, clock: &ReleaseClock) -> Option<issue::NewSince> {
    let (since, _) = clock.since.as_ref()?;
    if issue.first_seen < since.first_seen {
        return None;
    }
    let newest = releases::newest_at(&clock.releases, issue.first_seen)?;
    let is_named = issue.first_release.as_ref().is_some_and(|first| first.name == newest.name);
    Some(issue::NewSince { release: newest.name.clone(), is_named })
}

/// A release as charts mark it.
pub(crate) fn mark(release: &Release) -> ReleaseMark {
    ReleaseMark { name: release.name.clone(), at: moment::displayed_time(release.first_seen, clock::now()) }
}

/// The releases of a range, the newest first.
pub(crate) fn marks(clock: &ReleaseClock, range: Range, now: UnixMillis) -> Vec<ReleaseMark> {
    let from = range.start(now);
    clock.releases.iter().filter(|release| release.first_seen >= from).map(mark).collect()
}

pub(crate) fn kind(code: u8) -> EventType {
    EventType::from_code(code.into()).unwrap_or_default()
}

/// The rule by which an issue is noise.
pub(crate) fn rule(issue: &Issue) -> Option<NoiseRule> {
    let name = issue.noise.as_deref()?;
    NoiseRule::ALL.into_iter().find(|rule| rule.name() == name)
}

pub(crate) fn event(at: UnixMillis, body: StoredEvent, frames: Vec<SymbolicatedFrame>) -> issue::StoredEvent {
    let (kind, frames) = (body.kind(), frames.into_iter().map(frame).collect());
    let StoredEvent { name, message, uri, stack, meta, release, environment, browser, os, .. } = body;
    let event = Event { kind, name, message, uri, stack, meta, release, environment, fingerprint: None };
    issue::StoredEvent { at: moment::displayed_time(at, clock::now()), event, frames, browser, os }
}

fn frame(SymbolicatedFrame { frame, outcome }: SymbolicatedFrame) -> issue::SymbolicatedFrame {
    let (original, why) = match outcome {
        Some(LookupOutcome::Original(original)) => (Some(original), None),
        Some(LookupOutcome::Not(why)) => (None, Some(why.sentence())),
        None => (None, None),
    };
    let original = original.map(|original| issue::OriginalPosition {
        is_own: original.is_own(),
        function: original.function,
        file: original.file,
        line: original.line,
        column: original.column,
        lines: original.lines,
    });
    issue::SymbolicatedFrame { frame, original, unmapped_reason: why }
}

/// Events by kind, most first.
pub(crate) fn kinds(facets: &Facets) -> Vec<(EventType, u64)> {
    let (kinds, _) = facets.most(FacetKind::Type, usize::from(EventType::MAX) + 1);
    let kind = |(code, count): (String, FacetCount)| Some((kind(code.parse().ok()?), count.events));
    kinds.into_iter().filter_map(kind).collect()
}

/// Where events came from.
pub(crate) fn facets(of: &Facets) -> facets::Facets {
    facets::Facets {
        releases: breakdown(of, FacetKind::Release),
        environments: breakdown(of, FacetKind::Environment),
        browsers: breakdown(of, FacetKind::Browser),
        systems: breakdown(of, FacetKind::Os),
    }
}

/// The values of a kind with those that did not tell one: every event has a type.
fn breakdown(of: &Facets, kind: FacetKind) -> Breakdown {
    let sum = |kind| {
        let (values, other) = of.most(kind, usize::MAX);
        values.into_iter().map(|(_, count)| count.events).fold(other.events, u64::saturating_add)
    };
    let (all, named) = (sum(FacetKind::Type), sum(kind));
    let untold = all.saturating_sub(named);
    let (values, other) = of.most(kind, VALUES);
    let values = values.into_iter().map(|(value, count)| (Some(value), count.events, Some(count.sessions)));
    let untold = (untold > 0 && named > 0).then_some((None, untold, None));
    Breakdown::with_sessions(values.chain(untold), (other.events, other.sessions))
}

/// Sessions by the steps of a range.
pub(crate) fn sessions(range: Range, now: UnixMillis, hours: &[SessionHour]) -> Vec<SeriesPoint> {
    let point = |hour: &SessionHour| SeriesPoint {
        start: hour.start,
        count: hour.sessions,
        errored: hour.errored,
        noise: hour.noise,
    };
    range.points(now, hours.iter().map(point))
}

/// Whether anything came for as long as counts go back.
pub(crate) async fn has_any(row: &ProjectRecord, now: UnixMillis, env: &Env) -> Result<bool, Fault> {
    let (from, step) = (series::DAYS.start(now), series::DAYS.ms);
    Ok(!shards::query(env, row, &ReadHours { from, step }).await?.is_empty()
        || !shards::query(env, row, &ReadOutcomes { from, step }).await?.is_empty())
}

/// Sessions by country, all days together.
pub(crate) fn countries(days: Vec<CountrySessions>) -> countries::SessionsByCountry {
    let mut sums: BTreeMap<Option<String>, u64> = BTreeMap::new();
    for (_, country, sessions) in days {
        let sum = sums.entry(country.map(String::from)).or_default();
        *sum = sum.saturating_add(sessions);
    }
    let others = sums.remove(&None).unwrap_or_default();
    let named =
        |(code, sessions): (Option<String>, u64)| Some(countries::CountrySessions { code: code?, sessions });
    countries::SessionsByCountry { named: sums.into_iter().filter_map(named).collect(), others }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn what_did_not_tell_is_counted_and_nothing_twice() {
        let of = |kind, values: &[(&str, (u64, u64))]| {
            (
                kind,
                values.iter().map(|(value, count)| ((*value).to_owned(), FacetCount::from(*count))).collect(),
            )
        };
        let facets = Facets(BTreeMap::from([
            of(FacetKind::Type, &[("1", (10, 6)), ("5", (4, 2))]),
            of(FacetKind::Release, &[("1.0", (5, 3)), ("", (2, 1))]),
        ]));
        let shown = super::facets(&facets);
        let releases = shown.releases;
        assert_eq!(
            releases,
            Breakdown::with_sessions([(Some("1.0".into()), 5, Some(3)), (None, 7, None)], (2, 1))
        );
        assert!(shown.browsers.values.is_empty(), "nobody told one: the page says how to");
        let codes: Vec<_> = kinds(&facets).iter().map(|(kind, events)| (kind.code(), *events)).collect();
        assert_eq!(codes, [(1, 10), (5, 4)]);
    }
}
