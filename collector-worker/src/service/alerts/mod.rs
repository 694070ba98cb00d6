//! Alerts, as pages and API share them: what is checked, and what is changed.

pub(crate) mod change;
pub(crate) mod check;
