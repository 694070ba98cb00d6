//! Raises signals about the issues of a turn, once it is written. What a rule needs beside the turn
//! is read only where it can fire: past hours of an issue once an hour, its row when it fires.

use std::collections::BTreeSet;

use corncrake_core::{
    event::EventType,
    ids::IssueId,
    status::Status,
    time::{DAY_MS, HOUR_MS, UnixMillis},
};
use corncrake_model::{
    alerts::{
        rule::{AlertRule, AlertTrigger, FilteredEvent, SPIKE_FEWEST_HOURS, SPIKE_HOURS},
        signal::{AlertCause, AlertSignal, IssueCause, IssueReason},
    },
    events::{
        delivery::ProcessedEvent,
        facets::{FacetKind, Facets},
    },
};

use super::{
    signals::{may_fire, put, to_minute},
    watch::{PastSessions, RuleWatch},
};
use crate::{
    counts::issue_hours::facets,
    engine::{Arg, Sql, SqlError},
};

/// An issue of a turn, as rules look at it.
pub(crate) struct RaisedIssue<'a> {
    pub(crate) id: IssueId,
    /// The last of its events in the turn.
    pub(crate) event: &'a ProcessedEvent,
    /// Whether the turn opened it.
    pub(crate) is_new: bool,
    /// Whether a rule of the operator's hides it.
    pub(crate) is_hidden: bool,
    /// Whether the operator's rules give it low interest.
    pub(crate) is_low: bool,
    /// Sessions that it gained.
    pub(crate) gained: u64,
    /// Sessions that it has by now.
    pub(crate) sessions: u64,
    /// The hour of its newest event, and the sessions of that hour by now.
    pub(crate) hour: (UnixMillis, u64),
    /// Whether hours before that one changed.
    pub(crate) has_late: bool,
}

/// Sessions of an hour: each counts with one type.
pub(crate) fn sessions_of(facets: &Facets) -> u64 {
    let types = facets.0.get(&FacetKind::Type).into_iter().flatten();
    types.map(|(_, count)| count.sessions).fold(0, u64::saturating_add)
}

/// An issue as its row has it once the turn is written.
struct IssueRow {
    title: String,
    kind: u8,
    events: u64,
    sessions: u64,
    is_open: bool,
    is_hidden: bool,
    decided: i64,
}

fn issue_row(sql: &impl Sql, id: IssueId) -> Result<Option<IssueRow>, SqlError> {
    let row = sql.first(
        "SELECT title, type, events, sessions, status, decided, hidden_by > 0 OR interest < 0 FROM issue WHERE id = ?",
        &[Arg::Text(&id.to_string())],
    )?;
    row.map(|row| {
        Ok(IssueRow {
            title: row.text(0)?.to_owned(),
            kind: u8::try_from(row.integer(1)?).unwrap_or_default(),
            events: row.count(2)?,
            sessions: row.count(3)?,
            is_open: row.text(4)? == Status::Open.name(),
            decided: row.integer(5)?,
            is_hidden: row.integer(6)? > 0,
        })
    })
    .transpose()
}

/// Sessions of an issue in the hours before the running one.
fn past_sessions(
    sql: &impl Sql,
    watch: &RuleWatch,
    issue: IssueId,
    hours: u16,
    running: UnixMillis,
) -> Result<PastSessions, SqlError> {
    if let Some(known) = watch.remembered((issue, hours), running) {
        return Ok(known);
    }
    let id = issue.to_string();
    let from = running.0.saturating_sub(i64::from(hours.saturating_sub(1)).saturating_mul(HOUR_MS));
    let rows = sql.exec(
        "SELECT facets FROM hour_of_issue WHERE issue = ? AND hour >= ? AND hour < ?",
        &[Arg::Text(&id), Arg::Integer(from), Arg::Integer(running.0)],
    )?;
    let mut sessions = 0_u64;
    for row in &rows {
        sessions = sessions.saturating_add(sessions_of(&facets(row, 0)?));
    }
    let first = sql.first("SELECT first_seen FROM issue WHERE id = ?", &[Arg::Text(&id)])?;
    let first = first.map_or(Ok(running.0), |row| row.integer(0))?;
    let known_hours = running.0.saturating_sub(UnixMillis(first).hour().0).max(0) / HOUR_MS;
    let past = PastSessions { hour: running, sessions, known_hours };
    watch.remember((issue, hours), past);
    Ok(past)
}

