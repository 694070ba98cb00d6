//! The access log: what is written down of a request that changed, exported or erased something. It
//! has a word of ours for what was done, never an address, a name or a text.

use corncrake_core::ids::ProjectKey;
use corncrake_model::access::log_entry::{AccessLogEntry, LogActor};
use worker::{Env, Method};

use crate::{
    auth::actor::Actor,
    http::error::Fault,
    objects::{rpc::AppendAccessLog, stub},
    platform::{clock, log},
    route::{AccountPart, AlertPart, Api, Page, PeoplePart, ProjectApi, ProjectPage, Route},
};

/// The status of a form that was done.
const SEE_OTHER: u16 = 303;

/// Notes a request that was answered. A failure is logged, and the request stays answered.
pub(crate) async fn note(route: Route<'_>, method: &Method, actor: &Actor, status: u16, env: &Env) {
    // A refused form is answered with its page again.
    if !(200..400).contains(&status) {
        return;
    }
    // A request that needs no access has no actor.
    let (Some(action), Some(actor)) = (action(route, method, status), actor.for_log()) else { return };
    append_or_warn(actor, action, project_of(route), env).await;
}

/// Appends a line. Nobody is kept out by a disk that is full.
pub(crate) async fn append_or_warn(actor: LogActor, action: &str, project: &str, env: &Env) {
    if let Err(fault) = append(actor, action, project, env).await {
        log::failure("the access log cannot be written", fault.detail.as_deref().unwrap_or(&fault.code));
    }
}

async fn append(actor: LogActor, action: &str, project: &str, env: &Env) -> Result<(), Fault> {
    let (action, project) = (action.to_owned(), project.to_owned());
    let entry = AccessLogEntry { at: clock::now(), actor, action, project };
    stub::request(&stub::directory(env)?, &AppendAccessLog { entry }).await
}

fn project_of(route: Route<'_>) -> &str {
    match route {
        Route::Api(Api::Project { key, .. }) | Route::Page(Page::Project { key, .. })
            if key.parse::<ProjectKey>().is_ok() =>
        {
            key
        }
        _ => "",
    }
}

