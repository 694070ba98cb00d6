//! Every place by its path, and who gets in.

use corncrake_model::access::{role::Role, scope::Scope};
use worker::Method;

use super::*;
use crate::{
    auth::access::{Access, ResourceOwner},
    http::{own_page, public_addresses::OWN_PATHS},
};

#[test]
fn nobody_gets_in_by_a_place_that_was_forgotten() {
    let access = |path, method| Route::of(path).access(&method);
    for path in [
        "/",
        "/projects",
        "/projects/k",
        "/projects/k/issues",
        "/projects/k/issues/1",
        "/projects/k/issues/1/events/1",
        "/projects/k/reports",
        "/projects/k/sessions",
        "/projects/k/live",
        "/projects/k/install",
        "/projects/k/settings",
        "/projects/k/tokens",
        "/projects/k/tokens/1/revoke",
        "/projects/k/delete",
        "/projects/k/erase",
        "/projects/k/erase/span",
        "/projects/k/export",
        "/projects/k/import",
        "/projects/k/issues/1/erase",
        "/projects/k/issues/1/erase/1",
        "/projects/k/issues/1/assign",
        "/projects/k/issues/1/comments",
        "/projects/k/issues/1/comments/1",
        "/inbox",
        "/logout/everywhere",
        "/alerts",
        "/alerts/rules",
        "/alerts/destinations/1/delete",
        "/check",
        "/account",
        "/people",
        "/zone",
        "/projects/k/alerts",
        "/projects/k/alerts/rules/1",
        "/projects/k/alerts/test/1",
    ] {
        for method in [Method::Get, Method::Post] {
            assert!(matches!(access(path, method), Access::Login(_)), "{path}");
        }
        // A logout ends the login that it would lead back with.
        assert!(own_page::is_page(path) || path == "/logout/everywhere", "a login leads back to {path}");
        let first = path.split('/').nth(1).unwrap_or_default();
        assert!(first.is_empty() || OWN_PATHS.contains(&first), "{path}");
    }
    for path in [
        "/api/projects",
        "/api/projects/k",
        "/api/projects/k/issues/1",
        "/api/projects/k/issues/1/events/1",
        "/api/projects/k/erase",
        "/api/projects/k/issues/delete",
        "/api/projects/k/export",
        "/api/projects/k/import",
        "/api/projects/k/alerts",
        "/api/projects/k/alerts/destinations/1",
        "/api/alerts",
        "/api/alerts/rules/1",
        "/api/projects/k/assignees",
        "/api/projects/k/issues/1/activity",
        "/api/projects/k/issues/1/assign",
        "/api/projects/k/issues/1/comments",
        "/api/projects/k/issues/1/comments/1",
    ] {
        assert_eq!(access(path, Method::Get), Access::Token(Scope::Read), "{path}");
        assert_eq!(access(path, Method::Delete), Access::Token(Scope::Write), "{path}");
    }
    for path in ["/people", "/people/users/1/remove", "/people/log", "/people/admin-token"] {
        assert_eq!(access(path, Method::Get), Access::Login(Role::Owner), "{path}");
    }
    for path in [
        "/api/tokens",
        "/api/tokens/1",
        "/api/login-links",
        "/api/logins",
        "/api/users",
        "/api/users/1/invitation",
        "/api/admin-token",
        "/api/access-log",
    ] {
        assert_eq!(access(path, Method::Get), Access::Token(Scope::Admin), "{path}");
    }
    for path in ["/api/request", "/api/maintenance"] {
        assert_eq!(access(path, Method::Get), Access::Machine, "{path}");
    }
    for path in
        ["/v1/k/event", "/health", "/login", "/demo/", "/assets/style.css", "/nothing", "/api/nothing"]
    {
        assert_eq!(access(path, Method::Get), Access::Everybody, "{path}");
    }
}

