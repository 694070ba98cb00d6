//! The log of deliveries, and what is deleted of it.

use corncrake_core::{
    ids::IssueId,
    time::{DAY_MS, UnixMillis},
};
use corncrake_model::alerts::{
    delivery::{DeliveryPage, DeliveryState, LogPlace, LoggedDelivery},
    message::{AlertMessage, signal_title},
    signal::AlertSignal,
};

use crate::engine::{Arg, Row, Sql, SqlError, text_match::TextPattern};

/// Days for which the log is kept.
const KEPT_DAYS: i64 = 30;
/// Rows of each table at most: the oldest go.
const MOST_ROWS: i64 = 20_000;

/// What an alert that was not sent by itself looks like in the log.
fn read_alert(row: &Row) -> Result<LoggedDelivery, SqlError> {
    let state = match row.text(4)? {
        "" => DeliveryState::Waiting,
        name => DeliveryState::parse(name).unwrap_or(DeliveryState::Dropped),
    };
    let signal = serde_json::from_str::<AlertSignal>(row.text(5)?).ok();
    Ok(LoggedDelivery {
        number: 0,
        at: UnixMillis(row.integer(1)?),
        title: signal.map(|signal| signal_title(&signal.cause)).unwrap_or_default(),
        rule: row.text(2)?.to_owned(),
        destination: String::new(),
        next: Some(UnixMillis(row.integer(3)?)).filter(|_| state == DeliveryState::Scheduled),
        state,
        attempts: 0,
        error: String::new(),
    })
}

fn read_delivery(row: &Row) -> Result<LoggedDelivery, SqlError> {
    let state = DeliveryState::parse(row.text(5)?).unwrap_or(DeliveryState::Dropped);
    let message = serde_json::from_str::<AlertMessage>(row.text(7)?).ok();
    Ok(LoggedDelivery {
        number: row.count(0)?,
        at: UnixMillis(row.integer(1)?),
        title: message.map(|message| message.title).unwrap_or_default(),
        rule: row.text(2)?.to_owned(),
        destination: row.text(3)?.to_owned(),
        next: Some(UnixMillis(row.integer(4)?)).filter(|_| state == DeliveryState::Waiting),
        state,
        attempts: u32::try_from(row.integer(6)?).unwrap_or(u32::MAX),
        error: row.text(8)?.to_owned(),
    })
}

/// Deliveries, and alerts that were not sent by themselves, of a state or of all: the newest before a
/// place, so many at most.
pub fn logged(
    sql: &impl Sql,
    state: Option<DeliveryState>,
    before: LogPlace,
    most: u32,
) -> Result<DeliveryPage, SqlError> {
    let state = state.map_or("", DeliveryState::name);
    // One more than is shown says that there are more.
    let read = |query: &str, number: i64, read: fn(&Row) -> Result<LoggedDelivery, SqlError>| {
        let args = [
            Arg::Integer(number),
            Arg::Text(state),
            Arg::Text(state),
            Arg::Integer(i64::from(most).saturating_add(1)),
        ];
        let rows = sql.exec(query, &args)?;
        let numbered = |row: &Row| Ok((row.integer(0)?, read(row)?));
        rows.iter().map(numbered).collect::<Result<Vec<_>, SqlError>>()
    };
    let deliveries = read(
        "SELECT number, at, rule, destination, next, state, attempts, message, error FROM delivery
         WHERE number < ? AND (? = '' OR state = ?) ORDER BY number DESC LIMIT ?",
        before.delivery,
        read_delivery,
    )?;
    let alerts = read(
        "SELECT number, at, rule, due, state, body FROM alert
         WHERE number < ? AND state <> 'planned' AND (? = '' OR state = ?) ORDER BY number DESC LIMIT ?",
        before.alert,
        read_alert,
    )?;
    Ok(merge(deliveries, alerts, before, most as usize))
}

/// Lines with their numbers, the newest first.
type NumberedLines = Vec<(i64, LoggedDelivery)>;

/// The newer of both lists first, each in its own order, so that a place says how far both were read.
fn merge(deliveries: NumberedLines, alerts: NumberedLines, before: LogPlace, most: usize) -> DeliveryPage {
    let (mut deliveries, mut alerts) = (deliveries.into_iter().peekable(), alerts.into_iter().peekable());
    let (mut page, mut place) = (Vec::new(), before);
    while page.len() < most {
        let is_alert = match (deliveries.peek(), alerts.peek()) {
            (None, None) => break,
            (Some((_, delivery)), Some((_, alert))) => alert.at > delivery.at,
            (delivery, _) => delivery.is_none(),
        };
        let (from, number) =
            if is_alert { (&mut alerts, &mut place.alert) } else { (&mut deliveries, &mut place.delivery) };
        let Some((read, line)) = from.next() else { break };
        *number = read;
        page.push(line);
    }
    let has_more = deliveries.peek().is_some() || alerts.peek().is_some();
    DeliveryPage { deliveries: page, next: has_more.then_some(place) }
}

/// Deletes what is older than the log goes back, and what is too much.
pub fn delete_old(sql: &impl Sql, now: UnixMillis) -> Result<(), SqlError> {
    let before = now.0.saturating_sub(KEPT_DAYS * DAY_MS);
    for (table, open) in [("alert", "'', 'scheduled'"), ("delivery", "'waiting'")] {
        sql.exec(
            &format!(
                "DELETE FROM {table} WHERE state NOT IN ({open})
                 AND (at < ? OR number <= (SELECT max(number) FROM {table}) - ?)"
            ),
            &[Arg::Integer(before), Arg::Integer(MOST_ROWS)],
        )?;
    }
    Ok(())
}

/// Deletes what is about issues, or has a text: in rows that wait as in those that are done.
pub fn erase_alerts(sql: &impl Sql, text: Option<&str>, issues: &[IssueId]) -> Result<(), SqlError> {
    for issue in issues {
        let id = issue.to_string();
        for table in ["alert", "delivery"] {
            sql.exec(&format!("DELETE FROM {table} WHERE issue = ?"), &[Arg::Text(&id)])?;
        }
    }
    let Some(pattern) = text.map(TextPattern::new).transpose()? else { return Ok(()) };
    for (table, body) in [("alert", "body"), ("delivery", "message")] {
        for row in sql.exec(&format!("SELECT number, {body} FROM {table}"), &[])? {
            let value = serde_json::from_str(row.text(1)?).unwrap_or_default();
            if pattern.is_in_value(&value) {
                let number = Arg::Integer(row.integer(0)?);
                sql.exec(&format!("DELETE FROM {table} WHERE number = ?"), &[number])?;
            }
        }
    }
    Ok(())
}
