//! Login and logout: by the admin token, or by a link that `npm start` prints.

use corncrake_www as www;
use worker::{Env, Request, Response};

use super::{Stop, sentence};
use crate::{answer, auth, auth::Admin, clock, fault::Fault, form::Form};

/// `GET /login`
pub(crate) fn login_page() -> Result<Response, Stop> {
    Ok(answer::page(200, &www::login::page(&www::login::LoginView { error: None }))?)
}

/// `POST /login`
pub(crate) async fn login(request: &mut Request, env: &Env) -> Result<Response, Stop> {
    auth::changes_from_our_own_pages(request)?;
    let form = Form::read(request).await?;
    let error = match auth::is_admin_token(form.get("token").trim(), request, env).await {
        Ok(Some(admin)) => return enter(&admin, request),
        Ok(None) => Fault::new(401, "unauthorized", "This is not the admin token."),
        Err(fault) if fault.status == 429 => fault,
        Err(fault) => return Err(fault.into()),
    };
    let view = www::login::LoginView { error: Some(sentence(&error)) };
    Ok(answer::page(error.status, &www::login::page(&view))?)
}

/// `GET /login/:ticket`, the link that `npm start` prints.
pub(crate) fn login_link(ticket: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let admin = Admin::of(env)?;
    if admin.is_link(ticket, clock::now()) {
        return enter(&admin, request);
    }
    let error = "This login link is no longer good. Enter the admin token, or start again for a new link.";
    Ok(answer::page(401, &www::login::page(&www::login::LoginView { error: Some(error.into()) }))?)
}

fn enter(admin: &Admin, request: &Request) -> Result<Response, Stop> {
    let cookie = admin.cookie(clock::now(), auth::is_secure(request)?);
    Ok(answer::see_other("/", Some(&cookie))?)
}

/// `POST /logout`
pub(crate) fn logout(request: &Request) -> Result<Response, Stop> {
    auth::changes_from_our_own_pages(request)?;
    Ok(answer::see_other("/login", Some(&auth::no_cookie(auth::is_secure(request)?)))?)
}
