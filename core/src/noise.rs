//! Named rules for what is no fault of the site: recognised, counted by rule, kept off the
//! list of issues by default, and there when somebody asks.
//!
//! A rule must be sure: what could be the site's own fault is not noise, so mixed stacks and
//! addresses that a browser did not tell stay. Nothing is dropped here, only named.

mod injected;
mod third_party;

use crate::{
    event::Event,
    group,
    report::{CodeOwner, Report, ReportBody, Severity, foreign, is_about, is_extension},
    stack::Frame,
    steps,
};

/// A rule by which something is noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoiseRule {
    /// Code or content of a browser extension.
    Extension,
    /// A report that reports no fault.
    NoFault,
    /// An `about:` page or address.
    About,
    /// Code that something put into the page which has no address on the web.
    Injected,
    /// Corncrake's own module, which the page's policy refused.
    OwnWasm,
    /// An error whose text and stack the browser withholds.
    ScriptError,
    /// A `ResizeObserver` that was put off to the next frame.
    ResizeObserver,
    /// Code whose address Safari withholds.
    MaskedUrl,
    /// A part of the site that did not load, mostly since a deploy took it away.
    StaleDeploy,
    /// What a crawler or a scanner of links put into the page.
    Crawler,
    /// Scripts of advertisers, analytics and widgets alone.
    ThirdParty,
}

impl NoiseRule {
    /// Every rule, in the order in which a page shows them.
    pub const ALL: [NoiseRule; 11] = [
        NoiseRule::Extension,
        NoiseRule::NoFault,
        NoiseRule::About,
        NoiseRule::Injected,
        NoiseRule::OwnWasm,
        NoiseRule::ScriptError,
        NoiseRule::ResizeObserver,
        NoiseRule::MaskedUrl,
        NoiseRule::StaleDeploy,
        NoiseRule::Crawler,
        NoiseRule::ThirdParty,
    ];

    /// Its name, which is kept with what is counted and so never changes.
    pub fn name(self) -> &'static str {
        match self {
            NoiseRule::Extension => "extension",
            NoiseRule::NoFault => "no-fault",
            NoiseRule::About => "about",
            NoiseRule::Injected => "injected",
            NoiseRule::OwnWasm => "own-wasm",
            NoiseRule::ScriptError => "script-error",
            NoiseRule::ResizeObserver => "resize-observer",
            NoiseRule::MaskedUrl => "masked-url",
            NoiseRule::StaleDeploy => "stale-deploy",
            NoiseRule::Crawler => "crawler",
            NoiseRule::ThirdParty => "third-party",
        }
    }

    /// Its name for people.
    pub fn label(self) -> &'static str {
        match self {
            NoiseRule::Extension => "browser extension",
            NoiseRule::NoFault => "no fault reported",
            NoiseRule::About => "about: pages",
            NoiseRule::Injected => "injected script",
            NoiseRule::OwnWasm => "Corncrake's own WebAssembly",
            NoiseRule::ScriptError => "script of another origin",
            NoiseRule::ResizeObserver => "ResizeObserver loop",
            NoiseRule::MaskedUrl => "Safari hides the address",
            NoiseRule::StaleDeploy => "old tab after a deploy",
            NoiseRule::Crawler => "crawler",
            NoiseRule::ThirdParty => "third-party script",
        }
    }

    /// What a page says about it.
    pub fn explanation(self) -> &'static str {
        match self {
            NoiseRule::Extension => "A visitor's browser extension did it, not the site.",
            NoiseRule::NoFault => {
                "It reports no fault: a sample of a request that succeeded, the hash of a script, or a test of reporting."
            }
            NoiseRule::About => {
                "It happened in an about: page, such as an empty frame, which has no address of the site."
            }
            NoiseRule::Injected => {
                "Code that a browser, an app, a toolbar or a carrier put into the page, which the site \
                 cannot have loaded."
            }
            NoiseRule::OwnWasm => {
                "The page's policy refused Corncrake's WebAssembly; 'wasm-unsafe-eval' in script-src allows it."
            }
            NoiseRule::ScriptError => {
                "A script of another origin failed and the browser withholds the rest; the crossorigin \
                 attribute and CORS on that script show it."
            }
            NoiseRule::ResizeObserver => {
                "A ResizeObserver loop: harmless, the browser delivers the rest a frame later."
            }
            NoiseRule::MaskedUrl => "Safari masks the address of all its code, as it does for extensions.",
            NoiseRule::StaleDeploy => {
                "A part of the site did not load: a page that was open during a deploy asked for a file of the \
                 build before, or the network failed. If it goes on long after a deploy, a file is missing."
            }
            NoiseRule::Crawler => {
                "A scanner of links or a crawler put its own code into the page, and that failed."
            }
            NoiseRule::ThirdParty => {
                "Only scripts of an advertiser, of analytics or of a widget were running, no code of the site."
            }
        }
    }
}