#[test]
fn a_place_of_a_project_says_so_and_every_other_is_the_collectors() {
    // The paths of the router's own text, and the two that are split by hand.
    let arms = include_str!("../router.rs").lines().filter_map(|line| line.trim().strip_prefix("[\"api\", "));
    let arms = arms.filter_map(|arm| arm.split(']').next());
    let path = |arm: &str| -> String {
        let parts = ["\"api\""].into_iter().chain(arm.split(", ")).filter(|part| *part != "\"\"");
        parts
            .map(|part| format!("/{}", part.strip_prefix('"').map_or(part, |p| p.trim_end_matches('"'))))
            .collect()
    };
    let by_hand = [
        "/releases/1",
        "/releases/1/files",
        "/releases/1/files/a.js.map",
        "/issues/1/events/1",
        "/issues/1/comments/1",
    ];
    let by_hand = by_hand.map(|path| format!("/api/projects/key{path}"));
    let (mut of_projects, mut of_all) = (0, 0);
    for path in arms.map(path).chain(by_hand) {
        for method in [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete] {
            let route = Route::of(&path);
            assert_ne!(route, Route::Unknown, "{path}");
            let expected = match path.as_str() {
                _ if path.starts_with("/api/projects/key") => ResourceOwner::Project("key"),
                "/api/projects" if method == Method::Get => ResourceOwner::Each,
                "/api/inbox" => ResourceOwner::Each,
                _ => ResourceOwner::Collector,
            };
            assert_eq!(route.resource_owner(&method), expected, "{method} {path}");
            *(if expected == ResourceOwner::Collector { &mut of_all } else { &mut of_projects }) += 1;
        }
    }
    assert!(of_projects > 100 && of_all > 15, "{of_projects} and {of_all}: where is the router's table?");
}

