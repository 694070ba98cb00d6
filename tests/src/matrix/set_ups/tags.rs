//! Pages with the collector's tag.

use crate::matrix::set_up::{Kind, SetUp};

const fn tag(name: &'static str, page: &'static str) -> SetUp {
    SetUp { name, versions: &["chromium"], kind: Kind::Tag { page }, more: &[], exceptions: &[] }
}

/// Every one of them.
pub(super) const TAGS: &[SetUp] = &[
    tag("the tag", "plain.html"),
    tag("the tag, `async`", "async.html"),
    tag("the tag, `defer`", "defer.html"),
    tag("the tag, `type=\"module\"`", "module.html"),
    tag("the tag, `data-load=\"eager\"`", "eager.html"),
    tag("the tag, `data-load=\"idle\"`", "idle.html"),
    tag("the tag, added by a script", "added.html"),
    tag("the tag, a strict policy", "strict.html"),
    tag("the tag, in a sandboxed frame", "frame.html"),
];
