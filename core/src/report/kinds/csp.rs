//! Content Security Policy: violations (CSP Level 3, section 5, and CSP 1's `report-uri`)
//! and the hashes of loaded scripts (`csp-hash`).
//!
//! The sample of the page's code that a report may hold is never read.

use alloc::{
    borrow::{Cow, ToOwned},
    format,
    string::String,
    vec::Vec,
};

use crate::report::{
    Severity, address,
    clip::cut,
    content_policy,
    fields::{ReportFields, WORD_CHARS},
    kind::{FieldWriter, ReportContext, ReportKind, blocked, part},
    location::SourceLocation,
    scheme::{self, CodeOwner},
};

/// Characters of a policy: real ones reach 4,000, and what follows is seldom the reason.
const POLICY_CHARS: usize = 4_000;
/// Words in place of an address, none of which is a foreign scheme.
const WORDS: [&str; 14] = [
    "inline",
    "eval",
    "self",
    "wasm-eval",
    "data",
    "blob",
    "about",
    "filesystem",
    "javascript",
    "mediastream",
    "trusted-types-policy",
    "trusted-types-sink",
    "null",
    "undefined",
];
/// Hash functions of Subresource Integrity, section 3.2.
const HASHES: [&str; 3] = ["sha256-", "sha384-", "sha512-"];

/// A `csp-violation`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Csp {
    /// The directive that took effect, exactly as reported: `script-src-elem`.
    pub directive: Option<String>,
    /// What was blocked: an address, or a word such as `inline`, `eval`, `wasm-eval`, `data`.
    pub blocked: Option<String>,
    /// Whether the policy is enforced or on trial; not every engine tells.
    pub enforced: Option<bool>,
    /// The whole policy.
    pub policy: Option<String>,
    /// The HTTP status of the page.
    pub status: Option<u32>,
    /// Where it happened.
    pub place: SourceLocation,
}

impl Csp {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        // CSP 1 has only the directive as the policy wrote it, sources and all.
        let directive =
            fields.word("effectiveDirective").or_else(|| fields.text("violatedDirective", WORD_CHARS));
        let directive =
            directive.and_then(|words| words.split_whitespace().next().map(str::to_ascii_lowercase));
        Self {
            blocked: fields.address("blockedURL").map(|blocked| as_today(blocked, directive.as_deref())),
            directive,
            enforced: fields.enforced(),
            policy: fields
                .raw("originalPolicy")
                .map(|policy| cut(content_policy::clean(policy), POLICY_CHARS)),
            status: fields.count("statusCode"),
            place: SourceLocation::read(fields),
        }
    }

    /// The directive a person looks for in a policy. Older engines say `script-src` where
    /// newer ones say `script-src-elem`; `-attr` stays, since its cure is another.
    fn directive(&self) -> &str {
        let directive = self.directive.as_deref().unwrap_or("CSP");
        directive.strip_suffix("-elem").unwrap_or(directive)
    }

    /// What was blocked, in words.
    fn shown(&self, report: &ReportContext<'_>) -> Cow<'_, str> {
        let directive = self.directive();
        let words = match self.blocked.as_deref() {
            None => "something",
            Some("inline") if directive.starts_with("style-src") => "an inline style",
            Some("inline") if directive == "script-src-attr" => "an inline event handler",
            Some("inline") => "an inline script",
            Some("wasm-eval") => "WebAssembly",
            Some("data") => "a data: URL",
            Some("blob") => "a blob: URL",
            Some("trusted-types-policy") => "a Trusted Types policy",
            Some("trusted-types-sink") => "text where Trusted Types are required",
            Some(blocked) => return report.shown(blocked),
        };
        words.into()
    }
}

/// What was blocked, as engines of today write it.
///
/// Firefox before version 60 says `self` of inline code. And outside of scripts and styles a word
/// is the scheme of what was blocked (CSP Level 3, section 5.4), where it is no keyword.
fn as_today(blocked: String, directive: Option<&str>) -> String {
    let is_code = directive.is_none_or(|directive| {
        ["script-src", "style-src", "default-src", "trusted-types", "require-trusted-types-for"]
            .iter()
            .any(|code| directive.starts_with(code))
    });
    match blocked.as_str() {
        "self" if is_code => "inline".to_owned(),
        word if !is_code && scheme::is_scheme(word) && !word.contains('.') && !WORDS.contains(&word) => {
            [word, ":"].concat()
        }
        _ => blocked,
    }
}

