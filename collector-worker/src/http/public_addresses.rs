//! Where the collector is reached, as its operator set it: below a path of a host, or by two host
//! names, one for the dashboard and one for events alone. Without settings it is reached as each
//! request says.
//!
//! `base-path.mjs` takes the path off requests and writes it into answers: here it is part of
//! addresses that leave the browser, such as those of snippets and mails. A setting that makes no
//! sense is refused with every request, since half of it could open what the other half should close.

use std::{cell::OnceCell, rc::Rc};

use worker::{Env, Request, Url};

use super::{error::Fault, url};
use crate::platform::env;

const BASE_PATH: &str = "BASE_PATH";
const DASHBOARD_URL: &str = "DASHBOARD_URL";
const INGEST_URL: &str = "INGEST_URL";

/// First parts of the collector's own paths. A base path that began with one would not be told apart
/// from a path that a proxy has already taken the base off.
pub(crate) const OWN_PATHS: [&str; 20] = [
    ".well-known",
    "account",
    "alerts",
    "api",
    "assets",
    "check",
    "client",
    "demo",
    "health",
    "inbox",
    "invite",
    "login",
    "logout",
    "metrics",
    "people",
    "privacy",
    "projects",
    "tunnel",
    "v1",
    "zone",
];

/// The host names that serve a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostNames {
    /// Every one: what visitors' pages load and send to.
    Every,
    /// Every one but that for events.
    NotIngest,
    /// That of the dashboard, where it has one of its own.
    Dashboard,
}

/// The addresses that the operator set.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct PublicAddresses {
    /// Such as `/errors`; empty for none.
    base: String,
    dashboard: Option<Url>,
    ingest: Option<Url>,
}

thread_local! {
    static ADDRESSES: OnceCell<Result<Rc<PublicAddresses>, String>> = const { OnceCell::new() };
}

impl PublicAddresses {
    /// Those of the environment; they are read once an isolate.
    pub(crate) fn of(env: &Env) -> Result<Rc<Self>, Fault> {
        let variable = |name| env::read(env, name).unwrap_or_default();
        let read =
            || Self::read(&variable(BASE_PATH), &variable(DASHBOARD_URL), &variable(INGEST_URL)).map(Rc::new);
        ADDRESSES
            .with(|addresses| addresses.get_or_init(read).clone())
            .map_err(|message| Fault::new(503, "bad_settings", message))
    }

    fn read(base: &str, dashboard: &str, ingest: &str) -> Result<Self, String> {
        let base = base.trim_end_matches('/');
        let is_part = |part: &str| {
            let is_plain = part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
            is_plain && !matches!(part, "" | "." | "..")
        };
        let mut parts = base.split('/');
        let is_path = base.is_empty() || parts.next() == Some("") && parts.all(is_part);
        if !is_path {
            return Err(format!("{BASE_PATH} must be a path such as /errors, of letters, digits and -._~"));
        }
        if base.split('/').nth(1).is_some_and(|first| OWN_PATHS.contains(&first)) {
            return Err(format!(
                "{BASE_PATH} must not begin with a path of the collector's own, such as /api"
            ));
        }
        let dashboard = web_address(DASHBOARD_URL, dashboard)?;
        if dashboard.as_ref().is_some_and(|url| url.path() != "/") {
            return Err(format!("{DASHBOARD_URL} must be without a path; {BASE_PATH} is for that"));
        }
        Ok(Self { base: base.to_owned(), dashboard, ingest: web_address(INGEST_URL, ingest)? })
    }

    /// The path of the host below which everything is; empty for none.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The dashboard's address, as its operator reaches it, without a slash at its end.
    pub(crate) fn dashboard(&self, request: &Request) -> Result<String, Fault> {
        let origin = match &self.dashboard {
            Some(url) => url.origin(),
            None => url::url(request)?.origin(),
        };
        Ok(format!("{}{}", origin.ascii_serialization(), self.base))
    }

    /// The address that visitors' pages send to, without a slash at its end.
    pub(crate) fn ingest(&self, request: &Request) -> Result<String, Fault> {
        match &self.ingest {
            Some(url) => Ok(url.as_str().trim_end_matches('/').to_owned()),
            None => self.dashboard(request),
        }
    }

