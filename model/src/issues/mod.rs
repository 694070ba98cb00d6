//! Issues: their list, what people decide about them, and what is erased.

pub mod erasure;
pub mod issue;
pub mod issue_list;
pub mod operation;
pub mod triage;
