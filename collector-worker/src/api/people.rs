//! People: users, their invitations, logins and passkeys, the admin token's switch, the access log.
//! By the admin token alone.

use std::collections::BTreeMap;

use corncrake_core::time::UtcDay;
use corncrake_model::access::{
    identity::Identity,
    role::Role,
    user::{Passkey, User, UserLogin, UserOverview},
};
use serde::Serialize;
use serde_json::{Value, json};
use worker::{Env, Method, Request};

use super::{fields::BodyFields, query::limit_within};
use crate::{
    auth::{admin_switch, user_login},
    http::{Response, error::Fault, public_addresses::PublicAddresses, response, url::parameter},
    projects,
    route::PeoplePart,
    service::{
        people::{self, UserFields, access_review},
        settings::FieldError,
    },
};

/// Lines of the access log in an answer, unless it asks for fewer.
const MOST_LINES: u32 = 500;

#[derive(Serialize)]
struct UserJson<'a> {
    id: &'a str,
    name: &'a str,
    email: &'a str,
    /// The role in all projects.
    role: Option<&'static str>,
    projects: &'a BTreeMap<String, Role>,
    created_on: String,
    seen_on: Option<String>,
}

impl<'a> From<&'a User> for UserJson<'a> {
    fn from(user: &'a User) -> Self {
        Self {
            id: &user.id,
            name: &user.name,
            email: &user.email,
            role: user.grants.everywhere.map(|role| role.name()),
            projects: &user.grants.projects,
            created_on: user.created.date(),
            seen_on: date(user.seen),
        }
    }
}

fn date(day: Option<UtcDay>) -> Option<String> {
    day.map(|day| day.date())
}

fn overview_json(one: &UserOverview) -> Result<Value, Fault> {
    let passkey = |passkey: &Passkey| {
        let Passkey { id, rp_id, created, used, .. } = passkey;
        json!({ "id": id, "host": rp_id, "created_on": created.date(), "used_on": date(*used) })
    };
    let identity = |identity: &Identity| {
        let Identity { id, issuer, created, used, .. } = identity;
        json!({ "id": id, "issuer": issuer, "created_on": created.date(), "used_on": used.date() })
    };
    let login = |login: &UserLogin| {
        let UserLogin { id, created, seen, expires, .. } = login;
        json!({ "id": id, "began_on": created.date(), "used_on": seen.date(), "expires_at": expires.rfc3339() })
    };
    let user = serde_json::to_value(UserJson::from(&one.user));
    let mut user = user.map_err(|error| Fault::internal(error.to_string()))?;
    if let Some(members) = user.as_object_mut() {
        let passkeys = one.passkeys.iter().map(passkey).collect();
        let identities = one.identities.iter().map(identity).collect();
        members.insert("identities".to_owned(), Value::Array(identities));
        let logins = one.logins.iter().map(login).collect();
        let invited = one.invited_until.map(|at| at.rfc3339());
        members.insert("passkeys".to_owned(), Value::Array(passkeys));
        members.insert("logins".to_owned(), Value::Array(logins));
        members.insert("invited_until".to_owned(), invited.map_or(Value::Null, Value::String));
    }
    Ok(user)
}

