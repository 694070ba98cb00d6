//! The directive of a Content-Security-Policy that allows one source more (CSP Level 3,
//! sections 2.2 and 6.8.4).
//!
//! A new directive replaces `default-src` for its kind and does not add to it, so the line takes
//! over the sources that are in force. It is tried before it is told: the policy with it has to
//! allow what was blocked, and without it must not.

use alloc::{format, string::String};

use super::super::content_policy::{self, Blocked, NONCE, Policy, Url};

/// Bytes of a line that is still readable; beyond it only what is new is told.
const LINE_BYTES: usize = 400;

/// What a policy lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
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
    blocked: &Blocked<'_>,
    source: &str,
    page: Option<&Url<'_>>,
) -> Change {
    // A report is of one policy; two in a list would each have to allow it.
    if policy_text.contains(',') {
        return Change::Unknown;
    }
    let policy = Policy::read(policy_text);
    let is_cut = policy_text.ends_with('…');
    let (name, kept) = if policy.is_empty() {
        (of_kind(directive), Some([].as_slice()))
    } else if policy.allows(directive, blocked, page) {
        let is_itself = policy.in_force(directive).is_some_and(|(name, _)| name == directive);
        if !is_cut || is_itself {
            return Change::None;
        }
        // What blocked it is in the part that was cut.
        (of_kind(directive), None)
    } else {
        match policy.in_force(directive) {
            Some((name, kept)) if name == directive => (directive, Some(kept)),
            Some((_, kept)) => (of_kind(directive), Some(kept).filter(|_| !is_cut)),
            None => return Change::Unknown,
        }
    };
    let whole = kept
        .filter(|kept| kept.iter().all(|kept| *kept == NONCE || !kept.contains(['[', '…'])))
        .map(|kept| content_policy::line(name, kept, source))
        .filter(|line| line.len() <= LINE_BYTES);
    let alone = content_policy::line(name, &[], source);
    let (line, changed) = match &whole {
        Some(line) => (line.clone(), policy.with(line)),
        None => (format!("{name} ... {source}"), Policy::read(&alone)),
    };
    if !changed.allows(directive, blocked, page) {
        return Change::Unknown;
    }
    Change::Line(line)
}

/// The directive that somebody writes: one for scripts of every kind.
fn of_kind(directive: &str) -> &str {
    directive.strip_suffix("-elem").unwrap_or(directive)
}