impl ReportKind for Csp {
    fn code(&self) -> u64 {
        5
    }
    fn name(&self) -> &'static str {
        "CSP violation"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "csp-violation"
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        format!("{} {} {}", self.directive(), blocked(self.enforced), self.shown(report))
    }
    fn parts(&self, report: &ReportContext<'_>) -> Vec<String> {
        let (blocked, page) = (self.blocked.as_deref(), report.url);
        let mut parts = Vec::new();
        parts.push(format!("directive: {}", self.directive()));
        parts.extend(part("blocked", blocked.map(|blocked| report.shown(blocked)).as_deref()));
        // `inline` and `eval` name nobody; whose script it was does, if not the page's own.
        let from = self.place.file.as_deref().filter(|file| {
            blocked.and_then(address::host).is_none()
                && matches!(scheme::source(file, page), CodeOwner::Web(_))
                && address::host(file) != page.and_then(address::host)
        });
        parts.extend(part("from", from.and_then(address::host)));
        parts
    }
    fn severity(&self) -> Severity {
        Severity::of_policy(self.enforced)
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("effectiveDirective", self.directive.as_deref());
        fields.text("blockedURL", self.blocked.as_deref());
        fields.enforced(self.enforced);
        fields.location(&self.place);
        fields.number("statusCode", self.status.map(u64::from));
        fields.text("originalPolicy", self.policy.as_deref());
    }
    fn location(&self) -> Option<&SourceLocation> {
        Some(&self.place)
    }
    fn subjects(&self) -> [Option<&str>; 2] {
        [self.blocked.as_deref(), None]
    }
}

/// A `csp-hash`: a script that was loaded, and its hash. It reports no fault.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CspHash {
    /// The script.
    pub subresource: Option<String>,
    /// Its hash as a policy spells it: `sha256-...`. It names code, so it is not scrubbed.
    pub hash: Option<String>,
    /// What kind of resource: `subresource` or `inline` and the like.
    pub hash_type: Option<String>,
    /// What it was loaded as.
    pub destination: Option<String>,
}

impl CspHash {
    pub(in crate::report) fn read(fields: ReportFields<'_>) -> Self {
        Self {
            subresource: fields.address("subresourceURL"),
            hash: fields.raw("hash").filter(|hash| is_hash(hash)).map(ToOwned::to_owned),
            hash_type: fields.word("type"),
            destination: fields.word("destination"),
        }
    }

    fn what(&self) -> &str {
        self.destination.as_deref().unwrap_or("script")
    }
}

/// Whether it is a hash and cannot be anything else: SHA-512 has 88 characters in base64.
fn is_hash(hash: &str) -> bool {
    let digest = HASHES.iter().find_map(|name| hash.strip_prefix(name));
    let is_base64 =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    digest.is_some_and(|digest| matches!(digest.len(), 43..=88) && digest.bytes().all(is_base64))
}

impl ReportKind for CspHash {
    fn code(&self) -> u64 {
        5
    }
    fn name(&self) -> &'static str {
        "CSP hash"
    }
    fn type_name(&self, _: &ReportContext<'_>) -> &str {
        "csp-hash"
    }
    fn title(&self, report: &ReportContext<'_>) -> String {
        let from = self.subresource.as_deref().map_or("the page itself".into(), |url| report.shown(url));
        format!("A {} of {from} was hashed", self.what())
    }
    fn parts(&self, _: &ReportContext<'_>) -> Vec<String> {
        let host = part("host", self.subresource.as_deref().map(address::subject));
        [format!("destination: {}", self.what())].into_iter().chain(host).collect()
    }
    fn severity(&self) -> Severity {
        Severity::Information
    }
    fn write_fields(&self, fields: &mut FieldWriter) {
        fields.text("subresourceURL", self.subresource.as_deref());
        fields.text("hash", self.hash.as_deref());
        fields.text("type", self.hash_type.as_deref());
        fields.text("destination", self.destination.as_deref());
    }
    fn subjects(&self) -> [Option<&str>; 2] {
        [self.subresource.as_deref(), None]
    }
}
