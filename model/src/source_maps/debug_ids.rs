//! The ids of source maps that an event names: a member of its `meta`, from a script's address to the id.

use corncrake_core::json::Json;

/// The member's name.
pub const NAME: &str = "debug_ids";

/// The id that `meta` has for a script.
pub fn of_file<'a>(meta: Option<&'a Json>, file: &str) -> Option<&'a str> {
    meta?.get(NAME)?.get(file)?.as_text()
}
