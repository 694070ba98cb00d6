//! What a passkey sends, and an invitation that is accepted. The pages hold a challenge that
//! nobody remembers until it is answered.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use corncrake_model::access::{
    log_entry::LogActor,
    user::{Passkey, User},
};
use corncrake_www::{
    account::{self as view, InvitationView, PasskeyForm, PasskeyOwner},
    passkey_form,
};
use worker::{Env, Request};

use crate::{
    access_log,
    auth::{
        admin_switch,
        passkey::challenge::ChallengePurpose,
        sign_on,
        user_login::{self, PasskeyAnswer},
    },
    http::{Response, error::Fault, form::Form, own_origin, page_error::PageError, response},
    pages::page::sentence,
};

/// The answer of an authenticator, in the fields of a form.
pub(crate) fn answer_of(form: &Form) -> Result<PasskeyAnswer, Fault> {
    let bytes = |name: &str| {
        let decoded = URL_SAFE_NO_PAD.decode(form.get(name));
        decoded.map_err(|_| Fault::invalid(name, "must be base64url without padding"))
    };
    Ok(PasskeyAnswer {
        challenge: form.get(passkey_form::CHALLENGE_FIELD).to_owned(),
        id: form.get(passkey_form::CREDENTIAL_FIELD).to_owned(),
        client_data: bytes(passkey_form::CLIENT_DATA_FIELD)?,
        data: bytes(passkey_form::DATA_FIELD)?,
        signature: bytes(passkey_form::SIGNATURE_FIELD)?,
        user: bytes(passkey_form::USER_FIELD)?,
    })
}

/// The form of a new passkey of a user.
pub(super) async fn register_form(
    user: &User,
    passkeys: &[Passkey],
    error: Option<String>,
    request: &Request,
    env: &Env,
) -> Result<PasskeyForm, Fault> {
    let register = PasskeyOwner {
        id: user.id.clone(),
        name: user.name.clone(),
        email: user.email.clone(),
        passkeys: passkeys.iter().map(|passkey| passkey.id.clone()).collect(),
    };
    Ok(PasskeyForm {
        challenge: user_login::new_challenge(ChallengePurpose::Register(&user.id), env).await?,
        rp_id: user_login::rp_id(request)?,
        register: Some(register),
        error,
    })
}

/// The form of a login, where somebody has a passkey; beside it whether the admin token is off.
pub(crate) async fn login_form(
    error: Option<String>,
    request: &Request,
    env: &Env,
) -> Result<(Option<PasskeyForm>, bool), Fault> {
    let state = admin_switch::state(env).await?;
    if !state.has_passkeys {
        return Ok((None, false));
    }
    let form = PasskeyForm {
        challenge: user_login::new_challenge(ChallengePurpose::LogIn, env).await?,
        rp_id: user_login::rp_id(request)?,
        register: None,
        error,
    };
    Ok((Some(form), !state.is_on && !admin_switch::is_forced_on(env)))
}

/// `GET /invite/:ticket`: a look uses nothing up, since some programs look at every link.
pub(crate) async fn invitation(ticket: &str, request: &Request, env: &Env) -> Result<Response, PageError> {
    let user = user_login::invited(ticket, request, env).await?;
    show_invitation(200, ticket, &user, None, request, env).await
}

async fn show_invitation(
    status: u16,
    ticket: &str,
    user: &User,
    error: Option<String>,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let form = register_form(user, &[], error, request, env).await?;
    let provider = sign_on::provider_name(env);
    let view =
        InvitationView { name: user.name.clone(), action: format!("/invite/{ticket}"), form, provider };
    Ok(response::page(status, &view::invitation_page(&view))?)
}

/// `POST /invite/:ticket`: registers a passkey, and logs in.
pub(crate) async fn accept_invitation(
    ticket: &str,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    own_origin::require_own_origin_for_changes(request)?;
    let answer = answer_of(&Form::read(request).await?)?;
    let user = user_login::invited(ticket, request, env).await?;
    match user_login::accept(ticket, &user, &answer, request, env).await {
        Ok(cookie) => {
            let action = "accepted the invitation, and logged in";
            access_log::append_or_warn(LogActor::User(user.id), action, "", env).await;
            Ok(response::see_other("/", Some(&cookie))?)
        }
        Err(fault) if matches!(fault.status, 401 | 409) => {
            show_invitation(422, ticket, &user, Some(sentence(&fault)), request, env).await
        }
        Err(fault) => Err(fault.into()),
    }
}
