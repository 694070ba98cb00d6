//! Issues: their list, triage, and erasure.

pub mod erasure;
pub mod interest;
pub mod issue;
pub mod issue_list;
pub mod operation;
pub mod resolution;
pub mod search_query;
pub mod triage;
