//! What to do about a violation of a Content-Security-Policy.

use alloc::{format, string::String};

use super::{
    super::{
        content_policy::{
            BlockedResource, ContentPolicy, NONCE, Url, has_nonce, has_sources, is_script, trusts,
            without_kind,
        },
        scheme::{has_scheme, is_about},
    },
    line::{PolicyGap, allowing},
    suggestion::Advice,
};
use crate::json::Json;

/// Directives under which content in the address itself runs no script of the page's.
const CONTENT: &[&str] = &[
    "connect-src",
    "font-src",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "style-src",
    "style-src-elem",
];
/// Schemes of content in the address itself.
const CONTENT_SCHEMES: [&str; 4] = ["data", "blob", "filesystem", "mediastream"];

/// What to do, for the report's fields, what was blocked and the page.
pub(super) fn advice(fields: &Json, blocked: &str, page: Option<&str>) -> Option<Advice> {
    let text = |name: &str| fields.get(name).and_then(Json::as_text);
    let directive = text("effectiveDirective")?;
    // What stands in a policy must not be able to end its directive.
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    if !directive.bytes().all(is_name) || blocked.contains([';', ',', ' ']) {
        return Advice::new("The report names no directive or source that a policy could have.");
    }
    let violation = CspViolation {
        directive,
        policy: text("originalPolicy").unwrap_or_default(),
        page: page.and_then(Url::parse),
    };
    match blocked {
        "trusted-types-policy" => Advice::new(
            "Name the policy that was refused in the directive trusted-types, if its code is yours.",
        ),
        "trusted-types-sink" => Advice::new(
            "Text went where only a trusted type may: pass it through a policy, or set textContent instead.",
        ),
        "eval" => Advice::new(
            "Find what calls eval or new Function, and replace it: allowing it gives up most of the policy. A \
             bundler’s development build is the usual one.",
        ),
        _ if directive == "sandbox" => Advice::new(
            "The page is in a sandbox: if it needs what was blocked, add the flag for it to sandbox.",
        ),
        _ if !has_sources(directive) => {
            Advice::new("This directive has no sources, so that no address can be added to it.")
        }
        // Old Firefox says `self` of inline code.
        "inline" | "self" if is_code(directive) => violation.inline(),
        // Compiling asks script-src alone, whatever the code was loaded by.
        "wasm-eval" => CspViolation { directive: "script-src", ..violation }.line(
            &BlockedResource::Wasm,
            "'wasm-unsafe-eval'",
            "WebAssembly needs this, and it lets no other code in:",
        ),
        _ if is_about(blocked) => Advice::new("An empty frame; nothing of it can be allowed by name."),
        _ if has_scheme(blocked, "javascript") => {
            Advice::new("Code in an address: make it a listener in a script of your own.")
        }
        _ => match CONTENT_SCHEMES.into_iter().find(|scheme| has_scheme(blocked, scheme)) {
            Some(scheme) => violation.content(scheme),
            None => violation.address(blocked),
        },
    }
}

/// Whether inline code can be blocked under a directive.
fn is_code(directive: &str) -> bool {
    is_script(directive) || without_kind(directive) == "style-src"
}

/// A violation, as far as its report tells.
#[derive(Clone, Copy)]
struct CspViolation<'a> {
    directive: &'a str,
    policy: &'a str,
    page: Option<Url<'a>>,
}

impl CspViolation<'_> {
    fn line(self, blocked: &BlockedResource<'_>, source: &str, text: &str) -> Option<Advice> {
        match allowing(self.policy, self.directive, blocked, source, self.page.as_ref()) {
            PolicyGap::Line(line) => Advice::with(text, line),
            PolicyGap::None => Advice::new(
                "The policy in this report allows it already: the address may have led on to another one, or \
                 another policy blocked it, such as one in a meta element.",
            ),
            PolicyGap::Unknown => Advice::new(
                "If it belongs here, allow it in every policy of the page that blocks it; the report does not \
                 tell enough of them for a line.",
            ),
        }
    }

    fn inline(self) -> Option<Advice> {
        match self.directive {
            "script-src-attr" => Advice::new(
                "Move the handler out of the attribute: addEventListener in a script of your own needs no \
                 exception.",
            ),
            "style-src-attr" => Advice::new(
                "Move the style out of the attribute into a class of a style sheet; no nonce allows an attribute. \
                 A script may set the element’s style property.",
            ),
            _ if self.in_force(has_nonce) => Advice::new(
                "If it is yours, give its tag the nonce that the policy of this answer has, or move it to a file. \
                 If it is not, leave it blocked: that is what the policy is for.",
            ),
            _ => self.line(
                &BlockedResource::Inline,
                NONCE,
                "If it is yours, move it to a file, or give the tag a nonce that is new with each answer. If it is \
                 not, leave it blocked: that is what the policy is for.",
            ),
        }
    }

    fn content(self, scheme: &str) -> Option<Advice> {
        if !CONTENT.contains(&self.directive) {
            return Advice::new(
                "Leave it blocked: a script from such an address could be anybody’s. Load it from a file instead.",
            );
        }
        let source = format!("{scheme}:");
        self.line(&BlockedResource::Scheme(scheme), &source, "If it is yours, allow its scheme:")
    }

    fn address(self, address: &str) -> Option<Advice> {
        if !address.contains("://") {
            return Advice::new("The report names nothing that a policy could allow.");
        }
        let Some(url) = Url::parse(address).filter(|url| !url.is(&["ftp"])) else {
            return Advice::new(
                "A policy allows hosts by name. This report has none: an address by number, or one that was \
                 scrubbed.",
            );
        };
        let blocked = BlockedResource::Address(url);
        if is_script(self.directive) && self.in_force(trusts) {
            return self.trusted_script();
        }
        if url.is(&["http", "https"]) && self.page.is_some_and(|page| page.is_same_origin(&url)) {
            return self.line(
                &blocked,
                "'self'",
                "It is of your own origin. If it belongs here, allow that:",
            );
        }
        let source: String = url.origin();
        self.line(&blocked, &source, "If it belongs here, allow it:")
    }

    /// Where `'strict-dynamic'` is in force, no host and no scheme lets a script in.
    fn trusted_script(self) -> Option<Advice> {
        let text = "With 'strict-dynamic' in the policy, hosts count for nothing. If the script is yours, give its tag \
                    the nonce of the answer, or put its digest into the policy and into its integrity attribute, \
                    or let a script load it that has one.";
        if self.in_force(has_nonce) {
            return Advice::new(text);
        }
        match allowing(self.policy, self.directive, &BlockedResource::Inline, NONCE, self.page.as_ref()) {
            PolicyGap::Line(line) => Advice::with(text, line),
            PolicyGap::None | PolicyGap::Unknown => Advice::new(text),
        }
    }

    /// Whether the sources in force are so.
    fn in_force(self, are: fn(&[&str]) -> bool) -> bool {
        ContentPolicy::read(self.policy).in_force(self.directive).is_some_and(|(_, sources)| are(sources))
    }
}
