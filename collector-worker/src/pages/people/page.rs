//! The page of people: who can see what, by what, when it was last used; and its forms.

use corncrake_model::{
    access::{token::ApiToken, user::UserOverview},
    project::record::ProjectRecord,
};
use corncrake_www::{
    form_context::FlashMessage as FlashView,
    people::{
        self as view, AccessLogLine, AccessLogView, AdminTokenSwitch, IdentityRow, LoginRow, PasskeyRow,
        PeopleView, PersonRow, ReviewedToken, UserForm, UserPageView,
    },
};
use worker::{Env, Method, Request};

use super::form;
use crate::{
    auth::{actor::Actor, admin_switch, user_login},
    http::{Response, error::Fault, form::Form, page_error::PageError, response, url},
    pages::{
        flash::{self, FlashMessage},
        page::{dashboard_address, sentence},
        zone,
    },
    platform::private_hosts::host_of,
    projects,
    route::PeoplePart,
    service::people::{
        self,
        access_review::{self, role_phrases, token_project},
    },
};

/// Lines of the access log on a page.
const LINES_OF_A_PAGE: u32 = 100;

/// What a form left on the page.
#[derive(Default)]
struct PeopleState {
    form: Option<UserForm>,
    link: Option<(String, String)>,
    refusal: Option<String>,
}

/// All below `/people`.
pub(crate) async fn people(
    part: PeoplePart<'_>,
    actor: &Actor,
    method: Method,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let own_login = if let Actor::User(_, login) = actor { login.as_str() } else { "" };
    if matches!(method, Method::Get | Method::Head) {
        return match part {
            PeoplePart::All => show(200, PeopleState::default(), own_login, request, env).await,
            PeoplePart::User { id } => show_user(200, id, None, own_login, request, env).await,
            PeoplePart::Log => show_log(request, env).await,
            _ => Err(not_this_method().into()),
        };
    }
    if method != Method::Post {
        return Err(not_this_method().into());
    }
    let sent = Form::read(request).await?;
    let outcome = match part {
        PeoplePart::All => return invite(&sent, own_login, request, env).await,
        PeoplePart::InviteUser { id } => {
            let name = people::find(id, env).await?.user.name;
            let link =
                format!("{}{}", dashboard_address(request, env)?, people::invite_again(id, env).await?);
            let state = PeopleState { link: Some((name, link)), ..PeopleState::default() };
            return show(200, state, own_login, request, env).await;
        }
        PeoplePart::User { id } => return change(id, &sent, own_login, request, env).await,
        PeoplePart::RemoveUser { id } => people::remove(id, env).await.map(|()| FlashMessage::Removed),
        PeoplePart::EndLogins { id } => {
            people::find(id, env).await?;
            user_login::end_all_of(id, env).await?;
            return back(&user_path(id), FlashMessage::LoginsEnded);
        }
        PeoplePart::EndLogin { id, login } => {
            if !user_login::end(login, id, env).await? {
                return Err(Fault::not_found("login").into());
            }
            return back(&user_path(id), FlashMessage::LoginsEnded);
        }
        PeoplePart::RemovePasskey { id, passkey } => match people::remove_passkey(id, passkey, env).await {
            Ok(()) => return back(&user_path(id), FlashMessage::Removed),
            Err(fault) => Err(fault),
        },
        PeoplePart::RemoveIdentity { id, identity } => {
            people::remove_identity(id, identity, env).await?;
            return back(&user_path(id), FlashMessage::Removed);
        }
        PeoplePart::RevokeToken { id } => {
            projects::revoke_token(id, env).await?;
            Ok(FlashMessage::Revoked)
        }
        PeoplePart::AdminToken => match sent.get("to") {
            "on" => admin_switch::switch(true, env).await.map(|()| FlashMessage::Saved),
            "off" => admin_switch::switch(false, env).await.map(|()| FlashMessage::Saved),
            _ => Err(Fault::invalid("to", "must be \"on\" or \"off\"")),
        },
        PeoplePart::Log => return Err(not_this_method().into()),
    };
    match outcome {
        Ok(done) => back("/people", done),
        // What other people have to do with it is said on the page.
        Err(fault) if fault.status == 409 => {
            let state = PeopleState { refusal: Some(sentence(&fault)), ..PeopleState::default() };
            show(fault.status, state, own_login, request, env).await
        }
        Err(fault) => Err(fault.into()),
    }
}

fn not_this_method() -> Fault {
    Fault::method_not_allowed()
}

fn user_path(id: &str) -> String {
    format!("/people/users/{id}")
}

fn back(path: &str, done: FlashMessage) -> Result<Response, PageError> {
    Ok(response::see_other(&flash::with_flash(path, done, &[]), None)?)
}

async fn invite(sent: &Form, own_login: &str, request: &Request, env: &Env) -> Result<Response, PageError> {
    let state = match form::read(sent, env).await? {
        Err(wrong) => PeopleState { form: Some(wrong), ..PeopleState::default() },
        Ok(fields) => match people::invite(fields, env).await {
            Ok((user, path)) => {
                let link = Some((user.name, format!("{}{path}", dashboard_address(request, env)?)));
                return show(200, PeopleState { link, ..PeopleState::default() }, own_login, request, env)
                    .await;
            }
            Err(fault) if fault.status == 409 => {
                let rows = projects::list(env).await?;
                let entered = form::entered(sent, &rows, "", "");
                PeopleState { form: Some(entered), refusal: Some(sentence(&fault)), link: None }
            }
            Err(fault) => return Err(fault.into()),
        },
    };
    show(422, state, own_login, request, env).await
}

