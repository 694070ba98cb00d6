//! Signals on their way from a project's database to its outbox: written in the turn that saw why,
//! deleted once the outbox has them.

use corncrake_core::{
    ids::IssueId,
    time::{HOUR_MS, UnixMillis},
};
use corncrake_model::alerts::{
    rule::AlertTrigger,
    signal::{AlertCause, AlertSignal},
};

use super::watch::RuleWatch;
use crate::engine::{Arg, Sql, SqlError, json_rows::to_json, text_match::TextPattern};

/// Milliseconds of a minute: the time of a signal is no finer.
const MINUTE_MS: i64 = 60_000;
/// Percent below the limit of a rule about storage at which it can fire again.
const STORAGE_RESET: u8 = 5;
/// Signals that wait at most: a flood of more is told by the outbox's cap anyway.
const MOST_WAITING: i64 = 10_000;

/// A time as signals have it.
pub(crate) fn to_minute(at: UnixMillis) -> UnixMillis {
    UnixMillis(at.0.saturating_sub(at.0.rem_euclid(MINUTE_MS)))
}

/// Writes a signal; one that is there stays as it is.
pub(crate) fn put(sql: &impl Sql, watch: &RuleWatch, signal: &AlertSignal) -> Result<(), SqlError> {
    sql.exec(
        "INSERT INTO alert_signal (id, body)
         SELECT ?, ? WHERE (SELECT coalesce(max(number), 0) FROM alert_signal)
            - (SELECT coalesce(min(number), 0) FROM alert_signal) < ?
         ON CONFLICT DO NOTHING",
        &[Arg::Text(&signal.id), Arg::Text(&to_json(signal)?), Arg::Integer(MOST_WAITING)],
    )?;
    watch.has_signals.set(true);
    Ok(())
}

/// Signals that wait, the oldest first, and the number of the last.
pub fn waiting_signals(sql: &impl Sql, most: i64) -> Result<(Vec<AlertSignal>, i64), SqlError> {
    let rows =
        sql.exec("SELECT number, body FROM alert_signal ORDER BY number LIMIT ?", &[Arg::Integer(most)])?;
    let (mut signals, mut last) = (Vec::with_capacity(rows.len()), 0);
    for row in rows {
        last = row.integer(0)?;
        signals.extend(serde_json::from_str::<AlertSignal>(row.text(1)?).ok());
    }
    Ok((signals, last))
}

/// The outbox has all up to this one.
pub fn acknowledge_signals(sql: &impl Sql, last: i64) -> Result<(), SqlError> {
    sql.exec("DELETE FROM alert_signal WHERE number <= ?", &[Arg::Integer(last)]).map(drop)
}

/// Deletes signals about an issue, or with a text.
pub fn erase_signals(sql: &impl Sql, text: Option<&str>, issues: &[IssueId]) -> Result<(), SqlError> {
    let pattern = text.map(TextPattern::new).transpose()?;
    for row in sql.exec("SELECT number, body FROM alert_signal", &[])? {
        let body = row.text(1)?;
        let is_of = issues.iter().any(|issue| body.contains(&issue.to_string()));
        let value = serde_json::from_str(body).unwrap_or_default();
        if is_of || pattern.as_ref().is_some_and(|pattern| pattern.is_in_value(&value)) {
            sql.exec("DELETE FROM alert_signal WHERE number = ?", &[Arg::Integer(row.integer(0)?)])?;
        }
    }
    Ok(())
}

/// Whether a rule may fire, which it then has: not again within so many milliseconds.
pub(crate) fn may_fire(
    sql: &impl Sql,
    rule: &str,
    issue: &str,
    now: UnixMillis,
    within_ms: i64,
) -> Result<bool, SqlError> {
    let args = [Arg::Text(rule), Arg::Text(issue)];
    let last = sql.first("SELECT at FROM alert_fired WHERE rule = ? AND issue = ?", &args)?;
    let last = last.map(|row| row.integer(0)).transpose()?;
    if last.is_some_and(|last| now.0.abs_diff(last) < within_ms.unsigned_abs()) {
        return Ok(false);
    }
    sql.exec(
        "INSERT INTO alert_fired VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at",
        &[Arg::Text(rule), Arg::Text(issue), Arg::Integer(now.0)],
    )?;
    Ok(true)
}

