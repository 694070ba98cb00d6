//! The project's data, behind a small SQL trait.
//!
//! `SqlStorage::exec` of a Durable Object is synchronous, and so is rusqlite: the same
//! schema and the same queries run in the object in production and in `cargo test`.
//! What is written in one turn of the object, with no await between, is committed together.

#![deny(missing_docs)]

pub mod alerts;
pub mod counts;
pub mod delete;
pub mod directory;
pub mod engine;
pub mod events;
pub mod issues;
pub mod midnight;
#[cfg(any(test, feature = "native"))]
pub mod native;
pub mod operation;
pub mod outbox;
pub mod project_limits;
pub mod salt;
pub mod schema;
pub mod source_maps;
pub mod transfer;
pub mod write;

pub use alerts::sibling_news::known_signals;
pub use alerts::signals::{
    acknowledge_signals, end_silence, erase_signals, is_silent, last_arrival, postpone_night,
    postponed_night, raise_silence, raise_storage, waiting_signals,
};
pub use alerts::watch::{RuleWatch, set_watch, watch};
pub use counts::coarsen::coarsen;
pub use counts::countries::{count_countries, countries, publish_countries};
pub use counts::daily_sums::{DailySumPolicy, breakdown, issue_breakdown};
pub use counts::installations::{publish_installations, set_installations};
pub use counts::issue_hours::{
    FACETS_OF_AN_ISSUE, IssueHour, begin_hours, issue_hours, put_issue_facets, put_issue_hours,
};
pub use counts::issue_trends::{IssueHourCount, trend, trends};
pub use counts::items::items;
pub use counts::outcomes::{add_hour, add_outcomes, hour_facets, outcomes};
pub use counts::sessions::{
    SessionGain, SessionOutcome, SessionVisit, add_hours, begin_again, forget_before, forget_sessions, hours,
    known_keys, newest_day, put_keys, put_visits, visit_issues, visits,
};
pub use counts::usage::{publish_usage, put_published_usage, set_usage_list, usage, usage_sums};
pub use counts::visits::visits as visits_of_days;
pub use counts::vitals::{publish_vitals, set_vitals};
pub use delete::floods::{limit_provisional, thin_flood};
pub use delete::issue::{erase_event, erase_issues};
pub use delete::receipt::{ERASED_TITLE, ErasedReceipt, ShownTexts, erase_receipt};
pub use delete::retention::{delete_expired, set_retention};
pub use delete::span::first_seen_in;
pub use delete::text::{EraseMode, erase_text_step};
pub use directory::access_log::{access_log, append_access_log};
pub use directory::alerts::{alert_defaults, set_alert_defaults};
pub use directory::identities::{accept_invitation_by_identity, log_in_by_identity, remove_identity};
pub use directory::logins::{end_login, end_logins, is_login_open, login_epoch};
pub use directory::passkeys::{accept_invitation, add_passkey, log_in_by_passkey, passkey, passkeys};
pub use directory::people::{
    admin_token_state, change_user, remove_passkey, remove_user, switch_admin_token, user_overview,
    user_overviews,
};
pub use directory::projects::{
    add_project, begin_previous_fingerprint, check_writable, delete_project, key_secret, project, projects,
    set_has_source_maps,
};
pub use directory::refusals::{deleted_key_uses, erase_refused_origins, note_refusals, refusals};
pub use directory::settings::change_project;
pub use directory::tokens::{add_token, revoke_own_token, revoke_token, revoke_tokens_of, tokens, use_token};
pub use directory::trim::trim_directory;
pub use directory::user_logins::{end_logins_of_user, end_user_login, user_logins, user_of_login};
pub use directory::users::{add_user, invite, invited_user, user, users};
pub use engine::row_counter::{RowCounter, SqlWithRowCounts};
#[cfg(test)]
pub use events::bodies::forget_stacks;
pub use events::bodies::{EventToStore, put_events, stack_hash};
pub use events::newest::{first, latest, newest, seen_in_minute};
pub use events::read::{count_events, list_events, neighbours, read_event};
pub use events::receipts::{events_of_receipt, own_counts};
pub use issues::activity::{activity, add_comment, assign, comments_since, delete_comment};
pub use issues::list::{ids, issues, issues_by_id, rank};
pub use issues::merge::{members, merge_noted, split_noted};
pub use issues::noise::noise_counts;
pub use issues::releases::{ReleaseSpan, issues_of_releases, releases};
pub use issues::replicate::{replicate, replicated_issues};
pub use issues::rows::{
    CounterIncrement, IssueCounters, NewIssue, RunningHour, count_issues, issue, issues_of, open_issues,
    opening_bytes, put_fingerprints, seen_in_hours,
};
pub use issues::rules::{mark_hidden, mark_interest, rule_candidates, rule_counts, rule_marks};
pub use issues::search::{compact_index, text_of};
pub use issues::snooze::{next_wake, note_deploy, wake_due};
pub use issues::triage::{note_releases, triage};
pub use operation::{commit, is_committed, list_issues, prepare, run_operation, unfinished};
pub use project_limits::{project_limits, set_limits};
pub use salt::{delete_salt_half, put_salt_half, salt_days_but, salt_half};
pub use transfer::export::{ExportCursor, ExportPage, export_page};
pub use transfer::import::{abandon_import, begin_import, finish_import, is_importing, put_lines};