/// What a request does that is written down. Reading is not, but for the export; nor is the upload of
/// a source map, of which a build sends hundreds.
fn action(route: Route<'_>, method: &Method, status: u16) -> Option<&'static str> {
    let is_read = matches!(method, Method::Get | Method::Head | Method::Options);
    match route {
        Route::Api(Api::Project { part: ProjectApi::Export, .. })
        | Route::Page(Page::Project { part: ProjectPage::Export, .. }) => Some("exported the project"),
        _ if is_read => None,
        Route::Api(api) => api_action(api, method),
        Route::Page(page) => page_action(page, status),
        Route::Ingest { .. }
        | Route::Sentry(_)
        | Route::Health
        | Route::Manifest
        | Route::Metrics
        | Route::File(_)
        | Route::Receipt(_)
        | Route::Unknown => None,
    }
}

fn api_action(api: Api<'_>, method: &Method) -> Option<&'static str> {
    Some(match api {
        Api::Projects => "made a project",
        Api::LoginLinks => "made a login link",
        Api::Logins => "ended all logins",
        Api::Tokens => "made a token",
        Api::Token { .. } => "revoked a token",
        Api::Alerts(_) => "changed the alerts of all projects",
        Api::People(PeoplePart::All) => "invited somebody",
        Api::People(PeoplePart::User { .. }) if *method == Method::Delete => "removed a user",
        Api::People(part) => people_action(part)?,
        Api::Project { part, .. } => match part {
            ProjectApi::Overview if *method == Method::Delete => "deleted the project",
            ProjectApi::Overview => "changed the settings",
            ProjectApi::Issue { .. } | ProjectApi::IssueEvent { .. } if *method == Method::Delete => {
                "erased an issue or an event"
            }
            ProjectApi::Erase | ProjectApi::EraseSpan => "searched for what to erase, or erased it",
            ProjectApi::Import => "imported a file",
            ProjectApi::Issues
            | ProjectApi::Issue { .. }
            | ProjectApi::Assign { .. }
            | ProjectApi::AssignChosen => "triaged issues",
            ProjectApi::Comments { .. } | ProjectApi::Comment { .. } => "commented on an issue",
            ProjectApi::Merge { .. } => "merged issues",
            ProjectApi::Split { .. } => "split issues",
            ProjectApi::Rules | ProjectApi::Rule { .. } => "changed the rules",
            ProjectApi::Release { .. } => "deleted a release’s files",
            ProjectApi::Deploys { .. } => "announced a deploy",
            ProjectApi::Alerts(part) => alert_action(part),
            _ => return None,
        },
        Api::Maintenance | Api::Request | Api::Check | Api::Inbox | Api::Unknown => return None,
    })
}

fn page_action(page: Page<'_>, status: u16) -> Option<&'static str> {
    Some(match page {
        Page::Projects => "made a project",
        Page::LogoutEverywhere => "ended all logins",
        Page::Alerts(_) => "changed the alerts of all projects",
        Page::People(PeoplePart::All) => "invited somebody",
        Page::People(part) => people_action(part)?,
        Page::Account(AccountPart::Passkeys) => "added a passkey",
        Page::Account(AccountPart::RemovePasskey { .. }) => "removed a passkey",
        Page::Account(AccountPart::RemoveIdentity { .. }) => "removed an account at a provider",
        // A form with an error is answered with 422.
        Page::Account(AccountPart::Tokens) => "made a token",
        Page::Account(AccountPart::RevokeToken { .. }) => "revoked a token",
        Page::Account(AccountPart::EndLogin { .. } | AccountPart::EndLogins) => "ended own logins",
        Page::Project { part, .. } => match part {
            ProjectPage::Settings => "changed the settings",
            ProjectPage::Issues | ProjectPage::Assign { .. } | ProjectPage::AssignChosen => "triaged issues",
            ProjectPage::Comments { .. } | ProjectPage::DeleteComment { .. } => "commented on an issue",
            ProjectPage::Undo => "took a decision back",
            ProjectPage::Merge { .. } | ProjectPage::MergeChosen => "merged issues",
            ProjectPage::Split { .. } => "split issues",
            ProjectPage::Noise | ProjectPage::Rules | ProjectPage::Rule { .. } => "changed the rules",
            ProjectPage::Tokens => "made a token",
            ProjectPage::RevokeToken { .. } => "revoked a token",
            ProjectPage::Delete => "deleted the project",
            ProjectPage::EraseIssue { .. } | ProjectPage::EraseEvent { .. } => "erased an issue or an event",
            // The step before shows what there is, and erases nothing.
            ProjectPage::EraseText | ProjectPage::EraseSpan if status != SEE_OTHER => return None,
            ProjectPage::EraseText | ProjectPage::EraseSpan => "erased by a text or a time",
            ProjectPage::Import => "imported a file",
            ProjectPage::Alerts(part) => alert_action(part),
            _ => return None,
        },
        // A login writes its own line, since who it is stands in no header yet.
        Page::Check
        | Page::Login
        | Page::LoginLink { .. }
        | Page::LoginByPasskey
        | Page::SignOn
        | Page::SignOnCallback
        | Page::InvitationSignOn { .. }
        | Page::Invitation { .. }
        | Page::Logout
        | Page::Demo
        | Page::Inbox
        | Page::Privacy { .. }
        | Page::Zone
        | Page::Account(AccountPart::All) => return None,
    })
}

fn people_action(part: PeoplePart<'_>) -> Option<&'static str> {
    Some(match part {
        PeoplePart::All | PeoplePart::Log => return None,
        PeoplePart::User { .. } => "changed a user",
        PeoplePart::RemoveUser { .. } => "removed a user",
        PeoplePart::InviteUser { .. } => "invited a user again",
        PeoplePart::EndLogins { .. } | PeoplePart::EndLogin { .. } => "ended logins of a user",
        PeoplePart::RemovePasskey { .. } => "removed a passkey of a user",
        PeoplePart::RemoveIdentity { .. } => "removed a user’s account at a provider",
        PeoplePart::RevokeToken { .. } => "revoked a token",
        PeoplePart::AdminToken => "switched the admin token",
    })
}

fn alert_action(part: AlertPart<'_>) -> &'static str {
    match part {
        AlertPart::Test { .. } | AlertPart::SendAgain { .. } => "sent an alert again, or tried a destination",
        _ => "changed the alerts",
    }
}
