//! Visits by day: of all, by release, browser and system. A session's state is a row for its UTC day, of
//! which counts alone are left.
//!
//! Numerator and denominator are of the same visitors: an error counts beside visits only if its session
//! sent a visit. Those that did not are counted by the reason, and in no share.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use corncrake_core::{ids::ReleaseSessionHash, time::UtcDay};
use corncrake_model::events::visits::{VisitCounts, VisitDay, VisitKind};

use super::hash_table::HashTable;
use crate::engine::{Arg, Row, Sql, SqlError, json_rows::json_rows};

/// Pairs of release and environment that a day counts by their names: a ping may name anything. The
/// others are one row without a name.
pub const RELEASES_A_DAY: usize = 200;

/// What is known of a visitor of today, of all or of one release.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VisitState {
    /// Whether a page of it said that it was visited.
    pub has_visited: bool,
    /// Whether something failed for the visitor.
    pub has_errored: bool,
    /// Whether its browser asks for Global Privacy Control.
    pub is_private: bool,
}

impl VisitState {
    /// Its number in a row; the bits are stored, and so never change.
    pub fn code(self) -> i64 {
        i64::from(self.has_visited) | i64::from(self.has_errored) << 1 | i64::from(self.is_private) << 2
    }

    /// The state with a number.
    pub fn of_code(code: i64) -> Self {
        Self { has_visited: code & 1 > 0, has_errored: code & 2 > 0, is_private: code & 4 > 0 }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of_code(self.code() | other.code())
    }

    fn counted(self) -> [i64; 4] {
        let is_counted = self.has_visited && !self.is_private;
        let is_left_out = self.has_errored && !is_counted;
        let counted = [
            is_counted,
            is_counted && self.has_errored,
            is_left_out && self.is_private,
            is_left_out && !self.is_private,
        ];
        counted.map(i64::from)
    }
}

/// What the counts of a day gain in a turn: a session that is visited after its error leaves one count
/// for another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VisitGain([i64; 4]);

impl VisitGain {
    /// Notes that a session's state changed; one that is new had none.
    pub fn note(&mut self, before: VisitState, now: VisitState) {
        for ((gain, before), now) in self.0.iter_mut().zip(before.counted()).zip(now.counted()) {
            *gain = gain.saturating_add(now - before);
        }
    }
}

const VISITORS: HashTable = HashTable { name: "release_session", number: "state" };

/// Gains by what they are counted by: kind, value, environment.
pub(crate) type VisitGains = BTreeMap<(VisitKind, String, String), VisitGain>;

/// The states of visitors of today in releases.
pub fn states(
    sql: &impl Sql,
    hashes: &[ReleaseSessionHash],
) -> Result<HashMap<ReleaseSessionHash, VisitState>, SqlError> {
    let found = VISITORS.numbers(sql, hashes)?;
    Ok(found.into_iter().map(|(hash, code)| (hash, VisitState::of_code(code))).collect())
}

/// Puts states of visitors as they now are.
pub fn put_states(
    sql: &impl Sql,
    day: UtcDay,
    states: &BTreeMap<ReleaseSessionHash, VisitState>,
) -> Result<(), SqlError> {
    let rows: Vec<_> = states.iter().map(|(hash, state)| (hash, state.code())).collect();
    VISITORS.put(sql, day, &rows)
}

/// Adds to the counts of a day; gives the releases that had no visit on it before.
pub(crate) fn add_day(sql: &impl Sql, day: UtcDay, gains: VisitGains) -> Result<Vec<String>, SqlError> {
    if gains.is_empty() {
        return Ok(Vec::new());
    }
    let (gains, new) = limited(sql, day, gains)?;
    let rows: Vec<_> = gains
        .iter()
        .map(|((kind, value, environment), gain)| (kind.letter(), value, environment, gain.0))
        .collect();
    for list in json_rows(&rows)? {
        sql.exec(
            "INSERT INTO visit_day (day, kind, value, environment, visits, errored, privacy_control, no_visit)
             SELECT ?, value->>0, value->>1, value->>2, value->>'$[3][0]', value->>'$[3][1]',
                value->>'$[3][2]', value->>'$[3][3]' FROM json_each(?) WHERE true
             ON CONFLICT DO UPDATE SET visits = max(visits + excluded.visits, 0),
                errored = max(errored + excluded.errored, 0),
                privacy_control = max(privacy_control + excluded.privacy_control, 0),
                no_visit = max(no_visit + excluded.no_visit, 0)",
            &[Arg::Integer(day.0), Arg::Text(&list)],
        )?;
    }
    Ok(new)
}

