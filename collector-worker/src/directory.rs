//! The directory: which projects a collector has.
//!
//! Every isolate keeps a small copy of what it asked for, so that an event costs the
//! directory nothing, and a key that does not prove itself costs nothing at all.

use std::{
    cell::{OnceCell, RefCell},
    collections::HashMap,
};

use corncrake_core::{ids::ProjectKey, time::UnixMillis};
use corncrake_model::{
    attempts::Guesses,
    project::{Known, ProjectRow},
    settings::{ProjectChange, Settings},
    shards::Spread,
    token::Token,
};
use corncrake_store as store;
use corncrake_store::schema;
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use crate::{
    clock,
    engine::Sqlite,
    fault::Fault,
    objects::{
        self, AddToken, ChangeProject, CountGuess, CreateProject, DeleteProject, Destroy, EndLogin,
        EndLogins, FindProject, IsLoginOpen, KeySecret, ListProjects, ListTokens, NoteMaps, ProveStorage,
        Question, ReadLoginEpoch, RevokeToken, UseToken,
    },
    random, spread,
};

/// Random bytes behind the keys' proofs: more would not make a key's 25 bits any stronger.
const KEY_SECRET_BYTES: usize = 32;
/// How often a taken key is tried again: with 2.2e9 keys, twice is already never.
const KEY_TRIES: usize = 8;

/// The directory's object.
#[durable_object(fetch)]
pub struct Directory {
    state: State,
    ready: OnceCell<()>,
    guesses: RefCell<Guesses>,
}

impl DurableObject for Directory {
    fn new(state: State, _env: Env) -> Self {
        Self { state, ready: OnceCell::new(), guesses: RefCell::default() }
    }

    async fn fetch(&self, request: Request) -> Result<Response> {
        let question = Question::read(request).await?;
        question
            .on(|KeySecret {}| self.key_secret())
            .or_else(|| question.on(|ask: CreateProject| self.create(ask)))
            .or_else(|| question.on(|FindProject { key }| Ok(store::project(&self.sql()?, key)?)))
            .or_else(|| {
                question.on(|DeleteProject { key, now }| Ok(store::delete_project(&self.sql()?, key, now)?))
            })
            .or_else(|| {
                question
                    .on(|ChangeProject { key, change }| Ok(store::change_project(&self.sql()?, key, change)?))
            })
            .or_else(|| question.on(|AddToken { token }| Ok(store::add_token(&self.sql()?, &token)?)))
            .or_else(|| question.on(|ListTokens {}| Ok(store::tokens(&self.sql()?)?)))
            .or_else(|| {
                question.on(|UseToken { id, digest, today }| {
                    Ok(store::use_token(&self.sql()?, &id, &digest, today)?)
                })
            })
            .or_else(|| question.on(|RevokeToken { id }| Ok(store::revoke_token(&self.sql()?, &id)?)))
            .or_else(|| question.on(|ReadLoginEpoch {}| Ok(store::login_epoch(&self.sql()?)?)))
            .or_else(|| {
                question.on(|IsLoginOpen { ticket }| Ok(store::is_login_open(&self.sql()?, &ticket)?))
            })
            .or_else(|| {
                question.on(|EndLogin { ticket, now }| Ok(store::end_login(&self.sql()?, &ticket, now)?))
            })
            .or_else(|| question.on(|EndLogins {}| Ok(store::end_logins(&self.sql()?)?)))
            .or_else(|| question.on(|CountGuess { who, now }| Ok(self.guesses.borrow_mut().count(who, now))))
            .or_else(|| question.on(|NoteMaps { key, maps }| Ok(store::note_maps(&self.sql()?, key, maps)?)))
            .or_else(|| question.on(|ProveStorage {}| Ok(store::prove_storage(&self.sql()?)?)))
            .or_else(|| question.on(|ListProjects {}| Ok(store::projects(&self.sql()?)?)))
            .unwrap_or_else(|| question.unknown())
    }
}

impl Directory {
    fn sql(&self) -> std::result::Result<Sqlite, Fault> {
        let sql = Sqlite::of(&self.state.storage());
        if self.ready.get().is_none() {
            schema::migrate(&sql, schema::DIRECTORY)?;
            store::begin_previous(&sql, clock::now())?;
            let _ = self.ready.set(());
        }
        Ok(sql)
    }