/// All below `/api/users`, `/api/admin-token` and `/api/access-log`.
pub(crate) async fn people(
    part: PeoplePart<'_>,
    method: Method,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    match (part, method) {
        (PeoplePart::All, Method::Get) => {
            let users = people::list(env).await?;
            let users = users.iter().map(overview_json).collect::<Result<Vec<_>, _>>()?;
            response::json(200, &json!({ "users": users }))
        }
        (PeoplePart::All, Method::Post) => {
            let fields = read_fields(None, request, env).await?;
            let (user, path) = people::invite(fields, env).await?;
            let user = serde_json::to_value(UserJson::from(&user));
            let mut user = user.map_err(|error| Fault::internal(error.to_string()))?;
            if let Some(members) = user.as_object_mut() {
                members.insert("invitation".to_owned(), Value::String(with_base_path(&path, env)?));
            }
            response::json(201, &user)
        }
        (PeoplePart::User { id }, Method::Get) => {
            response::json(200, &overview_json(&people::find(id, env).await?)?)
        }
        (PeoplePart::User { id }, Method::Patch) => {
            let before = people::find(id, env).await?.user;
            let fields = read_fields(Some(&before), request, env).await?;
            people::change(id, fields, env).await?;
            response::json(200, &overview_json(&people::find(id, env).await?)?)
        }
        (PeoplePart::User { id }, Method::Delete) => {
            people::remove(id, env).await?;
            response::no_content()
        }
        (PeoplePart::InviteUser { id }, Method::Post) => {
            let path = people::invite_again(id, env).await?;
            response::json(201, &json!({ "invitation": with_base_path(&path, env)? }))
        }
        (PeoplePart::EndLogins { id }, Method::Delete) => {
            people::find(id, env).await?;
            user_login::end_all_of(id, env).await?;
            response::no_content()
        }
        (PeoplePart::EndLogin { id, login }, Method::Delete) => {
            if user_login::end(login, id, env).await? {
                response::no_content()
            } else {
                Err(Fault::not_found("login"))
            }
        }
        (PeoplePart::RemovePasskey { id, passkey }, Method::Delete) => {
            people::remove_passkey(id, passkey, env).await?;
            response::no_content()
        }
        (PeoplePart::RemoveIdentity { id, identity }, Method::Delete) => {
            people::remove_identity(id, identity, env).await?;
            response::no_content()
        }
        (PeoplePart::AdminToken, Method::Get) => admin_token(env).await,
        (PeoplePart::AdminToken, Method::Patch) => {
            let mut fields = BodyFields::read(request).await?;
            let on = fields.flag("on")?.ok_or_else(|| Fault::invalid("on", "must be true or false"))?;
            fields.end()?;
            admin_switch::switch(on, env).await?;
            admin_token(env).await
        }
        (PeoplePart::Log, Method::Get) => log(request, env).await,
        _ => Err(Fault::method_not_allowed()),
    }
}

/// A path as a browser goes there: below the base path, which answers in JSON do not get by themselves.
fn with_base_path(path: &str, env: &Env) -> Result<String, Fault> {
    Ok(format!("{}{path}", PublicAddresses::of(env)?.base()))
}

async fn admin_token(env: &Env) -> Result<Response, Fault> {
    let state = admin_switch::state(env).await?;
    let is_forced = admin_switch::is_forced_on(env);
    response::json(200, &json!({ "on": state.is_on || is_forced, "switched_on": state.is_on }))
}

/// The fields of a user; of one that is changed, those that are absent stay.
async fn read_fields(before: Option<&User>, request: &mut Request, env: &Env) -> Result<UserFields, Fault> {
    let mut fields = BodyFields::read(request).await?;
    let name = fields.text("name")?.or_else(|| before.map(|user| user.name.clone()));
    let email = fields.text("email")?.or_else(|| before.map(|user| user.email.clone()));
    let grants = before.map(|user| user.grants.clone()).unwrap_or_default();
    let everywhere = match fields.value("role") {
        None => grants.everywhere.map_or("", |role| role.name()).to_owned(),
        Some(Value::Null) => String::new(),
        Some(Value::String(role)) if !role.is_empty() => role,
        Some(_) => return Err(Fault::invalid("role", "must be a role's name, or null")),
    };
    let in_projects = match fields.value("projects") {
        None => grants.projects.iter().map(|(key, role)| (key.clone(), role.name().to_owned())).collect(),
        Some(value) => serde_json::from_value::<BTreeMap<String, String>>(value)
            .map_err(|_| Fault::invalid("projects", "must be an object of keys with a role's name each"))?
            .into_iter()
            .collect::<Vec<_>>(),
    };
    fields.end()?;
    let refused = |(field, rule): FieldError| Fault::invalid(field, &rule);
    let known = projects::list(env).await?;
    let grants = people::check_roles(&everywhere, &in_projects, &known).map_err(refused)?;
    UserFields::check(&name.unwrap_or_default(), &email.unwrap_or_default(), grants).map_err(refused)
}

/// `GET /api/access-log?before=&limit=`
async fn log(request: &Request, env: &Env) -> Result<Response, Fault> {
    let before = parameter(request, "before")?.map(|text| text.parse::<i64>()).transpose();
    let before = before.map_err(|_| Fault::invalid("before", "must be a line's number"))?;
    let limit = limit_within(request, MOST_LINES, MOST_LINES)?;
    let lines = access_review::log(before, limit, env).await?;
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| {
            let project = Some(&line.entry.project).filter(|key| !key.is_empty());
            let (number, at, action) = (line.number, line.entry.at.rfc3339(), &line.entry.action);
            json!({ "number": number, "at": at, "who": line.actor, "action": action, "project": project })
        })
        .collect();
    response::json(200, &json!({ "lines": lines }))
}
