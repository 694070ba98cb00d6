//! Folds the deliveries of one turn: the rows that it needs are read once, and each table is
//! written once, a row for every counter.
//!
//! Nothing of a fold outlives its turn: where the turn fails, memory and disk agree.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, btree_map::Entry},
};

use corncrake_core::{
    ids::{FingerprintHash, IssueId, IssueSessionHash, ResendHash, SessionHash, VisitorKey},
    time::{UnixMillis, UtcDay},
};
use corncrake_model::{
    events::{
        country::Country,
        delivery::{Delivery, NetworkKey, ProcessedEvent},
        facets::{FacetCount, FacetKind, Facets},
        outcomes::Outcomes,
        stored_event::StoredEvent,
    },
    issues::issue::IssueGrouping,
};

mod firsts;
mod issue_update;
mod project_counts;
mod usage;
mod visit;
mod visits_of_day;

pub(crate) use self::visits_of_day::labels;
use self::{issue_update::IssueUpdate, usage::UsageFold, visits_of_day::VisitFold};
use super::{
    hours::HourFold,
    opening::{EventNumbers, OpeningMode},
};
use crate::{
    alerts::{raise, watch::RuleWatch},
    counts::{
        countries, issue_hours,
        items::{self, ItemHours},
        outcomes,
        sessions::{self, SessionGain, SessionVisit},
    },
    delete::floods,
    engine::{Sql, SqlError},
    events::bodies::{self, EventToStore},
    issues::{
        releases, rows, rules, search, snooze,
        triage::{self, Resolution},
    },
};

/// What was charged for an event that is kept.
struct ByteCharge {
    network: Option<NetworkKey>,
    stack_bytes: u64,
}

