//! The measured trackers: the page without any, ours, and others as their documentation sets
//! them up.

/// One row of the tables.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) name: &'static str,
    /// The tag in the page, before everything else; `AT` is the collector's address.
    pub(crate) tag: &'static str,
}

/// Chromium's own cost, which every other row has in it.
pub(crate) const EMPTY: Subject = Subject { name: "the page without any", tag: "" };

pub(crate) const OURS: Subject = Subject {
    name: "Corncrake, script tag",
    tag: r#"<script src="AT/client/script.js" data-endpoint="AT/v1/KEY"></script>"#,
};

const EAGER: Subject = Subject {
    name: "Corncrake, `data-load=\"eager\"`",
    tag: r#"<script src="AT/client/script.js" data-endpoint="AT/v1/KEY" data-load="eager"></script>"#,
};

const SENTRY: Subject =
    Subject { name: "@sentry/browser, `init`", tag: r#"<script src="AT/peers/sentry-default.js"></script>"# };

pub(crate) const TRACKX: Subject =
    Subject { name: "trackx, default", tag: r#"<script src="AT/peers/trackx.js"></script>"# };

const TRACKX_MODERN: Subject =
    Subject { name: "trackx, modern", tag: r#"<script src="AT/peers/trackx-modern.js"></script>"# };

/// In the order of each round.
pub(crate) const ALL: [Subject; 6] = [EMPTY, OURS, EAGER, SENTRY, TRACKX, TRACKX_MODERN];

/// Those that a storm meets: once it is loaded, ours is the same however it was.
pub(crate) const IN_STORM: [Subject; 5] = [EMPTY, OURS, SENTRY, TRACKX, TRACKX_MODERN];

impl Subject {
    /// Whether it is ours.
    pub(crate) fn is_ours(self) -> bool {
        self == OURS || self == EAGER
    }

    /// The files that are there once it is set up, before any error: of ours as it is by default,
    /// that is the tag alone.
    pub(crate) fn files(self) -> usize {
        if self == EAGER { 3 } else { usize::from(self != EMPTY) }
    }
}
