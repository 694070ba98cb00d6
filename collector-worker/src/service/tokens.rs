//! A new API token, checked the same way on the page and in the API.

use corncrake_core::ids::ProjectKey;
use corncrake_model::access::{scope::Scope, token::ApiToken};

use super::settings::FieldError;
use crate::platform::{clock, random};

/// Characters of a token's name: it has to fit a row of a table.
const NAME_CHARS: usize = 60;

/// A new token, checked the same way on the page and in the API; beside it its text.
pub(crate) fn new(
    name: &str,
    scopes: &[String],
    project: Option<ProjectKey>,
    user: Option<&str>,
) -> Result<(ApiToken, String), FieldError> {
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
    Ok(ApiToken::make(name, scopes, project, user, clock::now().day(), random))
}
