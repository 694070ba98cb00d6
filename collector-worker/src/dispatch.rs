//! From a route and a method to the handler, once access was granted.

use Method::{Delete, Get, Head, Options, Patch, Post, Put};
use corncrake_model::manifest::MANIFEST;
use corncrake_www::permissions::Permissions;
use worker::{Env, Method, Request};

use crate::{
    access_log,
    api::{self, admin, health, request},
    auth::{access, actor::Actor},
    http::{
        Response, assets, error::Fault, page_error::PageError, public_addresses::PublicAddresses, response,
    },
    ingest,
    pages::{self, page, triage},
    platform::metrics,
    route::{Api, File, Ingest, Page, ProjectApi, ProjectPage, Receipt, Route, Sentry},
};

type Answer = Result<Response, PageError>;

/// Answers a request, where its sender may and the address takes the method.
pub(crate) async fn dispatch(route: Route<'_>, request: &mut Request, env: &Env) -> Answer {
    let method = request.method();
    if request.inner().method() != method.to_string() {
        // `Method` reads an unknown method as GET.
        return Err(not_this_method().into());
    }
    PublicAddresses::of(env)?.require_host(route.served_by(), request)?;
    let access = route.access(&method);
    let (role, whose) = (route.role_of_bearer(&method), route.resource_owner(&method));
    let actor = access::authorize(access, role, whose, request, env).await?;
    let response = answer(route, &actor, method.clone(), request, env).await?;
    if !response.is_unchanged() {
        access_log::note(route, &method, &actor, response.status(), env).await;
    }
    Ok(response)
}

async fn answer(route: Route<'_>, actor: &Actor, method: Method, request: &mut Request, env: &Env) -> Answer {
    match route {
        Route::Ingest { key, endpoint } => ingest_endpoint(key, endpoint, method, request, env).await,
        Route::Sentry(endpoint) => match (endpoint, method) {
            (_, Options) => preflight(request),
            (_, Post) | (Sentry::Unknown, _) => Ok(ingest::sentry(endpoint, request, env).await?),
            _ => Err(not_this_method().into()),
        },
        Route::Health if matches!(method, Get | Head) => Ok(health::answer(env).await?),
        Route::Metrics if method == Get => Ok(response::metrics(&metrics::text())?),
        Route::Manifest if matches!(method, Get | Head) => Ok(response::json(200, &MANIFEST)?),
        Route::Health | Route::Manifest | Route::Metrics => Err(not_this_method().into()),
        Route::Api(Api::Project { key, part }) => project_api(key, part, actor, method, request, env).await,
        Route::Api(api) => collector_api(api, actor, method, request, env).await,
        Route::Page(Page::Project { key, part }) => {
            let permissions = page::permissions(actor, Some(key));
            project_page(key, part, (actor, permissions), method, request, env).await
        }
        Route::Page(page) => collector_page(page, actor, method, request, env).await,
        Route::File(file) => static_file(file, method, request, env).await,
        Route::Receipt(receipt) => receipts(receipt, method, request, env).await,
        Route::Unknown => Err(Fault::not_found("page").into()),
    }
}

/// The endpoints that pages of other origins send to.
async fn ingest_endpoint(
    key: &str,
    endpoint: Ingest,
    method: Method,
    request: &mut Request,
    env: &Env,
) -> Answer {
    match (endpoint, method) {
        (_, Options) => preflight(request),
        (Ingest::Event, Post) => Ok(ingest::event(key, request, env).await?),
        (Ingest::Ping, Get | Post) => Ok(ingest::ping(key, request, env).await?),
        (Ingest::Report, Post) => Ok(ingest::report(key, request, env).await?),
        (Ingest::Batch, Post) => Ok(ingest::batch(key, request, env).await?),
        (Ingest::Usage, Post) => Ok(ingest::usage(key, request, env).await?),
        (Ingest::Installation, Post) => Ok(ingest::installation(key, request, env).await?),
        (Ingest::Vitals, Post) => Ok(ingest::vitals(key, request, env).await?),
        _ => Err(not_this_method().into()),
    }
}

