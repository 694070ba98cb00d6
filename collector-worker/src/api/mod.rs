//! The admin API: JSON for the bearer of a token (`auth`), one file a subject.
//!
//! Its names are the pages' names. Times are RFC 3339 in UTC; a fault is
//! `{"error":{"code","message"}}` with its status.

mod breakdowns;
mod counts;
mod decisions;
mod erasure;
mod events;
mod fields;
mod issues;
mod noise;
mod projects;
mod releases;
mod reports;
mod tokens;
mod transfer;

pub(crate) use breakdowns::{breakdown, issue_breakdown, trend};
pub(crate) use counts::{countries, outcomes, sessions};
pub(crate) use decisions::{decide, decide_one, members, merge, releases, split};
pub(crate) use erasure::{erase, erase_event, erase_issue};
pub(crate) use events::{event, kept as kept_events, newest};
pub(crate) use issues::{issue, issues};
pub(crate) use noise::noise;
pub(crate) use projects::{change_project, create_project, delete_project, project, projects};
pub(crate) use releases::{delete_release, files, put_file};
pub(crate) use reports::reports;
pub(crate) use tokens::{create_token, new as new_token, revoke_token, tokens};
pub(crate) use transfer::{export, import};

use serde::Serialize;
use worker::{Env, Response};

use crate::{
    answer, auth,
    fault::Fault,
    maintenance::{self, Whom},
};

/// `POST /api/maintenance`: has today begin in every project, whether or not anybody visits it.
pub(crate) async fn maintenance(env: &Env) -> Result<Response, Fault> {
    answer::json(200, &maintenance::run(Whom::All, env).await?)
}

/// `POST /api/login-links`: a path that logs a browser in once, for an operator's own use.
pub(crate) async fn login_link(env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        path: String,
    }
    answer::json(201, &Body { path: auth::link(env).await? })
}

/// `DELETE /api/logins`: every login ends, and every link that nobody has used.
pub(crate) async fn log_out_everywhere(env: &Env) -> Result<Response, Fault> {
    auth::log_out_everywhere(env).await?;
    answer::no_content()
}