#[test]
fn every_place_has_its_path_and_the_rest_is_unknown() {
    let key = "abcdefghijk";
    assert!(OWN_PATHS.contains(&".well-known"), "a base path must not hide it");
    let cases = [
        ("/v1/abcdefghijk/event", Route::Ingest { key, endpoint: Ingest::Event }),
        ("/v1/abcdefghijk/event/event", Route::Ingest { key, endpoint: Ingest::Event }),
        ("/v1/abcdefghijk/ping", Route::Ingest { key, endpoint: Ingest::Ping }),
        ("/v1/abcdefghijk/event/ping", Route::Ingest { key, endpoint: Ingest::Ping }),
        ("/v1/abcdefghijk/report", Route::Ingest { key, endpoint: Ingest::Report }),
        ("/v1/abcdefghijk/batch", Route::Ingest { key, endpoint: Ingest::Batch }),
        ("/v1/abcdefghijk/usage", Route::Ingest { key, endpoint: Ingest::Usage }),
        ("/v1/abcdefghijk/event/usage", Route::Ingest { key, endpoint: Ingest::Usage }),
        ("/v1/abcdefghijk/installation", Route::Ingest { key, endpoint: Ingest::Installation }),
        ("/v1/abcdefghijk/event/installation", Route::Ingest { key, endpoint: Ingest::Installation }),
        ("/v1/abcdefghijk/vitals", Route::Ingest { key, endpoint: Ingest::Vitals }),
        ("/v1/abcdefghijk/event/vitals", Route::Ingest { key, endpoint: Ingest::Vitals }),
        ("/v1/abcdefghijk/nothing", Route::Api(Api::Unknown)),
        ("/health", Route::Health),
        ("/metrics", Route::Metrics),
        ("/.well-known/corncrake.json", Route::Manifest),
        ("/api/projects", Route::Api(Api::Projects)),
        ("/api/projects/abcdefghijk", Route::api(key, ProjectApi::Overview)),
        ("/api/projects/abcdefghijk/issues", Route::api(key, ProjectApi::Issues)),
        ("/api/projects/abcdefghijk/issues/0123", Route::api(key, ProjectApi::Issue { id: "0123" })),
        ("/api/projects/abcdefghijk/issues/0123/trend", Route::api(key, ProjectApi::Trend { id: "0123" })),
        (
            "/api/projects/abcdefghijk/issues/0123/breakdown",
            Route::api(key, ProjectApi::IssueBreakdown { id: "0123" }),
        ),
        ("/api/projects/abcdefghijk/issues/0123/x", Route::Api(Api::Unknown)),
        (
            "/api/projects/abcdefghijk/issues/0123/events",
            Route::api(key, ProjectApi::IssueEvents { id: "0123" }),
        ),
        (
            "/api/projects/abcdefghijk/issues/0123/events/7-89",
            Route::api(key, ProjectApi::IssueEvent { id: "0123", event: "7-89" }),
        ),
        ("/api/projects/abcdefghijk/issues/0123/events/7/", Route::Unknown),
        ("/api/projects/abcdefghijk/events", Route::api(key, ProjectApi::Events)),
        ("/api/projects/abcdefghijk/reports", Route::api(key, ProjectApi::Reports)),
        ("/api/projects/abcdefghijk/issues/0123/events/7/x", Route::Unknown),
        ("/api/projects/abcdefghijk/erase", Route::api(key, ProjectApi::Erase)),
        ("/api/projects/abcdefghijk/export", Route::api(key, ProjectApi::Export)),
        ("/api/projects/abcdefghijk/import", Route::api(key, ProjectApi::Import)),
        ("/projects/abcdefghijk/issues/0123/erase", Route::page(key, ProjectPage::EraseIssue { id: "0123" })),
        (
            "/projects/abcdefghijk/issues/0123/erase/7-45-1",
            Route::page(key, ProjectPage::EraseEvent { id: "0123", event: "7-45-1" }),
        ),
        ("/projects/abcdefghijk/erase", Route::page(key, ProjectPage::EraseText)),
        ("/projects/abcdefghijk/erase/span", Route::page(key, ProjectPage::EraseSpan)),
        ("/api/projects/abcdefghijk/issues/delete", Route::api(key, ProjectApi::EraseSpan)),
        ("/projects/abcdefghijk/export", Route::page(key, ProjectPage::Export)),
        ("/projects/abcdefghijk/import", Route::page(key, ProjectPage::Import)),
        ("/api/projects/abcdefghijk/breakdown", Route::api(key, ProjectApi::Breakdown)),
        ("/api/projects/abcdefghijk/issues/0123/merge", Route::api(key, ProjectApi::Merge { id: "0123" })),
        ("/api/projects/abcdefghijk/issues/0123/split", Route::api(key, ProjectApi::Split { id: "0123" })),
        (
            "/api/projects/abcdefghijk/issues/0123/members",
            Route::api(key, ProjectApi::Members { id: "0123" }),
        ),
        ("/api/projects/abcdefghijk/issues/0123/merge/", Route::Unknown),
        ("/api/projects/abcdefghijk/releases", Route::api(key, ProjectApi::Releases)),
        ("/api/projects/abcdefghijk/noise", Route::api(key, ProjectApi::Noise)),
        (
            "/api/projects/abcdefghijk/issues/0123/wordings",
            Route::api(key, ProjectApi::Wordings { id: "0123" }),
        ),
        ("/api/projects/abcdefghijk/rules", Route::api(key, ProjectApi::Rules)),
        ("/api/projects/abcdefghijk/rules/preview", Route::api(key, ProjectApi::PreviewRule)),
        ("/api/projects/abcdefghijk/rules/7", Route::api(key, ProjectApi::Rule { id: "7" })),
        ("/api/projects/abcdefghijk/sessions", Route::api(key, ProjectApi::Sessions)),
        ("/api/projects/abcdefghijk/outcomes", Route::api(key, ProjectApi::Outcomes)),
        ("/api/projects/abcdefghijk/countries", Route::api(key, ProjectApi::Countries)),
        ("/api/projects/abcdefghijk/usage", Route::api(key, ProjectApi::Usage)),
        ("/api/projects/abcdefghijk/installations", Route::api(key, ProjectApi::Installations)),
        ("/api/projects/abcdefghijk/vitals", Route::api(key, ProjectApi::Vitals)),
        ("/api/projects/abcdefghijk/visits", Route::api(key, ProjectApi::Visits)),
        (
            "/api/projects/abcdefghijk/releases/1.4%2F2",
            Route::api(key, ProjectApi::Release { release: "1.4%2F2" }),
        ),
        ("/api/projects/abcdefghijk/releases/1/files", Route::api(key, ProjectApi::Files { release: "1" })),
        (
            "/api/projects/abcdefghijk/releases/1/files/assets/a.js.map",
            Route::api(key, ProjectApi::File { release: "1", name: "assets/a.js.map" }),
        ),
        ("/api/projects/abcdefghijk/releases/1/nothing", Route::Api(Api::Unknown)),
        ("/api/nothing", Route::Api(Api::Unknown)),
        ("/", Route::Page(Page::Projects)),
        ("/projects/abcdefghijk", Route::page(key, ProjectPage::Overview)),
        ("/projects/abcdefghijk/issues/0123", Route::page(key, ProjectPage::Issue { id: "0123" })),
        ("/projects/abcdefghijk/issues", Route::page(key, ProjectPage::Issues)),
        (
            "/projects/abcdefghijk/issues/0123/events/7-45-1",
            Route::page(key, ProjectPage::IssueEvent { id: "0123", event: "7-45-1" }),
        ),
        ("/projects/abcdefghijk/usage", Route::page(key, ProjectPage::Usage)),
        ("/projects/abcdefghijk/installations", Route::page(key, ProjectPage::Installations)),
        ("/projects/abcdefghijk/vitals", Route::page(key, ProjectPage::Vitals)),
        ("/projects/abcdefghijk/sessions", Route::page(key, ProjectPage::Sessions)),
        ("/projects/abcdefghijk/reports", Route::page(key, ProjectPage::Reports)),
        ("/projects/abcdefghijk/install", Route::page(key, ProjectPage::Install)),
        ("/projects/abcdefghijk/live", Route::page(key, ProjectPage::Live)),
        ("/projects/abcdefghijk/settings", Route::page(key, ProjectPage::Settings)),
        ("/projects/abcdefghijk/tokens", Route::page(key, ProjectPage::Tokens)),
        (
            "/projects/abcdefghijk/tokens/0123/revoke",
            Route::page(key, ProjectPage::RevokeToken { id: "0123" }),
        ),
        ("/projects/abcdefghijk/delete", Route::page(key, ProjectPage::Delete)),
        ("/projects/abcdefghijk/merge", Route::page(key, ProjectPage::MergeChosen)),
        ("/projects/abcdefghijk/issues/0123/merge", Route::page(key, ProjectPage::Merge { id: "0123" })),
        ("/projects/abcdefghijk/issues/0123/split", Route::page(key, ProjectPage::Split { id: "0123" })),
        ("/projects/abcdefghijk/noise", Route::page(key, ProjectPage::Noise)),
        ("/projects/abcdefghijk/rules", Route::page(key, ProjectPage::Rules)),
        ("/projects/abcdefghijk/rules/preview", Route::page(key, ProjectPage::PreviewRule)),
        ("/projects/abcdefghijk/rules/7", Route::page(key, ProjectPage::Rule { id: "7" })),
        ("/projects/abcdefghijk/undo", Route::page(key, ProjectPage::Undo)),
        ("/projects/abcdefghijk/alerts", Route::page(key, ProjectPage::Alerts(AlertPart::All))),
        (
            "/projects/abcdefghijk/alerts/rules/0123/delete",
            Route::page(key, ProjectPage::Alerts(AlertPart::DeleteRule { id: "0123" })),
        ),
        (
            "/api/projects/abcdefghijk/alerts/again/7",
            Route::api(key, ProjectApi::Alerts(AlertPart::SendAgain { id: "7" })),
        ),
        ("/api/projects/abcdefghijk/alerts/nothing", Route::Api(Api::Unknown)),
        ("/alerts", Route::Page(Page::Alerts(AlertPart::All))),
        ("/api/alerts/rules/0123", Route::Api(Api::Alerts(AlertPart::Rule { id: "0123" }))),
        ("/login/passkey", Route::Page(Page::LoginByPasskey)),
        ("/login/oidc", Route::Page(Page::SignOn)),
        ("/login/oidc/callback", Route::Page(Page::SignOnCallback)),
        ("/invite/1-ab/oidc", Route::Page(Page::InvitationSignOn { ticket: "1-ab" })),
        ("/invite/1-ab", Route::Page(Page::Invitation { ticket: "1-ab" })),
        ("/people", Route::Page(Page::People(PeoplePart::All))),
        (
            "/people/users/7/logins/8/end",
            Route::Page(Page::People(PeoplePart::EndLogin { id: "7", login: "8" })),
        ),
        ("/account/logins/end", Route::Page(Page::Account(AccountPart::EndLogins))),
        (
            "/api/users/7/passkeys/8",
            Route::Api(Api::People(PeoplePart::RemovePasskey { id: "7", passkey: "8" })),
        ),
        ("/login/1.ab", Route::Page(Page::LoginLink { ticket: "1.ab" })),
        ("/logout", Route::Page(Page::Logout)),
        ("/logout/everywhere", Route::Page(Page::LogoutEverywhere)),
        ("/api/logins", Route::Api(Api::Logins)),
        ("/demo/", Route::Page(Page::Demo)),
        ("/privacy/abcdefghijk", Route::Page(Page::Privacy { key })),
        ("/privacy", Route::Unknown),
        ("/r", Route::Receipt(Receipt::Form)),
        ("/r/", Route::Receipt(Receipt::Form)),
        ("/r/K7QX-4M2P", Route::Receipt(Receipt::Code { code: "K7QX-4M2P" })),
        ("/r/K7QX-4M2P.json", Route::Receipt(Receipt::Json { code: "K7QX-4M2P" })),
        ("/r/K7QX/4M2P", Route::Unknown),
        ("/assets/style.css", Route::File(File::Asset { path: "/assets/style.css" })),
        ("/client/corncrake_bg.wasm", Route::File(File::Client { path: "/client/corncrake_bg.wasm" })),
        ("/assets/../admin-token", Route::Unknown),
        ("/assets/.hidden", Route::Unknown),
        ("/assets/%2e%2e", Route::Unknown),
        ("/a/b/c/d/e/f", Route::Unknown),
        ("/a/b/c/d/e/f/g", Route::Unknown),
        ("/x", Route::Unknown),
    ];
    for (path, route) in cases {
        assert_eq!(Route::of(path), route, "{path}");
    }
}

