//! The kinds of browsers' reports, in the order of the page.

use corncrake_core::event::EventType;

/// A kind of browsers' reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReportKind {
    Csp,
    Network,
    Crashes,
    Deprecations,
    Isolation,
    Others,
}

impl ReportKind {
    pub(crate) const ALL: [ReportKind; 6] = [
        ReportKind::Csp,
        ReportKind::Network,
        ReportKind::Crashes,
        ReportKind::Deprecations,
        ReportKind::Isolation,
        ReportKind::Others,
    ];

    /// The kind of a report, by its contract's number; none of an event that is no report.
    pub(crate) fn of(event: EventType) -> Option<Self> {
        match event.code() {
            5 => Some(ReportKind::Csp),
            9 | 10 => Some(ReportKind::Network),
            8 => Some(ReportKind::Crashes),
            6 | 7 => Some(ReportKind::Deprecations),
            11 | 12 => Some(ReportKind::Isolation),
            13 | 96 => Some(ReportKind::Others),
            _ => None,
        }
    }

    pub(crate) fn id(self) -> &'static str {
        match self {
            ReportKind::Csp => "csp",
            ReportKind::Network => "network",
            ReportKind::Crashes => "crashes",
            ReportKind::Deprecations => "deprecations",
            ReportKind::Isolation => "isolation",
            ReportKind::Others => "others",
        }
    }

    pub(crate) fn title(self) -> &'static str {
        match self {
            ReportKind::Csp => "Content Security Policy",
            ReportKind::Network => "Network errors",
            ReportKind::Crashes => "Crashes",
            ReportKind::Deprecations => "Deprecations and interventions",
            ReportKind::Isolation => "Isolation",
            ReportKind::Others => "Others",
        }
    }

    pub(crate) fn about(self) -> &'static str {
        match self {
            ReportKind::Csp => {
                "What the page’s policy blocked, or would block, by directive. Each line contains your \
                          current policy: paste it over the old one."
            }
            ReportKind::Network => "Requests to the site that failed, by the phase they failed in.",
            ReportKind::Crashes => "Pages whose process ended or hung.",
            ReportKind::Deprecations => "Deprecated features, and calls the browser refused.",
            ReportKind::Isolation => {
                "Embedder and opener policy: blocked embeds, and windows that were cut off."
            }
            ReportKind::Others => {
                "Permissions, document and integrity policy, connection allowlists, and unknown types."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_report_and_nothing_else_has_a_kind() {
        for event in (0..=EventType::MAX).filter_map(|code| EventType::from_code(code.into())) {
            assert_eq!(ReportKind::of(event).is_some(), event.is_report(), "{}", event.code());
        }
    }
}
