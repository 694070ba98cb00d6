//! What the engine does with rows that are deleted, measured without the collector: it leaves their
//! bytes in the file, no setting that an object may make changes that, and to overwrite a row before
//! it is deleted reaches only where it stands last. So rows have to say nothing (`core::session`).

use anyhow::{Result, ensure};
use corncrake_tests::inspect::{engine::PlainEngine, search::all_holding};

const ROWS: u32 = 400;

/// A value that nothing else has.
fn marker(table: &str, row: u32) -> Vec<u8> {
    format!("{table} marker {row:06}").into_bytes()
}

fn left(engine: &PlainEngine, table: &str) -> Result<usize> {
    let markers: Vec<Vec<u8>> = (0..ROWS).map(|row| marker(table, row)).collect();
    let wanted: Vec<&[u8]> = markers.iter().map(Vec::as_slice).collect();
    Ok(all_holding(&engine.folder(), &wanted)?.iter().filter(|files| **files > 0).count())
}

/// Fails once an object can have deleted rows overwritten: the collector should do it then, and
/// docs/privacy.md may say more.
#[test]
fn a_thief_reads_deleted_rows_since_no_setting_of_an_object_overwrites_them() -> Result<()> {
    let mut engine = PlainEngine::start()?;
    for setting in [
        "PRAGMA secure_delete",
        "PRAGMA secure_delete = ON",
        "PRAGMA secure_delete = FAST",
        "PRAGMA main.secure_delete = 1",
        "SELECT * FROM pragma_secure_delete(1)",
        "PRAGMA auto_vacuum = FULL",
        "PRAGMA incremental_vacuum",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "VACUUM",
    ] {
        let answer = engine.exec(setting)?;
        println!("{setting}: {answer}");
        ensure!(answer["error"].is_string(), "{setting} is allowed now: {answer}");
    }
    for table in ["deleted", "overwritten"] {
        engine.exec(&format!("CREATE TABLE {table} (id INTEGER PRIMARY KEY, value BLOB NOT NULL)"))?;
        for row in 0..ROWS {
            let value = String::from_utf8_lossy(&marker(table, row)).into_owned();
            engine.exec(&format!("INSERT INTO {table} VALUES ({row}, CAST('{value}' AS BLOB))"))?;
        }
        ensure!(left(&engine, table)? == ROWS as usize, "the search finds what is there");
    }
    engine.exec("DELETE FROM deleted")?;
    engine.exec("UPDATE overwritten SET value = zeroblob(length(value))")?;
    engine.exec("DELETE FROM overwritten")?;
    let running = [left(&engine, "deleted")?, left(&engine, "overwritten")?];
    engine.stop()?;
    let closed = [left(&engine, "deleted")?, left(&engine, "overwritten")?];
    println!(
        "of {ROWS} rows, deleted and overwritten: {running:?} while it runs, {closed:?} once it is closed"
    );
    ensure!(closed[0] > 0, "deleted rows are gone by themselves now: {closed:?}");
    // Copies that were left behind when pages were split.
    ensure!(closed[1] > 0, "overwriting reaches every copy now: {closed:?}");
    Ok(())
}
