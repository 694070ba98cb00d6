//! One file for each kind of report: how its body is read, and what it says about itself.

pub(super) mod certificate;
pub(super) mod connection;
pub(super) mod crash;
pub(super) mod csp;
pub(super) mod integrity;
pub(super) mod isolation;
pub(super) mod nel;
pub(super) mod notice;
pub(super) mod policy;
pub(super) mod unknown;
