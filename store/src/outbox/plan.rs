//! Makes messages of alerts: at once, after quiet hours, as a digest, or not at all above the cap.
//!
//! A turn of this is one transaction: an alert is planned exactly once.

use corncrake_core::ids::hmac_sha256;
use corncrake_core::{
    ids::ProjectKey,
    time::{HOUR_MS, UnixMillis},
};
use corncrake_model::{
    alerts::{
        message::{AlertMessage, MessageContext},
        rule::AlertRule,
        schedule::Digest,
        settings::AlertSettings,
        signal::{AlertCause, AlertSignal},
    },
    hex,
};

use crate::engine::{Arg, Sql, SqlError, json_rows::to_json};

/// Alerts that are planned in one turn: each writes a row for each destination.
const PLANNED_AT_ONCE: i64 = 200;
/// Alerts of a digest, the first ones: a message names some, and counts the rest.
const DIGEST_ALERTS: i64 = 1_000;
/// Bytes of a delivery's id that are shown.
const ID_BYTES: usize = 16;

/// Notes whose outbox it is.
pub fn set_project(sql: &impl Sql, key: ProjectKey) -> Result<(), SqlError> {
    sql.exec(
        "INSERT INTO project SELECT ? WHERE NOT EXISTS (SELECT 1 FROM project)",
        &[Arg::Text(key.as_str())],
    )
    .map(drop)
}

/// Whose outbox it is.
pub fn watched_project(sql: &impl Sql) -> Result<Option<ProjectKey>, SqlError> {
    sql.first("SELECT key FROM project", &[])?.map(|row| row.parse(0)).transpose()
}

/// Takes signals; one that is known already changes nothing.
pub fn put_signals(sql: &impl Sql, signals: &[AlertSignal]) -> Result<(), SqlError> {
    for signal in signals {
        let issue = match &signal.cause {
            AlertCause::Issue(cause) => cause.issue.to_string(),
            _ => String::new(),
        };
        sql.exec(
            "INSERT INTO alert (id, rule, at, due, state, issue, body) VALUES (?, ?, ?, 0, '', ?, ?)
             ON CONFLICT DO NOTHING",
            &[
                Arg::Text(&signal.id),
                Arg::Text(&signal.rule),
                Arg::Integer(signal.at.0),
                Arg::Text(&issue),
                Arg::Text(&to_json(signal)?),
            ],
        )?;
    }
    Ok(())
}

/// Has a message go to one destination, to try it; gives the number of its delivery.
pub fn put_test(
    sql: &impl Sql,
    context: MessageContext<'_>,
    destination: &str,
    now: UnixMillis,
    id: &str,
) -> Result<(), SqlError> {
    let (rule, at) = (String::new(), UnixMillis(now.0 - now.0.rem_euclid(60_000)));
    let signal = AlertSignal { id: id.to_owned(), rule, at, cause: AlertCause::Test {} };
    let message = context.of_signal(&signal);
    put_delivery(sql, context.key, &NewDelivery { of: id, rule: "", destination, message: &message }, now)
}

/// A message on its way to a destination.
struct NewDelivery<'a> {
    /// The id of what it is about.
    of: &'a str,
    rule: &'a str,
    destination: &'a str,
    message: &'a AlertMessage,
}

fn put_delivery(
    sql: &impl Sql,
    key: ProjectKey,
    new: &NewDelivery<'_>,
    now: UnixMillis,
) -> Result<(), SqlError> {
    let digest = hmac_sha256(
        b"corncrake alert",
        &[key.as_str().as_bytes(), new.of.as_bytes(), new.destination.as_bytes()],
    );
    let id = format!("msg_{}", hex::text(digest.get(..ID_BYTES).unwrap_or_default()));
    let issue = new.message.issue.map(|issue| issue.to_string()).unwrap_or_default();
    sql.exec(
        "INSERT INTO delivery (id, rule, destination, at, begun, next, attempts, state, error, issue, message)
         VALUES (?, ?, ?, ?, ?, ?, 0, 'waiting', '', ?, ?) ON CONFLICT DO NOTHING",
        &[
            Arg::Text(&id),
            Arg::Text(new.rule),
            Arg::Text(new.destination),
            Arg::Integer(new.message.at.0),
            Arg::Integer(now.0),
            Arg::Integer(now.0),
            Arg::Text(&issue),
            Arg::Text(&to_json(new.message)?),
        ],
    )
    .map(drop)
}

/// An alert that is not planned yet, or due.
struct OpenAlert {
    number: i64,
    id: String,
    rule: String,
    is_new: bool,
    signal: AlertSignal,
}

/// Plans what is new or due; whether there may be more.
pub fn plan(
    sql: &impl Sql,
    settings: &AlertSettings,
    project: (&str, ProjectKey),
    now: UnixMillis,
) -> Result<bool, SqlError> {
    let rows = sql.exec(
        "SELECT number, id, rule, state, body FROM alert WHERE state IN ('', 'scheduled') AND due <= ?
         ORDER BY number LIMIT ?",
        &[Arg::Integer(now.0), Arg::Integer(PLANNED_AT_ONCE)],
    )?;
    let has_more = rows.len() as i64 >= PLANNED_AT_ONCE;
    let mut digested: Vec<String> = Vec::new();
    for row in rows {
        let number = row.integer(0)?;
        let Ok(signal) = serde_json::from_str(row.text(4)?) else {
            set_state(sql, number, "dropped", now)?;
            continue;
        };
        let (id, rule) = (row.text(1)?.to_owned(), row.text(2)?.to_owned());
        let alert = OpenAlert { number, id, rule, is_new: row.text(3)?.is_empty(), signal };
        let rule = settings.rules.iter().find(|rule| rule.id == alert.rule && rule.is_on);
        let Some(rule) = rule else {
            set_state(sql, number, "dropped", now)?;
            continue;
        };
        let due = rule.schedule.due(now);
        if alert.is_new && due > now {
            set_state(sql, number, "scheduled", due)?;
        } else if !alert.is_new && rule.schedule.digest != Digest::Off {
            if !digested.contains(&rule.id) {
                send_digest(sql, settings, project, rule, now)?;
                digested.push(rule.id.clone());
            }
        } else {
            send(sql, settings, project, rule, &alert, now)?;
        }
    }
    send_summaries(sql, settings, project, now)?;
    Ok(has_more)
}

