//! Lookups of frames in the source maps: a request for several positions, and the outcome of each.

use corncrake_core::stack;
use serde::{Deserialize, Serialize};

/// The positions of one event, and its release.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FrameLookup {
    pub release: Option<String>,
    pub positions: Vec<FramePosition>,
}

/// A position in a script as an engine reports it: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FramePosition {
    pub file: String,
    pub line: u32,
    pub column: u32,
}

/// The outcome of a lookup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LookupOutcome {
    Original(OriginalFrame),
    Not(LookupFailure),
}

/// Where a place was written, before it was built: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalFrame {
    pub file: String,
    pub line: u32,
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
    Elsewhere { has: String },
    /// Only another release has one.
    OtherRelease { of: Option<String>, has: String },
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
