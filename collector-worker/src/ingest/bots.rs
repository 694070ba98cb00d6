//! Recognises the User-Agents of bots, by the list of the npm package `crawler-user-agents`, which
//! is kept current by many hands, and matched by the runtime's own regular expressions. The build
//! (xtask) makes `bots.js` of it.
//!
//! Not bots here: HTTP libraries, which are servers and scripts of the site's own, and
//! automated browsers, which are its own tests. Both say something true about the site.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./bots.js")]
extern "C" {
    #[wasm_bindgen(js_name = isBot)]
    fn matches(user_agent: &str) -> bool;
}

/// Whether a User-Agent is a bot's.
pub(crate) fn is_bot(user_agent: &str) -> bool {
    matches(user_agent)
}
