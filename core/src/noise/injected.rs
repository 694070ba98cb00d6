//! Code that browsers on phones, the apps around them, toolbars and carriers put into every
//! page: known by names of theirs that no site has, and by addresses that no site loads.

use crate::stack::Frame;

/// Names of functions and objects, and whose they are. Each was reported by several sites that do
/// not have it (Sentry's and PostHog's issues, and the list of decoys that trackers share).
const NAMES: &[&str] = &[
    "__gCrWeb",                              // Chrome for iOS
    "__firefox__",                           // Firefox for iOS
    "ceCurrentVideo",                        // Firefox for iOS
    "instantSearchSDKJSBridge",              // Bing's app
    "_AutofillCallbackHandler",              // Instagram's and Facebook's browsers
    "_pcmBridgeCallbackHandler",             // the same
    "navigationPerformanceLogger",           // the same, on iOS
    "navigation_performance_logger",         // the same, on Android
    "setupIosCallbackHandler",               // the same, on iOS
    "enableDidUserTypeOnKeyboardLogging",    // the same, on iOS
    "atomicFindClose",                       // Facebook
    "fb_xd_fragment",                        // Facebook
    "Java object is gone",                   // bridges on Android whose app has let go of them
    "Java bridge method invocation error",   // the same
    "Error invoking postMessage",            // the same
    "zaloJSV2",                              // Zalo
    "WeixinJSBridge",                        // WeChat
    "AlipayJSBridge",                        // Alipay
    "ToutiaoJSBridge",                       // Toutiao
    "vivoNewsDetailPage",                    // Vivo's browser
    "ztePageScrollModule",                   // ZTE's browser
    "UCShellJava",                           // UC
    "ucbrowser_script",                      // UC
    "ucapi is not defined",                  // UC
    "getReadModeConfig",                     // readers of phones' browsers
    "getReadModeExtract",                    // the same
    "getReadModeRender",                     // the same
    "pktAnnotationHighlighter",              // Pocket
    "ZiteReader",                            // Zite
    "__AutoFillPopupClose__",                // password managers
    "SymBrowser_ModifyAnchorTagsWithTarget", // Norton
    "jigsaw is not defined",                 // toolbars
    "ComboSearch is not defined",            // toolbars
    "top.GLOBALS",                           // toolbars
    "originalCreateNotification",            // toolbars
    "conduitPage",                           // Conduit's toolbars
    "MyApp_RemoveAllHighlights",             // a search in pages that many iOS apps copied
    "MyAppGetLinkHREFAtPoint",               // the same
    "MyAppGetHTMLElementsAtPoint",           // the same
    "bmi_SafeAddOnload",                     // carriers that rewrite pages
    "EBCallBackMessageReceived",             // Embarcadero's browser
];
/// Schemes of code that no page can load: what users have Chromium run, bridges of apps, and
/// browsers' own pages.
const SCHEMES: &[&str] = &[
    "user-script:",
    "iabjs:",
    "chrome:",
    "chrome-error:",
    "chrome-untrusted:",
    "devtools:",
    "edge:",
    "brave:",
    "opera:",
    "vivaldi:",
    "resource:",
];

/// Whether a message speaks of injected code.
pub(super) fn is_named(message: &str) -> bool {
    NAMES.iter().any(|name| message.contains(name))
}

/// Whether a script is one that no page can load.
pub(super) fn is_unloadable(file: &str) -> bool {
    SCHEMES.iter().any(|scheme| file.starts_with(scheme))
}

/// Whether the failing function itself is of injected code.
pub(super) fn is_innermost(frames: &[Frame]) -> bool {
    frames.first().and_then(|frame| frame.function.as_deref()).is_some_and(is_named)
}
