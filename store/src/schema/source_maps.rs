//! The tables of a project's source maps. Everything of a map hangs on its number, and a map
//! that several releases uploaded is kept once.

use super::Migrations;

/// The maps of a project.
pub const SOURCES: &Migrations = &[&[
    "CREATE TABLE map (
        id INTEGER PRIMARY KEY,
        digest BLOB NOT NULL UNIQUE,
        debug_id TEXT NOT NULL,
        sources INTEGER NOT NULL,
        texts INTEGER NOT NULL,
        mappings INTEGER NOT NULL
    )",
    "CREATE INDEX map_debug_id ON map (debug_id)",
    // What was uploaded, by its name: a map, a script that says where its map is, or what
    // could not be read, and why. `base` is the last part of the script's path.
    "CREATE TABLE file (
        release TEXT NOT NULL,
        name TEXT NOT NULL,
        script TEXT NOT NULL,
        base TEXT NOT NULL,
        map INTEGER NOT NULL DEFAULT 0,
        debug_id TEXT NOT NULL DEFAULT '',
        refers TEXT NOT NULL DEFAULT '',
        bad TEXT NOT NULL DEFAULT '',
        bytes INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (release, name)
    ) WITHOUT ROWID",
    "CREATE INDEX file_base ON file (base)",
    "CREATE INDEX file_map ON file (map)",
    // Mappings, and the functions of each source: a packed piece by where it begins.
    "CREATE TABLE piece (
        map INTEGER NOT NULL,
        part INTEGER NOT NULL,
        line INTEGER NOT NULL,
        col INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (map, part, line, col)
    ) WITHOUT ROWID",
    "CREATE TABLE source (
        map INTEGER NOT NULL,
        number INTEGER NOT NULL,
        name TEXT NOT NULL,
        ignored INTEGER NOT NULL,
        PRIMARY KEY (map, number)
    ) WITHOUT ROWID",
    "CREATE TABLE text (
        map INTEGER NOT NULL,
        number INTEGER NOT NULL,
        line INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (map, number, line)
    ) WITHOUT ROWID",
    // What was asked for once. The number says which is the oldest.
    "CREATE TABLE resolved (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        map INTEGER NOT NULL,
        line INTEGER NOT NULL,
        col INTEGER NOT NULL,
        body TEXT NOT NULL,
        UNIQUE (map, line, col)
    )",
]];
