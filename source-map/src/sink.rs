//! Where the pieces of a map go, as a store implements it.

use crate::Position;

/// The store of a map's pieces.
pub trait PieceSink {
    /// Why it could not.
    type Error;
    /// A packed piece of a table, by where it begins.
    fn piece(&mut self, table: u32, start: Position, packed: &[u8]) -> Result<(), Self::Error>;
    /// A source: its number, its name, and whether its makers say it is not the site's own.
    fn source(&mut self, number: u32, name: &str, ignored: bool) -> Result<(), Self::Error>;
    /// Packed lines of a source, by the number of the first.
    fn text(&mut self, number: u32, line: u32, packed: &[u8]) -> Result<(), Self::Error>;
}
