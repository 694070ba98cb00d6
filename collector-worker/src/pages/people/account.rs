//! The page of whoever is logged in: roles, passkeys, logins; and its forms.

use corncrake_model::access::user::User;
use corncrake_www::{
    account::{self as view, AccountUser, AccountView},
    form_context::FlashMessage as FlashView,
};
use worker::{Env, Method, Request, Response};

use super::{page::person, passkey};
use crate::{
    auth::{actor::Actor, cookie, user_login},
    http::{error::Fault, form::Form, page_error::PageError, response},
    pages::{
        flash::{self, FlashMessage},
        page::sentence,
        zone,
    },
    projects,
    route::AccountPart,
    service::people,
};

/// All below `/account`.
pub(crate) async fn account(
    part: AccountPart<'_>,
    actor: &Actor,
    method: Method,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let not_this_method = || Fault::method_not_allowed();
    match (part, method) {
        (AccountPart::All, Method::Get | Method::Head) => show(200, actor, None, request, env).await,
        (AccountPart::All, _) => Err(not_this_method().into()),
        (_, Method::Post) => {
            let Actor::User(user, login) = actor else {
                return Err(Fault::new(409, "no_user", "you are logged in by the admin token").into());
            };
            change(part, (user, login), actor, request, env).await
        }
        _ => Err(not_this_method().into()),
    }
}

async fn change(
    part: AccountPart<'_>,
    (user, own_login): (&User, &str),
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let form = Form::read(request).await?;
    let done = match part {
        AccountPart::Passkeys => {
            let answer = passkey::answer_of(&form)?;
            user_login::add_passkey(user, &answer, request, env).await.map(|()| FlashMessage::Saved)
        }
        AccountPart::RemovePasskey { id } => {
            people::remove_passkey(&user.id, id, env).await.map(|()| FlashMessage::Removed)
        }
        AccountPart::EndLogin { id } => {
            user_login::end(id, &user.id, env).await?;
            if id == own_login {
                return Ok(response::see_other("/login", Some(&cookie::expired_cookie(request)?))?);
            }
            Ok(FlashMessage::LoginsEnded)
        }
        AccountPart::EndLogins => {
            user_login::end_all_of(&user.id, env).await?;
            return Ok(response::see_other("/login", Some(&cookie::expired_cookie(request)?))?);
        }
        AccountPart::All => Ok(FlashMessage::Saved),
    };
    match done {
        Ok(done) => Ok(response::see_other(&flash::with_flash("/account", done, &[]), None)?),
        Err(fault) if matches!(fault.status, 401 | 409) => {
            // A refused passkey is no missing login.
            let refusal = FlashView { text: sentence(&fault), is_refusal: true, undo: Vec::new() };
            show(if fault.status == 401 { 422 } else { 409 }, actor, Some(refusal), request, env).await
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn show(
    status: u16,
    actor: &Actor,
    refusal: Option<FlashView>,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let user = match actor {
        Actor::User(user, own_login) => {
            let (one, rows) = (people::find(&user.id, env).await?, projects::list(env).await?);
            let passkey_form = passkey::register_form(user, &one.passkeys, None, request, env).await?;
            let row = person(one, &rows, own_login);
            let (name, email) = (row.name, row.email);
            let (roles, passkeys, logins) = (row.roles, row.passkeys, row.logins);
            Some(AccountUser { name, email, roles, passkeys, logins, passkey_form })
        }
        _ => None,
    };
    let flash = refusal.map_or_else(|| flash::read(request), |refusal| Ok(Some(refusal)))?;
    let view = AccountView { flash, user, is_owner: actor.is_owner() };
    zone::page(status, request, || view::page(&view))
}
