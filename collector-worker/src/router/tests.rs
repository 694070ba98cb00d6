//! Every place by its path, and who gets in.

use super::*;

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
        "/logout/everywhere",
    ] {
        assert_eq!(access(path, Method::Get), Access::Login, "{path}");
        assert_eq!(access(path, Method::Post), Access::Login, "{path}");
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
    ] {
        assert_eq!(access(path, Method::Get), Access::Token(Scope::Read), "{path}");
        assert_eq!(access(path, Method::Delete), Access::Token(Scope::Write), "{path}");
    }
    for path in ["/api/tokens", "/api/tokens/1", "/api/login-links", "/api/logins"] {
        assert_eq!(access(path, Method::Get), Access::Token(Scope::Admin), "{path}");
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
    let by_hand = ["/releases/1", "/releases/1/files", "/releases/1/files/a.js.map", "/issues/1/events/1"];
    let by_hand = by_hand.map(|path| format!("/api/projects/key{path}"));
    let (mut of_projects, mut of_all) = (0, 0);
    for path in arms.map(path).chain(by_hand) {
        for method in [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete] {
            let route = Route::of(&path);
            assert_ne!(route, Route::Unknown, "{path}");
            let expected = match path.as_str() {
                _ if path.starts_with("/api/projects/key") => ResourceOwner::Project("key"),
                "/api/projects" if method == Method::Get => ResourceOwner::Each,
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
    let cases = [
        ("/v1/abcdefghijk/event", Route::Event { key }),
        ("/v1/abcdefghijk/event/event", Route::Event { key }),
        ("/v1/abcdefghijk/ping", Route::Ping { key }),
        ("/v1/abcdefghijk/event/ping", Route::Ping { key }),
        ("/v1/abcdefghijk/report", Route::Report { key }),
        ("/v1/abcdefghijk/batch", Route::Batch { key }),
        ("/v1/abcdefghijk/nothing", Route::ApiUnknown),
        ("/health", Route::Health),
        ("/metrics", Route::Metrics),
        ("/api/projects", Route::ApiProjects),
        ("/api/projects/abcdefghijk", Route::ApiProject { key }),
        ("/api/projects/abcdefghijk/issues", Route::ApiIssues { key }),
        ("/api/projects/abcdefghijk/issues/0123", Route::ApiIssue { key, id: "0123" }),
        ("/api/projects/abcdefghijk/issues/0123/trend", Route::ApiTrend { key, id: "0123" }),
        ("/api/projects/abcdefghijk/issues/0123/breakdown", Route::ApiIssueBreakdown { key, id: "0123" }),
        ("/api/projects/abcdefghijk/issues/0123/x", Route::ApiUnknown),
        ("/api/projects/abcdefghijk/issues/0123/events", Route::ApiIssueEvents { key, id: "0123" }),
        (
            "/api/projects/abcdefghijk/issues/0123/events/7-89",
            Route::ApiIssueEvent { key, id: "0123", event: "7-89" },
        ),
        ("/api/projects/abcdefghijk/issues/0123/events/7/", Route::Unknown),
        ("/api/projects/abcdefghijk/events", Route::ApiEvents { key }),
        ("/api/projects/abcdefghijk/reports", Route::ApiReports { key }),
        ("/api/projects/abcdefghijk/issues/0123/events/7/x", Route::Unknown),
        ("/api/projects/abcdefghijk/erase", Route::ApiErase { key }),
        ("/api/projects/abcdefghijk/export", Route::ApiExport { key }),
        ("/api/projects/abcdefghijk/import", Route::ApiImport { key }),
        ("/projects/abcdefghijk/issues/0123/erase", Route::EraseIssue { key, id: "0123" }),
        (
            "/projects/abcdefghijk/issues/0123/erase/7-45-1",
            Route::EraseEvent { key, id: "0123", event: "7-45-1" },
        ),
        ("/projects/abcdefghijk/erase", Route::EraseText { key }),
        ("/projects/abcdefghijk/erase/span", Route::EraseSpan { key }),
        ("/api/projects/abcdefghijk/issues/delete", Route::ApiEraseSpan { key }),
        ("/projects/abcdefghijk/export", Route::Export { key }),
        ("/projects/abcdefghijk/import", Route::Import { key }),
        ("/api/projects/abcdefghijk/breakdown", Route::ApiBreakdown { key }),
        ("/api/projects/abcdefghijk/issues/0123/merge", Route::ApiMerge { key, id: "0123" }),
        ("/api/projects/abcdefghijk/issues/0123/split", Route::ApiSplit { key, id: "0123" }),
        ("/api/projects/abcdefghijk/issues/0123/members", Route::ApiMembers { key, id: "0123" }),
        ("/api/projects/abcdefghijk/issues/0123/merge/", Route::Unknown),
        ("/api/projects/abcdefghijk/releases", Route::ApiReleases { key }),
        ("/api/projects/abcdefghijk/noise", Route::ApiNoise { key }),
        ("/api/projects/abcdefghijk/sessions", Route::ApiSessions { key }),
        ("/api/projects/abcdefghijk/outcomes", Route::ApiOutcomes { key }),
        ("/api/projects/abcdefghijk/countries", Route::ApiCountries { key }),
        ("/api/projects/abcdefghijk/releases/1.4%2F2", Route::ApiRelease { key, release: "1.4%2F2" }),
        ("/api/projects/abcdefghijk/releases/1/files", Route::ApiFiles { key, release: "1" }),
        (
            "/api/projects/abcdefghijk/releases/1/files/assets/a.js.map",
            Route::ApiFile { key, release: "1", name: "assets/a.js.map" },
        ),
        ("/api/projects/abcdefghijk/releases/1/nothing", Route::ApiUnknown),
        ("/api/nothing", Route::ApiUnknown),
        ("/", Route::Projects),
        ("/projects/abcdefghijk", Route::Project { key }),
        ("/projects/abcdefghijk/issues/0123", Route::Issue { key, id: "0123" }),
        ("/projects/abcdefghijk/issues", Route::Issues { key }),
        (
            "/projects/abcdefghijk/issues/0123/events/7-45-1",
            Route::IssueEvent { key, id: "0123", event: "7-45-1" },
        ),
        ("/projects/abcdefghijk/sessions", Route::Sessions { key }),
        ("/projects/abcdefghijk/reports", Route::Reports { key }),
        ("/projects/abcdefghijk/install", Route::Install { key }),
        ("/projects/abcdefghijk/live", Route::Live { key }),
        ("/projects/abcdefghijk/settings", Route::Settings { key }),
        ("/projects/abcdefghijk/tokens", Route::Tokens { key }),
        ("/projects/abcdefghijk/tokens/0123/revoke", Route::RevokeToken { key, id: "0123" }),
        ("/projects/abcdefghijk/delete", Route::Delete { key }),
        ("/projects/abcdefghijk/merge", Route::MergeChosen { key }),
        ("/projects/abcdefghijk/issues/0123/merge", Route::Merge { key, id: "0123" }),
        ("/projects/abcdefghijk/issues/0123/split", Route::Split { key, id: "0123" }),
        ("/projects/abcdefghijk/noise", Route::Noise { key }),
        ("/projects/abcdefghijk/undo", Route::Undo { key }),
        ("/login/1.ab", Route::LoginLink { ticket: "1.ab" }),
        ("/logout", Route::Logout),
        ("/logout/everywhere", Route::LogoutEverywhere),
        ("/api/logins", Route::ApiLogins),
        ("/demo/", Route::Demo),
        ("/assets/style.css", Route::Asset { path: "/assets/style.css" }),
        ("/client/corncrake_bg.wasm", Route::Client { path: "/client/corncrake_bg.wasm" }),
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
