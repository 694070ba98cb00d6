//! Resolves a position in a built script to the original one; results are cached, up to a number.

use corncrake_model::source_maps::frame_lookup::{
    FrameLookup, FramePosition, LookupFailure, LookupOutcome, OriginalFrame,
};
use corncrake_source_map::{
    Position,
    file::{is_above, is_hashed, is_of, last_part, path},
    packed::unpack,
    piece,
    read::MAP_TABLE,
    text::{self, AROUND},
};

use super::RESOLVED;
use crate::engine::{Arg, Row, Sql, SqlError, Value};

/// Files of one name that are looked at: those of the newest releases.
const CANDIDATES: i64 = 500;
/// Places that one question has kept, each two rows: those of a few stacks. A sender chooses its
/// places, and must not choose how many rows they cost.
pub const CACHED_PER_REQUEST: usize = 24;

/// What became of each place; with the lines around it where they are asked for.
pub fn resolve(
    sql: &impl Sql,
    lookup: &FrameLookup,
    with_lines: bool,
    room: &mut usize,
) -> Result<Vec<LookupOutcome>, SqlError> {
    let release = lookup.release.as_deref();
    let mut known: Vec<(&FramePosition, Result<i64, LookupFailure>)> = Vec::new();
    let mut all = Vec::new();
    for position in &lookup.positions {
        let map = match known.iter().find(|(known, _)| is_of_one_script(known, position)) {
            Some((_, map)) => map.clone(),
            None => {
                let map = match map_with(sql, position.debug_id.as_deref())? {
                    Some(map) => Ok(map),
                    None => map_of(sql, &position.file, release)?,
                };
                known.push((position, map.clone()));
                map
            }
        };
        let mut found = match map {
            Ok(map) => resolved(sql, map, position, room)?,
            Err(why) => LookupOutcome::Not(why),
        };
        if let LookupOutcome::Original(original) = &mut found
            && !with_lines
        {
            original.lines.clear();
        }
        all.push(found);
    }
    Ok(all)
}

fn is_of_one_script(one: &FramePosition, other: &FramePosition) -> bool {
    (&one.file, &one.debug_id) == (&other.file, &other.debug_id)
}

/// The map that has this id, whatever its name and release.
fn map_with(sql: &impl Sql, debug_id: Option<&str>) -> Result<Option<i64>, SqlError> {
    let Some(id) = debug_id.filter(|id| !id.is_empty()) else { return Ok(None) };
    let row = sql.first("SELECT id FROM map WHERE debug_id = ? ORDER BY id DESC", &[Arg::Text(id)])?;
    row.map(|row| row.integer(0)).transpose()
}

/// A file that was uploaded, and may be a frame's.
struct Candidate {
    release: String,
    script: String,
    map: i64,
    bad: String,
}

/// The map of a frame's file: of its release; or, where the name holds a hash of the content
/// and so is one build's, of any.
fn map_of(sql: &impl Sql, file: &str, release: Option<&str>) -> Result<Result<i64, LookupFailure>, SqlError> {
    let Some(path) = path(file) else { return Ok(Err(LookupFailure::NoMap)) };
    let rows = sql.exec(
        // A script refers to its map by path, or shares a debug id with it.
        "SELECT file.release, file.script,
             coalesce(nullif(file.map, 0), other.map, (SELECT id FROM map WHERE debug_id = file.debug_id AND debug_id <> ''), 0),
             file.bad || coalesce(other.bad, '')
         FROM file LEFT JOIN file AS other ON file.refers <> '' AND other.release = file.release AND other.name = file.refers
         WHERE file.base = ? ORDER BY file.at DESC LIMIT ?",
        &[Arg::Text(last_part(&path)), Arg::Integer(CANDIDATES)],
    )?;
    let read = |row: &Row| {
        Ok(Candidate {
            release: row.text(0)?.to_owned(),
            script: row.text(1)?.to_owned(),
            map: row.integer(2)?,
            bad: row.text(3)?.to_owned(),
        })
    };
    let mut files: Vec<Candidate> = rows.iter().map(read).collect::<Result<_, SqlError>>()?;
    let others: Vec<Candidate> = files.extract_if(.., |file| !is_of(&file.script, &path)).collect();
    // The longest path says most; among equals the newest stays first.
    files.sort_by_key(|file| std::cmp::Reverse(file.script.len()));
    let elsewhere = others.first().map(|file| file.script.clone());
    if files.is_empty() {
        files = alone_above(others, &path, release);
    }
    let is_any = is_hashed(&path);
    let own = |file: &&Candidate| release == Some(file.release.as_str());
    let chosen = files.iter().filter(own).chain(files.iter().filter(|_| is_any));
    let mut bad = None;
    for file in chosen {
        if file.map != 0 {
            return Ok(Ok(file.map));
        }
        bad = bad.or(Some(&file.bad).filter(|bad| !bad.is_empty()));
    }
    Ok(Err(match (bad, files.first()) {
        (Some(bad), _) => LookupFailure::Bad(bad.clone()),
        (None, Some(other)) if !is_any && !files.iter().any(|file| own(&file)) => {
            LookupFailure::OtherRelease { of: release.map(str::to_owned), has: other.release.clone() }
        }
        (None, None) if elsewhere.is_some() => {
            LookupFailure::Elsewhere { has: elsewhere.unwrap_or_default() }
        }
        _ => LookupFailure::NoMap,
    }))
}

