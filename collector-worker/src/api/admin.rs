//! The operator's own part of the API: maintenance, login links, logins.

use serde::Serialize;
use worker::Env;

use crate::{
    auth::login,
    http::{Response, error::Fault, response},
    service::maintenance::{self, MaintenanceScope},
};

/// `POST /api/maintenance`: has today begin in every project, whether or not anybody visits it.
pub(crate) async fn maintenance(env: &Env) -> Result<Response, Fault> {
    response::json(200, &maintenance::run(MaintenanceScope::All, env).await?)
}

/// `POST /api/login-links`: a path that logs a browser in once, for an operator's own use.
pub(crate) async fn login_link(env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct LoginLinkAnswer {
        path: String,
    }
    response::json(201, &LoginLinkAnswer { path: login::link(env).await? })
}

/// `DELETE /api/logins`: every login ends, and every link that nobody has used.
pub(crate) async fn log_out_everywhere(env: &Env) -> Result<Response, Fault> {
    login::log_out_everywhere(env).await?;
    response::no_content()
}
