//! Code that browsers on phones, the apps around them, toolbars and carriers put into every
//! page: known by names of theirs that no site has, and by addresses that no site loads.

use crate::stack::Frame;

/// Names of functions and objects, and whose they are.
const NAMES: &[&str] = &[
    "__gCrWeb",                  // Chrome for iOS
    "__firefox__",               // Firefox for iOS
    "instantSearchSDKJSBridge",  // Bing's app
    "_AutofillCallbackHandler",  // Instagram's and Facebook's browsers
    "MyApp_RemoveAllHighlights", // a search in pages that many iOS apps copied
    "bmi_SafeAddOnload",         // carriers that rewrite pages
    "EBCallBackMessageReceived", // Embarcadero's browser
    "conduitPage",               // Conduit's toolbars
];
/// How Chromium names the scripts that users have it run.
const USER_SCRIPT: &str = "user-script:";

/// Whether a message speaks of injected code.
pub(super) fn is_named(message: &str) -> bool {
    NAMES.iter().any(|name| message.contains(name))
}

/// Whether a frame is a user's own script.
pub(super) fn is_user_script(file: &str) -> bool {
    file.starts_with(USER_SCRIPT)
}

/// Whether the failing function itself is of injected code.
pub(super) fn is_innermost(frames: &[Frame]) -> bool {
    frames.first().and_then(|frame| frame.function.as_deref()).is_some_and(is_named)
}
