//! Projects: made, listed, looked at, deleted.

use corncrake_core::{
    ids::{IssueId, Jurisdiction},
    usage_list::UsageList,
    vitals::list::VitalsList,
};
use corncrake_model::project::{limits::ResourceLimits, record::ProjectRecord};
use serde::Serialize;
use worker::{Env, Request};

use super::fields::BodyFields;
use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, response, url::parameter},
    objects::{
        rpc::{ReadFirst, ReadStorage, StorageUse},
        stub,
    },
    platform::{clock, operator_limits},
    projects as directory,
    service::{
        delete_project, project_change,
        settings::{
            self, NewProject,
            check::{self, RawSettings},
        },
    },
    shards,
};

#[derive(Serialize)]
struct ProjectJson<'a> {
    key: &'a str,
    jurisdiction: Option<&'static str>,
    name: &'a str,
    origins: &'a [String],
    created_at: String,
    noise_off: &'a [String],
    kept_tags: &'a [String],
    ticket_link: &'a str,
    privacy_page: bool,
    objects: u16,
    retention_days: u16,
    count_retention_days: u16,
    usage_retention_days: u16,
    usage: bool,
    usage_list: &'a UsageList,
    installations: bool,
    vitals: bool,
    vitals_list: &'a VitalsList,
    #[serde(flatten)]
    limits: ResourceLimits,
}

impl<'a> ProjectJson<'a> {
    fn new(row: &'a ProjectRecord, most: ResourceLimits) -> Self {
        Self {
            limits: most.within(row.settings.limits),
            key: row.key.as_str(),
            jurisdiction: row.key.jurisdiction().map(Jurisdiction::word),
            name: &row.name,
            origins: row.origins.entries(),
            created_at: row.created.rfc3339(),
            noise_off: &row.settings.noise_off,
            kept_tags: &row.settings.kept_tags,
            ticket_link: &row.settings.ticket_link,
            privacy_page: row.settings.has_public_privacy,
            objects: row.shards.next_count(),
            retention_days: row.settings.retention_days(),
            count_retention_days: row.settings.count_retention_days(),
            usage_retention_days: row.settings.usage_retention_days(),
            usage: row.settings.usage,
            usage_list: &row.settings.usage_list,
            installations: row.settings.installations,
            vitals: row.settings.vitals,
            vitals_list: &row.settings.vitals_list,
        }
    }
}

/// `POST /api/projects`
pub(crate) async fn create_project(request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let mut fields = BodyFields::read(request).await?;
    let name = fields.text("name")?.unwrap_or_default();
    let origins = fields.texts("origins")?.unwrap_or_default();
    let jurisdiction = fields.text("jurisdiction")?.unwrap_or_default();
    fields.end()?;
    let offered = stub::jurisdictions(env)?;
    let new = NewProject::parse(&name, &origins, &jurisdiction, &offered).map_err(refused)?;
    let row = directory::create(new.ask(clock::now()), env).await?;
    response::json(201, &ProjectJson::new(&row, operator_limits::read(env)))
}

fn refused((field, rule): settings::FieldError) -> Fault {
    Fault::invalid(field, &rule)
}

/// `PATCH /api/projects/:key`: changes the fields that are sent, and leaves the rest.
pub(crate) async fn change_project(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let mut fields = BodyFields::read(request).await?;
    let raw = RawSettings {
        name: fields.text("name")?,
        origins: fields.texts("origins")?,
        noise_off: fields.texts("noise_off")?,
        rules: None,
        kept_tags: fields.texts("kept_tags")?,
        ticket_link: fields.text("ticket_link")?,
        has_public_privacy: fields.flag("privacy_page")?,
        usage: fields.flag("usage")?,
        usage_list: fields.texts("usage_list")?,
        installations: fields.flag("installations")?,
        vitals: fields.flag("vitals")?,
        vitals_list: fields.texts("vitals_list")?,
        objects: fields.raw_number("objects"),
        retention_days: fields.raw_number("retention_days"),
        count_retention_days: fields.raw_number("count_retention_days"),
        usage_retention_days: fields.raw_number("usage_retention_days"),
        events_per_second: fields.raw_number("events_per_second"),
        megabytes: fields.raw_number("megabytes"),
        session_events: fields.raw_number("session_events"),
    };
    fields.end()?;
    let most = operator_limits::read(env);
    let change = check::check(raw, most, now.day()).map_err(|refused| check::first_fault(&refused))?;
    let changed = project_change::apply(env, &row, change, now).await?;
    response::unchanged_unless(changed != row, response::json(200, &ProjectJson::new(&changed, most))?)
}

/// `GET /api/projects?query=`: all that the token may see.
pub(crate) async fn projects(actor: &Actor, request: &Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct ProjectsAnswer<'a> {
        projects: Vec<ProjectJson<'a>>,
    }
    let mut rows = directory::list(env).await?;
    let wanted = parameter(request, "query")?.unwrap_or_default().trim().to_lowercase();
    rows.retain(|row| actor.sees(row.key) && row.name.to_lowercase().contains(&wanted));
    let most = operator_limits::read(env);
    response::json(
        200,
        &ProjectsAnswer { projects: rows.iter().map(|row| ProjectJson::new(row, most)).collect() },
    )
}

/// `GET /api/projects/:key`
pub(crate) async fn project(key: &str, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct ProjectAnswer<'a> {
        #[serde(flatten)]
        project: ProjectJson<'a>,
        storage: StorageUse,
        first: Option<FirstJson>,
    }
    /// The first thing that arrived: an event with its issue, or else a ping.
    #[derive(Serialize)]
    struct FirstJson {
        at: String,
        issue: Option<IssueId>,
    }
    let row = directory::find_for_operator(key, clock::now(), env).await?;
    let storage = shards::query(env, &row, &ReadStorage {}).await?;
    let first = shards::query(env, &row, &ReadFirst {}).await?;
    let first = first.map(|(at, issue)| FirstJson { at: at.rfc3339(), issue: issue.map(|(id, _)| id) });
    response::json(
        200,
        &ProjectAnswer { project: ProjectJson::new(&row, operator_limits::read(env)), storage, first },
    )
}

/// `DELETE /api/projects/:key`
pub(crate) async fn delete_project(key: &str, env: &Env) -> Result<Response, Fault> {
    delete_project::delete(key, clock::now(), env).await?;
    response::no_content()
}
