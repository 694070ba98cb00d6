//! The form of a user: read, and shown again with what was wrong.

use corncrake_model::{access::user::User, project::record::ProjectRecord};
use corncrake_www::people::UserForm;
use corncrake_www::settings::FormField;
use worker::Env;

use crate::{
    http::{error::Fault, form::Form},
    projects,
    service::people::{self, UserFields},
};

/// The form of a user that is changed, or an empty one.
pub(super) fn form_of(user: Option<&User>, rows: &[ProjectRecord]) -> UserForm {
    let in_project = |row: &ProjectRecord| {
        let role = user.and_then(|user| user.grants.projects.get(row.key.as_str()));
        (row.key, row.name.clone(), role.map_or("", |role| role.name()).to_owned())
    };
    UserForm {
        name: FormField::of(user.map_or("", |user| &user.name)),
        email: FormField::of(user.map_or("", |user| &user.email)),
        everywhere: user.and_then(|user| user.grants.everywhere).map_or("", |role| role.name()).to_owned(),
        projects: rows.iter().map(in_project).collect(),
        roles_error: None,
    }
}

/// What was entered, checked; or the form with what is wrong.
pub(super) async fn read(form: &Form, env: &Env) -> Result<Result<UserFields, UserForm>, Fault> {
    let rows = projects::list(env).await?;
    let role_in = |row: &ProjectRecord| form.get(&format!("role-{}", row.key)).to_owned();
    let in_projects: Vec<(String, String)> =
        rows.iter().map(|row| (row.key.as_str().to_owned(), role_in(row))).collect();
    let grants = people::check_roles(form.get("role"), &in_projects, &rows);
    let checked = grants.and_then(|grants| UserFields::check(form.get("name"), form.get("email"), grants));
    let (field, rule) = match checked {
        Ok(fields) => return Ok(Ok(fields)),
        Err(wrong) => wrong,
    };
    Ok(Err(entered(form, &rows, field, &rule)))
}

/// The form as it was entered, with an error at its field.
pub(super) fn entered(form: &Form, rows: &[ProjectRecord], field: &str, rule: &str) -> UserForm {
    let error = |of: &str, label: &str| (field == of).then(|| format!("{label} {rule}."));
    let role_in = |row: &ProjectRecord| form.get(&format!("role-{}", row.key)).to_owned();
    UserForm {
        name: FormField { value: form.get("name").to_owned(), error: error("name", "The name") },
        email: FormField { value: form.get("email").to_owned(), error: error("email", "The address") },
        everywhere: form.get("role").to_owned(),
        projects: rows.iter().map(|row| (row.key, row.name.clone(), role_in(row))).collect(),
        roles_error: error("role", "The role").or_else(|| error("projects", "The roles in projects")),
    }
}
