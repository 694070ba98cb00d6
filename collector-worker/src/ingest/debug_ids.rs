//! The ids of source maps that an SDK found in the scripts of a stack, noted with the event: by them the
//! maps are found whatever the release. They are hexadecimal digits; the addresses were scrubbed before.

use corncrake_core::{event::Event, json::Json};
use corncrake_model::source_maps::debug_ids::NAME;

/// Notes them.
pub(super) fn note(event: &mut Event, ids: Vec<(String, String)>) {
    if ids.is_empty() {
        return;
    }
    let ids = ids.into_iter().map(|(file, id)| (file, Json::Text(id))).collect();
    if let Some(Json::Map(members)) = &mut event.meta {
        members.push((NAME.to_owned(), Json::Map(ids)));
    }
}