    fn key_secret(&self) -> std::result::Result<Vec<u8>, Fault> {
        let fresh = || random::bytes::<KEY_SECRET_BYTES>().to_vec();
        Ok(store::key_secret(&self.sql()?, fresh)?)
    }

    fn create(&self, ask: CreateProject) -> std::result::Result<ProjectRow, Fault> {
        let CreateProject { name, origins, now } = ask;
        let (sql, secret) = (self.sql()?, self.key_secret()?);
        for _ in 0..KEY_TRIES {
            let key = ProjectKey::mint(u64::from_be_bytes(random::bytes()), &secret);
            let (name, origins) = (name.clone(), origins.clone());
            let (spread, settings) = (Spread::default(), Settings::default());
            let row = ProjectRow {
                key,
                name,
                origins,
                created: now,
                spread,
                settings,
                maps: false,
                previous_until: UnixMillis(0),
            };
            if store::add_project(&sql, &row)? {
                return Ok(row);
            }
        }
        Err(Fault::internal("every key that was tried is taken"))
    }
}

/// How long an isolate believes its copy of a project: a changed allow-list takes at most
/// this long to reach every place, and an event costs no look-up meanwhile.
const BELIEVED_MS: i64 = 10_000;
/// How many projects an isolate remembers before it starts over.
const REMEMBERED: usize = 1_000;

#[derive(Default)]
struct Copy {
    secret: Option<Vec<u8>>,
    tokens: HashMap<String, (UnixMillis, Token)>,
    projects: HashMap<ProjectKey, (UnixMillis, Known)>,
}

thread_local! {
    static COPY: RefCell<Copy> = RefCell::default();
}

/// The project of a key, as a sender wrote it. Refuses what is no key, what does not prove
/// itself, and what is not in the directory, in this order of their price.
pub(crate) async fn find(key: &str, now: UnixMillis, env: &Env) -> std::result::Result<ProjectRow, Fault> {
    let key = proven(key, env).await?;
    let copied = COPY.with_borrow(|copy| copy.projects.get(&key).cloned());
    let known = match copied {
        Some((at, known)) if now.0.abs_diff(at.0) < BELIEVED_MS.unsigned_abs() => known,
        _ => {
            let known = objects::ask(&objects::directory(env)?, &FindProject { key }).await?;
            remember(key, now, known.clone());
            known
        }
    };
    match known {
        Known::Project(row) => Ok(row),
        Known::Deleted => Err(Fault::deleted()),
        Known::Nothing => Err(Fault::unknown_key()),
    }
}

/// The key, where this isolate has a project of it in its copy.
pub(crate) fn remembered(key: &str) -> Option<ProjectKey> {
    let key = key.parse().ok()?;
    let known = COPY.with_borrow(|copy| matches!(copy.projects.get(&key), Some((_, Known::Project(_)))));
    known.then_some(key)
}

/// A key that this collector made, whether or not its project still is.
async fn proven(key: &str, env: &Env) -> std::result::Result<ProjectKey, Fault> {
    let key: ProjectKey = key.parse().map_err(|_| Fault::unknown_key())?;
    if key.proves_itself(&secret(env).await?) { Ok(key) } else { Err(Fault::unknown_key()) }
}

/// The same for an operator, who is told 404 where a sender is told 403.
pub(crate) async fn find_for_operator(
    key: &str,
    now: UnixMillis,
    env: &Env,
) -> std::result::Result<ProjectRow, Fault> {
    find(key, now, env).await.map_err(|fault| match fault.status {
        403 | 410 => Fault::not_found("project"),
        _ => fault,
    })
}

fn remember(key: ProjectKey, now: UnixMillis, known: Known) {
    COPY.with_borrow_mut(|copy| {
        if copy.projects.len() >= REMEMBERED {
            copy.projects.clear();
        }
        copy.projects.insert(key, (now, known));
    });
}

/// Has this isolate know at once what it changed.
pub(crate) fn remember_project(project: ProjectRow, now: UnixMillis) {
    remember(project.key, now, Known::Project(project));
}

/// The secret that keys are proved with.
pub(crate) async fn secret(env: &Env) -> std::result::Result<Vec<u8>, Fault> {
    if let Some(secret) = COPY.with_borrow(|copy| copy.secret.clone()) {
        return Ok(secret);
    }
    let secret = objects::ask(&objects::directory(env)?, &KeySecret {}).await?;
    COPY.with_borrow_mut(|copy| copy.secret = Some(secret.clone()));
    Ok(secret)
}