fn set_state(sql: &impl Sql, number: i64, state: &str, due: UnixMillis) -> Result<(), SqlError> {
    sql.exec(
        "UPDATE alert SET state = ?, due = ? WHERE number = ?",
        &[Arg::Text(state), Arg::Integer(due.0), Arg::Integer(number)],
    )
    .map(drop)
}

fn context<'a>(
    settings: &'a AlertSettings,
    project: (&'a str, ProjectKey),
    rule: &'a str,
) -> MessageContext<'a> {
    MessageContext { project: project.0, key: project.1, rule, dashboard: &settings.dashboard }
}

/// The destinations of a rule that are there.
fn destinations<'a>(settings: &'a AlertSettings, rule: &'a AlertRule) -> impl Iterator<Item = &'a str> {
    let known = |id: &&str| settings.destinations.iter().any(|one| one.id == *id);
    rule.destinations.iter().map(String::as_str).filter(known)
}

/// An alert by itself, where the hour's cap allows it.
fn send(
    sql: &impl Sql,
    settings: &AlertSettings,
    project: (&str, ProjectKey),
    rule: &AlertRule,
    alert: &OpenAlert,
    now: UnixMillis,
) -> Result<(), SqlError> {
    let may = sql.first(
        "INSERT INTO rule_hour VALUES (?, ?, 1, 0)
         ON CONFLICT DO UPDATE SET sent = sent + (sent < ?), held = held + (sent >= ?)
         RETURNING held",
        &[
            Arg::Text(&rule.id),
            Arg::Integer(now.0),
            Arg::Integer(rule.schedule.per_hour.into()),
            Arg::Integer(rule.schedule.per_hour.into()),
        ],
    )?;
    if may.map_or(Ok(0), |row| row.integer(0))? > 0 {
        return set_state(sql, alert.number, "held_back", now);
    }
    let message = context(settings, project, &rule.name).of_signal(&alert.signal);
    let mut has_any = false;
    for destination in destinations(settings, rule) {
        let new = NewDelivery { of: &alert.id, rule: &rule.id, destination, message: &message };
        put_delivery(sql, project.1, &new, now)?;
        has_any = true;
    }
    set_state(sql, alert.number, if has_any { "planned" } else { "dropped" }, now)
}

/// All that waits for a rule's digest, as one message.
fn send_digest(
    sql: &impl Sql,
    settings: &AlertSettings,
    project: (&str, ProjectKey),
    rule: &AlertRule,
    now: UnixMillis,
) -> Result<(), SqlError> {
    let rows = sql.exec(
        "SELECT body, number FROM alert WHERE state = 'scheduled' AND rule = ? AND due <= ? ORDER BY number LIMIT ?",
        &[Arg::Text(&rule.id), Arg::Integer(now.0), Arg::Integer(DIGEST_ALERTS)],
    )?;
    let (mut signals, mut last) = (Vec::with_capacity(rows.len()), 0);
    for row in rows {
        signals.extend(serde_json::from_str::<AlertSignal>(row.text(0)?).ok());
        last = row.integer(1)?;
    }
    let at = UnixMillis(now.0 - now.0.rem_euclid(60_000));
    let message = context(settings, project, &rule.name).digest(&signals, at);
    let of = format!("{}.digest.{last}", rule.id);
    for destination in destinations(settings, rule) {
        put_delivery(
            sql,
            project.1,
            &NewDelivery { of: &of, rule: &rule.id, destination, message: &message },
            now,
        )?;
    }
    sql.exec(
        "UPDATE alert SET state = 'in_digest' WHERE state = 'scheduled' AND rule = ? AND due <= ? AND number <= ?",
        &[Arg::Text(&rule.id), Arg::Integer(now.0), Arg::Integer(last)],
    )
    .map(drop)
}

/// Hours of rules that are over: one message says how many alerts were held back.
fn send_summaries(
    sql: &impl Sql,
    settings: &AlertSettings,
    project: (&str, ProjectKey),
    now: UnixMillis,
) -> Result<(), SqlError> {
    let over = now.0.saturating_sub(HOUR_MS);
    let ended = sql
        .exec("DELETE FROM rule_hour WHERE began <= ? RETURNING rule, began, held", &[Arg::Integer(over)])?;
    for row in ended {
        let (id, began, held) = (row.text(0)?, row.integer(1)?, row.count(2)?);
        let Some(rule) = settings.rules.iter().find(|rule| rule.id == id).filter(|_| held > 0) else {
            continue;
        };
        let at = UnixMillis(now.0 - now.0.rem_euclid(60_000));
        let message = context(settings, project, &rule.name).held_back(held, at);
        let of = format!("{id}.held.{began}");
        for destination in destinations(settings, rule) {
            put_delivery(
                sql,
                project.1,
                &NewDelivery { of: &of, rule: id, destination, message: &message },
                now,
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
