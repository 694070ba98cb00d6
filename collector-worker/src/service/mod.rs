//! Services: the actions that the pages and the API share.

pub(crate) mod alert_watch;
pub(crate) mod alerts;
pub(crate) mod delete_project;
pub(crate) mod erasure;
pub(crate) mod maintenance;
pub(crate) mod noise;
pub(crate) mod people;
pub(crate) mod project_change;
pub(crate) mod receipts;
pub(crate) mod refusals;
pub(crate) mod releases;
pub(crate) mod reports;
pub(crate) mod rules;
pub(crate) mod self_check;
pub(crate) mod series;
pub(crate) mod settings;
pub(crate) mod symbolicate;
pub(crate) mod tokens;
pub(crate) mod transfer;
pub(crate) mod triage;
pub(crate) mod usage;
pub(crate) mod visits;
pub(crate) mod wordings;
