//! What the keeper of a project's source maps is asked.

use corncrake_core::time::UnixMillis;
use corncrake_model::source_maps::{
    frame_lookup::{FrameLookup, LookupOutcome},
    source_file::{StoredFile, UploadedFile},
};

use super::{
    contract::UploadTo,
    kinds::SourcesObject,
    shared::{Destroy, ReadDatabase},
};

alternatives! {
    /// What the keeper of source maps is asked. An upload (`PutFile`) is no such request: it brings a body.
    SourcesRequest of SourcesObject: Destroy, ReadDatabase;
    then Map(MapRequest)
}

requests! {
    /// About the maps of releases.
    MapRequest of SourcesObject;

    /// The files of a release.
    ListFiles { release: String } -> Vec<UploadedFile>;
    /// How many files each of these releases has, and when the last was uploaded.
    CountFiles { releases: Vec<String> } -> Vec<(String, u64, UnixMillis)>;
    /// Remove a release; how many files it had, and whether others have any.
    DeleteRelease { release: String } -> (u64, bool);
    /// Where these places were written, in the order of the question.
    LookUpFrames { lookups: Vec<FrameLookup>, with_lines: bool } -> Vec<Vec<LookupOutcome>>;
}

request! {
    /// Keep the file that comes with it (`stub::upload`).
    PutFile { release: String, name: String, is_packed: bool } -> StoredFile;
}

impl UploadTo<SourcesObject> for PutFile {}