fn preflight(request: &Request) -> Answer {
    let asked = request.headers().get("access-control-request-headers")?;
    Ok(response::preflight(asked.as_deref())?)
}

/// The API beside the projects.
async fn collector_api(
    api: Api<'_>,
    actor: &Actor,
    method: Method,
    request: &mut Request,
    env: &Env,
) -> Answer {
    match (api, method) {
        (Api::Projects, Get) => Ok(api::projects(actor, request, env).await?),
        (Api::Projects, Post) => Ok(api::create_project(request, env).await?),
        (Api::Inbox, Get) => Ok(api::inbox(actor, env).await?),
        (Api::Maintenance, Post) => Ok(admin::maintenance(env).await?),
        (Api::Check, Get) => Ok(api::check(false, request, env).await?),
        (Api::Check, Post) => Ok(api::check(true, request, env).await?),
        (Api::Request, Get) => Ok(request::arrived(request, env)?),
        (Api::Request, Post) => Ok(request::count_bytes(request).await?),
        (Api::LoginLinks, Post) => Ok(admin::login_link(env).await?),
        (Api::Logins, Delete) => Ok(admin::log_out_everywhere(env).await?),
        (Api::Tokens, Get) => Ok(api::tokens(env).await?),
        (Api::Tokens, Post) => Ok(api::create_token(request, env).await?),
        (Api::Token { id }, Delete) => Ok(api::revoke_token(id, env).await?),
        (Api::People(part), method) => Ok(api::people(part, method, request, env).await?),
        (Api::Alerts(part), method) => Ok(api::alerts(None, part, method, request, env).await?),
        (Api::Unknown, _) => Err(Fault::not_found("address").into()),
        _ => Err(not_this_method().into()),
    }
}

