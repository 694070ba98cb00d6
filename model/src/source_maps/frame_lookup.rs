//! Lookups of frames in the source maps: a request for several positions, and the outcome of each.

use corncrake_core::stack;
use serde::{Deserialize, Serialize};

/// The positions of one event, and its release.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FrameLookup {
    /// The event's release, which decides among the maps of one name.
    pub release: Option<String>,
    /// The positions, in the order in which the outcomes are wanted.
    pub positions: Vec<FramePosition>,
}

/// A position in a script as an engine reports it: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FramePosition {
    /// The script's address or path, as the stack has it.
    pub file: String,
    /// The line of the script, from 1.
    pub line: u32,
    /// The column in UTF-16 units, from 1.
    pub column: u32,
    /// The id of the script's source map, where the event names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debug_id: Option<String>,
}

/// The outcome of a lookup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookupOutcome {
    /// A source map has the position.
    Original(OriginalFrame),
    /// The frame stays as the engine reported it.
    Not(LookupFailure),
}

/// Where a place was written, before it was built: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalFrame {
    /// The path of the source, as the map has it.
    pub file: String,
    /// The line of the source, from 1.
    pub line: u32,
    /// The column of the source in UTF-16 units, from 1.
    pub column: u32,
    /// The function it stands in.
    pub function: Option<String>,
    /// What the map calls the thing at this place, such as the function that is called here.
    pub called: Option<String>,
    /// Whether the map says that the site did not write it.
    pub ignored: bool,
    /// Whether the map has the text of the source.
    pub has_text: bool,
    /// The lines around it, each with its number.
    pub lines: Vec<(u32, String)>,
}

/// Why a position has no original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookupFailure {
    /// No map of the project has this file's name.
    NoMap,
    /// One was uploaded for a script of this name in other folders.
    Elsewhere {
        /// The path of that script, as it was uploaded.
        has: String,
    },
    /// Only another release has one.
    OtherRelease {
        /// The event's release.
        of: Option<String>,
        /// The release that has a map of this name.
        has: String,
    },
    /// The map that was uploaded does not read.
    Bad(String),
    /// The map has nothing for this place.
    NotInMap,
    /// The maps did not answer in time.
    Slow,
}

impl LookupFailure {
    /// For people, as a sentence goes on behind "…: ".
    pub fn sentence(&self) -> String {
        match self {
            Self::NoMap => "no source map of this file was uploaded".into(),
            Self::Elsewhere { has } => {
                format!("a source map was uploaded for {has}, which is no end of this file's path")
            }
            Self::OtherRelease { of: Some(of), has } => {
                format!("no source map of this file was uploaded for release {of}; release {has} has one")
            }
            Self::OtherRelease { of: None, has } => format!(
                "the event has no release, and the file's name is not known as one build's; release {has} has a source map of this name"
            ),
            Self::Bad(why) => format!("the source map that was uploaded could not be read: {why}"),
            Self::NotInMap => "its source map has nothing for this place".into(),
            Self::Slow => "the source maps did not answer in time; look again".into(),
        }
    }
}

impl OriginalFrame {
    /// Whether the site wrote it itself.
    pub fn is_own(&self) -> bool {
        !self.ignored && stack::is_in_app(&self.file)
    }
}