/// The rule by which a report is noise.
pub fn of_report(report: &Report) -> Option<NoiseRule> {
    let code = report.source();
    if report.severity() == Severity::Information {
        return Some(NoiseRule::NoFault);
    }
    let page = report.url.as_deref();
    let anywhere = || report.subjects().chain(page);
    if code == Some(CodeOwner::Extension) || anywhere().any(is_extension) {
        return Some(NoiseRule::Extension);
    }
    let code_is_about = matches!(code, Some(CodeOwner::Web(file)) if is_about(file));
    if code_is_about || anywhere().any(is_about) {
        return Some(NoiseRule::About);
    }
    if report.subjects().any(|subject| foreign(subject, page).is_some()) {
        return Some(NoiseRule::Injected);
    }
    let ReportBody::Csp(csp) = &report.body else { return None };
    match (csp.blocked.as_deref()?, code?) {
        ("wasm-eval", CodeOwner::OwnClient) => Some(NoiseRule::OwnWasm),
        ("inline" | "data", CodeOwner::Elsewhere(_)) => Some(NoiseRule::Injected),
        _ => None,
    }
}

/// What extensions' own calls say when they fail.
const EXTENSION_MESSAGES: &[&str] = &[
    "Extension context invalidated",
    "runtime.sendMessage",
    "Could not establish connection. Receiving end does not exist",
    "message port closed before a response was received",
    "message channel closed before a response was received",
];
/// How Safari names a file that it does not name.
const MASKED: &str = "webkit-masked-url:";
/// What CefSharp says in pages that Microsoft's Safe Links scans, and never to a visitor.
const CRAWLER: &str = "Object Not Found Matching Id:";
/// What stands before a message where a browser wrote it to its console.
const LEADS: &[&str] = &["Uncaught ", "(in promise) ", "Error: "];

/// The rule by which an event is noise.
pub fn of_event(event: &Event, frames: &[Frame]) -> Option<NoiseRule> {
    let message =
        LEADS.iter().fold(event.message.trim(), |rest, lead| rest.strip_prefix(lead).unwrap_or(rest));
    let all_files = |is: fn(&str) -> bool| {
        steps::count(frames.iter().filter_map(|frame| frame.file.as_deref()).map(str::len).sum());
        let mut files = frames.iter().filter_map(|frame| frame.file.as_deref()).peekable();
        files.peek().is_some() && files.all(is)
    };
    steps::count(message.len() * EXTENSION_MESSAGES.len());
    // The site's own code may call an extension, and then the failure is its own.
    let is_foreign = !frames.iter().any(|frame| frame.in_app);
    if is_foreign && (all_files(is_extension) || EXTENSION_MESSAGES.iter().any(|text| message.contains(text)))
    {
        Some(NoiseRule::Extension)
    } else if all_files(|file| file.starts_with(MASKED)) {
        Some(NoiseRule::MaskedUrl)
    } else if message.starts_with("ResizeObserver loop") {
        Some(NoiseRule::ResizeObserver)
    } else if frames.is_empty() && matches!(message, "Script error." | "Script error") {
        Some(NoiseRule::ScriptError)
    } else if is_foreign && message.starts_with(CRAWLER) {
        Some(NoiseRule::Crawler)
    } else if injected::is_named(message)
        || injected::is_innermost(frames)
        || is_foreign && all_files(injected::is_unloadable)
    {
        Some(NoiseRule::Injected)
    } else if all_files(third_party::is_third_party) && !third_party::is_own(event.uri.as_deref()) {
        Some(NoiseRule::ThirdParty)
    } else if group::is_chunk_load(event) {
        Some(NoiseRule::StaleDeploy)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