/// The files of one script that stands above the folder that is served: the only one of this name
/// and hash, in the event's release where that has any of the name.
fn alone_above(mut others: Vec<Candidate>, path: &str, release: Option<&str>) -> Vec<Candidate> {
    others.retain(|file| is_above(&file.script, path));
    let is_own = |file: &Candidate| release == Some(file.release.as_str());
    if others.iter().any(is_own) {
        others.retain(is_own);
    }
    let is_alone = others.iter().all(|file| others.first().is_some_and(|first| first.script == file.script));
    if is_alone { others } else { Vec::new() }
}

/// What a place is by its map, from what is kept or anew. `room` is for how many more it may be kept;
/// that a map knows nothing of a place is not kept, since there is no end of such places.
fn resolved(
    sql: &impl Sql,
    map: i64,
    position: &FramePosition,
    room: &mut usize,
) -> Result<LookupOutcome, SqlError> {
    let key = [map, position.line.into(), position.column.into()].map(Arg::Integer);
    if let Some(row) = sql.first("SELECT body FROM resolved WHERE map = ? AND line = ? AND col = ?", &key)? {
        return row.json(0);
    }
    let found = match look_up(sql, map, position)? {
        Some(original) => LookupOutcome::Original(original),
        None => return Ok(LookupOutcome::Not(LookupFailure::NotInMap)),
    };
    if *room == 0 {
        return Ok(found);
    }
    *room -= 1;
    let body = serde_json::to_string(&found).map_err(|error| SqlError(error.to_string()))?;
    let [map, line, column] = key;
    let row = sql.first(
        "INSERT INTO resolved (map, line, col, body) VALUES (?, ?, ?, ?) RETURNING number",
        &[map, line, column, Arg::Text(&body)],
    )?;
    let number = row.map(|row| row.integer(0)).transpose()?.unwrap_or_default();
    let oldest = number.saturating_sub(RESOLVED);
    sql.exec("DELETE FROM resolved WHERE number <= ?", &[Arg::Integer(oldest)])?;
    Ok(found)
}

fn look_up(sql: &impl Sql, map: i64, position: &FramePosition) -> Result<Option<OriginalFrame>, SqlError> {
    let at = Position { line: position.line.saturating_sub(1), column: position.column.saturating_sub(1) };
    let Some(found) = piece_before(sql, map, MAP_TABLE, at)? else { return Ok(None) };
    // A mapping is good for its own line only.
    let mapping = piece::find(&found, at).filter(|mapping| mapping.at.line == at.line);
    let Some((source, spot, called)) = mapping.and_then(|mapping| {
        let (source, spot) = mapping.to?;
        Some((source, spot, mapping.name.map(str::to_owned)))
    }) else {
        return Ok(None);
    };
    let number = [Arg::Integer(map), Arg::Integer(source.into())];
    let row = sql.first("SELECT name, ignored FROM source WHERE map = ? AND number = ?", &number)?;
    let Some(row) = row else { return Ok(None) };
    let functions = piece_before(sql, map, source.saturating_add(1), spot)?;
    let function = functions.and_then(|piece| Some(piece::find(&piece, spot)?.name?.to_owned()));
    let lines = text::around(&runs(sql, map, source, spot)?, spot);
    Ok(Some(OriginalFrame {
        file: row.text(0)?.to_owned(),
        line: spot.line.saturating_add(1),
        column: spot.column.saturating_add(1),
        function,
        called,
        ignored: row.integer(1)? != 0,
        has_text: !lines.is_empty(),
        lines,
    }))
}

/// The piece of a table that a place is in, unpacked.
fn piece_before(sql: &impl Sql, map: i64, table: u32, at: Position) -> Result<Option<Vec<u8>>, SqlError> {
    let [map, part, line, column] = [map, table.into(), at.line.into(), at.column.into()].map(Arg::Integer);
    let row = sql.first(
        "SELECT body FROM piece WHERE map = ? AND part = ? AND (line, col) <= (?, ?)
         ORDER BY line DESC, col DESC LIMIT 1",
        &[map, part, line, column],
    )?;
    Ok(row.as_ref().and_then(|row| blob(row, 0)).and_then(unpack))
}

/// The runs of a source's lines that are shown around a place.
fn runs(sql: &impl Sql, map: i64, source: u32, at: Position) -> Result<Vec<(u32, String)>, SqlError> {
    let (from, to) = (at.line.saturating_sub(AROUND), at.line.saturating_add(AROUND));
    let rows = sql.exec(
        "SELECT line, body FROM text WHERE map = ? AND number = ? AND line <= ? AND line >=
             (SELECT coalesce(max(line), 0) FROM text WHERE map = ? AND number = ? AND line <= ?)
         ORDER BY line",
        &[map, source.into(), to.into(), map, source.into(), from.into()].map(Arg::Integer),
    )?;
    let read = |row: &Row| {
        let first = u32::try_from(row.integer(0)?).unwrap_or(u32::MAX);
        let run = blob(row, 1).and_then(unpack).and_then(|run| String::from_utf8(run).ok());
        Ok((first, run.unwrap_or_default()))
    };
    rows.iter().map(read).collect()
}

fn blob(row: &Row, column: usize) -> Option<&[u8]> {
    match row.0.get(column) {
        Some(Value::Blob(bytes)) => Some(bytes),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
