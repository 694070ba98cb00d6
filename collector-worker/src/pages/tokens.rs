//! API tokens, on a project's settings: those of the project and those of all projects; made,
//! shown once, revoked.

use corncrake_core::ids::ProjectKey;
use corncrake_www::settings::{FormField, Scope, Token, TokenForm};
use worker::{Env, Request, Response};

use super::{
    Stop,
    settings::{Left, done, show},
};
use crate::{api, auth, clock, directory, fault::Fault, form::Form, notice::Done};

/// Every token that may see a project, the newest first.
pub(super) async fn of(project: ProjectKey, env: &Env) -> Result<Vec<Token>, Fault> {
    let mut tokens = directory::tokens(env).await?;
    tokens.retain(|token| token.project.is_none_or(|own| own == project));
    tokens.sort_by_key(|token| std::cmp::Reverse(token.created));
    Ok(tokens.into_iter().map(view).collect())
}

fn view(token: auth::Token) -> Token {
    Token {
        scopes: scopes(token.scopes.iter().map(|scope| scope.name())),
        is_of_all: token.project.is_none(),
        id: token.id,
        name: token.name,
        created: token.created.start(),
        used: token.used,
    }
}

fn scopes<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Scope> {
    names.filter_map(|name| name.parse().ok()).collect()
}

/// `POST /projects/:key/tokens`: the answer is the only page that ever shows the token.
pub(crate) async fn make_token(key: &str, request: &mut Request, env: &Env) -> Result<Response, Stop> {
    let row = directory::find_for_operator(key, clock::now(), env).await?;
    let form = Form::read(request).await?;
    let name = form.get("token-name");
    let asked: Vec<String> = form.all("scope").map(str::to_owned).collect();
    // What is not said to be for all is for this project.
    let is_of_all = form.get("projects") == "all";
    let project = (!is_of_all).then_some(row.key);
    let (status, left) = match api::new_token(name, &asked, project) {
        Ok((token, text)) => {
            directory::add_token(&token, env).await?;
            (200, Left { new_token: Some(text), ..Left::default() })
        }
        Err((field, rule)) => {
            let error = |of: &str| (field == of).then(|| format!("The {of} {rule}."));
            let token_form = TokenForm {
                name: FormField { value: name.to_owned(), error: error("name") },
                scopes: scopes(asked.iter().map(String::as_str)),
                scopes_error: error("scopes"),
                is_of_all,
            };
            (422, Left { token_form, ..Left::default() })
        }
    };
    show(status, &row, left, request, env).await
}

/// `POST /projects/:key/tokens/:id/revoke`
pub(crate) async fn revoke_token(key: &str, id: &str, env: &Env) -> Result<Response, Stop> {
    let row = directory::find_for_operator(key, clock::now(), env).await?;
    directory::revoke_token(id, env).await?;
    done(&row, Done::Revoked)
}
