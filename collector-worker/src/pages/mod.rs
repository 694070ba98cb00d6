//! The pages an operator sees, one file a page: each reads the data of its view. Access
//! is decided before (`Route::access`).

mod alerts;
mod check;
pub(crate) mod flash;
pub(crate) mod form_context;
mod install;
mod issue;
mod issue_order;
mod issues;
mod live;
pub(crate) mod login;
mod only;
mod overview;
pub(crate) mod page;
mod people;
mod projects;
mod public;
mod refused;
mod releases;
mod reports;
mod rules;
mod sessions;
mod settings;
pub(crate) mod triage;
mod usage;
pub(crate) mod views;
pub(crate) mod zone;

pub(crate) use alerts::alerts;
pub(crate) use check::check;
pub(crate) use install::install;
pub(crate) use issue::events::events;
pub(crate) use issue::issue;
pub(crate) use issues::issues;
pub(crate) use live::{follow, live};
pub(crate) use login::{
    begin_invited_sign_on, begin_sign_on, finish_sign_on, login, login_by_passkey, login_link, login_page,
    logout, logout_everywhere,
};
pub(crate) use overview::overview;
pub(crate) use people::{accept_invitation, account, invitation, people};
pub(crate) use projects::{create_project, projects};
pub(crate) use public::{demo, privacy, receipt, receipt_form, send_receipt_form};
pub(crate) use releases::releases;
pub(crate) use reports::reports;
pub(crate) use rules::{change_rule, preview_rule, rules, save_rule};
pub(crate) use sessions::sessions;
pub(crate) use settings::erasure::{erase_event, erase_issue, erase_span, erase_text};
pub(crate) use settings::form::{delete, save, settings};
pub(crate) use settings::tokens::{make_token, revoke_token};
pub(crate) use settings::transfer::{export, import};
pub(crate) use usage::{installations::installations, usage, vitals::vitals};