/// The storage is filled to so many percent: rules about it fire once until there is room again.
pub fn raise_storage(
    sql: &impl Sql,
    watch: &RuleWatch,
    percent: u8,
    now: UnixMillis,
) -> Result<(), SqlError> {
    let mut rules = watch.rules().iter().filter_map(|rule| match rule.trigger {
        AlertTrigger::Storage { percent } => Some((rule, percent)),
        _ => None,
    });
    let Some(lowest) = rules.clone().map(|(_, at)| at).min() else { return Ok(()) };
    if percent < lowest.saturating_sub(STORAGE_RESET) && watch.storage_fired.get() == Some(false) {
        return Ok(());
    }
    rules.try_for_each(|(rule, at)| {
        if percent < at.saturating_sub(STORAGE_RESET) {
            let args = [Arg::Text(&rule.id)];
            return sql.exec("DELETE FROM alert_fired WHERE rule = ? AND issue = ''", &args).map(drop);
        }
        if percent < at || !may_fire(sql, &rule.id, "", now, i64::MAX)? {
            return Ok(());
        }
        let (id, rule) = (format!("{}.storage.{}", rule.id, now.hour().0), rule.id.clone());
        let cause = AlertCause::Storage { percent };
        put(sql, watch, &AlertSignal { id, rule, at: to_minute(now), cause })
    })?;
    watch.storage_fired.set(Some(percent >= lowest.saturating_sub(STORAGE_RESET)));
    Ok(())
}

/// When something last arrived, as far as rows say: at the end of the hour that they name, or now.
pub fn last_arrival(sql: &impl Sql, now: UnixMillis) -> Result<Option<UnixMillis>, SqlError> {
    let row = sql.first(
        "SELECT max(coalesce((SELECT max(hour) FROM outcome_hour), 0),
            coalesce((SELECT max(hour) FROM session_hour), 0))",
        &[],
    )?;
    let hour = row.map_or(Ok(0), |row| row.integer(0))?;
    Ok((hour > 0).then(|| UnixMillis(hour.saturating_add(HOUR_MS).min(now.0))))
}

/// Raises the rules about silence whose time is over, each once until something arrives again. Gives
/// when the next one is due.
pub fn raise_silence(
    sql: &impl Sql,
    watch: &RuleWatch,
    last: UnixMillis,
    now: UnixMillis,
) -> Result<Option<UnixMillis>, SqlError> {
    let mut next: Option<UnixMillis> = None;
    for (rule, hours) in watch.silence_rules() {
        let due = UnixMillis(last.0.saturating_add(i64::from(hours) * HOUR_MS));
        if now < due {
            next = Some(next.map_or(due, |next| next.min(due)));
            continue;
        }
        if may_fire(sql, &rule.id, "", now, i64::MAX)? {
            let (id, rule) = (format!("{}.silence.{}", rule.id, last.0), rule.id.clone());
            let cause = AlertCause::Silence { hours };
            put(sql, watch, &AlertSignal { id, rule, at: to_minute(now), cause })?;
        }
        watch.is_silent.set(true);
    }
    Ok(next)
}

/// Something arrives after a silence: the rules can fire again.
pub fn end_silence(sql: &impl Sql, watch: &RuleWatch) -> Result<(), SqlError> {
    for (rule, _) in watch.silence_rules() {
        sql.exec("DELETE FROM alert_fired WHERE rule = ? AND issue = ''", &[Arg::Text(&rule.id)])?;
    }
    watch.is_silent.set(false);
    Ok(())
}

/// Whether a rule about silence has fired, and waits for something to arrive.
pub fn is_silent(sql: &impl Sql, watch: &RuleWatch) -> Result<bool, SqlError> {
    for (rule, _) in watch.silence_rules() {
        let args = [Arg::Text(&rule.id)];
        if sql.first("SELECT 1 FROM alert_fired WHERE rule = ? AND issue = ''", &args)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// When the night's work is due, where an alert has the alarm.
pub fn postponed_night(sql: &impl Sql) -> Result<Option<UnixMillis>, SqlError> {
    let row = sql.first("SELECT at FROM alert_night", &[])?;
    row.map(|row| row.integer(0).map(UnixMillis)).transpose()
}

/// Notes when the night's work is due, or that the alarm is its own again.
pub fn postpone_night(sql: &impl Sql, at: Option<UnixMillis>) -> Result<(), SqlError> {
    if postponed_night(sql)? == at {
        return Ok(());
    }
    sql.exec("DELETE FROM alert_night", &[])?;
    match at {
        Some(at) => sql.exec("INSERT INTO alert_night VALUES (?)", &[Arg::Integer(at.0)]).map(drop),
        None => Ok(()),
    }
}