/// The deliveries of one day that arrived together.
pub(crate) struct DeliveryFold<'a> {
    /// The UTC day whose sessions the fold counts.
    pub(crate) day: UtcDay,
    known_keys: HashSet<ResendHash>,
    new_keys: BTreeSet<ResendHash>,
    visits: HashMap<SessionHash, SessionVisit>,
    changed: BTreeMap<SessionHash, SessionVisit>,
    session_hours: BTreeMap<UnixMillis, SessionGain>,
    countries: BTreeMap<Country, u64>,
    visits_of_day: VisitFold,
    /// Who used what.
    pub(crate) usage: UsageFold,
    fingerprints: HashMap<FingerprintHash, IssueId>,
    new_fingerprints: Vec<(FingerprintHash, u32, IssueId)>,
    /// Issues of before there were source maps, each with the first event that has symbols by them.
    mapped: BTreeMap<IssueId, (&'a IssueGrouping, &'a StoredEvent)>,
    /// The issues that the turn's events belong to, known and new.
    pub(crate) issues: BTreeMap<IssueId, IssueUpdate<'a>>,
    issue_hours: HourFold,
    new_facets: Vec<(FacetKind, String, IssueId)>,
    issue_visits: BTreeMap<IssueSessionHash, (IssueId, UnixMillis, &'a StoredEvent)>,
    kept: Vec<(EventToStore<'a>, ByteCharge)>,
    /// The releases in which issues had events, when they happened, and when they arrived.
    release_sightings: BTreeMap<(IssueId, Option<&'a str>), (UnixMillis, UnixMillis)>,
    project_hours: BTreeMap<UnixMillis, (Outcomes, Facets, bool)>,
    /// How the issues were resolved that are, and whether any was.
    resolutions: HashMap<IssueId, Resolution>,
    has_resolved: bool,
    /// The stored time of the earliest event of each release.
    release_began: BTreeMap<&'a str, UnixMillis>,
    /// The numbers of releases that are known.
    release_numbers: HashMap<String, i64>,
    /// Releases that issues had before, or had an event of kept in this turn.
    known_releases: HashSet<(IssueId, String)>,
    items: ItemHours,
}

fn events_of(delivery: &Delivery) -> impl Iterator<Item = &ProcessedEvent> {
    delivery.records.iter().filter_map(|record| record.event.as_ref())
}

fn release_of(processed: &ProcessedEvent) -> Option<&str> {
    processed.body.release.as_deref().filter(|name| !name.is_empty())
}

impl<'a> DeliveryFold<'a> {
    /// Reads what there is of all that the deliveries are about.
    pub(crate) fn read(sql: &impl Sql, deliveries: &[&'a Delivery], day: UtcDay) -> Result<Self, SqlError> {
        let all = || deliveries.iter().copied();
        let keys: Vec<ResendHash> = all().flat_map(Delivery::resend_hashes).collect();
        let sessions: HashSet<SessionHash> =
            all().flat_map(|one| one.records.iter().map(|record| record.visitor.session())).collect();
        let fingerprints: HashSet<FingerprintHash> =
            all().flat_map(events_of).flat_map(|processed| processed.grouping.fingerprints()).collect();
        let known = rows::issues_of(sql, &fingerprints.into_iter().collect::<Vec<_>>())?;
        let hours: HashSet<(IssueId, UnixMillis)> = all()
            .flat_map(events_of)
            .filter_map(|processed| {
                let issue =
                    processed.grouping.fingerprints().find_map(|fingerprint| known.get(&fingerprint))?;
                Some((issue.id, processed.at.hour()))
            })
            .collect();
        let releases: BTreeSet<&str> = all().flat_map(events_of).filter_map(release_of).collect();
        let of_issues: Vec<IssueId> = known.values().map(|issue| issue.id).collect();
        let release_numbers = releases::numbers_of(sql, &releases)?;
        let number = |name: &&str| release_numbers.get(*name).copied().unwrap_or(i64::MAX);
        let newest = releases.iter().map(number).max().unwrap_or_default();
        let resolutions: HashMap<_, _> = triage::resolutions(sql, &of_issues, newest)?.into_iter().collect();
        let known_releases = issue_hours::known_values(sql, FacetKind::Release, &releases, &of_issues)?;
        let mut project_hours = BTreeMap::new();
        for hour in all().filter(|one| events_of(one).next().is_some()).map(|one| one.arrived.hour()) {
            if let Entry::Vacant(place) = project_hours.entry(hour) {
                place.insert((Outcomes::default(), outcomes::hour_facets(sql, hour)?, false));
            }
        }
        Ok(Self {
            day,
            known_keys: sessions::known_keys(sql, &keys)?,
            new_keys: BTreeSet::new(),
            visits: sessions::visits(sql, &sessions.into_iter().collect::<Vec<_>>())?,
            changed: BTreeMap::new(),
            session_hours: BTreeMap::new(),
            countries: BTreeMap::new(),
            visits_of_day: VisitFold::read(sql, deliveries)?,
            usage: UsageFold::read(sql, deliveries)?,
            fingerprints: known.iter().map(|(hash, issue)| (*hash, issue.id)).collect(),
            new_fingerprints: Vec::new(),
            mapped: BTreeMap::new(),
            issues: known.into_values().map(|issue| (issue.id, IssueUpdate::of(issue))).collect(),
            issue_hours: HourFold::read(sql, hours)?,
            new_facets: Vec::new(),
            issue_visits: BTreeMap::new(),
            kept: Vec::new(),
            release_sightings: BTreeMap::new(),
            project_hours,
            has_resolved: !resolutions.is_empty(),
            resolutions,
            release_began: BTreeMap::new(),
            release_numbers,
            known_releases,
            items: ItemHours::new(),
        })
    }

    /// Whether a key was not here today; from now on it was, if it may be kept.
    pub(crate) fn is_new_key(&mut self, key: ResendHash, may_keep: bool) -> bool {
        let is_new = self.known_keys.insert(key);
        if is_new && may_keep {
            self.new_keys.insert(key);
        }
        is_new
    }

    /// Whether a session is counted today.
    pub(crate) fn is_counted(&self, visitor: VisitorKey) -> bool {
        self.visits.contains_key(&visitor.session())
    }

    /// The issue of an event; where there is none, one is opened if it may be. Says whether it was.
    pub(crate) fn issue_of(
        &mut self,
        processed: &'a ProcessedEvent,
        opening: OpeningMode,
    ) -> Option<(IssueId, bool)> {
        let fingerprint = processed.grouping.fingerprint;
        if let Some(known) = self.fingerprints.get(&fingerprint) {
            return Some((*known, false));
        }
        let mut before = processed.grouping.before.iter();
        if let Some(known) = before.find_map(|before| self.fingerprints.get(before).copied()) {
            self.fingerprints.insert(fingerprint, known);
            self.new_fingerprints.push((fingerprint, processed.grouping.version, known));
            if !processed.grouping.symbols.is_empty() {
                self.mapped.insert(known, (&processed.grouping, &processed.body));
            }
            return Some((known, false));
        }
        if opening == OpeningMode::Not {
            return None;
        }
        let id = IssueId::of(&fingerprint);
        self.fingerprints.insert(fingerprint, id);
        self.new_fingerprints.push((fingerprint, processed.grouping.version, id));
        let is_provisional = opening == OpeningMode::Provisional;
        self.issues.entry(id).or_insert_with(|| IssueUpdate::opened(id, processed, is_provisional));
        Some((id, true))
    }

    /// Counts events for an issue.
    pub(crate) fn count(
        &mut self,
        issue: IssueId,
        processed: &'a ProcessedEvent,
        is_full: bool,
    ) -> EventNumbers {
        let more = FacetCount { events: processed.count.into(), sessions: 0 };
        let new = self.issue_hours.count((issue, processed.at.hour()), &processed.body, more, !is_full);
        if !is_full {
            self.new_facets.extend(new.into_iter().map(|(kind, value)| (kind, value, issue)));
        }
        let Some(update) = self.issues.get_mut(&issue) else { return EventNumbers { number: 0, record: 0 } };
        if let Some(release) = release_of(processed) {
            update.releases.insert(release);
            let began = self.release_began.entry(release).or_insert(processed.at);
            *began = processed.at.min(*began);
        }
        update.is_listed_again |= (1..=processed.grouping.rules.lists_up_to).contains(&update.hidden_by());
        update.interest = update.interest.after(processed.grouping.rules.interest);
        update.has_late |= update.newest.is_some_and(|newest| newest.at.hour() != processed.at.hour());
        if update.newest.is_none_or(|newest| newest.at <= processed.at) {
            update.newest = Some(processed);
        }
        update.gain.records = update.gain.records.saturating_add(1);
        update.gain.events = update.gain.events.saturating_add(more.events);
        update.gain.first = update.gain.first.min(processed.at);
        update.gain.last = update.gain.last.max(processed.at);
        EventNumbers {
            number: update.before.events.saturating_add(update.gain.events),
            record: update.before.records.saturating_add(update.gain.records),
        }
    }

    /// Notes the release of an event: if its issue was resolved, it may have come back.
    pub(crate) fn note(&mut self, issue: IssueId, processed: &'a ProcessedEvent, arrived: UnixMillis) {
        let release = release_of(processed);
        let (happened, last) =
            self.release_sightings.entry((issue, release)).or_insert((processed.happened, arrived));
        *happened = processed.happened.max(*happened);
        *last = arrived.max(*last);
    }

    /// Keeps an event with all it says, or the first of a provisional issue with what it takes to
    /// find the bug. Gives the bytes that this costs.
    pub(crate) fn keep(
        &mut self,
        issue: IssueId,
        number: u64,
        processed: &'a ProcessedEvent,
        network: Option<NetworkKey>,
        is_brief: bool,
    ) -> u64 {
        let body = if is_brief { Cow::Owned(processed.body.brief()) } else { Cow::Borrowed(&processed.body) };
        let stack_bytes = body.stack.as_ref().map_or(0, String::len) as u64;
        let bytes = body.bytes().saturating_add(stack_bytes);
        self.kept.push((
            EventToStore { issue, number, at: processed.at, body },
            ByteCharge { network, stack_bytes },
        ));
        bytes
    }

    /// Writes all of it; `most_provisional` issues at most are there afterwards that were opened
    /// in the reserve. Gives what was charged for stacks that were there, by network.
    pub(crate) fn write(
        mut self,
        sql: &impl Sql,
        most_provisional: u64,
        watch: &RuleWatch,
        now: UnixMillis,
    ) -> Result<Vec<(Option<NetworkKey>, u64)>, SqlError> {
        sessions::put_keys(sql, self.day, &self.new_keys.into_iter().collect::<Vec<_>>())?;
        sessions::put_visits(sql, self.day, &self.changed.into_iter().collect::<Vec<_>>())?;
        sessions::add_hours(sql, &self.session_hours.into_iter().collect::<Vec<_>>())?;
        items::add_hours(sql, &self.items)?;
        let new_releases = self.visits_of_day.write(sql, self.day)?;
        let mut woken = Vec::new();
        for release in new_releases {
            // A release is known from its first visit, too.
            snooze::note_release(sql, &release, now, &mut woken)?;
        }
        self.usage.write(sql, self.day)?;
        countries::count_countries(sql, self.day, &self.countries.into_iter().collect::<Vec<_>>())?;

        let visits: Vec<_> = self.issue_visits.iter().map(|(hash, (issue, ..))| (*hash, *issue)).collect();
        for hash in sessions::visit_issues(sql, self.day, &visits)? {
            let Some((issue, hour, body)) = self.issue_visits.get(&hash) else { continue };
            self.issue_hours.visit((*issue, *hour), body);
            if let Some(update) = self.issues.get_mut(issue) {
                update.gain.sessions += 1;
            }
        }
        self.new_facets.retain(|(_, _, issue)| {
            self.issues.get(issue).is_some_and(|one| one.before.facets < issue_hours::FACETS_OF_AN_ISSUE)
        });
        for issue in issue_hours::put_issue_facets(sql, &self.new_facets)? {
            if let Some(update) = self.issues.get_mut(&issue) {
                update.gain.facets += 1;
            }
        }
        let running = |id| self.issues.get(&id).map_or(UnixMillis(0), |issue| issue.before.running);
        let running = self.issue_hours.write(sql, running)?;

        let has_rules = watch.watch().is_some();
        let raised = self.issues.values().filter(|issue| has_rules && !issue.before.is_snoozed);
        let raised: Vec<_> = raised.filter_map(|update| update.raised(&self.issue_hours)).collect();
        let (mut openings, mut gains, mut hours, mut again, mut marked, mut snoozed) =
            (vec![], vec![], vec![], vec![], vec![], vec![]);
        for IssueUpdate {
            before,
            mut gain,
            opened,
            is_provisional,
            is_listed_again,
            interest,
            releases,
            ..
        } in self.issues.into_values()
        {
            again.extend(is_listed_again.then_some(gain.id));
            snoozed.extend((before.is_snoozed && gain.sessions > 0).then_some(gain.id));
            marked.extend((interest != before.interest).then_some((gain.id, interest)));
            let mut span = before.releases.clone();
            for name in releases {
                let Some(began) = self.release_began.get(name) else { continue };
                let known = &mut self.release_numbers;
                span.add(snooze::note_release_among(sql, known, name, *began, &mut woken)?, name);
            }
            gain.releases = span.numbers();
            if let Some((grouping, body)) = opened {
                let running = running.get(&gain.id).copied();
                let text =
                    if is_provisional { grouping.title.clone() } else { search::text_of(grouping, body) };
                openings.push(rows::NewIssue { grouping, gain, running, text, is_provisional });
                continue;
            }
            if gain.last.hour() > before.hour {
                hours.push((gain.id, gain.last.hour()));
            }
            let running = running.get(&gain.id).copied();
            gains.push((gain, running));
        }
        gains.retain(|(gain, _)| gain.events > 0);
        rows::open_issues(sql, &openings)?;
        rows::count_issues(sql, &gains)?;
        let opened = openings.iter().map(|opening| opening.gain.id);
        woken.extend(snooze::wake_by_sessions(sql, snoozed, opened, now)?);
        rows::seen_in_hours(sql, &hours)?;
        rules::list_again(sql, &again)?;
        rules::mark_interest(sql, &marked)?;
        rows::put_fingerprints(sql, &self.new_fingerprints)?;
        for (issue, (grouping, body)) in &self.mapped {
            search::reindex_mapped(sql, *issue, grouping, body)?;
        }
        // An issue that this turn opens is not resolved, so only known ones can come back.
        let regressed = match self.has_resolved {
            true => triage::note_releases(sql, &self.release_sightings)?,
            false => BTreeSet::new(),
        };
        // By issue, so that no page of the database has the order in which several issues came.
        self.kept.sort_by_key(|(kept, _)| (kept.issue, kept.number));
        let (kept, charges): (Vec<_>, Vec<_>) = self.kept.into_iter().unzip();
        let has_new_stack = bodies::put_events(sql, &kept)?;
        for (hour, (outcomes, facets, has_more)) in &self.project_hours {
            outcomes::add_hour(sql, *hour, outcomes, has_more.then_some(facets))?;
        }
        if openings.iter().any(|opening| opening.is_provisional) {
            floods::limit_provisional(sql, most_provisional)?;
        }
        raise::raise(sql, watch, &raised, &regressed, now)?;
        raise::raise_came_back(sql, watch, &woken, now)?;
        let charges = charges.iter().zip(has_new_stack);
        Ok(charges.filter(|(_, is_new)| !is_new).map(|(one, _)| (one.network, one.stack_bytes)).collect())
    }
}
