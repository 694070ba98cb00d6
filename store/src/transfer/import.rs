//! Bringing an export into a project's object, some lines a turn.
//!
//! Every row replaces what has its key, so that a file that broke off and comes
//! again converges, and nothing is counted twice. That is only true while nothing else is
//! there: so the object remembers which export it takes, and that it is open. What arrives
//! from a page meanwhile is kept and closes the import for good.

use std::collections::BTreeMap;

use corncrake_core::ids::IssueId;
use corncrake_model::{
    events::{facets::FacetKind, items::ItemCount, stored_event::StoredEvent, visits::VisitDay},
    hex,
    issues::triage::MOST_MEMBERS,
    transfer::{
        export_line::{BreakdownLine, EventLine, ExportLine, IssueLine},
        import::{ImportEnd, ImportStart},
    },
};

use crate::{
    counts::{
        countries::put_published,
        issue_hours::{IssueHour, put_issue_facets, put_issue_hours},
        items, outcomes, usage, visits,
    },
    engine::{
        Arg, Row, Sql, SqlError,
        json_rows::{json_rows, to_json},
    },
    events::bodies::{self, ImportedEvent},
    issues::{activity, merge::add_up, releases::MOST_RELEASES, search},
};

/// Issues that are indexed in one turn, each with an event that is read.
const ISSUES_AT_ONCE: i64 = 100;

const OPEN: &str = "open";
const DONE: &str = "done";
const LEFT: &str = "left";

/// The export that is known here, and how it stands.
fn current_import(sql: &impl Sql) -> Result<Option<(String, String)>, SqlError> {
    let row = sql.first("SELECT id, state FROM import", &[])?;
    row.map(|row| Ok((row.text(0)?.to_owned(), row.text(1)?.to_owned()))).transpose()
}

fn set_import_state(sql: &impl Sql, id: &str, state: &str) -> Result<(), SqlError> {
    sql.exec("DELETE FROM import", &[])?;
    sql.exec("INSERT INTO import (id, state) VALUES (?, ?)", &[Arg::Text(id), Arg::Text(state)]).map(drop)
}