/// Whether no other issue has a type.
fn is_first_of_type(sql: &impl Sql, kind: u8, issue: IssueId) -> Result<bool, SqlError> {
    let other = sql.first(
        "SELECT 1 FROM issue_facet WHERE kind = 't' AND value = ? AND issue <> ? LIMIT 1",
        &[Arg::Text(&kind.to_string()), Arg::Text(&issue.to_string())],
    )?;
    Ok(other.is_none())
}

/// Why a rule fires for an issue, with the rest of its id; nothing where it does not.
fn reason(
    sql: &impl Sql,
    watch: &RuleWatch,
    rule: &AlertRule,
    issue: &RaisedIssue<'_>,
    is_regressed: bool,
) -> Result<Option<(IssueReason, i64)>, SqlError> {
    let objects = u64::from(watch.watch().map_or(1, |watch| watch.objects.max(1)));
    // Sessions are spread evenly: an object that has its share of them has seen enough.
    let share = |sessions: u32| u64::from(sessions).div_ceil(objects);
    let (hour, in_hour) = issue.hour;
    if issue.is_low {
        return Ok(None);
    }
    let is_known = issue.event.grouping.noise.is_some() && !issue.event.is_failure;
    let is_noise = is_known || issue.is_hidden;
    Ok(match rule.trigger {
        AlertTrigger::NewIssue {} => (issue.is_new && !is_noise).then_some((IssueReason::New, 0)),
        AlertTrigger::NewReport {} => {
            let kind = issue.event.grouping.kind;
            let is_new = issue.is_new
                && !issue.is_hidden
                && EventType::from_code(kind.into()).is_some_and(EventType::is_report)
                && is_first_of_type(sql, kind, issue.id)?;
            is_new.then_some((IssueReason::NewReport, 0))
        }
        AlertTrigger::Regression {} => is_regressed.then_some((IssueReason::Regressed, 0)),
        AlertTrigger::Sessions { sessions, hours } => {
            let wanted = share(sessions);
            if is_noise || issue.gained == 0 || issue.sessions < wanted {
                return Ok(None);
            }
            let past = past_sessions(sql, watch, issue.id, hours, hour)?.sessions;
            let now = past.saturating_add(in_hour);
            let is_crossed = now >= wanted && now.saturating_sub(issue.gained) < wanted;
            let within = i64::from(hours).saturating_mul(HOUR_MS);
            let fires = is_crossed && may_fire(sql, &rule.id, &issue.id.to_string(), hour, within)?;
            fires.then(|| (IssueReason::Sessions(now.saturating_mul(objects), hours), hour.0))
        }
        AlertTrigger::Spike { sessions, times } => {
            if is_noise || issue.gained == 0 || in_hour < share(sessions) {
                return Ok(None);
            }
            let past = past_sessions(sql, watch, issue.id, SPIKE_HOURS, hour)?;
            let hours = past.known_hours.min(i64::from(SPIKE_HOURS) - 1);
            if hours < SPIKE_FEWEST_HOURS {
                return Ok(None);
            }
            let hours = hours.unsigned_abs();
            let is_spike = in_hour.saturating_mul(hours) >= past.sessions.saturating_mul(times.into());
            let fires = is_spike && may_fire(sql, &rule.id, &issue.id.to_string(), hour, DAY_MS)?;
            let usual = past.sessions.saturating_mul(objects).saturating_mul(100) / hours;
            fires.then(|| (IssueReason::Spike(in_hour.saturating_mul(objects), usual), hour.0))
        }
        AlertTrigger::Storage { .. } | AlertTrigger::Silence { .. } => None,
    })
}

