//! What was refused of each project, and of keys of deleted ones: a few rows a project, written once a
//! minute at most by each isolate, and never by a request itself.

use corncrake_core::{
    ids::ProjectKey,
    time::{DAY_MS, UnixMillis},
};
use corncrake_model::project::refusal::{DeletedKeyUse, Refusal, RefusalReason};

use crate::engine::{Arg, Row, Sql, SqlError, text_match::TextPattern};

/// Origins that are counted by name for a project: more than a site has addresses. The others are counted
/// without a name, so that no sender can fill the table.
const MOST_ORIGINS: u32 = 8;

/// How long a count is shown after its last request: a week, so that Monday shows the weekend.
const SHOWN_MS: i64 = 7 * DAY_MS;

/// Keys of deleted projects that are listed: a page's worth.
const MOST_KEYS: i64 = 20;

/// Adds to a project's counts. Counts that ended are deleted, of every project.
pub fn note_refusals(
    sql: &impl Sql,
    key: ProjectKey,
    refusals: &[Refusal],
    now: UnixMillis,
) -> Result<(), SqlError> {
    sql.exec("DELETE FROM refusal WHERE last < ?", &[Arg::Integer(shown_from(now).0)])?;
    if sql.first("SELECT 1 FROM project WHERE key = ?", &[Arg::Text(key.as_str())])?.is_none() {
        return Ok(());
    }
    for refusal in refusals {
        let origin = if has_room(sql, key, refusal)? { refusal.origin.as_str() } else { "" };
        sql.exec(
            "INSERT INTO refusal (project, reason, origin, count, since, last) VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET count = count + excluded.count, last = max(last, excluded.last)",
            &[
                Arg::Text(key.as_str()),
                Arg::Text(refusal.reason.name()),
                Arg::Text(origin),
                Arg::Integer(i64::try_from(refusal.count).unwrap_or(i64::MAX)),
                Arg::Integer(refusal.since.0),
                Arg::Integer(refusal.last.0),
            ],
        )?;
    }
    Ok(())
}

/// Whether an origin has a row, or may have one.
fn has_room(sql: &impl Sql, key: ProjectKey, refusal: &Refusal) -> Result<bool, SqlError> {
    let others = sql.first(
        "SELECT count(*) FROM refusal WHERE project = ? AND reason = ? AND origin <> ? AND origin <> ''",
        &[Arg::Text(key.as_str()), Arg::Text(refusal.reason.name()), Arg::Text(&refusal.origin)],
    )?;
    Ok(others.map_or(Ok(0), |row| row.count(0))? < u64::from(MOST_ORIGINS))
}

pub(super) fn shown_from(now: UnixMillis) -> UnixMillis {
    UnixMillis(now.0.saturating_sub(SHOWN_MS))
}

fn read(row: &Row) -> Result<Refusal, SqlError> {
    let reason = RefusalReason::named(row.text(0)?);
    Ok(Refusal {
        reason: reason.ok_or_else(|| SqlError("a reason of refusals does not read".into()))?,
        origin: row.text(1)?.to_owned(),
        count: row.count(2)?,
        since: UnixMillis(row.integer(3)?),
        last: UnixMillis(row.integer(4)?),
    })
}

/// What was refused of a project within a week, the last first.
pub fn refusals(sql: &impl Sql, key: ProjectKey, now: UnixMillis) -> Result<Vec<Refusal>, SqlError> {
    sql.exec(
        "SELECT reason, origin, count, since, last FROM refusal WHERE project = ? AND last >= ?
         ORDER BY last DESC, count DESC, reason, origin",
        &[Arg::Text(key.as_str()), Arg::Integer(shown_from(now).0)],
    )?
    .iter()
    .map(read)
    .collect()
}

/// The keys of deleted projects that were used within a week, the last first.
pub fn deleted_key_uses(sql: &impl Sql, now: UnixMillis) -> Result<Vec<DeletedKeyUse>, SqlError> {
    sql.exec(
        "SELECT reason, origin, count, since, last, project FROM refusal WHERE reason = ? AND last >= ?
         ORDER BY last DESC, project LIMIT ?",
        &[Arg::Text(RefusalReason::Deleted.name()), Arg::Integer(shown_from(now).0), Arg::Integer(MOST_KEYS)],
    )?
    .iter()
    .map(|row| Ok(DeletedKeyUse { key: row.parse(5)?, refused: read(row)? }))
    .collect()
}

/// Forgets the refused origins of a project that have a text.
pub fn erase_refused_origins(sql: &impl Sql, key: ProjectKey, text: &TextPattern) -> Result<(), SqlError> {
    // An origin is of ASCII, in small letters.
    sql.exec(
        "DELETE FROM refusal WHERE project = ? AND instr(origin, ?) > 0",
        &[Arg::Text(key.as_str()), Arg::Text(text.in_ascii())],
    )
    .map(drop)
}