/// The API of a project.
async fn project_api(
    key: &str,
    part: ProjectApi<'_>,
    actor: &Actor,
    method: Method,
    request: &mut Request,
    env: &Env,
) -> Answer {
    match (part, method) {
        (ProjectApi::Overview, Get) => Ok(api::project(key, env).await?),
        (ProjectApi::Overview, Patch) => Ok(api::change_project(key, request, env).await?),
        (ProjectApi::Overview, Delete) => Ok(api::delete_project(key, env).await?),
        (ProjectApi::Issues, Get) => Ok(api::issues(key, actor, request, env).await?),
        (ProjectApi::Issues, Post) => Ok(api::decide(key, actor, request, env).await?),
        (ProjectApi::Issue { id }, Get) => Ok(api::issue(key, id, env).await?),
        (ProjectApi::Issue { id }, Delete) => Ok(api::erase_issue(key, id, env).await?),
        (ProjectApi::IssueEvent { id, event }, Delete) => Ok(api::erase_event(key, id, event, env).await?),
        (ProjectApi::Erase, Post) => Ok(api::erase(key, request, env).await?),
        (ProjectApi::EraseSpan, Post) => Ok(api::erase_span(key, request, env).await?),
        (ProjectApi::Export, Get) => Ok(api::export(key, env).await?),
        (ProjectApi::Import, Post) => Ok(api::import(key, request, env).await?),
        (ProjectApi::Trend { id }, Get) => Ok(api::trend(key, id, request, env).await?),
        (ProjectApi::IssueBreakdown { id }, Get) => Ok(api::issue_breakdown(key, id, request, env).await?),
        (ProjectApi::Breakdown, Get) => Ok(api::breakdown(key, request, env).await?),
        (ProjectApi::Issue { id }, Patch) => Ok(api::decide_one(key, id, actor, request, env).await?),
        (ProjectApi::Merge { id }, Post) => Ok(api::merge(key, id, actor, request, env).await?),
        (ProjectApi::Split { id }, Post) => Ok(api::split(key, id, actor, env).await?),
        (ProjectApi::Assign { id }, Post) => Ok(api::assign(key, id, actor, request, env).await?),
        (ProjectApi::AssignChosen, Post) => Ok(api::assign_chosen(key, actor, request, env).await?),
        (ProjectApi::Assignees, Get) => Ok(api::list_assignees(key, actor, env).await?),
        (ProjectApi::Activity { id }, Get) => Ok(api::activity(key, id, actor, env).await?),
        (ProjectApi::Comments { id }, Post) => Ok(api::comment(key, id, actor, request, env).await?),
        (ProjectApi::Comment { id, comment }, Delete) => {
            Ok(api::delete_comment(key, id, comment, actor, env).await?)
        }
        (ProjectApi::Members { id }, Get) => Ok(api::members(key, id, env).await?),
        (ProjectApi::Wordings { id }, Get) => Ok(api::wordings(key, id, env).await?),
        (ProjectApi::IssueEvents { id }, Get) => Ok(api::list_events(key, id, request, env).await?),
        (ProjectApi::IssueEvent { id, event }, Get) => Ok(api::event(key, id, event, env).await?),
        (ProjectApi::Events, Get) => Ok(api::newest(key, request, env).await?),
        (ProjectApi::Reports, Get) => Ok(api::reports(key, request, env).await?),
        (ProjectApi::Releases, Get) => Ok(api::releases(key, env).await?),
        (ProjectApi::Noise, Get) => Ok(api::noise(key, env).await?),
        (ProjectApi::Rules, Get) => Ok(api::rules(key, env).await?),
        (ProjectApi::Rules, Post) => Ok(api::create_rule(key, request, env).await?),
        (ProjectApi::PreviewRule, Post) => Ok(api::preview_rule(key, request, env).await?),
        (ProjectApi::Rule { id }, Patch) => Ok(api::change_rule(key, id, request, env).await?),
        (ProjectApi::Rule { id }, Delete) => Ok(api::remove_rule(key, id, env).await?),
        (ProjectApi::Sessions, Get) => Ok(api::sessions(key, request, env).await?),
        (ProjectApi::Outcomes, Get) => Ok(api::outcomes(key, request, env).await?),
        (ProjectApi::Items, Get) => Ok(api::items(key, request, env).await?),
        (ProjectApi::Refusals, Get) => Ok(api::refusals(key, env).await?),
        (ProjectApi::Countries, Get) => Ok(api::countries(key, env).await?),
        (ProjectApi::Usage, Get) => Ok(api::usage(key, request, env).await?),
        (ProjectApi::Installations, Get) => Ok(api::installations(key, request, env).await?),
        (ProjectApi::Vitals, Get) => Ok(api::vitals(key, request, env).await?),
        (ProjectApi::Visits, Get) => Ok(api::visits(key, env).await?),
        (ProjectApi::Files { release }, Get) => Ok(api::files(key, release, env).await?),
        (ProjectApi::File { release, name }, Put) => {
            Ok(api::put_file((key, release, name), request, env).await?)
        }
        (ProjectApi::Deploys { release }, Post) => Ok(api::deploy(key, release, request, env).await?),
        (ProjectApi::Alerts(part), method) => Ok(api::alerts(Some(key), part, method, request, env).await?),
        (ProjectApi::Release { release }, Delete) => Ok(api::delete_release(key, release, env).await?),
        _ => Err(not_this_method().into()),
    }
}

