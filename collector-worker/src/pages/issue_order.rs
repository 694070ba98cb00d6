//! The order of a list of issues, for the list itself and for the way from one of its issues to the
//! next: by sessions or events of the page's range, new ones first, or by time.

use corncrake_core::{event::EventType, ids::IssueId, time::UnixMillis};
use corncrake_model::{
    issues::{
        interest::Interest,
        issue::Release,
        issue_list::{self, Filter, IssueRank, MOST_RANKED, Sort},
        search_query,
    },
    project::record::ProjectRecord,
};
use corncrake_www::{
    issues::{IssueFilters, ListView},
    range::Range,
};
use worker::Env;

use crate::{
    auth::actor::Actor,
    http::error::Fault,
    objects::rpc::{ListIssues, RankIssues},
    service::triage::assignees::Assignees,
    shards,
};

/// Issues that are ranked over a long range: each has many hours to add up.
const MOST_OVER_MONTHS: u32 = 300;

/// A project's releases, and the last one that brought issues.
pub(crate) struct ReleaseClock {
    /// The releases, the newest first.
    pub(crate) releases: Vec<Release>,
    /// The last that brought open issues, and those.
    pub(crate) since: Option<(Release, Vec<IssueId>)>,
    /// The users, where a search names one.
    pub(crate) users: Assignees,
}

impl ReleaseClock {
    /// Reads the users, where the address of a list names one; else only who reads is known.
    pub(crate) async fn read_users(&mut self, query: &str, actor: &Actor, env: &Env) -> Result<(), Fault> {
        self.users = match query.contains("assigned") {
            true => Assignees::read(actor, env).await?,
            false => Assignees::of_reader(actor),
        };
        Ok(())
    }

    fn is_new(&self, id: IssueId) -> bool {
        self.since.as_ref().is_some_and(|(_, new)| new.contains(&id))
    }
}

/// The filter of the objects, for the filters of a page.
pub(crate) fn filter(filters: &IssueFilters, row: &ProjectRecord, clock: &ReleaseClock) -> Filter {
    let IssueFilters { query, kind, release, environment, browser, status, noise, .. } = filters.clone();
    let text = Filter {
        noise,
        noise_off: row.settings.noise_off.clone(),
        hiding: row.settings.hiding_editions(),
        status: status.status(),
        kinds: kind.map(EventType::code).into_iter().collect(),
        release,
        environment,
        browser,
        hours: filters.hours,
        ..Filter::default()
    };
    let mut filter = search_query::read(&query, text);
    match filters.view {
        ListView::All => {}
        ListView::Back => filter.regressed = true,
        ListView::Mine => filter.assignee = Some("me".to_owned()),
        ListView::Important => filter.interest = Some(row.settings.interest_marks(Interest::High)),
        // Without a release there is nothing since which anything could be new.
        ListView::New => {
            filter.new_since = Some(clock.since.as_ref().map_or(NEVER, |(release, _)| release.first_seen))
        }
    }
    filter.assignee = filter.assignee.map(|word| clock.users.resolve(&word));
    if let Some(name) = &filters.since {
        let place = clock.releases.iter().position(|release| release.name == *name);
        let of = |place: usize| clock.releases.get(place).map(|release| release.first_seen);
        filter.new_since = Some(place.and_then(of).unwrap_or(NEVER));
        filter.new_before = place.and_then(|place| place.checked_sub(1)).and_then(of);
    }
    filter
}

const NEVER: UnixMillis = UnixMillis(i64::MAX / 2);

/// The order, where it is one by time: counts of a range are ranked here.
pub(crate) fn by_time(sort: Sort) -> Option<Sort> {
    match sort {
        Sort::Newest | Sort::FirstSeen => Some(sort),
        Sort::MostEvents | Sort::MostSessions => None,
    }
}

/// The issues that fit, ranked by the counts of a range: new ones first in a list of all that are
/// open. The second is how many of them are new.
pub(crate) async fn ranked(
    env: &Env,
    row: &ProjectRecord,
    filters: &IssueFilters,
    clock: &ReleaseClock,
    now: UnixMillis,
) -> Result<(Vec<IssueRank>, usize), Fault> {
    let most = match filters.range {
        Range::Day | Range::Week => MOST_RANKED,
        Range::Month | Range::Quarter => MOST_OVER_MONTHS,
    };
    let from = filters.range.start(now);
    let ask = RankIssues { filter: filter(filters, row, clock), from, most };
    let mut all = shards::query(env, row, &ask).await?;
    if filters.sort == Sort::MostEvents {
        all.sort_by_key(|one| std::cmp::Reverse((one.events, one.sessions, one.last_seen, one.id)));
        return Ok((all, 0));
    }
    let has_groups = filters.view == ListView::All && !filters.noise && filters.since.is_none();
    if !has_groups {
        return Ok((all, 0));
    }
    let (mut new, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| clock.is_new(one.id));
    let count = new.len();
    new.extend(others);
    Ok((new, count))
}

/// The ids of a list in its order, as far as one goes through it.
pub(crate) async fn ids(
    env: &Env,
    row: &ProjectRecord,
    filters: &IssueFilters,
    clock: &ReleaseClock,
    now: UnixMillis,
) -> Result<Vec<IssueId>, Fault> {
    match by_time(filters.sort) {
        None => Ok(ranked(env, row, filters, clock, now).await?.0.into_iter().map(|one| one.id).collect()),
        Some(sort) => {
            let limit = issue_list::ISSUES_OF_A_PAGE * 2;
            let list = ListIssues { filter: filter(filters, row, clock), sort, after: None, limit };
            let page = shards::list_issues(env, row, &list).await?;
            Ok(page.issues.into_iter().map(|issue| issue.id).collect())
        }
    }
}
