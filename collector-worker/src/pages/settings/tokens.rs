//! API tokens, on a project's settings: those of the project and those of all projects; made,
//! shown once, revoked.

use corncrake_www::{
    permissions::Permissions,
    settings::{FormField, TokenForm},
};
use worker::{Env, Request};

use super::{
    page::{SettingsState, redirect_with_flash, render},
    token_list::scopes,
};
use crate::{
    http::{Response, form::Form, page_error::PageError},
    pages::flash::FlashMessage,
    platform::clock,
    projects,
    service::tokens,
};

/// `POST /projects/:key/tokens`: the answer is the only page that ever shows the token.
pub(crate) async fn make_token(
    key: &str,
    permissions: Permissions,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    let form = Form::read(request).await?;
    let name = form.get("token-name");
    let asked: Vec<String> = form.all("scope").map(str::to_owned).collect();
    // A token is for this project, unless the form says that it is for all.
    let is_of_all = form.get("projects") == "all";
    let project = (!is_of_all).then_some(row.key);
    let (status, left) = match tokens::new(name, &asked, project, None) {
        Ok((token, text)) => {
            projects::add_token(&token, env).await?;
            (200, SettingsState { new_token: Some(text), ..SettingsState::default() })
        }
        Err((field, rule)) => {
            let error = |of: &str| (field == of).then(|| format!("The {of} {rule}."));
            let token_form = TokenForm {
                name: FormField { value: name.to_owned(), error: error("name") },
                scopes: scopes(asked.iter().map(String::as_str)),
                scopes_error: error("scopes"),
                is_of_all,
            };
            (422, SettingsState { token_form, ..SettingsState::default() })
        }
    };
    render(status, &row, left, permissions, request, env).await
}

/// `POST /projects/:key/tokens/:id/revoke`
pub(crate) async fn revoke_token(key: &str, id: &str, env: &Env) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    projects::revoke_token(id, env).await?;
    redirect_with_flash(&row, FlashMessage::Revoked)
}
