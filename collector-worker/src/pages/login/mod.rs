//! Login and logout: by the admin token, by a link that `npm start` prints and that is good once, and by
//! Cloudflare Access. What a passkey sends is read elsewhere (`people`); a provider's answer in `sign_on`.

mod sign_on;

use corncrake_model::access::log_entry::LogActor;
use corncrake_www as www;
use corncrake_www::{
    login::{ACTION_FIELD, ExpiredForm, LoginView, NEXT_FIELD, SignOn},
    passkey_form,
};
use worker::{Env, Method, Request};

pub(crate) use self::sign_on::{
    begin as begin_sign_on, begin_invited as begin_invited_sign_on, finish as finish_sign_on,
};
use super::{
    page::{fault as page_of, sentence},
    people::{answer_of, login_form},
};
use crate::{
    access_log,
    auth::{access, admin::AdminToken, cookie, login, sign_on as auth_sign_on, user_login},
    http::{
        Response,
        error::Fault,
        form::Form,
        own_origin,
        own_page::{is_action, is_page},
        page_error::PageError,
        response, url,
    },
};

/// The parameter of the page for somebody who logged out here, whom Cloudflare Access would let in again.
const LEFT: &str = "left";

/// `GET /login?next=&left=`
pub(crate) async fn login_page(request: &Request, env: &Env) -> Result<Response, PageError> {
    let next = url::parameter(request, NEXT_FIELD)?.filter(|next| is_page(next)).unwrap_or_default();
    if url::parameter(request, LEFT)?.is_some() {
        let left = auth_sign_on::team_logout(env);
        return show(200, LoginView { next, left, ..LoginView::default() }, None, request, env).await;
    }
    match auth_sign_on::access::log_in(request, env).await {
        Ok(None) => {}
        Ok(Some((user, cookie))) => {
            access_log::append_or_warn(LogActor::User(user), "logged in by Cloudflare Access", "", env).await;
            // Access may have sent the browser here from its own site, as a provider does.
            let mut answer =
                response::page(200, &www::login::again(if next.is_empty() { "/" } else { &next }))?;
            answer.set("set-cookie", &cookie);
            return Ok(answer);
        }
        Err(fault) => return show_sign_on_error(fault, request, env).await,
    }
    show(200, LoginView { next, ..LoginView::default() }, None, request, env).await
}

/// The page, with the ways in that there are.
async fn show(
    status: u16,
    view: LoginView,
    passkey_error: Option<String>,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let (passkey, is_token_off) = login_form(passkey_error, request, env).await?;
    let by_provider =
        || auth_sign_on::provider_name(env).map(|name| SignOn { provider: Some(name), error: None });
    let sign_on = view.sign_on.clone().or_else(by_provider);
    Ok(response::page(status, &www::login::page(&LoginView { passkey, is_token_off, sign_on, ..view }))?)
}

/// The page, with why somebody did not get in by single sign-on.
async fn show_sign_on_error(fault: Fault, request: &Request, env: &Env) -> Result<Response, PageError> {
    if !matches!(fault.status, 401 | 403 | 429 | 502) {
        return Err(fault.into());
    }
    let sign_on = Some(SignOn { provider: auth_sign_on::provider_name(env), error: Some(sentence(&fault)) });
    show(fault.status, LoginView { sign_on, ..LoginView::default() }, None, request, env).await
}

/// Where a form of the login leads once somebody is in.
fn go_on(form: &Form, cookie: &str) -> Result<Response, PageError> {
    let (action, next) = (form.get(ACTION_FIELD), form.get(NEXT_FIELD));
    if is_action(action) {
        // The browser sends the form once more, to where it was meant for.
        return Ok(response::send_again(action, cookie)?);
    }
    Ok(response::see_other(if is_page(next) { next } else { "/" }, Some(cookie))?)
}

