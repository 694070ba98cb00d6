//! What the address of a report says of the site: Sentry's has its release and environment.

/// What a sender says of the site beside the reports.
#[derive(Debug, Default)]
pub(super) struct ReportLabels {
    pub(super) release: Option<String>,
    pub(super) environment: Option<String>,
}
