//! A Content-Security-Policy as reports quote it: which of its directives is in force, and whether
//! it allows what was blocked (CSP Level 3, sections 2.2, 6.1 and 6.7).
//!
//! It answers for what a report can tell: of a script neither its nonce nor its digest, nor whether
//! a parser inserted it. So an answer is that of the specification for an element without either.

mod clean;
mod source;
#[cfg(test)]
mod tests;

use alloc::{string::String, vec::Vec};

pub(super) use clean::clean;
pub(super) use source::{Expression, NONCE, Url, parse};

/// One policy: its directives in order, the first of a name counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ContentPolicy<'a>(Vec<(&'a str, Vec<&'a str>)>);

/// What was blocked, as far as a policy can allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockedResource<'a> {
    /// An address of a server.
    Address(Url<'a>),
    /// Content in the address itself: `data`, `blob`.
    Scheme(&'a str),
    /// A script or style in the page.
    Inline,
    /// WebAssembly.
    Wasm,
}

/// Directives that hold a list of sources and for which others stand in where they are absent.
const FETCH: &[&str] = &[
    "child-src",
    "connect-src",
    "font-src",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "prefetch-src",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "worker-src",
];
/// The others that hold one.
const OTHERS: &[&str] = &["base-uri", "default-src", "form-action", "frame-ancestors", "navigate-to"];

/// Whether a directive holds a list of sources.
pub(super) fn has_sources(directive: &str) -> bool {
    FETCH.contains(&directive) || OTHERS.contains(&directive)
}

/// The directive to look for and those that stand in for it (section 6.8.3).
fn in_its_place(directive: &str) -> impl Iterator<Item = &str> {
    let base = without_kind(directive);
    let stand_in: &[&str] = match base {
        "worker-src" => &["child-src", "script-src"],
        "frame-src" => &["child-src"],
        _ => &[],
    };
    let default = FETCH.contains(&base).then_some("default-src");
    [directive]
        .into_iter()
        .chain((base != directive).then_some(base))
        .chain(stand_in.iter().copied())
        .chain(default)
}

/// `script-src` of `script-src-elem` and `script-src-attr`.
pub(super) fn without_kind(directive: &str) -> &str {
    directive.strip_suffix("-elem").or_else(|| directive.strip_suffix("-attr")).unwrap_or(directive)
}

impl<'a> ContentPolicy<'a> {
    /// Reads a policy as a browser does (section 2.2.1).
    pub(super) fn read(text: &'a str) -> Self {
        let mut all: Vec<(&str, Vec<&str>)> = Vec::new();
        for directive in text.split(';') {
            let mut words = directive.split_ascii_whitespace();
            let Some(name) = words.next() else { continue };
            if !all.iter().any(|(known, _)| known.eq_ignore_ascii_case(name)) {
                all.push((name, words.collect()));
            }
        }
        Self(all)
    }

    /// Whether it has no directive.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The name and the sources of the directive that is in force in place of another.
    pub(super) fn in_force<'d>(&self, directive: &'d str) -> Option<(&'d str, &[&'a str])> {
        in_its_place(directive).find_map(|name| {
            let (_, sources) = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
            Some((name, sources.as_slice()))
        })
    }

    /// The same policy with this directive in place of what it had of the name.
    pub(super) fn with(&self, directive: &'a str) -> Self {
        let ContentPolicy(line) = Self::read(directive);
        let is_new = |name: &str| !line.iter().any(|(new, _)| new.eq_ignore_ascii_case(name));
        let others = self.0.iter().filter(|(name, _)| is_new(name)).cloned();
        Self(others.chain(line.iter().cloned()).collect())
    }

    /// Whether it allows what was blocked under this directive, on this page.
    pub(super) fn allows(
        &self,
        directive: &str,
        blocked: &BlockedResource<'_>,
        page: Option<&Url<'_>>,
    ) -> bool {
        let Some((name, sources)) = self.in_force(directive) else { return true };
        let trusts_scripts = is_script(directive) && trusts(sources);
        match blocked {
            BlockedResource::Address(_) if trusts_scripts => false,
            // A worker is no element that a parser inserted, so scripts that are let in may start it.
            BlockedResource::Address(_) if name == "script-src" && directive == "worker-src" && trusts(sources) => true,
            BlockedResource::Address(url) => sources.iter().any(|source| source::matches(source, url, page)),
            BlockedResource::Scheme(scheme) => sources.iter().any(|source| {
                matches!(parse(source), Some(Expression::Scheme(allowed)) if allowed.eq_ignore_ascii_case(scheme))
            }),
            // A nonce allows it, where the element has it.
            BlockedResource::Inline if has_nonce(sources) => true,
            BlockedResource::Inline => {
                has_keyword(sources, "unsafe-inline") && !trusts_scripts && !has_hash(sources)
            }
            BlockedResource::Wasm => {
                has_keyword(sources, "wasm-unsafe-eval") || has_keyword(sources, "unsafe-eval")
            }
        }
    }
}

/// Whether sources are read as those of scripts; what an old engine blocked by `default-src` may be
/// one.
pub(super) fn is_script(directive: &str) -> bool {
    matches!(without_kind(directive), "script-src" | "default-src")
}

/// Whether a list trusts what its scripts load, and so heeds no host and no scheme.
pub(super) fn trusts(sources: &[&str]) -> bool {
    has_keyword(sources, "strict-dynamic")
}

/// Whether a list has a keyword.
pub(super) fn has_keyword(sources: &[&str], keyword: &str) -> bool {
    let is_it = |source: &&str| matches!(parse(source), Some(Expression::Keyword(word)) if word.eq_ignore_ascii_case(keyword));
    sources.iter().any(is_it)
}

/// Whether a list has a nonce.
pub(super) fn has_nonce(sources: &[&str]) -> bool {
    sources.iter().any(|source| parse(source) == Some(Expression::Nonce))
}

fn has_hash(sources: &[&str]) -> bool {
    sources.iter().any(|source| parse(source) == Some(Expression::Hash))
}

/// Sources as a line has them, with one more and without `'none'`, which stands alone or counts
/// for nothing.
pub(super) fn line(name: &str, sources: &[&str], more: &str) -> String {
    let sources = sources.iter().filter(|source| !source.eq_ignore_ascii_case("'none'"));
    let mut line = String::from(name);
    for source in sources.chain([&more]) {
        line.push(' ');
        line.push_str(source);
    }
    line
}