fn is_empty(sql: &impl Sql) -> Result<bool, SqlError> {
    for table in [
        "issue",
        "session_hour",
        "outcome_hour",
        "item_hour",
        "country_day",
        "country_published",
        "visit_day",
        "usage_day",
        "usage_published",
        "release",
        "fingerprint",
    ] {
        if sql.first(&format!("SELECT 1 FROM {table} LIMIT 1"), &[])?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Begins to take an export, or goes on with it.
pub fn begin_import(sql: &impl Sql, id: &str) -> Result<ImportStart, SqlError> {
    match current_import(sql)? {
        Some((here, state)) if here == id && state == OPEN => Ok(ImportStart::Open),
        Some((here, state)) if here == id && state == DONE => Ok(ImportStart::Done),
        _ if is_empty(sql)? => {
            set_import_state(sql, id, OPEN)?;
            Ok(ImportStart::Open)
        }
        _ => Ok(ImportStart::Taken),
    }
}

/// Whether an import is under way, or broke off.
pub fn is_importing(sql: &impl Sql) -> Result<bool, SqlError> {
    Ok(current_import(sql)?.is_some_and(|(_, state)| state == OPEN))
}

/// Something else arrived: what was brought stays, and no more is taken. What it says of merges
/// is made to hold by itself: an issue whose head has not come would be in no list.
pub fn abandon_import(sql: &impl Sql) -> Result<(), SqlError> {
    match current_import(sql)? {
        Some((id, state)) if state == OPEN => {
            enforce_table_rules(sql)?;
            set_import_state(sql, &id, LEFT)
        }
        _ => Ok(()),
    }
}

/// Puts lines of an export; says how many were about an issue that there is none of. Nothing
/// where another export is taken here, or this one was left.
pub fn put_lines(sql: &impl Sql, id: &str, lines: &[ExportLine]) -> Result<Option<u64>, SqlError> {
    match begin_import(sql, id)? {
        ImportStart::Open => {}
        ImportStart::Done => return Ok(Some(0)),
        ImportStart::Taken => return Ok(None),
    }
    let mut put = ImportWriter { sql, events: BTreeMap::new(), left_out: 0 };
    for line in lines {
        if let ExportLine::Issue(issue) = line {
            put.issue(issue)?;
        }
    }
    put.look_up(lines)?;
    for line in lines {
        put.line(line)?;
    }
    Ok(Some(put.left_out))
}

/// A turn of an import.
struct ImportWriter<'a, S> {
    sql: &'a S,
    /// The events of the issues that lines are about, where there are such issues.
    events: BTreeMap<IssueId, u64>,
    left_out: u64,
}

/// The issue that a line belongs to.
fn issue_of(line: &ExportLine) -> Option<IssueId> {
    match line {
        ExportLine::Fingerprint(one) => Some(one.issue),
        ExportLine::Value(one) => Some(one.issue),
        ExportLine::IssueHour(one) => Some(one.issue),
        ExportLine::Stack(one) => Some(one.issue),
        ExportLine::Event(one) => Some(one.issue),
        ExportLine::Activity(one) => Some(one.issue),
        _ => None,
    }
}

fn integer(count: u64) -> Arg<'static> {
    Arg::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

impl<S: Sql> ImportWriter<'_, S> {
    fn look_up(&mut self, lines: &[ExportLine]) -> Result<(), SqlError> {
        let ids: std::collections::BTreeSet<IssueId> = lines.iter().filter_map(issue_of).collect();
        for list in json_rows(&ids.into_iter().collect::<Vec<_>>())? {
            let rows = self.sql.exec(
                "SELECT id, events FROM issue WHERE id IN (SELECT value FROM json_each(?))",
                &[Arg::Text(&list)],
            )?;
            for row in rows {
                self.events.insert(row.parse(0)?, row.count(1)?);
            }
        }
        Ok(())
    }

    fn line(&mut self, line: &ExportLine) -> Result<(), SqlError> {
        if issue_of(line).is_some_and(|issue| !self.events.contains_key(&issue)) {
            self.left_out += 1;
            return Ok(());
        }
        let facets = |breakdown: &BreakdownLine| {
            breakdown.facets().ok_or_else(|| SqlError("a breakdown has an unknown kind".into()))
        };
        match line {
            ExportLine::Fingerprint(one) => self.exec(
                "INSERT OR REPLACE INTO fingerprint (hash, version, issue) VALUES (?, ?, ?)",
                &[
                    Arg::Text(&one.hash.to_string()),
                    Arg::Integer(one.version.into()),
                    Arg::Text(&one.issue.to_string()),
                ],
            ),
            ExportLine::Value(one) => {
                let kind = FacetKind::of_name(&one.kind)
                    .ok_or_else(|| SqlError("a value has an unknown kind".into()))?;
                let new = put_issue_facets(self.sql, &[(kind, one.value.clone(), one.issue)])?;
                let more = Arg::Integer(i64::from(!new.is_empty()));
                let id = one.issue.to_string();
                self.exec("UPDATE issue SET facets = facets + ? WHERE id = ?", &[more, Arg::Text(&id)])
            }
            ExportLine::IssueHour(one) => {
                let hour = IssueHour { events: one.events, facets: facets(&one.breakdown)? };
                put_issue_hours(self.sql, &[((one.issue, one.start.0), &hour)])
            }
            ExportLine::Stack(one) => bodies::bring_stack(self.sql, one.issue, &one.text).map(drop),
            ExportLine::Event(one) => self.event(one),
            ExportLine::Sessions(one) => self.exec(
                "INSERT OR REPLACE INTO session_hour (hour, sessions, errored, noise) VALUES (?, ?, ?, ?)",
                &[
                    Arg::Integer(one.start.0.0),
                    integer(one.sessions),
                    integer(one.errored),
                    integer(one.noise),
                ],
            ),
            ExportLine::Outcomes(one) => {
                outcomes::bring_hour(self.sql, one.start.0, &one.outcomes, &facets(&one.breakdown)?)
            }
            ExportLine::Items(one) => {
                let item = ItemCount { kind: one.kind.clone(), outcome: one.outcome, count: one.count };
                items::bring_items(self.sql, one.start.0, &item)
            }
            ExportLine::Visits(one) => visits::bring(
                self.sql,
                &VisitDay {
                    day: one.day.0,
                    kind: one.kind,
                    value: one.value.clone(),
                    environment: one.environment.clone(),
                    counts: one.counts,
                },
            ),
            ExportLine::Activity(one) => activity::put(self.sql, &one.clone().into()),
            ExportLine::Country(one) => put_published(self.sql, one.day.0, &[(one.country, one.sessions.0)]),
            ExportLine::Usage(one) => usage::bring(self.sql, one),
            ExportLine::Release(one) => self.exec(
                "INSERT OR REPLACE INTO release (number, name, first_seen, deployed) VALUES (?, ?, ?, ?)",
                &[
                    Arg::Integer(one.number),
                    Arg::Text(&one.name),
                    Arg::Integer(one.first_seen.0.0),
                    Arg::Integer(one.deployed.map_or(0, |at| at.0.0)),
                ],
            ),
            ExportLine::Issue(_) | ExportLine::Export(_) | ExportLine::Object(_) | ExportLine::End(_) => {
                Ok(())
            }
        }
    }

    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<(), SqlError> {
        self.sql.exec(statement, args).map(drop)
    }

    fn issue(&self, one: &IssueLine) -> Result<(), SqlError> {
        let text = |id: Option<IssueId>| id.map(|id| id.to_string()).unwrap_or_default();
        let (into, under) = (text(one.merged_into), text(one.merged_under));
        let regressed = one.regressed.as_ref();
        let release = regressed.and_then(|regressed| regressed.release.as_deref()).unwrap_or_default();
        self.exec(
            "INSERT INTO issue (id, type, title, status, decided, known_releases, regressed_at, regressed_in,
                merged_into, merged_under, noise, events, sessions, first_seen, last_seen, hour, grouping,
                grouping_version, first_release, last_release, browsers, place, fixed_in, fixed_now,
                hidden_by, grouped_by, interest, snooze_until, snooze_sessions, snooze_release, woke_at, assignee)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET type = excluded.type, title = excluded.title, status = excluded.status,
                decided = excluded.decided, known_releases = excluded.known_releases,
                regressed_at = excluded.regressed_at, regressed_in = excluded.regressed_in,
                merged_into = excluded.merged_into, merged_under = excluded.merged_under,
                noise = excluded.noise, events = excluded.events, sessions = excluded.sessions,
                first_seen = excluded.first_seen, last_seen = excluded.last_seen, hour = excluded.hour,
                grouping = excluded.grouping, grouping_version = excluded.grouping_version,
                first_release = excluded.first_release, last_release = excluded.last_release,
                browsers = excluded.browsers, place = excluded.place, fixed_in = excluded.fixed_in,
                fixed_now = excluded.fixed_now,
                hidden_by = excluded.hidden_by, grouped_by = excluded.grouped_by,
                interest = excluded.interest, snooze_until = excluded.snooze_until,
                snooze_sessions = excluded.snooze_sessions, snooze_release = excluded.snooze_release,
                woke_at = excluded.woke_at, assignee = excluded.assignee",
            &[
                Arg::Text(&one.id.to_string()),
                Arg::Integer(one.kind.into()),
                Arg::Text(&one.title),
                Arg::Text(one.status.name()),
                Arg::Integer(one.decided_at.map_or(0, |at| at.0.0)),
                Arg::Integer(one.known_releases),
                Arg::Integer(regressed.map_or(0, |regressed| regressed.at.0.0)),
                Arg::Text(release),
                Arg::Text(&into),
                Arg::Text(&under),
                Arg::Text(one.noise.as_deref().unwrap_or_default()),
                integer(one.events),
                integer(one.sessions),
                Arg::Integer(one.first_seen.0.0),
                Arg::Integer(one.last_seen.0.0),
                Arg::Integer(one.last_seen.0.hour().0),
                Arg::Text(&to_json(&one.grouping)?),
                Arg::Integer(one.grouping_version.into()),
                Arg::Integer(one.first_release),
                Arg::Integer(one.last_release),
                Arg::Text(&one.browsers),
                Arg::Text(&one.place),
                Arg::Text(one.fixed_in.as_deref().unwrap_or_default()),
                Arg::Integer(one.fixed_now.into()),
                Arg::Integer(one.hidden_by.into()),
                Arg::Integer(one.grouped_by.into()),
                Arg::Integer(one.interest.0),
                Arg::Integer(one.snooze_until.map_or(0, |at| at.0.0)),
                integer(one.snooze_sessions),
                Arg::Integer(one.snooze_release.into()),
                Arg::Integer(one.came_back.map_or(0, |at| at.0.0)),
                Arg::Text(one.assignee.as_deref().unwrap_or_default()),
            ],
        )
    }

    fn event(&mut self, one: &EventLine) -> Result<(), SqlError> {
        // Numbers go on behind the issue's count, and must find their place free.
        if self.events.get(&one.issue).is_none_or(|events| one.number > *events) {
            self.left_out += 1;
            return Ok(());
        }
        let stack = match (&one.raw_stack, &one.stack) {
            (Some(text), _) => bodies::bring_stack(self.sql, one.issue, text)?,
            (None, hash) => hash.as_deref().map(hex::bytes).unwrap_or_default(),
        };
        let EventLine { kind, name, message, uri, meta, release, environment, browser, os, count, .. } =
            one.clone();
        let body = StoredEvent {
            kind,
            name,
            message,
            uri,
            stack: None,
            meta,
            release,
            environment,
            browser,
            os,
            count,
        };
        let number = i64::try_from(one.number).unwrap_or(i64::MAX);
        bodies::bring_events(
            self.sql,
            &[ImportedEvent { issue: one.issue, number, at: one.at.0, stack, body }],
        )
    }
}

