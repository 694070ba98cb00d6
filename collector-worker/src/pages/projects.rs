//! The start page: every project with its last day, and the form that makes one.

use corncrake_core::{ids::Jurisdiction, status::Status, time::UnixMillis};
use corncrake_model::{issues::issue_list::Filter, project::record::ProjectRecord};
use corncrake_www as www;
use corncrake_www::series::SeriesPoint;
use futures_util::future::join_all;
use worker::{Env, Request};

use super::{page, refused, views, zone};
use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, form::Form, page_error::PageError, response, url},
    objects::{
        rpc::{ListIds, ReadHours, ReadOutcomes},
        stub,
    },
    platform::{
        clock, log,
        warning::{self, Warning},
    },
    projects as directory,
    service::settings::{self, NewProject},
    shards,
};

/// New issues of a project that are counted at most: more is as bad.
const MOST_NEW: u32 = 100;

/// `GET /?query=`
pub(crate) async fn projects(actor: &Actor, request: &Request, env: &Env) -> Result<Response, PageError> {
    let query = url::parameter(request, "query")?.unwrap_or_default();
    show_projects(200, query.trim(), www::projects::ProjectForm::default(), actor, request, env).await
}

async fn show_projects(
    status: u16,
    query: &str,
    form: www::projects::ProjectForm,
    actor: &Actor,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let mut rows = directory::list(env).await?;
    rows.retain(|row| actor.sees(row.key));
    let all = rows.len() as u64;
    let wanted = query.to_lowercase();
    rows.retain(|row| row.name.to_lowercase().contains(&wanted));
    let mut projects = join_all(rows.into_iter().map(|row| health_or_not(row, actor, env))).await;
    let warnings = warning::active(clock::now()).into_iter().map(Warning::text).collect();
    // Keys of projects that are gone are nobody's but an owner's.
    let deleted_keys = if actor.is_owner() { refused::deleted_keys(env).await? } else { Vec::new() };
    // The sort is stable: what is equal stays in the order of its making.
    projects.sort_by_key(www::projects::ProjectHealth::order);
    let view = www::projects::ProjectsView {
        now: clock::now(),
        deleted_keys,
        warnings,
        projects,
        all,
        query: query.to_owned(),
        form,
        jurisdictions: stub::jurisdictions(env)?,
        is_read_only: !actor.is_owner(),
    };
    zone::page(status, request, || www::projects::page(&view))
}

/// A project and its last day; a project that fails takes nobody else's place.
async fn health_or_not(row: ProjectRecord, actor: &Actor, env: &Env) -> www::projects::ProjectHealth {
    let project = views::project(&row, page::permissions(actor, Some(row.key.as_str())));
    health(&row, project.clone(), env).await.unwrap_or_else(|fault| {
        log::failure("a project cannot be read", fault.detail.as_deref().unwrap_or(&fault.code));
        www::projects::ProjectHealth { project, hours: Vec::new(), events: 0, new: 0, is_unreadable: true }
    })
}

/// A project and its last day; no hours where nothing has come for as long as counts go back.
async fn health(
    row: &ProjectRecord,
    project: www::projects::Project,
    env: &Env,
) -> Result<www::projects::ProjectHealth, Fault> {
    let now = clock::now();
    let range = www::range::Range::Day;
    let (from, step) = (range.start(now), range.step_ms());
    let sessions = shards::query(env, row, &ReadHours { from, step }).await?;
    let outcomes = shards::query(env, row, &ReadOutcomes { from, step }).await?;
    let events = outcomes.iter().flat_map(|(_, hour)| [hour.stored, hour.sampled, hour.full]);
    let events = events.fold(0, u64::saturating_add);
    let points = sessions.iter().map(|hour| SeriesPoint {
        start: hour.start,
        count: hour.sessions,
        errored: hour.errored,
        noise: hour.noise,
    });
    let is_quiet = sessions.is_empty() && outcomes.is_empty();
    let is_new = is_quiet && !views::has_any(row, now, env).await?;
    let hours = if is_new { Vec::new() } else { range.points(now, points) };
    let new = if is_quiet { 0 } else { count_new(row, from, env).await? };
    Ok(www::projects::ProjectHealth { project, hours, events, new, is_unreadable: false })
}

/// The open issues that were first seen since then.
async fn count_new(row: &ProjectRecord, from: UnixMillis, env: &Env) -> Result<u64, Fault> {
    let filter = Filter {
        noise_off: row.settings.noise_off.clone(),
        hiding: row.settings.hiding_editions(),
        status: Some(Status::Open),
        new_since: Some(from),
        // No issue that was last seen before is looked at.
        hours: Some((from, UnixMillis(i64::MAX))),
        ..Filter::default()
    };
    let found = shards::query(env, row, &ListIds { filters: vec![filter], most: MOST_NEW }).await?;
    Ok(found.first().map_or(0, Vec::len) as u64)
}

/// `POST /projects`
pub(crate) async fn create_project(
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let form = Form::read(request).await?;
    let (name, origins) = (form.get("name"), form.get("origins"));
    let jurisdiction = form.get("jurisdiction");
    let offered = stub::jurisdictions(env)?;
    match NewProject::parse(name, &settings::entries(origins), jurisdiction, &offered) {
        Ok(new) => {
            let row = directory::create(new.ask(clock::now()), env).await?;
            Ok(response::see_other(&format!("/projects/{}", row.key), None)?)
        }
        Err((field, rule)) => {
            let error = |of: &str| (field == of).then(|| format!("The {of} {rule}."));
            let form = www::projects::ProjectForm {
                name_error: error("name"),
                origins_error: error("origins"),
                jurisdiction: Jurisdiction::of_word(jurisdiction),
                jurisdiction_error: error("jurisdiction"),
                name: name.to_owned(),
                origins: origins.to_owned(),
            };
            show_projects(422, "", form, actor, request, env).await
        }
    }
}
