//! The directory: which projects a collector has.
//!
//! Every isolate keeps a small copy of what it asked for, so that an event costs the
//! directory nothing, and a key that does not prove itself costs nothing at all.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use corncrake_core::{ids::ProjectKey, time::UnixMillis};
use corncrake_model::{
    access::{token::ApiToken, user::User},
    bounded_map::BoundedMap,
    project::{
        record::{ProjectLookup, ProjectRecord},
        settings::ProjectChange,
    },
};
use worker::Env;

use crate::{
    http::error::Fault,
    objects::{
        rpc::{
            AddToken, ChangeProject, CheckWritable, CreateProject, FindProject, KeySecret, ListProjects,
            ListTokens, RevokeOwnToken, RevokeToken, UseToken,
        },
        stub,
    },
};

/// How long an isolate believes its copy of a project: a changed allow-list takes at most
/// this long to reach every place, and an event costs no look-up meanwhile.
const BELIEVED_MS: i64 = 10_000;
/// How many projects an isolate remembers.
const REMEMBERED: usize = 1_000;

/// What the directory said of a key.
enum CachedProject {
    Project(Rc<ProjectRecord>),
    Deleted,
    Nothing,
}

#[derive(Default)]
struct DirectoryCache {
    secret: Option<Vec<u8>>,
    tokens: HashMap<String, (UnixMillis, TokenWithUser)>,
    projects: BoundedMap<ProjectKey, (UnixMillis, CachedProject), REMEMBERED>,
}

/// A token, and the user whose it is.
pub(crate) type TokenWithUser = (ApiToken, Option<User>);

thread_local! {
    static COPY: RefCell<DirectoryCache> = RefCell::default();
}

/// The project of a key, as a sender wrote it. Refuses what is no key, what does not prove
/// itself, and what is not in the directory, in this order of their price.
pub(crate) async fn find(key: &str, now: UnixMillis, env: &Env) -> Result<Rc<ProjectRecord>, Fault> {
    let sent: ProjectKey = key.parse().map_err(|_| Fault::unknown_key())?;
    // What is in the copy has proved itself before.
    if let Some(known) = copied(sent, now) {
        return known;
    }
    let key = verified_key(key, env).await?;
    let known = stub::request(&stub::directory(env)?, &FindProject { key }).await?;
    remember(key, now, known);
    copied(key, now).unwrap_or_else(|| Err(Fault::unknown_key()))
}

/// What this isolate's copy says of a key, where it is not too old.
fn copied(key: ProjectKey, now: UnixMillis) -> Option<Result<Rc<ProjectRecord>, Fault>> {
    COPY.with_borrow(|copy| {
        let (at, known) = copy.projects.get(&key)?;
        is_believed(*at, now).then(|| match known {
            CachedProject::Project(row) => Ok(Rc::clone(row)),
            CachedProject::Deleted => Err(Fault::deleted()),
            CachedProject::Nothing => Err(Fault::unknown_key()),
        })
    })
}

fn is_believed(at: UnixMillis, now: UnixMillis) -> bool {
    now.0.abs_diff(at.0) < BELIEVED_MS.unsigned_abs()
}

/// The key, where this isolate has a project of it in its copy.
pub(crate) fn cached_key(key: &str) -> Option<ProjectKey> {
    let key = key.parse().ok()?;
    let known =
        COPY.with_borrow(|copy| matches!(copy.projects.get(&key), Some((_, CachedProject::Project(_)))));
    known.then_some(key)
}

/// A key that this collector made, whether or not its project still is.
pub(crate) async fn verified_key(key: &str, env: &Env) -> Result<ProjectKey, Fault> {
    let key: ProjectKey = key.parse().map_err(|_| Fault::unknown_key())?;
    if key.proves_itself(&secret(env).await?) { Ok(key) } else { Err(Fault::unknown_key()) }
}

/// The same for an operator: 404 where a sender gets 403.
pub(crate) async fn find_for_operator(key: &str, now: UnixMillis, env: &Env) -> Result<ProjectRecord, Fault> {
    let found = find(key, now, env).await.map_err(|fault| match fault.status {
        403 | 410 => Fault::not_found("project"),
        _ => fault,
    })?;
    Ok(Rc::unwrap_or_clone(found))
}

pub(crate) fn remember(key: ProjectKey, now: UnixMillis, known: ProjectLookup) {
    COPY.with_borrow_mut(|copy| {
        let known = match known {
            ProjectLookup::Project(row) => CachedProject::Project(Rc::new(row)),
            ProjectLookup::Deleted => CachedProject::Deleted,
            ProjectLookup::Nothing => CachedProject::Nothing,
        };
        copy.projects.insert(key, (now, known), |(at, _)| !is_believed(*at, now));
    });
}