/// The token of an id and a digest of its secret. A revoked one is believed for as long as a deleted project.
pub(crate) async fn token(
    id: &str,
    digest: String,
    now: UnixMillis,
    env: &Env,
) -> std::result::Result<Option<Token>, Fault> {
    let copied = COPY.with_borrow(|copy| copy.tokens.get(id).cloned());
    if let Some((_, token)) = copied.filter(|(at, _)| now.0.abs_diff(at.0) < BELIEVED_MS.unsigned_abs()) {
        return Ok(Some(token));
    }
    let ask = UseToken { id: id.to_owned(), digest, today: now.day() };
    let token = objects::ask(&objects::directory(env)?, &ask).await?;
    COPY.with_borrow_mut(|copy| match &token {
        Some(token) => drop(copy.tokens.insert(id.to_owned(), (now, token.clone()))),
        None => drop(copy.tokens.remove(id)),
    });
    Ok(token)
}

/// Every token.
pub(crate) async fn tokens(env: &Env) -> std::result::Result<Vec<Token>, Fault> {
    objects::ask(&objects::directory(env)?, &ListTokens {}).await
}

/// Keeps a new token.
pub(crate) async fn add_token(token: &Token, env: &Env) -> std::result::Result<(), Fault> {
    if objects::ask(&objects::directory(env)?, &AddToken { token: token.clone() }).await? {
        return Ok(());
    }
    Err(Fault::new(409, "too_many_tokens", "there are 1,000 tokens; revoke one first"))
}

/// Revokes a token.
pub(crate) async fn revoke_token(id: &str, env: &Env) -> std::result::Result<(), Fault> {
    COPY.with_borrow_mut(|copy| copy.tokens.remove(id));
    let was = objects::ask(&objects::directory(env)?, &RevokeToken { id: id.to_owned() }).await?;
    if was { Ok(()) } else { Err(Fault::not_found("token")) }
}

/// Makes a project.
pub(crate) async fn create(ask: CreateProject, env: &Env) -> std::result::Result<ProjectRow, Fault> {
    objects::ask(&objects::directory(env)?, &ask).await
}

/// Changes a project. This isolate knows at once, the others when their copies are too old.
pub(crate) async fn change(
    key: ProjectKey,
    change: ProjectChange,
    now: UnixMillis,
    env: &Env,
) -> std::result::Result<ProjectRow, Fault> {
    let changed = objects::ask(&objects::directory(env)?, &ChangeProject { key, change }).await?;
    let row = changed.ok_or_else(|| Fault::not_found("project"))?;
    remember(key, now, Known::Project(row.clone()));
    Ok(row)
}

/// A project as the directory has it now, whatever this isolate remembers.
pub(crate) async fn as_it_is(
    key: ProjectKey,
    now: UnixMillis,
    env: &Env,
) -> std::result::Result<ProjectRow, Fault> {
    match objects::ask(&objects::directory(env)?, &FindProject { key }).await? {
        Known::Project(row) => {
            remember(key, now, Known::Project(row.clone()));
            Ok(row)
        }
        _ => Err(Fault::not_found("project")),
    }
}

/// Deletes a project and destroys its data. First the directory, so that nothing new comes
/// in; who is told that it failed may ask again, and finds the rest done.
pub(crate) async fn delete(key: &str, now: UnixMillis, env: &Env) -> std::result::Result<(), Fault> {
    let key = proven(key, env).await.map_err(|_| Fault::not_found("project"))?;
    let directory = objects::directory(env)?;
    let known = objects::ask(&directory, &FindProject { key }).await?;
    let spread = objects::ask(&directory, &DeleteProject { key, now }).await?;
    let spread = spread.ok_or_else(|| Fault::not_found("project"))?;
    remember(key, now, Known::Deleted);
    spread::destroy(env, key, spread).await?;
    match known {
        Known::Project(row) if !row.maps => Ok(()),
        _ => objects::ask(&objects::sources(env, key)?, &Destroy {}).await,
    }
}

/// Proves that the collector can store.
pub(crate) async fn prove_storage(env: &Env) -> std::result::Result<(), Fault> {
    objects::ask(&objects::directory(env)?, &ProveStorage {}).await
}

/// Every project.
pub(crate) async fn list(env: &Env) -> std::result::Result<Vec<ProjectRow>, Fault> {
    objects::ask(&objects::directory(env)?, &ListProjects {}).await
}
