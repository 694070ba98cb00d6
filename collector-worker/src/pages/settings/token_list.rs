//! The API tokens of a project, as its settings show them.

use corncrake_core::{ids::ProjectKey, words::scope::Scope};
use corncrake_model::access::token;
use corncrake_www::settings::Token;
use worker::Env;

use crate::{http::error::Fault, projects};

/// Every token of the collector that may see a project, the newest first. Those of users are theirs.
pub(crate) async fn list(project: ProjectKey, env: &Env) -> Result<Vec<Token>, Fault> {
    let mut tokens = projects::tokens(env).await?;
    tokens.retain(|token| token.user.is_none() && token.project.is_none_or(|own| own == project));
    tokens.sort_by_key(|token| std::cmp::Reverse(token.created));
    Ok(tokens.into_iter().map(view).collect())
}

fn view(token: token::ApiToken) -> Token {
    Token {
        scopes: token.scopes,
        is_of_all: token.project.is_none(),
        id: token.id,
        name: token.name,
        created: token.created.start(),
        used: token.used,
    }
}

pub(crate) fn scopes<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Scope> {
    names.filter_map(Scope::parse).collect()
}
