//! CSP self-reporting: violations on the collector's own pages are reported to one of its projects,
//! if its operator named one.
//!
//! Only pages behind the login ask for it: the address of a login link is as good as a login
//! for some hours, and must not stand in a report. What arrives is scrubbed as any report is:
//! of a page's address its path is kept, of where somebody came from nothing.

use corncrake_core::ids::ProjectKey;
use worker::{Env, Method};

use crate::{auth::access::Access, http::Response, platform::env, route::Route};

/// The variable with the key of that project.
const PROJECT: &str = "CSP_REPORT_PROJECT";
const POLICY: &str = "content-security-policy";
/// A name of our own: what browsers tell the endpoint `default` is not asked for.
const ENDPOINT: &str = "own";

/// Asks the browser to report what the policy of a page blocks.
pub(crate) fn set_reporting_headers(response: &mut Response, route: Route<'_>, is_secure: bool, env: &Env) {
    if !matches!(route.access(&Method::Get), Access::Login(_)) {
        return;
    }
    let Some(policy) = response.header(POLICY) else { return };
    let project = env::read(env, PROJECT).and_then(|key| key.trim().parse::<ProjectKey>().ok());
    let Some(project) = project else { return };
    let (policy, endpoints) = reporting_headers(policy, project, is_secure);
    response.set(POLICY, &policy);
    if let Some(endpoints) = endpoints {
        response.set("reporting-endpoints", &endpoints);
    }
}

/// The policy with where to report to. An engine that knows `report-to` heeds nothing else, and
/// sends nothing of a page without https: there the older way is the only one.
fn reporting_headers(policy: &str, project: ProjectKey, is_secure: bool) -> (String, Option<String>) {
    let place = format!("/v1/{project}/report");
    let older = format!("{policy}; report-uri {place}");
    if is_secure {
        (format!("{older}; report-to {ENDPOINT}"), Some(format!("{ENDPOINT}=\"{place}\"")))
    } else {
        (older, None)
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_policy_says_where_to_and_only_https_has_an_endpoint() {
        let key: ProjectKey = "abc123def45".parse().unwrap();
        let (plain, none) = reporting_headers("default-src 'none'", key, false);
        assert_eq!((plain.as_str(), none), ("default-src 'none'; report-uri /v1/abc123def45/report", None));
        let (secure, endpoints) = reporting_headers("default-src 'none'", key, true);
        assert_eq!(secure, format!("{plain}; report-to own"));
        assert_eq!(endpoints.as_deref(), Some("own=\"/v1/abc123def45/report\""));
    }

    #[test]
    fn the_address_of_a_login_link_stands_in_no_report() {
        let asks = |path| matches!(Route::of(path).access(&Method::Get), Access::Login(_));
        assert!(asks("/") && asks("/projects/k/issues/1"));
        for path in ["/login/ticket", "/login", "/login/ticket/x", "/demo/", "/nothing"] {
            assert!(!asks(path), "{path}");
        }
    }
}