/// The gains with at most so many releases by name as a day may have, and those of them that are new.
fn limited(sql: &impl Sql, day: UtcDay, gains: VisitGains) -> Result<(VisitGains, Vec<String>), SqlError> {
    let is_release = |key: &(VisitKind, String, String)| key.0 == VisitKind::Release && !key.1.is_empty();
    if !gains.keys().any(is_release) {
        return Ok((gains, Vec::new()));
    }
    let rows = sql.exec(
        "SELECT value, environment FROM visit_day WHERE day = ? AND kind = 'r' AND value <> ''",
        &[Arg::Integer(day.0)],
    )?;
    let pair = |row: &Row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()));
    let mut known = rows.iter().map(pair).collect::<Result<BTreeSet<_>, SqlError>>()?;
    let (mut all, mut new) = (VisitGains::new(), Vec::new());
    for (key, gain) in gains {
        let pair = (key.1.clone(), key.2.clone());
        let is_new = is_release(&key) && !known.contains(&pair);
        let has_room = known.len() < RELEASES_A_DAY;
        if is_new && has_room {
            known.insert(pair);
            new.push(key.1.clone());
        }
        let key = if is_new && !has_room { (VisitKind::Release, String::new(), String::new()) } else { key };
        let sum = all.entry(key).or_default();
        sum.0.iter_mut().zip(gain.0).for_each(|(sum, gain)| *sum = sum.saturating_add(gain));
    }
    Ok((all, new))
}

/// The counts since a day.
pub fn visits(sql: &impl Sql, from: UtcDay) -> Result<Vec<VisitDay>, SqlError> {
    let rows = sql.exec(
        "SELECT day, kind, value, environment, visits, errored, privacy_control, no_visit FROM visit_day
         WHERE day >= ? ORDER BY day, kind, value, environment",
        &[Arg::Integer(from.0)],
    )?;
    rows.iter().map(read).collect()
}

/// A row of the table, its columns in their order.
pub fn read(row: &Row) -> Result<VisitDay, SqlError> {
    let kind = VisitKind::of_letter(row.text(1)?);
    Ok(VisitDay {
        day: UtcDay(row.integer(0)?),
        kind: kind.ok_or_else(|| SqlError("a kind of visits does not read".into()))?,
        value: row.text(2)?.to_owned(),
        environment: row.text(3)?.to_owned(),
        counts: VisitCounts {
            visits: row.count(4)?,
            errored: row.count(5)?,
            privacy_control: row.count(6)?,
            no_visit: row.count(7)?,
        },
    })
}

/// Puts the counts of a day as they are brought.
pub fn bring(sql: &impl Sql, one: &VisitDay) -> Result<(), SqlError> {
    let count = |number: u64| Arg::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let VisitCounts { visits, errored, privacy_control, no_visit } = one.counts;
    sql.exec(
        "INSERT OR REPLACE INTO visit_day
            (day, kind, value, environment, visits, errored, privacy_control, no_visit)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            Arg::Integer(one.day.0),
            Arg::Text(one.kind.letter()),
            Arg::Text(&one.value),
            Arg::Text(&one.environment),
            count(visits),
            count(errored),
            count(privacy_control),
            count(no_visit),
        ],
    )
    .map(drop)
}

/// The pairs of release and environment with counts of any day that may have a text.
pub fn releases_with(sql: &impl Sql, condition: &str, text: &str) -> Result<Vec<(String, String)>, SqlError> {
    let rows = sql.exec(
        &format!("SELECT DISTINCT value, environment FROM visit_day WHERE kind = 'r' AND {condition}"),
        &[Arg::Text(text)],
    )?;
    rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).collect()
}

/// Takes the name off a release and its environment; its counts stay, among those without a name.
pub fn erase_release(sql: &impl Sql, (release, environment): &(String, String)) -> Result<(), SqlError> {
    let both = [Arg::Text(release), Arg::Text(environment)];
    sql.exec(
        "INSERT INTO visit_day (day, kind, value, environment, visits, errored, privacy_control, no_visit)
         SELECT day, kind, '', '', visits, errored, privacy_control, no_visit FROM visit_day
         WHERE kind = 'r' AND value = ? AND environment = ?
         ON CONFLICT DO UPDATE SET visits = visits + excluded.visits, errored = errored + excluded.errored,
            privacy_control = privacy_control + excluded.privacy_control,
            no_visit = no_visit + excluded.no_visit",
        &both,
    )?;
    sql.exec("DELETE FROM visit_day WHERE kind = 'r' AND value = ? AND environment = ?", &both).map(drop)
}

#[cfg(test)]
mod tests;
