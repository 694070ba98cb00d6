//! Issues as they are written: opened by a fingerprint, and counted once for all of their
//! events of a turn. How they are listed is in `list`.

use std::collections::HashMap;

use corncrake_core::{
    ids::{FingerprintHash, IssueId},
    status::Status,
    time::UnixMillis,
};
use corncrake_model::issues::{
    interest::InterestMark,
    issue::{Issue, IssueGrouping, Release},
    resolution::FixedIn,
    snooze::Snooze,
};

use super::{
    releases::{self, ReleaseSpan},
    search,
};
use crate::{
    counts::issue_hours::IssueHour,
    engine::{
        Arg, Row, Sql, SqlError,
        json_rows::{json_rows, to_json},
    },
};

/// The counters of an issue that a turn needs to count for it.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueCounters {
    /// The issue's id.
    pub id: IssueId,
    /// Its events so far, which is the number of its latest event.
    pub events: u64,
    /// Its records: one may stand for any number of events.
    pub records: u64,
    /// The hour in which it was last seen, by which the list is ordered.
    pub hour: UnixMillis,
    /// The hour that its own row counts; 0 where it has none.
    pub running: UnixMillis,
    /// Its rows of `issue_facet`.
    pub facets: u64,
    /// The releases that its events named.
    pub releases: ReleaseSpan,
    /// The families of browsers that had it, separated by commas.
    pub browsers: String,
    /// The edition of the noise rule that hides it, or the issue that shows it; 0 where none does.
    pub hidden_by: u32,
    /// Its sessions so far.
    pub sessions: u64,
    /// How much it matters by the operator's rules.
    pub interest: InterestMark,
    /// Whether it is snoozed, or the issue that shows it.
    pub is_snoozed: bool,
}

/// The issues of fingerprints that are known.
pub fn issues_of(
    sql: &impl Sql,
    fingerprints: &[FingerprintHash],
) -> Result<HashMap<FingerprintHash, IssueCounters>, SqlError> {
    let mut found = HashMap::new();
    for list in json_rows(fingerprints)? {
        let rows = sql.exec(
            "SELECT fingerprint.hash, issue.id, events, hour, facets, running_hour, records,
                first_release, last_release, browsers,
                (SELECT name FROM release WHERE number = first_release),
                (SELECT name FROM release WHERE number = last_release),
                CASE WHEN merged_into = '' OR hidden_by > 0 THEN hidden_by * 2 + (status = 'snoozed')
                ELSE (SELECT head.hidden_by * 2 + (head.status = 'snoozed') FROM issue AS head
                    WHERE head.id = issue.merged_into) END, sessions, interest
             FROM fingerprint
             JOIN issue ON issue.id = fingerprint.issue
             WHERE fingerprint.hash IN (SELECT value FROM json_each(?))",
            &[Arg::Text(&list)],
        )?;
        for row in rows {
            // Two answers of one row: another column of the head would read it twice.
            let marks = row.integer(12)?;
            let counters = IssueCounters {
                id: row.parse(1)?,
                events: row.count(2)?,
                records: row.count(6)?,
                hour: UnixMillis(row.integer(3)?),
                running: UnixMillis(row.integer(5)?),
                facets: row.count(4)?,
                releases: ReleaseSpan::of(
                    (row.integer(7)?, row.text(10).unwrap_or_default()),
                    (row.integer(8)?, row.text(11).unwrap_or_default()),
                ),
                browsers: row.text(9)?.to_owned(),
                hidden_by: u32::try_from(marks / 2).unwrap_or_default(),
                is_snoozed: marks % 2 == 1,
                sessions: row.count(13)?,
                interest: InterestMark(row.integer(14)?),
            };
            found.insert(row.parse(0)?, counters);
        }
    }
    Ok(found)
}

