//! The pages an operator sees: finds what a view shows, and lets only the logged-in see it.

use corncrake_core::{
    event::{Event, EventType},
    time::UnixMillis,
};
use corncrake_www as www;
use worker::{Env, Request, Response};

use crate::{
    address, answer, auth,
    auth::Admin,
    clock, desk, directory,
    fault::Fault,
    form::Form,
    objects::{ListIssues, ReadHours, ReadIssue, ReadStorage},
    rules, series,
    settings::NewProject,
    sources::{self, Found, Traced},
    spread,
    store::{self, EventBody, Filter, Issue, ProjectRow, Settings, Sort},
};

/// The name of the project that `/demo/` sends to; `npm start` makes it.
const DEMO: &str = "demo";

/// Why a page is not shown: to the login with you, or a fault.
pub(crate) enum Stop {
    Login,
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Stop {
    fn from(error: E) -> Self {
        Stop::Fault(error.into())
    }
}

/// `GET /`
pub(crate) async fn projects(env: &Env) -> Result<Response, Stop> {
    show_projects(200, www::projects::ProjectForm::default(), env).await
}

async fn show_projects(status: u16, form: www::projects::ProjectForm, env: &Env) -> Result<Response, Stop> {
    let projects = directory::list(env).await?.into_iter().map(project_view).collect();
    Ok(answer::page(status, &www::projects::page(&www::projects::ProjectsView { projects, form }))?)
}

/// `POST /projects`
pub(crate) async fn create_project(request: &mut Request, env: &Env) -> Result<Response, Stop> {
    let form = Form::read(request).await?;
    let (name, origins) = (form.get("name"), form.get("origins"));
    let entries: Vec<String> = origins
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|entry| !entry.is_empty())
        .map(str::to_owned)
        .collect();
    match NewProject::parse(name, &entries) {
        Ok(new) => {
            let row = directory::create(new.ask(clock::now()), env).await?;
            Ok(answer::see_other(&format!("/projects/{}", row.key), None)?)
        }
        Err((field, rule)) => {
            let error = |of: &str| (field == of).then(|| format!("The {of} {rule}."));
            let form = www::projects::ProjectForm {
                name_error: error("name"),
                origins_error: error("origins"),
                name: name.to_owned(),
                origins: origins.to_owned(),
            };
            show_projects(422, form, env).await
        }
    }
}

/// `GET /projects/:key?after=&noise=`
pub(crate) async fn issues(key: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let after = address::parameter(request, "after")?.and_then(|text| text.parse().ok());
    let noise = address::parameter(request, "noise")?.is_some();
    let filter = Filter { noise, noise_off: row.settings.noise_off.clone(), ..Filter::default() };
    let list = ListIssues { filter, sort: Sort::Newest, after, limit: store::ISSUES_OF_A_PAGE };
    let page = spread::issues(env, &row, &list).await?;
    let from = series::HOURS.start(now).min(now.day().start());
    let hours = spread::ask(env, &row, &ReadHours { from }).await?;
    let storage = spread::ask(env, &row, &ReadStorage {}).await?;
    let rules = if noise { rules::of_project(&row, env).await? } else { Vec::new() };
    let today = || hours.iter().filter(|hour| hour.start >= now.day().start());
    let view = www::issues::IssuesView {
        now,
        is_demo: row.name == DEMO,
        origin: address::url(request)?.origin().ascii_serialization(),
        sessions_today: today().map(|hour| hour.sessions).sum(),
        errored_today: today().map(|hour| hour.errored).sum(),
        hours: series::filled(&hours, series::HOURS, now)
            .into_iter()
            .map(|hour| www::issues::Hour {
                start: hour.start,
                sessions: hour.sessions,
                errored: hour.errored,
            })
            .collect(),
        issues: page.issues.into_iter().map(|issue| issue_view(issue, &row.settings)).collect(),
        is_later_page: after.is_some(),
        is_full: storage.is_full,
        noise,
        rules,
        desk: desk::of(&row, request)?,
        next: page.next.map(|cursor| cursor.to_string()),
        project: project_view(row),
    };
    Ok(answer::page(200, &www::issues::page(&view))?)
}

