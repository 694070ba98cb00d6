//! Where the pieces of a map go: a row each.

use corncrake_source_map::{Position, read::Summary, sink::PieceSink};

use crate::engine::{Arg, Sql, SqlError};

/// The rows of one map.
pub struct MapWriter<'s, S> {
    sql: &'s S,
    map: i64,
}

impl<'s, S: Sql> MapWriter<'s, S> {
    /// Those of a new map.
    pub fn begin(sql: &'s S, digest: &[u8]) -> Result<Self, SqlError> {
        let row = sql.first(
            "INSERT INTO map (digest, debug_id, sources, texts, mappings) VALUES (?, '', 0, 0, 0) RETURNING id",
            &[Arg::Blob(digest)],
        )?;
        let map = row.ok_or_else(|| SqlError("a row has no number".into()))?.integer(0)?;
        Ok(Self { sql, map })
    }

    /// Writes what the map held; gives its number.
    pub fn end(self, summary: &Summary) -> Result<i64, SqlError> {
        let debug_id = summary.debug_id.as_ref().map_or("", |id| id.as_str());
        let mappings = i64::try_from(summary.mappings).unwrap_or(i64::MAX);
        self.sql.exec(
            "UPDATE map SET debug_id = ?, sources = ?, texts = ?, mappings = ? WHERE id = ?",
            &[
                Arg::Text(debug_id),
                Arg::Integer(summary.sources.into()),
                Arg::Integer(summary.texts.into()),
                Arg::Integer(mappings),
                Arg::Integer(self.map),
            ],
        )?;
        Ok(self.map)
    }
}

impl<S: Sql> PieceSink for MapWriter<'_, S> {
    type Error = SqlError;

    fn piece(&mut self, table: u32, start: Position, packed: &[u8]) -> Result<(), SqlError> {
        // Of several that begin at one place the last one has the place's last mapping.
        let args = [self.map, table.into(), start.line.into(), start.column.into()].map(Arg::Integer);
        let [map, part, line, column] = args;
        self.sql
            .exec(
                "INSERT OR REPLACE INTO piece (map, part, line, col, body) VALUES (?, ?, ?, ?, ?)",
                &[map, part, line, column, Arg::Blob(packed)],
            )
            .map(drop)
    }

    fn source(&mut self, number: u32, name: &str, ignored: bool) -> Result<(), SqlError> {
        self.sql
            .exec(
                "INSERT INTO source (map, number, name, ignored) VALUES (?, ?, ?, ?)",
                &[
                    Arg::Integer(self.map),
                    Arg::Integer(number.into()),
                    Arg::Text(name),
                    Arg::Integer(ignored.into()),
                ],
            )
            .map(drop)
    }

    fn text(&mut self, number: u32, line: u32, packed: &[u8]) -> Result<(), SqlError> {
        let [map, number, line] = [self.map, number.into(), line.into()].map(Arg::Integer);
        self.sql
            .exec(
                "INSERT INTO text (map, number, line, body) VALUES (?, ?, ?, ?)",
                &[map, number, line, Arg::Blob(packed)],
            )
            .map(drop)
    }
}
