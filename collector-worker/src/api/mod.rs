//! The admin API: JSON for the bearer of a token (`auth`), one file a subject.
//!
//! Its names are the pages' names. Times are RFC 3339 in UTC; a fault is
//! `{"error":{"code","message"}}` with its status.

pub(crate) mod admin;
mod alerts;
mod check;
mod counts;
mod erasure;
mod fields;
pub(crate) mod health;
mod issues;
pub(crate) mod json;
mod noise;
mod people;
mod projects;
pub(crate) mod query;
mod refusals;
mod releases;
mod reports;
pub(crate) mod request;
mod tokens;
mod transfer;
mod usage;
mod visits;

pub(crate) use alerts::alerts;
pub(crate) use check::check;
pub(crate) use counts::{countries, items, outcomes, sessions};
pub(crate) use erasure::{erase, erase_event, erase_issue, erase_span};
pub(crate) use issues::breakdowns::{breakdown, issue_breakdown, trend, wordings};
pub(crate) use issues::discussion::{
    activity, assign, assign_chosen, comment, delete_comment, inbox, list_assignees,
};
pub(crate) use issues::events::{event, list as list_events, newest};
pub(crate) use issues::receipts::{erase_receipt, receipt};
pub(crate) use issues::triage::{decide, decide_one, members, merge, split};
pub(crate) use issues::{issue, issues};
pub(crate) use noise::{
    noise,
    rules::{change_rule, create_rule, preview_rule, remove_rule, rules},
};
pub(crate) use people::people;
pub(crate) use projects::{change_project, create_project, delete_project, project, projects};
pub(crate) use refusals::refusals;
pub(crate) use releases::{delete_release, deploy, files, put_file, releases};
pub(crate) use reports::reports;
pub(crate) use tokens::{create_token, revoke_token, tokens};
pub(crate) use transfer::{export, import};
pub(crate) use usage::{installations::installations, usage, vitals::vitals};
pub(crate) use visits::visits;
