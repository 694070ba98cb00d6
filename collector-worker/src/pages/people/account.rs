//! The page of a user's own account: roles, passkeys, accounts elsewhere, API tokens, logins; and its forms.

use corncrake_model::access::user::User;
use corncrake_www::{
    account::{self as view, AccountUser, AccountView},
    form_context::FlashMessage as FlashView,
};
use worker::{Env, Method, Request};

use super::{
    own_tokens::{self, TokenState},
    page::{person, reviewed},
    passkey,
};
use crate::{
    auth::{actor::Actor, cookie, user_login},
    http::{Response, error::Fault, form::Form, page_error::PageError, response},
    pages::{
        flash::{self, FlashMessage},
        page::sentence,
        zone,
    },
    projects,
    route::AccountPart,
    service::people,
};

/// What a form left on the page.
#[derive(Default)]
struct AccountState {
    refusal: Option<FlashView>,
    token: TokenState,
}

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
        (AccountPart::All, Method::Get | Method::Head) => {
            show(200, actor, AccountState::default(), request, env).await
        }
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
        AccountPart::RemoveIdentity { id } => {
            people::remove_identity(&user.id, id, env).await.map(|()| FlashMessage::Removed)
        }
        AccountPart::Tokens => {
            let (status, token) = own_tokens::make(user, &form, env).await?;
            let state = AccountState { token, ..AccountState::default() };
            return show(status, actor, state, request, env).await;
        }
        AccountPart::RevokeToken { id } => {
            projects::revoke_own_token(id, &user.id, env).await.map(|()| FlashMessage::Revoked)
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
            let state = AccountState { refusal: Some(refusal), ..AccountState::default() };
            show(if fault.status == 401 { 422 } else { 409 }, actor, state, request, env).await
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn show(
    status: u16,
    actor: &Actor,
    state: AccountState,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let user = match actor {
        Actor::User(user, own_login) => {
            let (one, rows) = (people::find(&user.id, env).await?, projects::list(env).await?);
            let passkey_form = passkey::register_form(user, &one.passkeys, None, request, env).await?;
            let row = person(one, &rows, own_login);
            let (name, email) = (row.name, row.email);
            let (roles, passkeys, identities, logins) = (row.roles, row.passkeys, row.identities, row.logins);
            let mut tokens = projects::tokens(env).await?;
            tokens.retain(|token| token.user.as_ref() == Some(&user.id));
            let tokens = tokens.into_iter().map(|token| reviewed(token, &rows)).collect();
            let token_form = own_tokens::form(user, &rows, state.token.form);
            let new_token = state.token.new_token;
            Some(AccountUser {
                name,
                email,
                roles,
                passkeys,
                identities,
                tokens,
                token_form,
                new_token,
                logins,
                passkey_form,
            })
        }
        _ => None,
    };
    let flash = state.refusal.map_or_else(|| flash::read(request), |refusal| Ok(Some(refusal)))?;
    let view = AccountView { flash, user, is_owner: actor.is_owner() };
    zone::page(status, request, || view::page(&view))
}
