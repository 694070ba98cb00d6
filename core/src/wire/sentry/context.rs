//! What an event says of the sender's machine, each to a short list of names with a version: browser,
//! system, runtime and the class of the device. A name that is not listed is not kept, since a model or a
//! build can be one person's.

use alloc::{
    format,
    string::{String, ToString},
};

use serde_json::Value;

use super::fields;

/// Names of what an event was sent from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SenderNames {
    /// The browser by name and major version.
    pub browser: Option<String>,
    /// The system by name and major version.
    pub os: Option<String>,
    /// The runtime by name and version, such as `CPython 3.11`.
    pub runtime: Option<String>,
    /// The class of the device: `phone`, `tablet`, `computer`, `television` or `emulator`.
    pub device: Option<&'static str>,
}

/// Browsers, as SDKs name them and as they are kept.
const BROWSERS: &[(&str, &str)] = &[
    ("chrome", "Chrome"),
    ("chrome mobile", "Chrome"),
    ("chrome mobile webview", "Chrome WebView"),
    ("chromium", "Chrome"),
    ("edge", "Edge"),
    ("microsoft edge", "Edge"),
    ("firefox", "Firefox"),
    ("firefox mobile", "Firefox"),
    ("mobile safari", "Safari"),
    ("opera", "Opera"),
    ("safari", "Safari"),
    ("samsung internet", "Samsung Internet"),
];
/// Systems. Their version is the major one, and of those that freeze it none.
const SYSTEMS: &[(&str, &str)] = &[
    ("alpine linux", "Linux"),
    ("alpine", "Linux"),
    ("android", "Android"),
    ("centos", "Linux"),
    ("chrome os", "ChromeOS"),
    ("darwin", "macOS"),
    ("debian", "Linux"),
    ("debian gnu/linux", "Linux"),
    ("fedora", "Linux"),
    ("freebsd", "FreeBSD"),
    ("ios", "iOS"),
    ("ipados", "iOS"),
    ("linux", "Linux"),
    ("mac os x", "macOS"),
    ("macos", "macOS"),
    ("red hat enterprise linux", "Linux"),
    ("ubuntu", "Linux"),
    ("windows", "Windows"),
];
/// Runtimes, with the numbers of a version that tell bugs apart.
const RUNTIMES: &[(&str, &str, usize)] = &[
    (".net", ".NET", 1),
    (".net core", ".NET", 1),
    (".net framework", ".NET Framework", 2),
    ("browser", "Browser", 0),
    ("bun", "Bun", 1),
    ("cloudflare", "Cloudflare Workers", 0),
    ("cpython", "CPython", 2),
    ("deno", "Deno", 1),
    ("eclipse adoptium", "Java", 1),
    ("erlang/otp", "Erlang", 1),
    ("go", "Go", 2),
    ("graalvm", "Java", 1),
    ("hermes", "Hermes", 0),
    ("java", "Java", 1),
    ("java(tm) se runtime environment", "Java", 1),
    ("jruby", "JRuby", 2),
    ("node", "Node.js", 1),
    ("node.js", "Node.js", 1),
    ("openjdk runtime environment", "Java", 1),
    ("php", "PHP", 2),
    ("pypy", "PyPy", 2),
    ("ruby", "Ruby", 2),
    ("rustc", "Rust", 2),
    ("vercel-edge", "Vercel Edge", 0),
];
/// How a device's family or type says its class.
const DEVICES: &[(&str, &str)] = &[
    ("console", "console"),
    ("desktop", "computer"),
    ("ipad", "tablet"),
    ("iphone", "phone"),
    ("ipod", "phone"),
    ("mac", "computer"),
    ("mobile", "phone"),
    ("phone", "phone"),
    ("smartphone", "phone"),
    ("tablet", "tablet"),
    ("tv", "television"),
];
/// Numbers of versions are of this many digits at most.
const VERSION_DIGITS: usize = 4;

impl SenderNames {
    /// Reads the contexts of an event.
    pub(super) fn of(event: &Value) -> Self {
        let contexts = event.get("contexts").unwrap_or(&Value::Null);
        let context =
            |names: &[&str]| names.iter().find_map(|name| contexts.get(*name)).unwrap_or(&Value::Null);
        let (browser, os) = (context(&["browser"]), context(&["os", "client_os"]));
        let (runtime, device) = (context(&["runtime", "rust", "go", "php"]), context(&["device"]));
        Self {
            browser: listed(browser, BROWSERS, 1),
            os: system(os),
            runtime: runtime_of(runtime),
            device: class(device),
        }
    }
}

/// A context's name in small letters.
fn lower(context: &Value) -> String {
    fields::text(context, "name").unwrap_or_default().trim().to_ascii_lowercase()
}

fn listed(context: &Value, list: &[(&str, &str)], numbers: usize) -> Option<String> {
    let name = lower(context);
    let (_, kept) = list.iter().find(|(known, _)| *known == name)?;
    Some(with_version(kept, fields::text(context, "version").unwrap_or_default(), numbers))
}

fn system(context: &Value) -> Option<String> {
    let name = lower(context);
    let (_, kept) = SYSTEMS.iter().find(|(known, _)| *known == name)?;
    // A kernel's version, or that of a distribution, is a machine's.
    let numbers = usize::from(matches!(*kept, "Android" | "iOS" | "Windows"));
    Some(with_version(kept, fields::text(context, "version").unwrap_or_default(), numbers))
}

fn runtime_of(context: &Value) -> Option<String> {
    let name = lower(context);
    // Ruby's has its version in its name: `ruby3.1`.
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is = |known: &str| known == name || known == bare || name.split_whitespace().next() == Some(known);
    let (_, kept, numbers) = RUNTIMES.iter().find(|(known, ..)| is(known))?;
    Some(with_version(kept, fields::text(context, "version").unwrap_or_default(), *numbers))
}

/// A name with so many numbers of the first version that stands in a text.
fn with_version(name: &str, version: &str, numbers: usize) -> String {
    let from = version.find(|c: char| c.is_ascii_digit()).unwrap_or(version.len());
    let parts = version.get(from..).unwrap_or_default().split('.').take(numbers);
    let digits = parts.map(|part| part.chars().take_while(char::is_ascii_digit).collect::<String>());
    let mut kept = String::new();
    for number in digits.take_while(|number| !number.is_empty() && number.len() <= VERSION_DIGITS) {
        if !kept.is_empty() {
            kept.push('.');
        }
        kept.push_str(&number);
    }
    if kept.is_empty() { name.to_string() } else { format!("{name} {kept}") }
}

fn class(context: &Value) -> Option<&'static str> {
    if context.get("simulator").and_then(Value::as_bool) == Some(true) {
        return Some("emulator");
    }
    ["device_type", "type", "family"].iter().find_map(|name| {
        let word = fields::text(context, name)?.to_ascii_lowercase();
        DEVICES.iter().find(|(known, _)| *known == word).map(|(_, class)| *class)
    })
}