/// Has this isolate know at once what it changed.
pub(crate) fn remember_project(project: ProjectRecord, now: UnixMillis) {
    remember(project.key, now, ProjectLookup::Project(project));
}

/// The secret that keys are proved with.
pub(crate) async fn secret(env: &Env) -> Result<Vec<u8>, Fault> {
    if let Some(secret) = COPY.with_borrow(|copy| copy.secret.clone()) {
        return Ok(secret);
    }
    let secret = stub::request(&stub::directory(env)?, &KeySecret {}).await?;
    COPY.with_borrow_mut(|copy| copy.secret = Some(secret.clone()));
    Ok(secret)
}

/// The token of an id and a digest of its secret, with the user whose it is. A revoked one, and a role that
/// was taken away, is believed for as long as a deleted project.
pub(crate) async fn token(
    id: &str,
    digest: String,
    now: UnixMillis,
    env: &Env,
) -> Result<Option<TokenWithUser>, Fault> {
    let copied = COPY.with_borrow(|copy| copy.tokens.get(id).cloned());
    if let Some((_, token)) = copied.filter(|(at, _)| now.0.abs_diff(at.0) < BELIEVED_MS.unsigned_abs()) {
        return Ok(Some(token));
    }
    let ask = UseToken { id: id.to_owned(), digest, today: now.day() };
    let token = stub::request(&stub::directory(env)?, &ask).await?;
    COPY.with_borrow_mut(|copy| match &token {
        Some(token) => drop(copy.tokens.insert(id.to_owned(), (now, token.clone()))),
        None => drop(copy.tokens.remove(id)),
    });
    Ok(token)
}

/// Every token.
pub(crate) async fn tokens(env: &Env) -> Result<Vec<ApiToken>, Fault> {
    stub::request(&stub::directory(env)?, &ListTokens {}).await
}

/// Keeps a new token.
pub(crate) async fn add_token(token: &ApiToken, env: &Env) -> Result<(), Fault> {
    if stub::request(&stub::directory(env)?, &AddToken { token: token.clone() }).await? {
        return Ok(());
    }
    Err(Fault::new(
        409,
        "too_many_tokens",
        "there are as many tokens as there may be: 1,000 in all, 20 of a user. Revoke one first",
    ))
}

/// Revokes a token of a user.
pub(crate) async fn revoke_own_token(id: &str, user: &str, env: &Env) -> Result<(), Fault> {
    COPY.with_borrow_mut(|copy| copy.tokens.remove(id));
    let ask = RevokeOwnToken { id: id.to_owned(), user: user.to_owned() };
    let was = stub::request(&stub::directory(env)?, &ask).await?;
    if was { Ok(()) } else { Err(Fault::not_found("token")) }
}

/// Revokes a token.
pub(crate) async fn revoke_token(id: &str, env: &Env) -> Result<(), Fault> {
    COPY.with_borrow_mut(|copy| copy.tokens.remove(id));
    let was = stub::request(&stub::directory(env)?, &RevokeToken { id: id.to_owned() }).await?;
    if was { Ok(()) } else { Err(Fault::not_found("token")) }
}

/// Makes a project.
pub(crate) async fn create(ask: CreateProject, env: &Env) -> Result<ProjectRecord, Fault> {
    stub::request(&stub::directory(env)?, &ask).await
}

/// Changes a project. This isolate knows at once, the others when their copies are too old.
pub(crate) async fn change(
    key: ProjectKey,
    change: ProjectChange,
    now: UnixMillis,
    env: &Env,
) -> Result<ProjectRecord, Fault> {
    let changed = stub::request(&stub::directory(env)?, &ChangeProject { key, change }).await?;
    let row = changed.ok_or_else(|| Fault::not_found("project"))?;
    remember(key, now, ProjectLookup::Project(row.clone()));
    Ok(row)
}

/// A project as the directory has it now, whatever this isolate remembers.
pub(crate) async fn find_uncached(
    key: ProjectKey,
    now: UnixMillis,
    env: &Env,
) -> Result<ProjectRecord, Fault> {
    match stub::request(&stub::directory(env)?, &FindProject { key }).await? {
        ProjectLookup::Project(row) => {
            remember(key, now, ProjectLookup::Project(row.clone()));
            Ok(row)
        }
        _ => Err(Fault::not_found("project")),
    }
}

/// Proves that the collector can store.
pub(crate) async fn check_writable(env: &Env) -> Result<(), Fault> {
    stub::request(&stub::directory(env)?, &CheckWritable {}).await
}

/// Every project.
pub(crate) async fn list(env: &Env) -> Result<Vec<ProjectRecord>, Fault> {
    stub::request(&stub::directory(env)?, &ListProjects {}).await
}
