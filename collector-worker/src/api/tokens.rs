//! API tokens, of one project or of all: made, listed, revoked, by the admin token alone.

use corncrake_core::ids::ProjectKey;
use corncrake_model::{scope::Scope, token::Token};
use serde::Serialize;
use serde_json::json;
use worker::{Env, Request, Response};

use super::fields::Fields;
use crate::{answer, clock, directory, fault::Fault, random, settings::Refusal};

/// Characters of a token's name: it has to fit a row of a table.
const NAME_CHARS: usize = 60;

#[derive(Serialize)]
struct TokenJson<'a> {
    id: &'a str,
    name: &'a str,
    scopes: &'a [Scope],
    /// The key of the one project it is for.
    project: Option<&'a str>,
    created_on: String,
    used_on: Option<String>,
}

impl<'a> From<&'a Token> for TokenJson<'a> {
    fn from(token: &'a Token) -> Self {
        Self {
            id: &token.id,
            name: &token.name,
            scopes: &token.scopes,
            project: token.project.as_ref().map(ProjectKey::as_str),
            created_on: token.created.date(),
            used_on: token.used.map(|day| day.date()),
        }
    }
}

/// `GET /api/tokens`
pub(crate) async fn tokens(env: &Env) -> Result<Response, Fault> {
    let tokens = directory::tokens(env).await?;
    let tokens: Vec<_> = tokens.iter().map(TokenJson::from).collect();
    answer::json(200, &json!({ "tokens": tokens }))
}

/// `POST /api/tokens {"name","scopes":[...],"project"?}`
pub(crate) async fn create_token(request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let mut fields = Fields::read(request).await?;
    let (name, scopes, project) = (fields.text("name")?, fields.texts("scopes")?, fields.text("project")?);
    fields.end()?;
    let project = match project {
        None => None,
        Some(key) => Some(project_of(&key, env).await?),
    };
    let (token, text) = new(&name.unwrap_or_default(), &scopes.unwrap_or_default(), project)
        .map_err(|(field, rule)| Fault::invalid(field, &rule))?;
    directory::add_token(&token, env).await?;
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(flatten)]
        made: TokenJson<'a>,
        /// What its holder sends; it is not shown again.
        token: String,
    }
    answer::json(201, &Body { made: TokenJson::from(&token), token: text })
}

/// The key of a project that is there.
async fn project_of(key: &str, env: &Env) -> Result<ProjectKey, Fault> {
    let row = directory::find_for_operator(key, clock::now(), env).await;
    row.map(|row| row.key).map_err(|fault| match fault.status {
        404 => Fault::invalid("project", "must be the key of a project"),
        _ => fault,
    })
}

/// A new token, checked the same way on the page and in the API; beside it its text.
pub(crate) fn new(
    name: &str,
    scopes: &[String],
    project: Option<ProjectKey>,
) -> Result<(Token, String), Refusal> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        return Err(("name", format!("must be 1 to {NAME_CHARS} characters")));
    }
    let rule = || ("scopes", "must be some of \"read\", \"write\", \"upload\" and \"metrics\"".to_owned());
    let mut scopes: Vec<Scope> =
        scopes.iter().map(|scope| Scope::parse(scope).ok_or_else(rule)).collect::<Result<_, _>>()?;
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        return Err(rule());
    }
    if project.is_some() && scopes.contains(&Scope::Metrics) {
        return Err(("scopes", "of one project cannot have \"metrics\", which are of all".to_owned()));
    }
    let random = (random::bytes(), random::bytes());
    Ok(Token::make(name, scopes, project, clock::now().day(), random))
}

/// `DELETE /api/tokens/:id`
pub(crate) async fn revoke_token(id: &str, env: &Env) -> Result<Response, Fault> {
    directory::revoke_token(id, env).await?;
    answer::no_content()
}