    /// Refuses a route that is not served under the host name of a request.
    pub(crate) fn require_host(&self, served_by: HostNames, request: &Request) -> Result<(), Fault> {
        if served_by == HostNames::Every || self.dashboard.is_none() && self.ingest.is_none() {
            return Ok(());
        }
        self.refusal(served_by, &url::url(request)?)
            .map_or(Ok(()), |message| Err(Fault::new(404, "other_host", message)))
    }

    fn refusal(&self, served_by: HostNames, address: &Url) -> Option<&'static str> {
        let is_at = |url: &Option<Url>| url.as_ref().is_some_and(|url| url.host_str() == address.host_str());
        match served_by {
            HostNames::Every => None,
            _ if is_at(&self.dashboard) => None,
            _ if is_at(&self.ingest) => Some("this host name takes events, and has nothing else"),
            HostNames::Dashboard if self.dashboard.is_some() => {
                Some("the dashboard has a host name of its own, which is not this one")
            }
            _ => None,
        }
    }
}

fn web_address(name: &str, text: &str) -> Result<Option<Url>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let url: Option<Url> = text.parse().ok();
    let is_plain = |url: &Url| {
        let is_web = matches!(url.scheme(), "http" | "https") && url.has_host();
        is_web && url.query().is_none() && url.fragment().is_none() && url.username().is_empty()
    };
    match url.filter(is_plain) {
        Some(url) => Ok(Some(url)),
        None => Err(format!("{name} must be an address such as https://errors.example.com")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_is_plain_and_none_of_our_own() {
        for (set, base) in
            [("", ""), ("/", ""), ("/errors", "/errors"), ("/errors/", "/errors"), ("/a/b-c.d", "/a/b-c.d")]
        {
            assert_eq!(
                PublicAddresses::read(set, "", "").map(|read| read.base),
                Ok(base.to_owned()),
                "{set}"
            );
        }
        for bad in
            ["errors", "//evil.example", "/a//b", "/a/../b", "/.", "/a?b", "/a b", "/ä", "/a%2fb", "/\"x"]
        {
            let read = PublicAddresses::read(bad, "", "");
            assert!(read.is_err_and(|message| message.contains("such as /errors")), "{bad}");
        }
        for own in OWN_PATHS {
            let read = PublicAddresses::read(&format!("/{own}/x"), "", "");
            assert!(read.is_err_and(|message| message.contains("of the collector's own")), "{own}");
        }
    }

    #[test]
    fn an_address_is_one_of_the_web() {
        for bad in [
            "errors.example.com",
            "ftp://a.example",
            "https://",
            "https://a.example/?x",
            "https://u@a.example",
        ] {
            assert!(
                PublicAddresses::read("", bad, "").is_err_and(|text| text.starts_with(DASHBOARD_URL)),
                "{bad}"
            );
            assert!(
                PublicAddresses::read("", "", bad).is_err_and(|text| text.starts_with(INGEST_URL)),
                "{bad}"
            );
        }
        let with_path = PublicAddresses::read("/b", "https://a.example/b", "");
        assert!(with_path.is_err_and(|message| message.contains(BASE_PATH)));
        assert!(PublicAddresses::read("/b", "https://a.example/", "https://shop.example/in").is_ok());
    }

    #[test]
    fn a_host_serves_what_it_is_for() {
        use HostNames::{Dashboard, Every, NotIngest};
        let both = PublicAddresses::read("", "https://errors.example", "https://in.example").unwrap();
        let ingest = PublicAddresses::read("", "", "https://in.example").unwrap();
        let dashboard = PublicAddresses::read("", "https://errors.example", "").unwrap();
        let same = PublicAddresses::read("", "https://errors.example", "https://errors.example/in").unwrap();
        for (set, host, refused) in [
            (&both, "errors.example", [false, false, false]),
            (&both, "ERRORS.example:8443", [false, false, false]),
            (&both, "in.example", [false, true, true]),
            (&both, "127.0.0.1", [false, false, true]),
            (&ingest, "in.example", [false, true, true]),
            (&ingest, "other.example", [false, false, false]),
            (&dashboard, "errors.example", [false, false, false]),
            (&dashboard, "other.example", [false, false, true]),
            (&same, "errors.example", [false, false, false]),
        ] {
            let address: Url = format!("https://{host}/x").parse().unwrap();
            let found =
                [Every, NotIngest, Dashboard].map(|served_by| set.refusal(served_by, &address).is_some());
            assert_eq!(found, refused, "{host} of {set:?}");
        }
    }
}