/// What an issue gained in a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct CounterIncrement {
    /// The issue that gains.
    pub id: IssueId,
    /// Events of the turn.
    pub events: u64,
    /// Records of the turn: one may stand for any number of events.
    pub records: u64,
    /// Sessions that had the issue for the first time that day.
    pub sessions: u64,
    /// New rows of `issue_facet`.
    pub facets: u64,
    /// The earliest stored time among the turn's events.
    pub first: UnixMillis,
    /// The latest stored time among the turn's events.
    pub last: UnixMillis,
    /// The numbers of its first and its last release, as they now are; 0 where there is none.
    pub releases: (i64, i64),
    /// The families of browsers that had it, as they now are.
    pub browsers: String,
}

/// The hour of an issue that goes on, as it now is.
pub type RunningHour<'a> = (UnixMillis, &'a IssueHour);

/// Counts for issues that are known, and for their hour that goes on.
pub fn count_issues(
    sql: &impl Sql,
    gains: &[(CounterIncrement, Option<RunningHour<'_>>)],
) -> Result<(), SqlError> {
    let row = |(g, running): &(CounterIncrement, Option<RunningHour<'_>>)| {
        let facets = running.map(|(_, now)| to_json(&now.facets)).transpose()?;
        let running = running.map(|(hour, now)| (hour, now.events, facets));
        let now = (g.releases, g.browsers.clone());
        Ok((g.id, g.events, g.sessions, g.facets, g.first.0, g.last.0, running, g.records, now))
    };
    let rows = gains.iter().map(row).collect::<Result<Vec<_>, SqlError>>()?;
    for list in json_rows(&rows)? {
        sql.exec(
            "UPDATE issue SET events = issue.events + more.events, sessions = issue.sessions + more.sessions,
                facets = issue.facets + more.facets, records = issue.records + more.records,
                first_seen = min(first_seen, more.first), last_seen = max(last_seen, more.last),
                running_hour = coalesce(more.running, running_hour),
                running_events = coalesce(more.running_events, issue.running_events),
                running_facets = coalesce(more.running_facets, issue.running_facets),
                first_release = more.first_release, last_release = more.last_release,
                browsers = more.browsers
             FROM (SELECT value->>0 AS id, value->>1 AS events, value->>2 AS sessions, value->>3 AS facets,
                value->>4 AS first, value->>5 AS last, value->>'$[6][0]' AS running,
                value->>'$[6][1]' AS running_events, value->>'$[6][2]' AS running_facets, value->>7 AS records,
                value->>'$[8][0][0]' AS first_release, value->>'$[8][0][1]' AS last_release,
                value->>'$[8][1]' AS browsers
                FROM json_each(?)) AS more
             WHERE issue.id = more.id",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Notes the hour in which issues were last seen, where it is another one now: this, and not
/// the count, is what touches the index of the list.
pub fn seen_in_hours(sql: &impl Sql, hours: &[(IssueId, UnixMillis)]) -> Result<(), SqlError> {
    for list in json_rows(hours)? {
        sql.exec(
            "UPDATE issue SET hour = max(issue.hour, more.hour)
             FROM (SELECT value->>0 AS id, value->>1 AS hour FROM json_each(?)) AS more
             WHERE issue.id = more.id",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// An issue that a turn opens, with what it gained in it, and what can be found of it.
pub struct NewIssue<'a> {
    /// The fingerprint, title and parts that open it.
    pub grouping: &'a IssueGrouping,
    /// The counts of its first turn.
    pub gain: CounterIncrement,
    /// Its newest hour, which its own row counts.
    pub running: Option<RunningHour<'a>>,
    /// The text that the full-text index finds it by.
    pub text: String,
    /// Whether it is opened in the reserve, and may have to give way (`floods`).
    pub is_provisional: bool,
}

/// Bytes that an issue takes beside its events, about: its own rows, and what finds it.
pub fn opening_bytes(grouping: &IssueGrouping) -> u64 {
    const ROWS: usize = 8_000;
    let parts = grouping.grouping.iter().map(String::len);
    parts.fold(ROWS.saturating_add(grouping.title.len()), usize::saturating_add) as u64
}

/// Opens issues.
pub fn open_issues(sql: &impl Sql, openings: &[NewIssue<'_>]) -> Result<(), SqlError> {
    for NewIssue { grouping, gain, running, is_provisional, .. } in openings {
        let last_hour = gain.last.hour().0;
        let (running, running_events, running_facets) = match running {
            Some((hour, now)) => (hour.0, now.events, to_json(&now.facets)?),
            None => (0, 0, "{}".to_owned()),
        };
        let number = |count: u64| Arg::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        // The issue may be here without a fingerprint, copied from another shard. (Two fingerprints
        // that share their first 64 bits share an issue, too; nobody will see it.)
        sql.exec(
            "INSERT INTO issue (id, type, title, noise, events, sessions, facets, first_seen, last_seen, hour,
                grouping, grouping_version, running_hour, running_events, running_facets, records, place,
                first_release, last_release, browsers, hidden_by, grouped_by, interest, provisional)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                iif(?, (SELECT coalesce(max(provisional), 0) + 1 FROM issue WHERE provisional > 0), 0))
             ON CONFLICT DO UPDATE SET events = events + excluded.events, sessions = sessions + excluded.sessions,
                records = records + excluded.records, facets = facets + excluded.facets, running_hour = excluded.running_hour,
                running_events = excluded.running_events, running_facets = excluded.running_facets,
                first_seen = min(first_seen, excluded.first_seen),
                last_seen = max(last_seen, excluded.last_seen), hour = max(hour, excluded.hour),
                first_release = excluded.first_release, last_release = excluded.last_release,
                browsers = excluded.browsers",
            &[
                Arg::Text(&gain.id.to_string()),
                Arg::Integer(grouping.kind.into()),
                Arg::Text(&grouping.title),
                Arg::Text(grouping.noise.as_deref().unwrap_or_default()),
                number(gain.events),
                number(gain.sessions),
                number(gain.facets),
                Arg::Integer(gain.first.0),
                Arg::Integer(gain.last.0),
                Arg::Integer(last_hour),
                Arg::Text(&to_json(&grouping.grouping)?),
                Arg::Integer(grouping.version.into()),
                Arg::Integer(running),
                number(running_events),
                Arg::Text(&running_facets),
                number(gain.records),
                Arg::Text(&grouping.place),
                Arg::Integer(gain.releases.0),
                Arg::Integer(gain.releases.1),
                Arg::Text(&gain.browsers),
                Arg::Integer(grouping.rules.hidden_by.into()),
                Arg::Integer(grouping.rules.grouped_by.into()),
                Arg::Integer(grouping.rules.interest.0),
                Arg::Integer((*is_provisional).into()),
            ],
        )?;
    }
    let texts: Vec<_> = openings.iter().map(|opening| (opening.gain.id, opening.text.clone())).collect();
    search::put_texts(sql, &texts)
}

/// Fingerprints that now point at issues.
pub fn put_fingerprints(
    sql: &impl Sql,
    fingerprints: &[(FingerprintHash, u32, IssueId)],
) -> Result<(), SqlError> {
    for list in json_rows(fingerprints)? {
        sql.exec(
            "INSERT INTO fingerprint (hash, version, issue)
             SELECT value->>0, value->>1, value->>2 FROM json_each(?)",
            &[Arg::Text(&list)],
        )?;
    }
    Ok(())
}

/// Of the view `shown`, where what is merged is added up; and of the table, of an issue alone.
pub const COLUMNS: &str = "id, type, title, status, events, sessions, first_seen, last_seen, grouping, \
    grouping_version, noise, merged_into, regressed_at, regressed_in, browsers, place, fixed_in, fixed_now, \
    (SELECT release.name FROM release WHERE release.number = first_release), \
    (SELECT release.first_seen FROM release WHERE release.number = first_release), \
    (SELECT release.name FROM release WHERE release.number = last_release), \
    (SELECT release.first_seen FROM release WHERE release.number = last_release), decided, \
    snooze_until, snooze_sessions, snooze_release, woke_at, assignee";

/// Reads a row of these columns.
pub fn read(row: &Row) -> Result<Issue, SqlError> {
    Ok(Issue {
        id: row.parse(0)?,
        kind: u8::try_from(row.integer(1)?).unwrap_or_default(),
        title: row.text(2)?.to_owned(),
        status: row.parse(3)?,
        events: row.count(4)?,
        sessions: row.count(5)?,
        first_seen: UnixMillis(row.integer(6)?),
        last_seen: UnixMillis(row.integer(7)?),
        grouping: row.json(8)?,
        noise: Some(row.text(10)?.to_owned()).filter(|rule| !rule.is_empty()),
        grouping_version: u32::try_from(row.integer(9)?).unwrap_or_default(),
        merged_into: Some(row.text(11)?).filter(|id| !id.is_empty()).map(|_| row.parse(11)).transpose()?,
        decided_in: None,
        browsers: families(row.text(14)?),
        place: row.text(15)?.to_owned(),
        fixed_in: fixed_in(row.text(16)?, row.integer(17)? > 0),
        first_release: release(row, 18)?,
        last_release: release(row, 20)?,
        decided: UnixMillis(row.integer(22)?),
        snooze: snooze(row)?,
        came_back: Some(UnixMillis(row.integer(26)?)).filter(|at| at.0 > 0),
        assignee: row.text(27)?.to_owned(),
        regressed: Some(UnixMillis(row.integer(12)?))
            .filter(|at| at.0 > 0)
            .map(|at| Ok::<_, SqlError>((at, Some(row.text(13)?.to_owned()).filter(|name| !name.is_empty()))))
            .transpose()?,
    })
}

/// What ends the sleep of a snoozed issue.
fn snooze(row: &Row) -> Result<Option<Snooze>, SqlError> {
    if row.text(3)? != Status::Snoozed.name() {
        return Ok(None);
    }
    let (until, sessions) = (row.integer(23)?, row.integer(24)?);
    Ok(match (until, sessions) {
        (1.., _) => Some(Snooze::Until(UnixMillis(until))),
        (_, 1..) => {
            let left = sessions.saturating_sub(row.integer(5)?).max(1);
            Some(Snooze::Sessions(u32::try_from(left).unwrap_or(u32::MAX)))
        }
        _ => (row.integer(25)? > 0).then_some(Snooze::Release),
    })
}

/// The columns of what ends a sleep: the moment, the sessions that are left, whether a release does.
pub fn columns_of_snooze(snooze: Option<Snooze>) -> (i64, i64, bool) {
    match snooze {
        Some(Snooze::Until(at)) => (at.0, 0, false),
        Some(Snooze::Sessions(sessions)) => (0, sessions.into(), false),
        Some(Snooze::Release) => (0, 0, true),
        None => (0, 0, false),
    }
}

/// A release by the columns of its name and its time, which are null where there is none.
fn release(row: &Row, column: usize) -> Result<Option<Release>, SqlError> {
    let Ok(name) = row.text(column) else { return Ok(None) };
    let first_seen = UnixMillis(row.integer(column + 1)?);
    Ok(Some(Release { name: name.to_owned(), first_seen, deployed: None }))
}

/// The families of browsers of a row, each once.
fn families(text: &str) -> Vec<String> {
    let mut all: Vec<String> =
        text.split(',').filter(|family| !family.is_empty()).map(str::to_owned).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What fixed an issue, by its columns.
pub fn fixed_in(release: &str, now: bool) -> FixedIn {
    match (release, now) {
        (_, true) => FixedIn::Now,
        ("", false) => FixedIn::Next,
        (release, false) => FixedIn::Release(release.to_owned()),
    }
}

/// The columns of what fixed an issue.
pub fn columns_of(fixed_in: &FixedIn) -> (&str, bool) {
    match fixed_in {
        FixedIn::Next => ("", false),
        FixedIn::Release(name) => (name, false),
        FixedIn::Now => ("", true),
    }
}

/// One issue.
pub fn issue(sql: &impl Sql, id: IssueId) -> Result<Option<Issue>, SqlError> {
    sql.first(&format!("SELECT {COLUMNS} FROM shown WHERE id = ?"), &[Arg::Text(&id.to_string())])?
        .map(|row| Ok(Issue { decided_in: releases::decided_in(sql, id)?, ..read(&row)? }))
        .transpose()
}
