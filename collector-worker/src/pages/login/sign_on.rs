//! The steps of single sign-on in a browser: to the provider, and back. An error is said on the login page.

use corncrake_model::access::log_entry::LogActor;
use corncrake_www::login::again;
use worker::{Env, Request};

use super::show_sign_on_error;
use crate::{
    access_log,
    auth::sign_on::flow,
    http::{Response, error::Fault, own_page::is_page, page_error::PageError, response, url},
};

/// `GET /login/oidc?next=`
pub(crate) async fn begin(request: &Request, env: &Env) -> Result<Response, PageError> {
    let next = url::parameter(request, corncrake_www::login::NEXT_FIELD)?;
    let next = next.filter(|next| is_page(next)).unwrap_or_default();
    leave(flow::begin(next, request, env).await, request, env).await
}

/// `GET /invite/:ticket/oidc`
pub(crate) async fn begin_invited(ticket: &str, request: &Request, env: &Env) -> Result<Response, PageError> {
    // Another site may not send somebody, whom the provider knows, into another's invitation: it is begun on its page.
    let site = request.headers().get("sec-fetch-site").map_err(Fault::from)?;
    if site.is_some_and(|site| site != "same-origin") {
        return Ok(response::see_other(&format!("/invite/{ticket}"), None)?);
    }
    leave(flow::begin_invited(ticket, request, env).await, request, env).await
}

async fn leave(
    begun: Result<(String, String), Fault>,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    match begun {
        Ok((address, cookie)) => Ok(response::see_other(&address, Some(&cookie))?),
        Err(fault) => show_sign_on_error(fault, request, env).await,
    }
}

/// `GET /login/oidc/callback?code=&state=`
pub(crate) async fn finish(request: &Request, env: &Env) -> Result<Response, PageError> {
    let done = match flow::finish(request, env).await {
        Ok(done) => done,
        Err(fault) => return show_sign_on_error(fault, request, env).await,
    };
    access_log::append_or_warn(LogActor::User(done.user), "logged in by single sign-on", "", env).await;
    // It comes from a cookie, which another page of the host may have set.
    let next = if is_page(&done.next) { &done.next } else { "/" };
    // The provider's redirect is from another site, so that a redirect behind it would come without the new cookie
    // (SameSite=Strict): the page goes on by itself.
    let mut answer = response::page(200, &again(next))?;
    for cookie in &done.cookies {
        answer.append("set-cookie", cookie);
    }
    Ok(answer)
}