/// Whether a rule can be about an issue at all, by what the turn knows: most are not.
fn may_concern(rule: &AlertRule, issue: &RaisedIssue<'_>, is_regressed: bool) -> bool {
    match rule.trigger {
        AlertTrigger::NewIssue {} | AlertTrigger::NewReport {} => issue.is_new,
        AlertTrigger::Regression {} => is_regressed,
        AlertTrigger::Sessions { .. } | AlertTrigger::Spike { .. } => issue.gained > 0,
        AlertTrigger::Storage { .. } | AlertTrigger::Silence { .. } => false,
    }
}

/// Raises what the rules say about the issues of a turn.
pub(crate) fn raise(
    sql: &impl Sql,
    watch: &RuleWatch,
    issues: &[RaisedIssue<'_>],
    regressed: &BTreeSet<IssueId>,
    now: UnixMillis,
) -> Result<(), SqlError> {
    for issue in issues {
        if issue.has_late {
            watch.forget(issue.id);
        }
        let is_regressed = regressed.contains(&issue.id);
        for rule in watch.rules().iter().filter(|rule| may_concern(rule, issue, is_regressed)) {
            let event = FilteredEvent {
                environment: issue.event.body.environment.as_deref(),
                release: issue.event.body.release.as_deref(),
                kind: issue.event.grouping.kind,
                title: &issue.event.grouping.title,
            };
            if !rule.filter.matches(event) {
                continue;
            }
            let Some((why, when)) = reason(sql, watch, rule, issue, is_regressed)? else { continue };
            let Some(row) = issue_row(sql, issue.id)?.filter(|row| row.is_open) else { continue };
            let when = if why == IssueReason::Regressed { row.decided } else { when };
            let cause = AlertCause::Issue(IssueCause {
                issue: issue.id,
                title: row.title,
                kind: row.kind,
                release: issue.event.body.release.clone(),
                environment: issue.event.body.environment.clone(),
                events: row.events,
                sessions: row.sessions,
                why,
            });
            // Two objects may see a new type by different issues: it is one alert.
            let of = match why {
                IssueReason::NewReport => row.kind.to_string(),
                _ => issue.id.to_string(),
            };
            let id = format!("{}.{}.{of}.{when}", rule.id, rule.trigger.name());
            put(sql, watch, &AlertSignal { id, rule: rule.id.clone(), at: to_minute(now), cause })?;
        }
    }
    Ok(())
}

/// Raises what the rules about regressions say about issues whose sleep ended by itself: for whoever
/// waits, that is the same. No event need be there, so that rules for an environment or a release do
/// not match.
pub(crate) fn raise_came_back(
    sql: &impl Sql,
    watch: &RuleWatch,
    issues: &[IssueId],
    now: UnixMillis,
) -> Result<(), SqlError> {
    let rules = watch.rules().iter().filter(|rule| matches!(rule.trigger, AlertTrigger::Regression {}));
    let rules: Vec<&AlertRule> = rules.collect();
    if rules.is_empty() {
        return Ok(());
    }
    for id in issues {
        let Some(row) = issue_row(sql, *id)?.filter(|row| row.is_open && !row.is_hidden) else { continue };
        let event = FilteredEvent { environment: None, release: None, kind: row.kind, title: &row.title };
        for rule in rules.iter().filter(|rule| rule.filter.matches(event)) {
            let cause = AlertCause::Issue(IssueCause {
                issue: *id,
                title: row.title.clone(),
                kind: row.kind,
                release: None,
                environment: None,
                events: row.events,
                sessions: row.sessions,
                why: IssueReason::CameBack,
            });
            // Two objects of a project may see the same: it is one alert.
            let signal = format!("{}.came_back.{id}.{}", rule.id, row.decided);
            put(sql, watch, &AlertSignal { id: signal, rule: rule.id.clone(), at: to_minute(now), cause })?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
