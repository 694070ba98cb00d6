//! The directive of a Content-Security-Policy that allows one source more (CSP Level 3,
//! sections 2.2 and 6.8.4).
//!
//! A new directive replaces `default-src` for its kind and does not add to it, so the line takes
//! over the sources that are in force. It is tried before it is told: the policy with it has to
//! allow what was blocked, and without it must not.

use alloc::{format, string::String};

use super::super::content_policy::{self, BlockedResource, ContentPolicy, NONCE, Url};

/// Bytes of a line that is still readable; beyond it only what is new is told.
const LINE_BYTES: usize = 400;

/// What a policy lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PolicyGap {
    /// This directive.
    Line(String),
    /// Nothing: it allows what was blocked.
    None,
    /// No directive makes it allow what was blocked, or none that a report tells of.
    Unknown,
}

/// What a policy, as a report quotes it, lacks to allow what was blocked under a directive, if
/// `source` is what names it.
pub(super) fn allowing(
    policy_text: &str,
    directive: &str,
    blocked: &BlockedResource<'_>,
    source: &str,
    page: Option<&Url<'_>>,
) -> PolicyGap {
    // A report is of one policy; two in a list would each have to allow it.
    if policy_text.contains(',') {
        return PolicyGap::Unknown;
    }
    let policy = ContentPolicy::read(policy_text);
    let is_cut = policy_text.ends_with('…');
    let (name, sources) = if policy.is_empty() {
        (of_kind(directive), Some([].as_slice()))
    } else if policy.allows(directive, blocked, page) {
        let is_itself = policy.in_force(directive).is_some_and(|(name, _)| name == directive);
        if !is_cut || is_itself {
            return PolicyGap::None;
        }
        // What blocked it is in the part that was cut.
        (of_kind(directive), None)
    } else {
        match policy.in_force(directive) {
            Some((name, sources)) if name == directive => (directive, Some(sources)),
            Some((_, sources)) => (of_kind(directive), Some(sources).filter(|_| !is_cut)),
            None => return PolicyGap::Unknown,
        }
    };
    let whole = sources
        .filter(|sources| sources.iter().all(|sources| *sources == NONCE || !sources.contains(['[', '…'])))
        .map(|sources| content_policy::line(name, sources, source))
        .filter(|line| line.len() <= LINE_BYTES);
    let alone = content_policy::line(name, &[], source);
    let (line, changed) = match &whole {
        Some(line) => (line.clone(), policy.with(line)),
        None => (format!("{name} ... {source}"), ContentPolicy::read(&alone)),
    };
    if !changed.allows(directive, blocked, page) {
        return PolicyGap::Unknown;
    }
    PolicyGap::Line(line)
}

/// The directive that somebody writes: one for scripts of every kind.
fn of_kind(directive: &str) -> &str {
    directive.strip_suffix("-elem").unwrap_or(directive)
}