#[test]
fn sentrys_addresses_have_a_number_and_are_open() {
    for (path, endpoint) in [
        ("/api/1/envelope/", Sentry::Envelope),
        ("/api/1/envelope", Sentry::Envelope),
        ("/api/18446744073709551616/envelope/", Sentry::Envelope),
        ("/api/007/store/", Sentry::Store),
        ("/api/1/security/", Sentry::Security),
        ("/api/1/csp-report/", Sentry::Security),
        ("/tunnel", Sentry::Envelope),
        ("/tunnel/", Sentry::Envelope),
        ("/tunnel/here", Sentry::Envelope),
        ("/api/1/minidump/", Sentry::Unknown),
        ("/api/1/", Sentry::Unknown),
        ("/api/1/cron/backup/key/", Sentry::Unknown),
    ] {
        assert_eq!(Route::of(path), Route::Sentry(endpoint), "{path}");
        assert_eq!(Route::of(path).access(&Method::Post), Access::Everybody, "{path}");
        assert!(Route::of(path).speaks_json() && Route::of(path).name() == "sentry", "{path}");
    }
    for path in ["/api/shop/envelope/", "/api//envelope/", "/api/store/", "/api/1a/store/"] {
        assert_eq!(Route::of(path), Route::Api(Api::Unknown), "{path}");
    }
    assert_eq!(Route::of("/api/projects/k/items"), Route::api("k", ProjectApi::Items));
    assert_eq!(Route::of("/api/projects/k/refusals"), Route::api("k", ProjectApi::Refusals));
}
