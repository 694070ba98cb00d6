//! Source maps: taken in once, kept in pieces, asked for the original of a frame.
//!
//! A project's maps live in an object of their own, so that none of them weighs on the one
//! that takes events; a project that never had any has no such object. What reads maps is
//! the crate `source-map`; here is where its pieces are kept, and who asks for them.
//!
//! An event is never lost, nor late, for a map: who asks waits only so long, and goes on
//! with the frames as the browser told them.

mod body;
mod files;
mod keep;
mod object;
mod resolve;
mod schema;
mod trace;

pub(crate) use body::too_large;
pub(crate) use files::{FileRow, Kept};
pub use object::Sources;
pub(crate) use trace::{Traced, for_grouping, for_people};

use serde::{Deserialize, Serialize};

/// The most bytes of all of a project's maps: a tenth of what an object's database may have.
/// They are stored at about a third of what is uploaded.
const PROJECT_BYTES: u64 = 1_000_000_000;
/// Files of a release: a site with as many chunks has other worries.
const RELEASE_FILES: u64 = 5_000;
/// Resolved places that are kept, the newest ones: some tens of megabytes at most.
const RESOLVED: i64 = 20_000;

/// Places that one event wants to know, and its release.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Asked {
    pub(crate) release: Option<String>,
    pub(crate) places: Vec<Place>,
}

/// A place in a script as an engine told it: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// What became of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Found {
    Original(Original),
    Not(Why),
}

/// Where a place was written, before it was built: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Original {
    pub(crate) file: String,
    pub(crate) line: u32,
    pub(crate) column: u32,
    /// The function it stands in.
    pub(crate) function: Option<String>,
    /// What the map calls the thing at this place, such as the function that is called here.
    pub(crate) called: Option<String>,
    /// Whether the map says that the site did not write it.
    pub(crate) ignored: bool,
    /// Whether the map has the text of the source.
    pub(crate) has_text: bool,
    /// The lines around it, each with its number.
    pub(crate) lines: Vec<(u32, String)>,
}

/// Why a place has no original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Why {
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

impl Why {
    /// For people, as a sentence goes on behind "…: ".
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::NoMap => "no source map of this file was uploaded".into(),
            Self::Elsewhere { has } => {
                format!("a source map was uploaded for {has}, which is no end of this file's path")
            }
            Self::OtherRelease { of: Some(of), has } => {
                format!("no source map of this file was uploaded for release {of}; release {has} has one")
            }
            Self::OtherRelease { of: None, has } => format!(
                "the event told no release, and the file's name is not known as one build's; release {has} has a source map of this name"
            ),
            Self::Bad(why) => format!("the source map that was uploaded could not be read: {why}"),
            Self::NotInMap => "its source map has nothing for this place".into(),
            Self::Slow => "the source maps did not answer in time; look again".into(),
        }
    }
}