/// The pages beside the projects.
async fn collector_page(
    page: Page<'_>,
    actor: &Actor,
    method: Method,
    request: &mut Request,
    env: &Env,
) -> Answer {
    match (page, method) {
        (Page::Projects, Get | Head) => Ok(pages::projects(actor, request, env).await?),
        (Page::Projects, Post) => Ok(pages::create_project(actor, request, env).await?),
        (Page::Login, Get | Head) => Ok(pages::login_page(request, env).await?),
        (Page::Login, Post) => Ok(pages::login(request, env).await?),
        (Page::LoginLink { ticket }, Get) => Ok(pages::login_link(ticket, request, env).await?),
        (Page::LoginByPasskey, Post) => Ok(pages::login_by_passkey(request, env).await?),
        (Page::SignOn, Get) => Ok(pages::begin_sign_on(request, env).await?),
        (Page::SignOnCallback, Get) => Ok(pages::finish_sign_on(request, env).await?),
        (Page::InvitationSignOn { ticket }, Get) => {
            Ok(pages::begin_invited_sign_on(ticket, request, env).await?)
        }
        (Page::Invitation { ticket }, Get | Head) => Ok(pages::invitation(ticket, request, env).await?),
        (Page::Invitation { ticket }, Post) => Ok(pages::accept_invitation(ticket, request, env).await?),
        (Page::People(part), method) => pages::people(part, actor, method, request, env).await,
        (Page::Account(part), method) => pages::account(part, actor, method, request, env).await,
        (Page::Logout, Post) => Ok(pages::logout(request, env).await?),
        (Page::LogoutEverywhere, Post) => Ok(pages::logout_everywhere(request, env).await?),
        (Page::Alerts(part), method) => {
            let permissions = page::permissions(actor, None);
            pages::alerts(None, part, method, permissions, request, env).await
        }
        (Page::Check, Get | Head) => Ok(pages::check(false, request, env).await?),
        (Page::Check, Post) => Ok(pages::check(true, request, env).await?),
        (Page::Zone, Get | Head) => pages::zone::choose(request, env),
        (Page::Zone, Post) => pages::zone::set(request).await,
        (Page::Privacy { key }, Get | Head) => Ok(pages::privacy(key, request, env).await?),
        (Page::Inbox, Get | Head) => Ok(triage::inbox(actor, request, env).await?),
        (Page::Demo, Get | Head) => Ok(pages::demo(request, env).await?),
        _ => Err(not_this_method().into()),
    }
}