/// Ends an import: first what is merged is added up, then issues are indexed, some behind one
/// at a time.
pub fn finish_import(sql: &impl Sql, id: &str, after: Option<IssueId>) -> Result<ImportEnd, SqlError> {
    match begin_import(sql, id)? {
        ImportStart::Open => {}
        ImportStart::Done => return Ok(ImportEnd::Done),
        ImportStart::Taken => return Ok(ImportEnd::Taken),
    }
    if after.is_none() {
        enforce_table_rules(sql)?;
    }
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let ids: Vec<IssueId> = sql
        .exec(
            "SELECT id FROM issue WHERE id > ? ORDER BY id LIMIT ?",
            &[Arg::Text(&after), Arg::Integer(ISSUES_AT_ONCE)],
        )?
        .iter()
        .map(|row: &Row| row.parse(0))
        .collect::<Result<_, _>>()?;
    for issue in &ids {
        search::reindex(sql, *issue)?;
    }
    let Some(last) = ids.last() else {
        set_import_state(sql, id, DONE)?;
        return Ok(ImportEnd::Done);
    };
    // The sample continues from the stored events.
    sql.exec(
        "UPDATE issue SET records = (SELECT count(*) FROM event WHERE event.issue = issue.id)
         WHERE id > ? AND id <= ?",
        &[Arg::Text(&after), Arg::Text(&last.to_string())],
    )?;
    Ok(ImportEnd::Behind(*last))
}

/// Enforces the rules of the tables between rows of the imported lines.
fn enforce_table_rules(sql: &impl Sql) -> Result<(), SqlError> {
    sql.exec(
        "DELETE FROM release WHERE number <= (SELECT coalesce(max(number), 0) FROM release) - ?",
        &[Arg::Integer(MOST_RELEASES)],
    )?;
    // An issue whose head is missing, or is merged itself, stands for itself.
    sql.exec(
        "UPDATE issue SET merged_into = '', merged_under = '' WHERE merged_into <> '' AND merged_into NOT IN
         (SELECT id FROM issue WHERE merged_into = '')",
        &[],
    )?;
    sql.exec(
        "UPDATE issue SET merged_into = '', merged_under = '' WHERE id IN (SELECT id FROM
         (SELECT id, row_number() OVER (PARTITION BY merged_into ORDER BY id) AS place FROM issue
          WHERE merged_into <> '') WHERE place > ?)",
        &[integer(MOST_MEMBERS)],
    )?;
    let heads = sql.exec("SELECT DISTINCT merged_into FROM issue WHERE merged_into <> ''", &[])?;
    heads.iter().try_for_each(|row| add_up(sql, row.parse(0)?))
}

#[cfg(test)]
mod tests;