async fn change(
    id: &str,
    sent: &Form,
    own_login: &str,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let fields = match form::read(sent, env).await? {
        Ok(fields) => fields,
        Err(wrong) => return show_user(422, id, Some((wrong, None)), own_login, request, env).await,
    };
    match people::change(id, fields, env).await {
        Ok(()) => back(&user_path(id), FlashMessage::Saved),
        Err(fault) if fault.status == 409 => {
            let entered = form::entered(sent, &projects::list(env).await?, "", "");
            let state = Some((entered, Some(sentence(&fault))));
            show_user(409, id, state, own_login, request, env).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The flash message of the address, or a refusal.
fn flash_of(refusal: Option<String>, request: &Request) -> Result<Option<FlashView>, Fault> {
    match refusal {
        Some(text) => Ok(Some(FlashView { text, is_refusal: true, undo: Vec::new() })),
        None => flash::read(request),
    }
}

async fn show(
    status: u16,
    state: PeopleState,
    own_login: &str,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let (users, rows, tokens) =
        (people::list(env).await?, projects::list(env).await?, projects::tokens(env).await?);
    let owner = |id: &String| users.iter().find(|one| one.user.id == *id).map(|one| one.user.name.clone());
    let token = |token: ApiToken| ReviewedToken {
        owner: token.user.as_ref().and_then(owner),
        ..reviewed(token, &rows)
    };
    let tokens = tokens.into_iter().map(token).collect();
    let view = PeopleView {
        flash: flash_of(state.refusal, request)?,
        people: users.into_iter().map(|one| person(one, &rows, own_login)).collect(),
        link: state.link,
        form: state.form.unwrap_or_else(|| form::form_of(None, &rows)),
        tokens,
        admin_token: switch_of(env).await?,
    };
    zone::page(status, request, || view::page(&view))
}

/// A token, as pages show it, without its owner.
pub(super) fn reviewed(token: ApiToken, rows: &[ProjectRecord]) -> ReviewedToken {
    ReviewedToken {
        scopes: token.scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(", "),
        project: token_project(rows, token.project),
        owner: None,
        id: token.id,
        name: token.name,
        used: token.used,
    }
}

async fn switch_of(env: &Env) -> Result<AdminTokenSwitch, Fault> {
    let state = admin_switch::state(env).await?;
    Ok(match (state.is_on, admin_switch::is_forced_on(env)) {
        (true, _) if state.has_passkeys => AdminTokenSwitch::On,
        (true, _) => AdminTokenSwitch::OnOnly,
        (false, true) => AdminTokenSwitch::ForcedOn,
        (false, false) => AdminTokenSwitch::Off,
    })
}

/// A user, as pages show it.
pub(super) fn person(one: UserOverview, rows: &[ProjectRecord], own_login: &str) -> PersonRow {
    let UserOverview { user, passkeys, identities, logins, invited_until } = one;
    let passkeys = passkeys.into_iter();
    let logins = logins.into_iter();
    PersonRow {
        roles: role_phrases(&user.grants, rows),
        id: user.id,
        name: user.name,
        email: user.email,
        seen: user.seen,
        passkeys: passkeys
            .map(|one| PasskeyRow { id: one.id, created: one.created, used: one.used })
            .collect(),
        identities: identities
            .into_iter()
            .map(|one| IdentityRow {
                provider: host_of(&one.issuer),
                id: one.id,
                created: one.created,
                used: one.used,
            })
            .collect(),
        logins: logins
            .map(|one| LoginRow {
                is_own: one.id == own_login,
                id: one.id,
                created: one.created,
                seen: one.seen,
            })
            .collect(),
        invited_until,
    }
}

async fn show_user(
    status: u16,
    id: &str,
    left: Option<(UserForm, Option<String>)>,
    own_login: &str,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let (one, rows) = (people::find(id, env).await?, projects::list(env).await?);
    let (form, refusal) = left.unwrap_or_else(|| (form::form_of(Some(&one.user), &rows), None));
    let flash = flash_of(refusal, request)?;
    let view = UserPageView { flash, person: person(one, &rows, own_login), form };
    zone::page(status, request, || view::user_page(&view))
}

/// `GET /people/log?before=`
async fn show_log(request: &Request, env: &Env) -> Result<Response, PageError> {
    let before = url::parameter(request, "before")?.and_then(|text| text.parse().ok());
    let lines = access_review::log(before, LINES_OF_A_PAGE, env).await?;
    let is_full = lines.len() >= LINES_OF_A_PAGE as usize;
    let older = lines.last().filter(|_| is_full).map(|line| line.number);
    let lines = lines.into_iter().map(|line| AccessLogLine {
        at: line.entry.at,
        action: line.entry.action,
        actor: line.actor,
        project: line.project,
    });
    let view = AccessLogView { lines: lines.collect(), older };
    zone::page(200, request, || view::log_page(&view))
}
