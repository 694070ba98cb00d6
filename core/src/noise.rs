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
    report::{Body, Report, Severity, Source, is_about, is_extension},
    stack::Frame,
};

/// Why something is noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
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

impl Rule {
    /// Every rule, in the order in which a page shows them.
    pub const ALL: [Rule; 11] = [
        Rule::Extension,
        Rule::NoFault,
        Rule::About,
        Rule::Injected,
        Rule::OwnWasm,
        Rule::ScriptError,
        Rule::ResizeObserver,
        Rule::MaskedUrl,
        Rule::StaleDeploy,
        Rule::Crawler,
        Rule::ThirdParty,
    ];

    /// Its name, which is kept with what is counted and so never changes.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Extension => "extension",
            Rule::NoFault => "no-fault",
            Rule::About => "about",
            Rule::Injected => "injected",
            Rule::OwnWasm => "own-wasm",
            Rule::ScriptError => "script-error",
            Rule::ResizeObserver => "resize-observer",
            Rule::MaskedUrl => "masked-url",
            Rule::StaleDeploy => "stale-deploy",
            Rule::Crawler => "crawler",
            Rule::ThirdParty => "third-party",
        }
    }

    /// What a page says about it.
    pub fn explanation(self) -> &'static str {
        match self {
            Rule::Extension => "A visitor's browser extension did it, not the site.",
            Rule::NoFault => {
                "It reports no fault: a sample of a request that succeeded, the hash of a script, or a test of reporting."
            }
            Rule::About => {
                "It happened in an about: page, such as an empty frame, which has no address of the site."
            }
            Rule::Injected => {
                "Code that a browser, an app, a toolbar or a carrier put into the page, which the site \
                 cannot have loaded."
            }
            Rule::OwnWasm => {
                "The page's policy refused Corncrake's WebAssembly; 'wasm-unsafe-eval' in script-src allows it."
            }
            Rule::ScriptError => {
                "A script of another origin failed and the browser withholds the rest; the crossorigin \
                 attribute and CORS on that script show it."
            }
            Rule::ResizeObserver => {
                "A ResizeObserver changed sizes while being told of them, and the browser told it the rest a frame later."
            }
            Rule::MaskedUrl => "Safari masks the address of all its code, as it does for extensions.",
            Rule::StaleDeploy => {
                "A part of the site did not load: a page that was open during a deploy asked for a file of the \
                 build before, or the network failed. If it goes on long after a deploy, a file is missing."
            }
            Rule::Crawler => {
                "A scanner of links or a crawler put its own code into the page, and that failed."
            }
            Rule::ThirdParty => {
                "Only scripts of an advertiser, of analytics or of a widget were running, no code of the site."
            }
        }
    }
}

/// The rule by which a report is noise.
pub fn of_report(report: &Report) -> Option<Rule> {
    let code = report.source();
    if report.severity() == Severity::Information {
        return Some(Rule::NoFault);
    }
    let page = report.url.as_deref();
    let anywhere = || report.subjects().chain(page);
    if code == Some(Source::Extension) || anywhere().any(is_extension) {
        return Some(Rule::Extension);
    }
    let code_is_about = matches!(code, Some(Source::Web(file)) if is_about(file));
    if code_is_about || anywhere().any(is_about) {
        return Some(Rule::About);
    }
    let Body::Csp(csp) = &report.body else { return None };
    match (csp.blocked.as_deref()?, code?) {
        ("wasm-eval", Source::OwnClient) => Some(Rule::OwnWasm),
        ("inline" | "data", Source::Elsewhere(_)) => Some(Rule::Injected),
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
pub fn of_event(event: &Event, frames: &[Frame]) -> Option<Rule> {
    let message =
        LEADS.iter().fold(event.message.trim(), |rest, lead| rest.strip_prefix(lead).unwrap_or(rest));
    let all_files = |is: fn(&str) -> bool| {
        let mut files = frames.iter().filter_map(|frame| frame.file.as_deref()).peekable();
        files.peek().is_some() && files.all(is)
    };
    // The site's own code may call an extension, and then the failure is its own.
    let is_foreign = !frames.iter().any(|frame| frame.in_app);
    if all_files(is_extension) || is_foreign && EXTENSION_MESSAGES.iter().any(|said| message.contains(said)) {
        Some(Rule::Extension)
    } else if all_files(|file| file.starts_with(MASKED)) {
        Some(Rule::MaskedUrl)
    } else if message.starts_with("ResizeObserver loop") {
        Some(Rule::ResizeObserver)
    } else if frames.is_empty() && matches!(message, "Script error." | "Script error") {
        Some(Rule::ScriptError)
    } else if is_foreign && message.starts_with(CRAWLER) {
        Some(Rule::Crawler)
    } else if injected::is_named(message)
        || injected::is_innermost(frames)
        || all_files(injected::is_user_script)
    {
        Some(Rule::Injected)
    } else if all_files(third_party::is_third_party) && !third_party::is_own(event.uri.as_deref()) {
        Some(Rule::ThirdParty)
    } else if group::is_chunk_load(event) {
        Some(Rule::StaleDeploy)
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
