//! Login and logout: by the admin token, or by a link that `npm start` prints and that is good once.

use corncrake_www as www;
use worker::{Env, Request, Response};

use super::page::{fault as page_of, sentence};
use crate::{
    auth::{access, admin::AdminToken, login},
    http::{error::Fault, form::Form, own_origin, page_error::PageError, response},
};

/// `GET /login`
pub(crate) fn login_page() -> Result<Response, PageError> {
    Ok(response::page(200, &www::login::page(&www::login::LoginView { error: None }))?)
}

/// `POST /login`
pub(crate) async fn login(request: &mut Request, env: &Env) -> Result<Response, PageError> {
    own_origin::require_own_origin_for_changes(request)?;
    let form = Form::read(request).await?;
    let error = match access::is_admin_token(form.get("token").trim(), request, env).await {
        Ok(Some(admin)) => return log_in(&admin, request, env).await,
        Ok(None) => Fault::new(401, "unauthorized", "This is not the admin token."),
        Err(fault) if fault.status == 429 => fault,
        Err(fault) => return Err(fault.into()),
    };
    let view = www::login::LoginView { error: Some(sentence(&error)) };
    Ok(response::page(error.status, &www::login::page(&view))?)
}

/// `GET /login/:ticket`, the link that `npm start` prints.
pub(crate) async fn login_link(ticket: &str, request: &Request, env: &Env) -> Result<Response, PageError> {
    if let Some(admin) = login::redeem_link(ticket, env).await? {
        return log_in(&admin, request, env).await;
    }
    let error = "This login link is not good: each works once, for 12 hours. Enter the admin token, or start \
        again for a new link.";
    Ok(response::page(401, &www::login::page(&www::login::LoginView { error: Some(error.into()) }))?)
}

async fn log_in(admin: &AdminToken, request: &Request, env: &Env) -> Result<Response, PageError> {
    let cookie = login::cookie(admin, request, env).await?;
    Ok(response::see_other("/", Some(&cookie))?)
}

/// `POST /logout`
pub(crate) async fn logout(request: &Request, env: &Env) -> Result<Response, PageError> {
    own_origin::require_own_origin_for_changes(request)?;
    logged_out(request, login::log_out(request, env).await)
}

/// `POST /logout/everywhere`
pub(crate) async fn logout_everywhere(request: &Request, env: &Env) -> Result<Response, PageError> {
    logged_out(request, login::log_out_everywhere(env).await)
}

/// The way out. The browser forgets its cookie in any case; where its copies could not be ended,
/// that is said.
fn logged_out(request: &Request, ended: Result<(), Fault>) -> Result<Response, PageError> {
    let cookie = login::expired_cookie(request)?;
    match ended {
        Ok(()) => Ok(response::see_other("/login", Some(&cookie))?),
        Err(fault) => {
            let mut response = page_of(&fault, false)?;
            response.headers_mut().set("set-cookie", &cookie)?;
            Ok(response)
        }
    }
}
