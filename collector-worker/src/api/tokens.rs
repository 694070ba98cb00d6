//! API tokens, of one project or of all: made, listed, revoked, by the admin token alone.

use corncrake_core::ids::ProjectKey;
use corncrake_model::access::{scope::Scope, token::ApiToken};
use serde::Serialize;
use serde_json::json;
use worker::{Env, Request};

use super::fields::BodyFields;
use crate::{
    http::{Response, error::Fault, response},
    platform::clock,
    projects,
    service::{people, tokens::new},
};

#[derive(Serialize)]
struct TokenJson<'a> {
    id: &'a str,
    name: &'a str,
    scopes: &'a [Scope],
    /// The key of the one project it is for.
    project: Option<&'a str>,
    /// The id of the user whose it is.
    user: Option<&'a str>,
    created_on: String,
    used_on: Option<String>,
}

impl<'a> From<&'a ApiToken> for TokenJson<'a> {
    fn from(token: &'a ApiToken) -> Self {
        Self {
            id: &token.id,
            name: &token.name,
            scopes: &token.scopes,
            project: token.project.as_ref().map(ProjectKey::as_str),
            user: token.user.as_deref(),
            created_on: token.created.date(),
            used_on: token.used.map(|day| day.date()),
        }
    }
}

/// `GET /api/tokens`
pub(crate) async fn tokens(env: &Env) -> Result<Response, Fault> {
    let tokens = projects::tokens(env).await?;
    let tokens: Vec<_> = tokens.iter().map(TokenJson::from).collect();
    response::json(200, &json!({ "tokens": tokens }))
}

/// `POST /api/tokens {"name","scopes":[...],"project"?,"user"?}`
pub(crate) async fn create_token(request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let mut fields = BodyFields::read(request).await?;
    let (name, scopes, project) = (fields.text("name")?, fields.texts("scopes")?, fields.text("project")?);
    let user = fields.text("user")?;
    fields.end()?;
    if let Some(id) = &user {
        let unknown = |_| Fault::invalid("user", "must be the id of a user");
        people::find(id, env).await.map_err(unknown)?;
    }
    let project = match project {
        None => None,
        Some(key) => Some(project_of(&key, env).await?),
    };
    let (token, text) = new(&name.unwrap_or_default(), &scopes.unwrap_or_default(), project, user.as_deref())
        .map_err(|(field, rule)| Fault::invalid(field, &rule))?;
    projects::add_token(&token, env).await?;
    #[derive(Serialize)]
    struct NewTokenAnswer<'a> {
        #[serde(flatten)]
        made: TokenJson<'a>,
        /// What its holder sends; it is not shown again.
        token: String,
    }
    response::json(201, &NewTokenAnswer { made: TokenJson::from(&token), token: text })
}

/// The key of a project that is there.
async fn project_of(key: &str, env: &Env) -> Result<ProjectKey, Fault> {
    let row = projects::find_for_operator(key, clock::now(), env).await;
    row.map(|row| row.key).map_err(|fault| match fault.status {
        404 => Fault::invalid("project", "must be the key of a project"),
        _ => fault,
    })
}

/// `DELETE /api/tokens/:id`
pub(crate) async fn revoke_token(id: &str, env: &Env) -> Result<Response, Fault> {
    projects::revoke_token(id, env).await?;
    response::no_content()
}
