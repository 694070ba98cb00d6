//! Why a map is refused, in words for the uploader: they name what is wrong, and where.

use crate::MAP_BYTES;

/// An error in a map.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MapError {
    /// Not JSON, or a member of another type.
    #[error("it is no source map: {0}")]
    Json(String),
    /// Another version.
    #[error("its version is not 3")]
    Version,
    /// Neither mappings nor sections.
    #[error("it has no mappings")]
    NoMappings,
    /// A section inside of a section.
    #[error("a section has sections of its own")]
    Nested,
    /// A section that is elsewhere.
    #[error("a section has no map of its own; sections by address are not read")]
    Elsewhere,
    /// A segment that is none.
    #[error("line {line} of the mappings has a segment that does not read")]
    Segment {
        /// The generated line, from 1.
        line: u64,
    },
    /// A number below 0 or of more than 32 bits.
    #[error("line {line} of the mappings leads out of every file")]
    Range {
        /// The generated line, from 1.
        line: u64,
    },
    /// A source or name that is not in the lists.
    #[error("line {line} of the mappings has a {what} that the map does not list")]
    Unlisted {
        /// The generated line, from 1.
        line: u64,
        /// `source` or `name`.
        what: &'static str,
    },
    /// Steps back on a line that is too long to be sorted, or a section before another.
    #[error("line {line} of the mappings is not in order")]
    Order {
        /// The generated line, from 1.
        line: u64,
    },
    /// More than this reads.
    #[error("it is larger than {} MiB", MAP_BYTES / 1024 / 1024)]
    Large,
}

/// Why a map could not be read.
#[derive(Debug)]
pub enum ReadError<E> {
    /// The map has an error.
    Map(MapError),
    /// The sink could not store a piece.
    Sink(E),
}

impl<E> From<MapError> for ReadError<E> {
    fn from(bad: MapError) -> Self {
        Self::Map(bad)
    }
}
