//! What the collector knows of itself, for an operator: its version and warnings, and of each database
//! its size, its alarm and whether SQLite finds it whole; of each project, its newest event.
//!
//! Machine, folder and proxy are seen from outside alone: `corncrake-collector check` looks at those.

use corncrake_core::{ids::ProjectKey, time::UnixMillis};
use corncrake_model::project::record::ProjectRecord;
use futures_util::{StreamExt, stream};
use worker::Env;

use crate::{
    http::error::Fault,
    objects::{
        rpc::{
            DatabaseState, DirectoryObject, ObjectKind, OutboxObject, ProjectObject, ReadDatabase,
            ReadLastArrival, RequestTo, SourcesObject,
        },
        stub::{self, ObjectStub},
    },
    platform::{
        clock, log,
        warning::{self, Warning},
    },
    projects, shards,
};

/// Databases of one look, or those of one project that has more: a request at the edge may ask 50 objects (on
/// its free plan), and each with events is asked twice. What is left is looked at behind a project.
const DATABASES: usize = 20;
/// Objects that are asked at once.
const AT_ONCE: usize = 8;
/// How late an alarm may be before something is wrong: the runtime tries one again for minutes.
const LATE_MS: i64 = 15 * 60_000;

/// What a database is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DatabaseKind {
    /// Projects, tokens and logins.
    Directory,
    /// The issues and events of a project, or of one shard of it.
    Events,
    /// Source maps of a project.
    SourceMaps,
    /// Alerts of a project.
    Alerts,
}

impl DatabaseKind {
    /// Its name in the API and on the page.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Events => "events",
            Self::SourceMaps => "source maps",
            Self::Alerts => "alerts",
        }
    }
}

/// A database that was looked at.
pub(crate) struct CheckedDatabase {
    pub(crate) project: Option<(ProjectKey, String)>,
    pub(crate) kind: DatabaseKind,
    /// Its place among the shards of the project.
    pub(crate) shard: usize,
    /// Nothing where it could not be read; the log says why.
    pub(crate) state: Option<DatabaseState>,
    /// Whether its alarm was due and has not rung.
    pub(crate) is_late: bool,
    /// When something last arrived, of events.
    pub(crate) last_arrival: Option<UnixMillis>,
}

impl CheckedDatabase {
    /// Whether there is something to do about it.
    pub(crate) fn is_wrong(&self) -> bool {
        self.is_late || self.state.as_ref().is_none_or(|state| state.is_whole == Some(false))
    }
}

/// One look.
pub(crate) struct SelfCheck {
    pub(crate) now: UnixMillis,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) databases: Vec<CheckedDatabase>,
    /// The project behind which the next look begins.
    pub(crate) next: Option<ProjectKey>,
}

impl SelfCheck {
    /// Whether nothing is wrong with what was looked at.
    pub(crate) fn is_ok(&self) -> bool {
        self.warnings.is_empty() && !self.databases.iter().any(CheckedDatabase::is_wrong)
    }
}

/// The object to ask.
enum CheckedObject {
    Directory(ObjectStub<DirectoryObject>),
    Events(ObjectStub<ProjectObject>),
    SourceMaps(ObjectStub<SourcesObject>),
    Alerts(ObjectStub<OutboxObject>),
}

impl CheckedObject {
    /// The state of its database, and when something last arrived, of events.
    async fn read(&self, is_thorough: bool) -> Result<(DatabaseState, Option<UnixMillis>), Fault> {
        match self {
            Self::Directory(object) => Ok((state(object, is_thorough).await?, None)),
            Self::SourceMaps(object) => Ok((state(object, is_thorough).await?, None)),
            Self::Alerts(object) => Ok((state(object, is_thorough).await?, None)),
            Self::Events(object) => {
                let state = state(object, is_thorough).await?;
                Ok((state, stub::request(object, &ReadLastArrival {}).await?))
            }
        }
    }
}

async fn state<O: ObjectKind>(object: &ObjectStub<O>, is_thorough: bool) -> Result<DatabaseState, Fault>
where
    ReadDatabase: RequestTo<O>,
{
    stub::request(object, &ReadDatabase { is_thorough }).await
}

/// The object to ask, and what it is.
struct DatabaseQuery {
    project: Option<(ProjectKey, String)>,
    kind: DatabaseKind,
    shard: usize,
    object: Result<CheckedObject, Fault>,
}

/// Looks at the databases behind a project, from the first one where none is named. A thorough look
/// reads all of each database.
pub(crate) async fn run(after: Option<ProjectKey>, is_thorough: bool, env: &Env) -> Result<SelfCheck, Fault> {
    let now = clock::now();
    let mut all = projects::list(env).await?;
    all.sort_by_key(|row| row.key.to_string());
    let mut queries = Vec::new();
    if after.is_none() {
        let object = stub::directory(env).map(CheckedObject::Directory);
        queries.push(DatabaseQuery { project: None, kind: DatabaseKind::Directory, shard: 0, object });
    }
    let behind = after.map(|key| key.to_string()).unwrap_or_default();
    let mut rest = all.iter().filter(|row| row.key.to_string() > behind).peekable();
    let mut last = None;
    while let Some(row) = rest.peek() {
        let more = of_project(row, env);
        if last.is_some() && queries.len().saturating_add(more.len()) > DATABASES {
            break;
        }
        queries.extend(more);
        last = rest.next().map(|row| row.key);
    }
    let next = last.filter(|_| rest.peek().is_some());
    let looked = stream::iter(queries).map(|one| check_database(one, is_thorough, now));
    let databases = looked.buffered(AT_ONCE).collect().await;
    Ok(SelfCheck { now, warnings: warning::active(now), databases, next })
}

/// The databases of a project: those of source maps and alerts where it has any, since a question alone
/// would make one.
fn of_project(row: &ProjectRecord, env: &Env) -> Vec<DatabaseQuery> {
    let query = |kind, shard, object| DatabaseQuery {
        project: Some((row.key, row.name.clone())),
        kind,
        shard,
        object,
    };
    let mut all: Vec<DatabaseQuery> = shards::names(row)
        .enumerate()
        .map(|(shard, name)| {
            query(DatabaseKind::Events, shard, stub::project(env, &name).map(CheckedObject::Events))
        })
        .collect();
    if row.maps {
        let object = stub::sources(env, row.key).map(CheckedObject::SourceMaps);
        all.push(query(DatabaseKind::SourceMaps, 0, object));
    }
    if !row.settings.alerts.destinations.is_empty() {
        let object = stub::outbox(env, row.key).map(CheckedObject::Alerts);
        all.push(query(DatabaseKind::Alerts, 0, object));
    }
    all
}

async fn check_database(query: DatabaseQuery, is_thorough: bool, now: UnixMillis) -> CheckedDatabase {
    let DatabaseQuery { project, kind, shard, object } = query;
    let mut checked =
        CheckedDatabase { project, kind, shard, state: None, is_late: false, last_arrival: None };
    let read = async { object?.read(is_thorough).await };
    match read.await {
        Ok((state, last)) => {
            checked.is_late = state.alarm.is_some_and(|due| due.0.saturating_add(LATE_MS) < now.0);
            checked.state = Some(state);
            checked.last_arrival = last;
        }
        Err(fault) => {
            log::failure("a database cannot be checked", fault.detail.as_deref().unwrap_or(&fault.code));
        }
    }
    checked
}
