//! The API tokens of a user: the form, and what it makes.

use corncrake_core::words::scope::Scope;
use corncrake_model::{
    access::{role::Role, user::User},
    project::record::ProjectRecord,
};
use corncrake_www::{account::OwnTokenForm, settings::FormField};
use worker::Env;

use crate::{
    http::{error::Fault, form::Form},
    pages::settings::token_list::scopes,
    projects,
    service::tokens,
};

/// What the form of a token left on the page.
#[derive(Default)]
pub(super) struct TokenState {
    /// The form, as it was refused.
    pub(super) form: OwnTokenForm,
    /// The text of a token that was just made.
    pub(super) new_token: Option<String>,
}

/// Makes a token; what the page shows then, with its status.
pub(super) async fn make(user: &User, form: &Form, env: &Env) -> Result<(u16, TokenState), Fault> {
    let (name, key) = (form.get("token-name"), form.get("token-project"));
    let asked: Vec<String> = form.all("scope").map(str::to_owned).collect();
    let rows = projects::list(env).await?;
    let project = match key {
        "" => None,
        key => {
            let own = rows.iter().find(|row| row.key.as_str() == key && user.grants.sees(row.key));
            Some(own.ok_or_else(|| Fault::invalid("token-project", "must be a project that you see"))?.key)
        }
    };
    let made = match exceeds(user, &asked) {
        true => Err(("scopes", "must be of what your roles allow".to_owned())),
        false => tokens::new(name, &asked, project, Some(&user.id)),
    };
    match made {
        Ok((token, text)) => {
            projects::add_token(&token, env).await?;
            Ok((200, TokenState { new_token: Some(text), ..TokenState::default() }))
        }
        Err((field, rule)) => {
            let error = |of: &str| (field == of).then(|| format!("The {of} {rule}."));
            let token_form = OwnTokenForm {
                name: FormField { value: name.to_owned(), error: error("name") },
                scopes: scopes(asked.iter().map(String::as_str)),
                scopes_error: error("scopes"),
                project: key.to_owned(),
                ..OwnTokenForm::default()
            };
            Ok((422, TokenState { form: token_form, ..TokenState::default() }))
        }
    }
}

/// Whether metrics, which are of all projects, are asked for by somebody who is no owner.
fn exceeds(user: &User, asked: &[String]) -> bool {
    let metrics = Scope::Metrics.name();
    user.grants.everywhere != Some(Role::Owner) && asked.iter().any(|scope| scope == metrics)
}

/// The form for a user, empty or as it was refused.
pub(super) fn form(user: &User, rows: &[ProjectRecord], entered: OwnTokenForm) -> OwnTokenForm {
    let seen = rows.iter().filter(|row| user.grants.sees(row.key));
    let is_empty = entered == OwnTokenForm::default();
    OwnTokenForm {
        scopes: if is_empty { vec![Scope::Read] } else { entered.scopes },
        offers_metrics: user.grants.is_owner(),
        projects: seen.map(|row| (row.key, row.name.clone())).collect(),
        ..entered
    }
}