/// `GET /projects/:key/issues/:id`
pub(crate) async fn issue(key: &str, id: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let now = clock::now();
    let row = directory::find_for_operator(key, now, env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    let found = spread::ask(env, &row, &ReadIssue { id }).await?;
    let (issue, latest) = found.ok_or_else(|| Fault::not_found("issue"))?;
    let latest = match latest {
        Some((at, body)) => {
            let frames = sources::for_people(&row, body.release.as_deref(), body.frames(), env).await;
            Some(event_view(at, body, frames))
        }
        None => None,
    };
    let decisions = desk::decisions(&issue, &row, desk::of(&row, request)?, env).await?;
    let view = www::issue::IssueView {
        now,
        decisions,
        latest,
        grouping: www::issue::Grouping { version: issue.grouping_version, parts: issue.grouping.clone() },
        issue: issue_view(issue, &row.settings),
        project: project_view(row),
    };
    Ok(answer::page(200, &www::issue::page(&view))?)
}

/// `GET /login`
pub(crate) fn login_page() -> Result<Response, Stop> {
    Ok(answer::page(200, &www::login::page(&www::login::LoginView { error: None }))?)
}

/// `POST /login`
pub(crate) async fn login(request: &mut Request, env: &Env) -> Result<Response, Stop> {
    auth::changes_from_our_own_pages(request)?;
    let form = Form::read(request).await?;
    let error = match auth::is_admin_token(form.get("token").trim(), request, env).await {
        Ok(Some(admin)) => return enter(&admin, request),
        Ok(None) => Fault::new(401, "unauthorized", "This is not the admin token."),
        Err(fault) if fault.status == 429 => fault,
        Err(fault) => return Err(fault.into()),
    };
    let view = www::login::LoginView { error: Some(sentence(&error)) };
    Ok(answer::page(error.status, &www::login::page(&view))?)
}

/// `GET /login/:ticket`, the link that `npm start` prints.
pub(crate) fn login_link(ticket: &str, request: &Request, env: &Env) -> Result<Response, Stop> {
    let admin = Admin::of(env)?;
    if admin.is_link(ticket, clock::now()) {
        return enter(&admin, request);
    }
    let error = "This login link is no longer good. Enter the admin token, or start again for a new link.";
    Ok(answer::page(401, &www::login::page(&www::login::LoginView { error: Some(error.into()) }))?)
}

fn enter(admin: &Admin, request: &Request) -> Result<Response, Stop> {
    let cookie = admin.cookie(clock::now(), auth::is_secure(request)?);
    Ok(answer::see_other("/", Some(&cookie))?)
}

/// `POST /logout`
pub(crate) fn logout(request: &Request) -> Result<Response, Stop> {
    auth::changes_from_our_own_pages(request)?;
    Ok(answer::see_other("/login", Some(&auth::no_cookie(auth::is_secure(request)?)))?)
}

/// `GET /demo/`: open to everybody, as a user's page would be.
pub(crate) async fn demo(request: &Request, env: &Env) -> Result<Response, Stop> {
    let project = directory::list(env).await?.into_iter().find(|row| row.name == DEMO);
    let view = www::demo::DemoView {
        project: project.map(|row| row.key),
        signed_in: auth::is_logged_in(request, env).unwrap_or(false),
    };
    let status = if view.project.is_some() { 200 } else { 404 };
    Ok(answer::page(status, &www::demo::page(&view))?)
}

/// The page of a fault.
pub(crate) fn fault(fault: &Fault, signed_in: bool) -> worker::Result<Response> {
    let view = www::error::ErrorView { status: fault.status, sentence: sentence(fault), signed_in };
    answer::page(fault.status, &www::error::page(&view))
}

/// What a fault says, to a person.
fn sentence(fault: &Fault) -> String {
    let mut sentence = fault.message.clone();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

fn project_view(row: ProjectRow) -> www::projects::Project {
    www::projects::Project { key: row.key, name: row.name, origins: row.origins }
}

fn issue_view(issue: Issue, settings: &Settings) -> www::issue::Issue {
    www::issue::Issue {
        status: desk::status_word(&issue, settings),
        id: issue.id,
        title: issue.title,
        kind: EventType::from_code(issue.kind.into()).unwrap_or_default(),
        events: issue.events,
        sessions: issue.sessions,
        first_seen: issue.first_seen,
        last_seen: issue.last_seen,
    }
}

fn event_view(at: UnixMillis, body: EventBody, frames: Vec<Traced>) -> www::issue::StoredEvent {
    let (kind, frames) = (body.kind(), frames.into_iter().map(frame_view).collect());
    let EventBody { name, message, uri, stack, meta, release, environment, browser, os, .. } = body;
    let event = Event { kind, name, message, uri, stack, meta, release, environment };
    www::issue::StoredEvent { at, event, frames, browser, os }
}

fn frame_view(Traced { frame, found }: Traced) -> www::frames::Shown {
    let (original, why) = match found {
        Some(Found::Original(original)) => (Some(original), None),
        Some(Found::Not(why)) => (None, Some(why.sentence())),
        None => (None, None),
    };
    let original = original.map(|original| www::frames::Original {
        is_own: original.is_own(),
        function: original.function,
        file: original.file,
        line: original.line,
        column: original.column,
        lines: original.lines,
    });
    www::frames::Shown { frame, original, why }
}
