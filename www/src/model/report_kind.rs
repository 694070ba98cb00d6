//! The kinds of browsers' reports as a page shows them: their order, what they are, and by
//! what the reports of a kind stand together.

use corncrake_core::event::EventType;

/// Whether events of this type are browsers' reports, by the contract's numbers.
pub fn is_report(kind: EventType) -> bool {
    matches!(kind.code(), 5..=13 | 96)
}

/// A kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Csp,
    Network,
    Crashes,
    Deprecations,
    Isolation,
    Others,
}

impl Kind {
    pub(crate) const ALL: [Kind; 6] =
        [Kind::Csp, Kind::Network, Kind::Crashes, Kind::Deprecations, Kind::Isolation, Kind::Others];

    /// The kind of a report, by its contract's number.
    pub(crate) fn of(event: EventType) -> Self {
        match event.code() {
            5 => Kind::Csp,
            9 | 10 => Kind::Network,
            8 => Kind::Crashes,
            6 | 7 => Kind::Deprecations,
            11 | 12 => Kind::Isolation,
            _ => Kind::Others,
        }
    }

    pub(crate) fn id(self) -> &'static str {
        match self {
            Kind::Csp => "csp",
            Kind::Network => "network",
            Kind::Crashes => "crashes",
            Kind::Deprecations => "deprecations",
            Kind::Isolation => "isolation",
            Kind::Others => "others",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            Kind::Csp => "Content Security Policy",
            Kind::Network => "Network errors",
            Kind::Crashes => "Crashes",
            Kind::Deprecations => "Deprecations and interventions",
            Kind::Isolation => "Isolation",
            Kind::Others => "Others",
        }
    }

    pub(crate) fn about(self) -> &'static str {
        match self {
            Kind::Csp => {
                "What the page’s policy blocked, or would block, by directive. A line takes over what \
                          is in force, so that it can replace it."
            }
            Kind::Network => "Requests to the site that failed, by the phase they failed in.",
            Kind::Crashes => "Pages whose process ended or hung.",
            Kind::Deprecations => {
                "What will stop working, and what a browser did not do although the page asked."
            }
            Kind::Isolation => {
                "Embedder and opener policy: what a page may not embed, and windows that lost touch."
            }
            Kind::Others => {
                "Permissions, document and integrity policy, connection allowlists, and types that nobody knows yet."
            }
        }
    }
}