/// Forgets all that was refused of a project.
pub fn forget_refusals(sql: &impl Sql, key: ProjectKey) -> Result<(), SqlError> {
    sql.exec("DELETE FROM refusal WHERE project = ?", &[Arg::Text(key.as_str())]).map(drop)
}

#[cfg(test)]
mod tests {

    use corncrake_core::origin::Origins;
    use corncrake_model::project::{record::ProjectRecord, settings::Settings, shards::ShardMap};

    use super::*;
    use crate::{
        directory::projects::{add_project, delete_project},
        native::Native,
    };

    const NOW: UnixMillis = UnixMillis(1_795_271_400_000);

    fn directory() -> (Native, ProjectKey) {
        let sql = Native::directory();
        let key = ProjectKey::mint(1, b"a secret of this test");
        let row = ProjectRecord {
            key,
            name: "shop".to_owned(),
            origins: Origins::parse(&["https://shop.example".to_owned()]).unwrap(),
            created: UnixMillis(7),
            shards: ShardMap::default(),
            settings: Settings::default(),
            maps: false,
            previous_until: UnixMillis(0),
        };
        assert!(add_project(&sql, &row).unwrap());
        (sql, key)
    }

    fn refused(reason: RefusalReason, origin: &str, count: u64, at: UnixMillis) -> Refusal {
        Refusal { reason, origin: origin.to_owned(), count, since: at, last: at }
    }

    #[test]
    fn counts_add_up_and_end_after_a_week() {
        let (sql, key) = directory();
        let later = UnixMillis(NOW.0 + 60_000);
        for at in [NOW, later] {
            let all = [
                refused(RefusalReason::Origin, "https://www.shop.example", 3, at),
                refused(RefusalReason::TooLarge, "", 1, at),
            ];
            note_refusals(&sql, key, &all, at).unwrap();
        }
        let all = refusals(&sql, key, later).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].count, &*all[0].origin), (6, "https://www.shop.example"));
        assert_eq!((all[0].since, all[0].last), (NOW, later));
        let week = UnixMillis(later.0 + SHOWN_MS + 1);
        assert_eq!(refusals(&sql, key, week).unwrap(), []);
        note_refusals(&sql, key, &[refused(RefusalReason::Invalid, "", 1, week)], week).unwrap();
        assert_eq!(sql.first("SELECT count(*) FROM refusal", &[]).unwrap().unwrap().count(0).unwrap(), 1);
    }

    #[test]
    fn senders_cannot_fill_the_table() {
        let (sql, key) = directory();
        for number in 0..50 {
            let one = refused(RefusalReason::Origin, &format!("https://a{number}.example"), 1, NOW);
            note_refusals(&sql, key, &[one], NOW).unwrap();
        }
        let all = refusals(&sql, key, NOW).unwrap();
        assert_eq!(all.len(), MOST_ORIGINS as usize + 1);
        assert_eq!(all.iter().map(|one| one.count).sum::<u64>(), 50, "each is counted");
        assert!(all.iter().any(|one| one.origin.is_empty() && one.count == 42));
        let nobody = ProjectKey::mint(2, b"a secret of this test");
        note_refusals(&sql, nobody, &[refused(RefusalReason::Invalid, "", 1, NOW)], NOW).unwrap();
        assert_eq!(refusals(&sql, nobody, NOW).unwrap(), [], "there is no such project");
    }

    #[test]
    fn a_deleted_project_keeps_the_uses_of_its_key_alone_and_a_text_is_erased() {
        let (sql, key) = directory();
        let all = [
            refused(RefusalReason::Origin, "https://jane.example", 1, NOW),
            refused(RefusalReason::Origin, "https://www.shop.example", 1, NOW),
        ];
        note_refusals(&sql, key, &all, NOW).unwrap();
        erase_refused_origins(&sql, key, &TextPattern::new("JANE").unwrap()).unwrap();
        assert_eq!(refusals(&sql, key, NOW).unwrap().len(), 1);
        delete_project(&sql, key, NOW).unwrap();
        assert_eq!(refusals(&sql, key, NOW).unwrap(), []);
        note_refusals(&sql, key, &[refused(RefusalReason::Deleted, "", 4, NOW)], NOW).unwrap();
        let uses = deleted_key_uses(&sql, NOW).unwrap();
        assert_eq!(uses.len(), 1);
        assert_eq!((uses[0].key, uses[0].refused.count), (key, 4));
    }
}
