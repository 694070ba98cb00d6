//! What a report means for the visit that it is from.

/// How bad it is, for the site and for the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It reports no fault: a request that succeeded, the hash of a script, a test of reporting.
    Information,
    /// It is for the developer: something will stop working, or a policy on trial would have
    /// blocked something. Nothing failed for the visitor.
    Warning,
    /// Something failed, or was blocked. So it is where the browser does not say.
    Failure,
}

impl Severity {
    /// Of what a policy did: one on trial blocks nothing.
    pub(super) fn of_policy(enforced: Option<bool>) -> Self {
        if enforced == Some(false) { Severity::Warning } else { Severity::Failure }
    }
}
