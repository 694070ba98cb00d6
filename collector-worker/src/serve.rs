//! From a request to its answer: finds the place, checks the method, and turns whatever
//! went wrong into JSON for programs and a page for people.

use corncrake_model::hex;
use worker::{Env, Method, Request, Response, Result};

use crate::{
    api::{self, admin, health},
    auth::{access, login},
    http::{assets, error::Fault, page_error::PageError, response, url},
    ingest,
    objects::salt,
    pages::{self, page, triage},
    platform::{clock, env, log, metrics, random},
    router::Route,
    self_reporting,
};

/// Bytes of a request's random id: nobody looks for two of the same.
const REQUEST_ID_BYTES: usize = 8;

/// Serves a request; every fault is answered, none is thrown, and each is logged and counted.
pub(crate) async fn serve(mut request: Request, env: &Env) -> Result<Response> {
    let began = clock::now();
    // Whoever comes, and for whatever: a salt of a past day is not here any more.
    salt::forget_past(began);
    let path = request.path();
    let address = url::url(&request);
    // What names no address may have made up its path, too.
    let route = if address.is_ok() { Route::of(&path) } else { Route::Unknown };
    let is_secure = address.as_ref().is_ok_and(|url| url.scheme() == "https");
    let (origin, method) = (request.headers().get("origin")?, request.method().to_string());
    let answered = match address {
        Ok(_) => dispatch(route, &mut request, env).await,
        Err(fault) => Err(fault.into()),
    };
    let (mut response, fault) = match answered {
        Ok(response) => (response, None),
        Err(PageError::Login) => match response::see_other("/login", None) {
            Ok(response) => (response, None),
            Err(fault) => (response::fault(&fault)?, Some(fault)),
        },
        Err(PageError::Fault(fault)) => (error_response(route, &request, &fault, env).await?, Some(fault)),
    };
    if route.ingest_key().is_some() {
        response::allow_origin(origin.as_deref(), &mut response)?;
    }
    self_reporting::set_reporting_headers(&mut response, route, is_secure, env)?;
    if is_secure && matches!(route.name(), "page" | "api") {
        response::set_hsts(&mut response)?;
    }
    let id = hex::text(&random::bytes::<REQUEST_ID_BYTES>());
    response.headers_mut().set("x-request-id", &id)?;
    let ms = u64::try_from(clock::now().0.saturating_sub(began.0)).unwrap_or(0);
    metrics::request(route.name(), response.status_code(), ms);
    let line = log::RequestLine {
        id: &id,
        route: route.name(),
        method: &method,
        status: response.status_code(),
        ms,
        code: fault.as_ref().map_or("", |fault| &fault.code),
        detail: fault.as_ref().and_then(|fault| fault.detail.as_deref()).unwrap_or_default(),
    };
    log::request(&line, env::read(env, log::LOG).as_deref() == Some("errors"));
    Ok(response)
}

async fn error_response(route: Route<'_>, request: &Request, fault: &Fault, env: &Env) -> Result<Response> {
    if let Some(key) = route.ingest_key() {
        ingest::note_refusal(key, fault);
    }
    let mut response = if route.speaks_json() {
        response::fault(fault)?
    } else {
        page::fault(fault, login::is_logged_in(request, env).await.unwrap_or(false))?
    };
    if fault.status == 401 {
        response.headers_mut().set("www-authenticate", "Bearer")?;
    }
    Ok(response)
}