/// `POST /login/passkey`
pub(crate) async fn login_by_passkey(request: &mut Request, env: &Env) -> Result<Response, PageError> {
    own_origin::require_own_origin_for_changes(request)?;
    let form = Form::read(request).await?;
    match user_login::log_in(&answer_of(&form)?, request, env).await {
        Ok((user, cookie)) => {
            access_log::append_or_warn(LogActor::User(user.id), "logged in by passkey", "", env).await;
            go_on(&form, &cookie)
        }
        Err(fault) if matches!(fault.status, 401 | 429) => {
            show(fault.status, entered(&form), Some(sentence(&fault)), request, env).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The page to go on to, and the form to be done, of a form of the login.
fn entered(form: &Form) -> LoginView {
    let expired = is_action(form.get(ACTION_FIELD)).then(|| ExpiredForm {
        action: form.get(ACTION_FIELD).to_owned(),
        fields: form.clone().into_fields().into_iter().filter(|(name, _)| !is_own(name)).collect(),
    });
    let next = Some(form.get(NEXT_FIELD).to_owned()).filter(|next| is_page(next)).unwrap_or_default();
    LoginView { next, expired, ..LoginView::default() }
}

/// What a request gets that needs a login and has none. A link of another site comes without the
/// cookie, since that is for requests of our own pages alone (SameSite=Strict): it is asked for once
/// more from here. A form is done after the login; what else there is leads to the login and back.
pub(crate) async fn ask(request: &mut Request, env: &Env) -> Result<Response, PageError> {
    let address = url::url(request)?;
    let path = match address.query() {
        Some(query) => format!("{}?{query}", address.path()),
        None => address.path().to_owned(),
    };
    let header = |name: &str| Ok::<_, Fault>(request.headers().get(name)?.unwrap_or_default());
    let (site, mode) = (header("sec-fetch-site")?, header("sec-fetch-mode")?);
    let is_form = header("content-type")?.starts_with("application/x-www-form-urlencoded");
    let is_read = matches!(request.method(), Method::Get | Method::Head);
    if is_read && mode == "navigate" && matches!(site.as_str(), "cross-site" | "same-site") && is_page(&path)
    {
        return Ok(response::page(200, &www::login::again(&path))?);
    }
    // Its origin was checked before the login was.
    if !is_read && mode == "navigate" && is_form && is_action(&path) {
        let fields = Form::read(request).await?.into_fields();
        let expired = Some(ExpiredForm { action: path, fields });
        return show(200, LoginView { expired, ..LoginView::default() }, None, request, env).await;
    }
    if !is_read || path == "/" || !is_page(&path) {
        return Ok(response::see_other("/login", None)?);
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(NEXT_FIELD, &path);
    Ok(response::see_other(&format!("/login?{}", query.finish()), None)?)
}

/// `POST /login`
pub(crate) async fn login(request: &mut Request, env: &Env) -> Result<Response, PageError> {
    own_origin::require_own_origin_for_changes(request)?;
    let form = Form::read(request).await?;
    let error = match access::is_admin_token(form.get("token").trim(), request, env).await {
        Ok(Some(admin)) => {
            let cookie = log_in(&admin, request, env).await?;
            return go_on(&form, &cookie);
        }
        Ok(None) => Fault::new(401, "unauthorized", "This is not the admin token."),
        Err(fault) if matches!(fault.status, 403 | 429) => fault,
        Err(fault) => return Err(fault.into()),
    };
    let view = LoginView { error: Some(sentence(&error)), ..entered(&form) };
    show(error.status, view, None, request, env).await
}

/// `GET /login/:ticket`, the link that `npm start` prints.
pub(crate) async fn login_link(ticket: &str, request: &Request, env: &Env) -> Result<Response, PageError> {
    if let Some(admin) = login::redeem_link(ticket, env).await? {
        let cookie = log_in(&admin, request, env).await?;
        return Ok(response::see_other("/", Some(&cookie))?);
    }
    let error = "This link has expired, or was used: each works once, for 12 hours. Enter the admin token, or run \
        `npm start` for a new link.";
    show(401, LoginView { error: Some(error.into()), ..LoginView::default() }, None, request, env).await
}

/// Begins a login of the admin token: the cookie.
async fn log_in(admin: &AdminToken, request: &Request, env: &Env) -> Result<String, PageError> {
    let cookie = login::cookie(admin, request, env).await?;
    access_log::append_or_warn(LogActor::Admin, "logged in", "", env).await;
    Ok(cookie)
}

/// `POST /logout`
pub(crate) async fn logout(request: &Request, env: &Env) -> Result<Response, PageError> {
    own_origin::require_own_origin_for_changes(request)?;
    logged_out(request, env, login::log_out(request, env).await)
}

/// `POST /logout/everywhere`
pub(crate) async fn logout_everywhere(request: &Request, env: &Env) -> Result<Response, PageError> {
    logged_out(request, env, login::log_out_everywhere(env).await)
}

/// The way out. The browser forgets its cookie in any case; where its copies could not be ended,
/// that is said.
fn logged_out(request: &Request, env: &Env, ended: Result<(), Fault>) -> Result<Response, PageError> {
    let cookie = cookie::expired_cookie(request)?;
    match ended {
        Ok(()) => {
            let has_access = auth_sign_on::team_logout(env).is_some();
            let place = if has_access { format!("/login?{LEFT}=1") } else { "/login".to_owned() };
            Ok(response::see_other(&place, Some(&cookie))?)
        }
        Err(fault) => {
            let mut response = page_of(&fault, false, None, request)?;
            response.set("set-cookie", &cookie);
            Ok(response)
        }
    }
}

/// Whether a field is of the login itself, and no part of a form that is done after it.
fn is_own(name: &str) -> bool {
    ["token", ACTION_FIELD, NEXT_FIELD].contains(&name) || passkey_form::FIELDS.contains(&name)
}
