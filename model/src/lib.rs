//! The values that the Worker, its objects and their databases pass to one another, and what
//! each means. No HTTP, no Worker, no SQL: a value knows how it is built, merged and read.

pub mod agent;
pub mod attempts;
pub mod clock_skew;
pub mod country;
pub mod counts;
pub mod delivery;
pub mod erasure;
pub mod export_line;
pub mod facets;
pub mod frame_lookup;
pub mod hex;
pub mod import;
pub mod issue;
pub mod issue_list;
pub mod limits;
pub mod moment;
pub mod operation;
pub mod outcomes;
pub mod project;
pub mod scope;
pub mod secret;
pub mod settings;
pub mod shards;
pub mod source_file;
pub mod stored_event;
pub mod ticket;
pub mod token;
pub mod triage;