async fn dispatch(
    route: Route<'_>,
    request: &mut Request,
    env: &Env,
) -> std::result::Result<Response, PageError> {
    use Method::{Delete, Get, Head, Options, Patch, Post, Put};
    let method = request.method();
    if request.inner().method() != method.to_string() {
        // `Method` reads what it does not know as GET.
        return Err(not_this_method().into());
    }
    let only = access::authorize(route.access(&method), route.resource_owner(&method), request, env).await?;
    Ok(match (route, method) {
        (route, Options) if route.ingest_key().is_some() => {
            let asked = request.headers().get("access-control-request-headers")?;
            response::preflight(asked.as_deref())?
        }
        (Route::Event { key }, Post) => ingest::event(key, request, env).await?,
        (Route::Ping { key }, Get | Post) => ingest::ping(key, request, env).await?,
        (Route::Report { key }, Post) => ingest::report(key, request, env).await?,
        (Route::Batch { key }, Post) => ingest::batch(key, request, env).await?,

        (Route::Health, Get | Head) => health::answer(env).await?,
        (Route::Metrics, Get) => response::metrics(&metrics::text())?,

        (Route::ApiProjects, Get) => api::projects(only, request, env).await?,
        (Route::ApiProjects, Post) => api::create_project(request, env).await?,
        (Route::ApiProject { key }, Get) => api::project(key, env).await?,
        (Route::ApiProject { key }, Patch) => api::change_project(key, request, env).await?,
        (Route::ApiProject { key }, Delete) => api::delete_project(key, env).await?,
        (Route::ApiIssues { key }, Get) => api::issues(key, request, env).await?,
        (Route::ApiIssues { key }, Post) => api::decide(key, request, env).await?,
        (Route::ApiIssue { key, id }, Get) => api::issue(key, id, env).await?,
        (Route::ApiIssue { key, id }, Delete) => api::erase_issue(key, id, env).await?,
        (Route::ApiIssueEvent { key, id, event }, Delete) => api::erase_event(key, id, event, env).await?,
        (Route::ApiErase { key }, Post) => api::erase(key, request, env).await?,
        (Route::ApiEraseSpan { key }, Post) => api::erase_span(key, request, env).await?,
        (Route::ApiExport { key }, Get) => api::export(key, env).await?,
        (Route::ApiImport { key }, Post) => api::import(key, request, env).await?,
        (Route::ApiTrend { key, id }, Get) => api::trend(key, id, request, env).await?,
        (Route::ApiIssueBreakdown { key, id }, Get) => api::issue_breakdown(key, id, request, env).await?,
        (Route::ApiBreakdown { key }, Get) => api::breakdown(key, request, env).await?,
        (Route::ApiIssue { key, id }, Patch) => api::decide_one(key, id, request, env).await?,
        (Route::ApiMerge { key, id }, Post) => api::merge(key, id, request, env).await?,
        (Route::ApiSplit { key, id }, Post) => api::split(key, id, env).await?,
        (Route::ApiMembers { key, id }, Get) => api::members(key, id, env).await?,
        (Route::ApiIssueEvents { key, id }, Get) => api::list_events(key, id, request, env).await?,
        (Route::ApiIssueEvent { key, id, event }, Get) => api::event(key, id, event, env).await?,
        (Route::ApiEvents { key }, Get) => api::newest(key, request, env).await?,
        (Route::ApiReports { key }, Get) => api::reports(key, request, env).await?,
        (Route::ApiReleases { key }, Get) => api::releases(key, env).await?,
        (Route::ApiNoise { key }, Get) => api::noise(key, env).await?,
        (Route::ApiSessions { key }, Get) => api::sessions(key, request, env).await?,
        (Route::ApiOutcomes { key }, Get) => api::outcomes(key, request, env).await?,
        (Route::ApiCountries { key }, Get) => api::countries(key, env).await?,
        (Route::ApiFiles { key, release }, Get) => api::files(key, release, env).await?,
        (Route::ApiFile { key, release, name }, Put) => {
            api::put_file((key, release, name), request, env).await?
        }
        (Route::ApiRelease { key, release }, Delete) => api::delete_release(key, release, env).await?,
        (Route::ApiMaintenance, Post) => admin::maintenance(env).await?,
        (Route::ApiLoginLinks, Post) => admin::login_link(env).await?,
        (Route::ApiLogins, Delete) => admin::log_out_everywhere(env).await?,
        (Route::ApiTokens, Get) => api::tokens(env).await?,
        (Route::ApiTokens, Post) => api::create_token(request, env).await?,
        (Route::ApiToken { id }, Delete) => api::revoke_token(id, env).await?,
        (Route::ApiUnknown, _) => return Err(Fault::not_found("address").into()),

        (Route::Projects, Get | Head) => pages::projects(request, env).await?,
        (Route::Projects, Post) => pages::create_project(request, env).await?,
        (Route::Project { key }, Get | Head) => pages::overview(key, request, env).await?,
        (Route::Issues { key }, Get | Head) => pages::issues(key, request, env).await?,
        (Route::Issues { key }, Post) => triage::decide(key, request, env).await?,
        (Route::Issue { key, id }, Get | Head) => pages::issue(key, id, None, request, env).await?,
        (Route::IssueEvent { key, id, event }, Get | Head) => {
            pages::issue(key, id, Some(event), request, env).await?
        }
        (Route::Sessions { key }, Get | Head) => pages::sessions(key, request, env).await?,
        (Route::Reports { key }, Get | Head) => pages::reports(key, request, env).await?,
        (Route::Install { key }, Get | Head) => pages::install(key, request, env).await?,
        (Route::Live { key }, Get | Head) => pages::live(key, request, env).await?,
        (Route::Follow { key, place }, Get) => pages::follow(key, place, request, env).await?,
        (Route::Settings { key }, Get | Head) => pages::settings(key, request, env).await?,
        (Route::Settings { key }, Post) => pages::save(key, request, env).await?,
        (Route::Tokens { key }, Post) => pages::make_token(key, request, env).await?,
        (Route::RevokeToken { key, id }, Post) => pages::revoke_token(key, id, env).await?,
        (Route::EraseIssue { key, id }, Post) => pages::erase_issue(key, id, request, env).await?,
        (Route::EraseEvent { key, id, event }, Post) => {
            pages::erase_event(key, id, event, request, env).await?
        }
        (Route::EraseText { key }, Post) => pages::erase_text(key, request, env).await?,
        (Route::EraseSpan { key }, Post) => pages::erase_span(key, request, env).await?,
        (Route::Export { key }, Get) => pages::export(key, env).await?,
        (Route::Import { key }, Post) => pages::import(key, request, env).await?,
        (Route::Delete { key }, Post) => pages::delete(key, request, env).await?,
        (Route::MergeChosen { key }, Post) => triage::merge_chosen(key, request, env).await?,
        (Route::Merge { key, id }, Post) => triage::merge(key, id, request, env).await?,
        (Route::Split { key, id }, Post) => triage::split(key, id, request, env).await?,
        (Route::Noise { key }, Post) => triage::noise(key, request, env).await?,
        (Route::Undo { key }, Post) => triage::undo(key, request, env).await?,
        (Route::Login, Get | Head) => pages::login_page()?,
        (Route::Login, Post) => pages::login(request, env).await?,
        (Route::LoginLink { ticket }, Get) => pages::login_link(ticket, request, env).await?,
        (Route::Logout, Post) => pages::logout(request, env).await?,
        (Route::LogoutEverywhere, Post) => pages::logout_everywhere(request, env).await?,
        (Route::Demo, Get | Head) => pages::demo(request, env).await?,

        (Route::Asset { path }, Get | Head) => assets::file(path, false, request, env).await?,
        (Route::Client { path }, Get | Head) => assets::file(path, true, request, env).await?,
        (Route::Unknown, _) => return Err(Fault::not_found("page").into()),

        _ => return Err(not_this_method().into()),
    })
}

fn not_this_method() -> Fault {
    Fault::new(405, "method_not_allowed", "this address does not take this method")
}
