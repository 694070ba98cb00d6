//! The admin API: JSON for the bearer of the admin token, one file a subject.
//!
//! Its names are the pages' names. Times are RFC 3339 in UTC; a fault is
//! `{"error":{"code","message"}}` with its status.

mod counts;
mod issues;
mod projects;
mod releases;

pub(crate) use counts::{countries, outcomes, sessions};
pub(crate) use issues::{issue, issues};
pub(crate) use projects::{create_project, delete_project, project, projects};
pub(crate) use releases::{delete_release, files, put_file};

use serde::Serialize;
use worker::{Env, Request, Response};

use crate::{answer, auth, clock, fault::Fault};

/// `POST /api/login-links`: a path that logs a browser in, for an operator's own use.
pub(crate) fn login_link(request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct Body {
        path: String,
    }
    let admin = auth::bearer(request, env)?;
    answer::json(201, &Body { path: admin.link(clock::now()) })
}
