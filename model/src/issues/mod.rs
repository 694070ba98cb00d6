//! Issues: their list, triage, and erasure.

pub mod activity;
pub mod erasure;
pub mod interest;
pub mod issue;
pub mod issue_list;
pub mod operation;
pub mod resolution;
pub mod search_query;
pub mod snooze;
pub mod triage;