/// The pages and forms of a project.
async fn project_page(
    key: &str,
    part: ProjectPage<'_>,
    (actor, permissions): (&Actor, Permissions),
    method: Method,
    request: &mut Request,
    env: &Env,
) -> Answer {
    match (part, method) {
        (ProjectPage::Overview, Get | Head) => Ok(pages::overview(key, permissions, request, env).await?),
        (ProjectPage::Issues, Get | Head) => {
            Ok(pages::issues(key, (actor, permissions), request, env).await?)
        }
        (ProjectPage::Issues, Post) => Ok(triage::decide(key, actor, request, env).await?),
        (ProjectPage::Issue { id }, Get | Head) => {
            Ok(pages::issue(key, id, None, (actor, permissions), request, env).await?)
        }
        (ProjectPage::IssueEvent { id, event }, Get | Head) => {
            Ok(pages::issue(key, id, Some(event), (actor, permissions), request, env).await?)
        }
        (ProjectPage::IssueEvents { id }, Get | Head) => {
            Ok(pages::events(key, id, permissions, request, env).await?)
        }
        (ProjectPage::Releases, Get | Head) => {
            Ok(pages::releases(key, (actor, permissions), request, env).await?)
        }
        (ProjectPage::Usage, Get | Head) => Ok(pages::usage(key, permissions, request, env).await?),
        (ProjectPage::Installations, Get | Head) => {
            Ok(pages::installations(key, permissions, request, env).await?)
        }
        (ProjectPage::Vitals, Get | Head) => Ok(pages::vitals(key, permissions, request, env).await?),
        (ProjectPage::Sessions, Get | Head) => Ok(pages::sessions(key, permissions, request, env).await?),
        (ProjectPage::Reports, Get | Head) => Ok(pages::reports(key, permissions, request, env).await?),
        (ProjectPage::Install, Get | Head) => Ok(pages::install(key, permissions, request, env).await?),
        (ProjectPage::Live, Get | Head) => Ok(pages::live(key, permissions, request, env).await?),
        (ProjectPage::Follow { place }, Get) => Ok(pages::follow(key, place, request, env).await?),
        (ProjectPage::Settings, Get | Head) => Ok(pages::settings(key, permissions, request, env).await?),
        (ProjectPage::Settings, Post) => Ok(pages::save(key, permissions, request, env).await?),
        (ProjectPage::Tokens, Post) => Ok(pages::make_token(key, permissions, request, env).await?),
        (ProjectPage::RevokeToken { id }, Post) => Ok(pages::revoke_token(key, id, env).await?),
        (ProjectPage::EraseIssue { id }, Post) => Ok(pages::erase_issue(key, id, request, env).await?),
        (ProjectPage::EraseEvent { id, event }, Post) => {
            Ok(pages::erase_event(key, id, event, request, env).await?)
        }
        (ProjectPage::EraseText, Post) => Ok(pages::erase_text(key, permissions, request, env).await?),
        (ProjectPage::EraseSpan, Post) => Ok(pages::erase_span(key, permissions, request, env).await?),
        (ProjectPage::Export, Get) => Ok(pages::export(key, env).await?),
        (ProjectPage::Import, Post) => Ok(pages::import(key, permissions, request, env).await?),
        (ProjectPage::Delete, Post) => Ok(pages::delete(key, permissions, request, env).await?),
        (ProjectPage::MergeChosen, Post) => Ok(triage::merge_chosen(key, actor, request, env).await?),
        (ProjectPage::Merge { id }, Post) => Ok(triage::merge(key, id, actor, request, env).await?),
        (ProjectPage::Split { id }, Post) => Ok(triage::split(key, id, actor, request, env).await?),
        (ProjectPage::AssignChosen, Post) => Ok(triage::assign_chosen(key, actor, request, env).await?),
        (ProjectPage::Assign { id }, Post) => Ok(triage::assign(key, id, actor, request, env).await?),
        (ProjectPage::Comments { id }, Post) => Ok(triage::comment(key, id, actor, request, env).await?),
        (ProjectPage::DeleteComment { id, comment }, Post) => {
            Ok(triage::delete_comment(key, id, comment, actor, request, env).await?)
        }
        (ProjectPage::Noise, Post) => Ok(triage::noise(key, request, env).await?),
        (ProjectPage::Rules, Get | Head) => Ok(pages::rules(key, permissions, request, env).await?),
        (ProjectPage::Rules, Post) => Ok(pages::save_rule(key, permissions, request, env).await?),
        (ProjectPage::PreviewRule, Post) => Ok(pages::preview_rule(key, permissions, request, env).await?),
        (ProjectPage::Rule { id }, Post) => Ok(pages::change_rule(key, id, request, env).await?),
        (ProjectPage::Alerts(part), method) => {
            pages::alerts(Some(key), part, method, permissions, request, env).await
        }
        (ProjectPage::Undo, Post) => Ok(triage::undo(key, actor, request, env).await?),
        _ => Err(not_this_method().into()),
    }
}

/// What is stored under a visitor's receipt.
async fn receipts(receipt: Receipt<'_>, method: Method, request: &mut Request, env: &Env) -> Answer {
    match (receipt, method) {
        (Receipt::Form, Get | Head) => Ok(pages::receipt_form()?),
        (Receipt::Form, Post) => Ok(pages::send_receipt_form(request, env).await?),
        (Receipt::Code { code }, Get | Head) => Ok(pages::receipt(code, request, env).await?),
        (Receipt::Json { code }, Get | Head) => Ok(api::receipt(code, request, env).await?),
        (Receipt::Json { code }, Delete) => Ok(api::erase_receipt(code, request, env).await?),
        _ => Err(not_this_method().into()),
    }
}

/// Files that are served as they are.
async fn static_file(file: File<'_>, method: Method, request: &mut Request, env: &Env) -> Answer {
    match (file, method) {
        (File::Asset { path }, Get | Head) => Ok(assets::file(path, false, request, env).await?),
        (File::Client { path }, Get | Head) => Ok(assets::file(path, true, request, env).await?),
        _ => Err(not_this_method().into()),
    }
}

fn not_this_method() -> Fault {
    Fault::method_not_allowed()
}
