//! Which address means what, as a pure function of the path. What may be done there, and
//! by whom, is `access`, which has a rule for whatever is added; a path is split on `/` and
//! never searched.

use corncrake_model::access::scope::Scope;
use worker::Method;

use crate::auth::access::{Access, ResourceOwner};

/// A place of the collector.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Route<'a> {
    // Ingest, open to every page.
    Event { key: &'a str },
    Ping { key: &'a str },
    Report { key: &'a str },
    Batch { key: &'a str },
    // Operation.
    Health,
    Metrics,
    // The admin API, for bearers of the token.
    ApiProjects,
    ApiProject { key: &'a str },
    ApiIssues { key: &'a str },
    ApiIssue { key: &'a str, id: &'a str },
    ApiErase { key: &'a str },
    ApiEraseSpan { key: &'a str },
    ApiExport { key: &'a str },
    ApiImport { key: &'a str },
    ApiTrend { key: &'a str, id: &'a str },
    ApiIssueBreakdown { key: &'a str, id: &'a str },
    ApiBreakdown { key: &'a str },
    ApiMerge { key: &'a str, id: &'a str },
    ApiSplit { key: &'a str, id: &'a str },
    ApiMembers { key: &'a str, id: &'a str },
    ApiIssueEvents { key: &'a str, id: &'a str },
    ApiIssueEvent { key: &'a str, id: &'a str, event: &'a str },
    ApiEvents { key: &'a str },
    ApiReports { key: &'a str },
    ApiReleases { key: &'a str },
    ApiNoise { key: &'a str },
    ApiSessions { key: &'a str },
    ApiOutcomes { key: &'a str },
    ApiCountries { key: &'a str },
    ApiFiles { key: &'a str, release: &'a str },
    ApiFile { key: &'a str, release: &'a str, name: &'a str },
    ApiRelease { key: &'a str, release: &'a str },
    ApiMaintenance,
    ApiLoginLinks,
    ApiLogins,
    ApiTokens,
    ApiToken { id: &'a str },
    ApiUnknown,
    // Pages.
    Projects,
    Project { key: &'a str },
    Issues { key: &'a str },
    Issue { key: &'a str, id: &'a str },
    IssueEvent { key: &'a str, id: &'a str, event: &'a str },
    Sessions { key: &'a str },
    Reports { key: &'a str },
    Install { key: &'a str },
    Live { key: &'a str },
    Follow { key: &'a str, place: &'a str },
    Settings { key: &'a str },
    // Forms of pages, which lead back to one.
    MergeChosen { key: &'a str },
    Merge { key: &'a str, id: &'a str },
    Split { key: &'a str, id: &'a str },
    Noise { key: &'a str },
    Tokens { key: &'a str },
    RevokeToken { key: &'a str, id: &'a str },
    Delete { key: &'a str },
    EraseIssue { key: &'a str, id: &'a str },
    EraseEvent { key: &'a str, id: &'a str, event: &'a str },
    EraseText { key: &'a str },
    EraseSpan { key: &'a str },
    Export { key: &'a str },
    Import { key: &'a str },
    Undo { key: &'a str },
    Login,
    LoginLink { ticket: &'a str },
    Logout,
    LogoutEverywhere,
    Demo,
    // Files.
    Asset { path: &'a str },
    Client { path: &'a str },
    Unknown,
}

/// Bytes of `/v1/` and a key: what may stand above `/client/`.
const MOST_ABOVE_CLIENT: usize = 40;

impl<'a> Route<'a> {
    /// The place of a path.
    pub(crate) fn of(path: &'a str) -> Self {
        if let Some(place) = Self::of_release(path).or_else(|| Self::of_event(path)) {
            return place;
        }
        // An endpoint may end in a slash or in `/event`, behind which a tag, which has no byte to
        // spare, writes its path as it is; and two steps up from there are not the root.
        let is_ingest = path.starts_with("/v1/");
        if let Some(name) = path.rfind("/client/").filter(|at| is_ingest && *at < MOST_ABOVE_CLIENT) {
            let file = path.get(name..).unwrap_or_default();
            let is_one = file.strip_prefix("/client/").is_some_and(is_file);
            return if is_one { Self::Client { path: file } } else { Self::Unknown };
        }
        let mut parts = [""; 6];
        let parted = path.strip_prefix('/').unwrap_or(path).split('/');
        let mut rest = parted.filter(|part| !(is_ingest && part.is_empty()));
        for (part, found) in parts.iter_mut().zip(&mut rest) {
            *part = found;
        }
        if rest.next().is_some() {
            return Self::Unknown;
        }
        match parts {
            // TrackX's README passes an endpoint that ends in `/event`, to which its client
            // appends `/event` or `/ping` again: both forms are one place.
            ["v1", key, "event", "", "", ""] | ["v1", key, "event", "event", "", ""] => Self::Event { key },
            ["v1", key, "ping", "", "", ""] | ["v1", key, "event", "ping", "", ""] => Self::Ping { key },
            ["v1", key, "report", "", "", ""] | ["v1", key, "event", "report", "", ""] => {
                Self::Report { key }
            }
            ["v1", key, "batch", "", "", ""] | ["v1", key, "event", "batch", "", ""] => Self::Batch { key },
            ["health", "", "", "", "", ""] => Self::Health,
            ["metrics", "", "", "", "", ""] => Self::Metrics,
            ["api", "projects", "", "", "", ""] => Self::ApiProjects,
            ["api", "projects", key, "", "", ""] => Self::ApiProject { key },
            ["api", "projects", key, "issues", "", ""] => Self::ApiIssues { key },
            ["api", "projects", key, "issues", "delete", ""] => Self::ApiEraseSpan { key },
            ["api", "projects", key, "issues", id, ""] => Self::ApiIssue { key, id },
            ["api", "projects", key, "issues", id, "trend"] => Self::ApiTrend { key, id },
            ["api", "projects", key, "issues", id, "breakdown"] => Self::ApiIssueBreakdown { key, id },
            ["api", "projects", key, "issues", id, "merge"] => Self::ApiMerge { key, id },
            ["api", "projects", key, "issues", id, "split"] => Self::ApiSplit { key, id },
            ["api", "projects", key, "issues", id, "members"] => Self::ApiMembers { key, id },
            ["api", "projects", key, "erase", "", ""] => Self::ApiErase { key },
            ["api", "projects", key, "export", "", ""] => Self::ApiExport { key },
            ["api", "projects", key, "import", "", ""] => Self::ApiImport { key },
            ["api", "projects", key, "issues", id, "events"] => Self::ApiIssueEvents { key, id },
            ["api", "projects", key, "events", "", ""] => Self::ApiEvents { key },
            ["api", "projects", key, "reports", "", ""] => Self::ApiReports { key },
            ["api", "projects", key, "releases", "", ""] => Self::ApiReleases { key },
            ["api", "projects", key, "noise", "", ""] => Self::ApiNoise { key },
            ["api", "projects", key, "breakdown", "", ""] => Self::ApiBreakdown { key },
            ["api", "projects", key, "sessions", "", ""] => Self::ApiSessions { key },
            ["api", "projects", key, "outcomes", "", ""] => Self::ApiOutcomes { key },
            ["api", "projects", key, "countries", "", ""] => Self::ApiCountries { key },
            ["api", "tokens", "", "", "", ""] => Self::ApiTokens,
            ["api", "tokens", id, "", "", ""] => Self::ApiToken { id },
            ["api", "maintenance", "", "", "", ""] => Self::ApiMaintenance,
            ["api", "login-links", "", "", "", ""] => Self::ApiLoginLinks,
            ["api", "logins", "", "", "", ""] => Self::ApiLogins,
            ["api" | "v1", ..] => Self::ApiUnknown,
            ["", "", "", "", "", ""] | ["projects", "", "", "", "", ""] => Self::Projects,
            ["projects", key, "", "", "", ""] => Self::Project { key },
            ["projects", key, "issues", id, "", ""] if !id.is_empty() => Self::Issue { key, id },
            ["projects", key, "issues", id, "events", event] => Self::IssueEvent { key, id, event },
            ["projects", key, "issues", "", "", ""] => Self::Issues { key },
            ["projects", key, "sessions", "", "", ""] => Self::Sessions { key },
            ["projects", key, "reports", "", "", ""] => Self::Reports { key },
            ["projects", key, "install", "", "", ""] => Self::Install { key },
            ["projects", key, "live", "", "", ""] => Self::Live { key },
            ["projects", key, "live", place, "", ""] => Self::Follow { key, place },
            ["projects", key, "settings", "", "", ""] => Self::Settings { key },
            ["projects", key, "tokens", "", "", ""] => Self::Tokens { key },
            ["projects", key, "tokens", id, "revoke", ""] => Self::RevokeToken { key, id },
            ["projects", key, "issues", id, "erase", ""] => Self::EraseIssue { key, id },
            ["projects", key, "issues", id, "erase", event] => Self::EraseEvent { key, id, event },
            ["projects", key, "erase", "", "", ""] => Self::EraseText { key },
            ["projects", key, "erase", "span", "", ""] => Self::EraseSpan { key },
            ["projects", key, "export", "", "", ""] => Self::Export { key },
            ["projects", key, "import", "", "", ""] => Self::Import { key },
            ["projects", key, "delete", "", "", ""] => Self::Delete { key },
            ["projects", key, "merge", "", "", ""] => Self::MergeChosen { key },
            ["projects", key, "issues", id, "merge", ""] => Self::Merge { key, id },
            ["projects", key, "issues", id, "split", ""] => Self::Split { key, id },
            ["projects", key, "noise", "", "", ""] => Self::Noise { key },
            ["projects", key, "undo", "", "", ""] => Self::Undo { key },
            ["login", "", "", "", "", ""] => Self::Login,
            ["login", ticket, "", "", "", ""] => Self::LoginLink { ticket },
            ["logout", "", "", "", "", ""] => Self::Logout,
            ["logout", "everywhere", "", "", "", ""] => Self::LogoutEverywhere,
            ["demo", "", "", "", "", ""] => Self::Demo,
            ["assets", name, "", "", "", ""] if is_file(name) => Self::Asset { path },
            ["client", name, "", "", "", ""] if is_file(name) => Self::Client { path },
            _ => Self::Unknown,
        }
    }

    /// A release of a project: its path is longer, and the name of a file a path of its own.
    fn of_release(path: &'a str) -> Option<Self> {
        let (key, rest) = path.strip_prefix("/api/projects/")?.split_once('/')?;
        let rest = rest.strip_prefix("releases/")?;
        Some(match rest.split_once('/') {
            None => Self::ApiRelease { key, release: rest },
            Some((release, "files")) => Self::ApiFiles { key, release },
            Some((release, rest)) => match rest.strip_prefix("files/") {
                Some(name) => Self::ApiFile { key, release, name },
                None => Self::ApiUnknown,
            },
        })
    }

    /// An event of an issue in the API, whose path is the longest of all others.
    fn of_event(path: &'a str) -> Option<Self> {
        let (key, rest) = path.strip_prefix("/api/projects/")?.split_once("/issues/")?;
        let (id, event) = rest.split_once("/events/")?;
        let is_one = [key, id, event].iter().all(|part| !part.is_empty() && !part.contains('/'));
        is_one.then_some(Self::ApiIssueEvent { key, id, event })
    }

    /// Its name in a log: no part of the path that somebody else chose.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Event { .. } => "event",
            Self::Ping { .. } => "ping",
            Self::Report { .. } => "report",
            Self::Batch { .. } => "batch",
            Self::Health => "health",
            Self::Metrics => "metrics",
            Self::ApiProjects
            | Self::ApiProject { .. }
            | Self::ApiIssues { .. }
            | Self::ApiIssue { .. }
            | Self::ApiErase { .. }
            | Self::ApiEraseSpan { .. }
            | Self::ApiExport { .. }
            | Self::ApiImport { .. }
            | Self::ApiTrend { .. }
            | Self::ApiIssueBreakdown { .. }
            | Self::ApiBreakdown { .. }
            | Self::ApiMerge { .. }
            | Self::ApiSplit { .. }
            | Self::ApiMembers { .. }
            | Self::ApiIssueEvents { .. }
            | Self::ApiIssueEvent { .. }
            | Self::ApiEvents { .. }
            | Self::ApiReports { .. }
            | Self::ApiReleases { .. }
            | Self::ApiNoise { .. }
            | Self::ApiSessions { .. }
            | Self::ApiOutcomes { .. }
            | Self::ApiCountries { .. }
            | Self::ApiFiles { .. }
            | Self::ApiFile { .. }
            | Self::ApiRelease { .. }
            | Self::ApiMaintenance
            | Self::ApiLoginLinks
            | Self::ApiLogins
            | Self::ApiTokens
            | Self::ApiToken { .. }
            | Self::ApiUnknown => "api",
            Self::Asset { .. } | Self::Client { .. } => "file",
            _ => "page",
        }
    }

    /// What is asked of who comes here.
    pub(crate) fn access(self, method: &Method) -> Access {
        match self {
            Self::ApiUnknown => Access::Everybody,
            Self::Metrics => Access::Token(Scope::Metrics),
            Self::ApiMaintenance
            | Self::ApiLoginLinks
            | Self::ApiLogins
            | Self::ApiTokens
            | Self::ApiToken { .. } => Access::Token(Scope::Admin),
            Self::ApiFile { .. } | Self::ApiRelease { .. } => Access::Token(Scope::Upload),
            _ if self.name() == "api" && matches!(method, Method::Get | Method::Head) => {
                Access::Token(Scope::Read)
            }
            _ if self.name() == "api" => Access::Token(Scope::Write),
            Self::Login | Self::LoginLink { .. } | Self::Logout | Self::Demo | Self::Unknown => {
                Access::Everybody
            }
            _ if self.name() == "page" => Access::Login,
            _ => Access::Everybody,
        }
    }

    /// Whose it is, for tokens of one project. A new place of the API is the collector's, unless
    /// it says here that it is a project's.
    pub(crate) fn resource_owner(self, method: &Method) -> ResourceOwner<'a> {
        match self {
            Self::ApiProject { key }
            | Self::ApiIssues { key }
            | Self::ApiIssue { key, .. }
            | Self::ApiErase { key }
            | Self::ApiEraseSpan { key }
            | Self::ApiExport { key }
            | Self::ApiImport { key }
            | Self::ApiTrend { key, .. }
            | Self::ApiIssueBreakdown { key, .. }
            | Self::ApiBreakdown { key }
            | Self::ApiMerge { key, .. }
            | Self::ApiSplit { key, .. }
            | Self::ApiMembers { key, .. }
            | Self::ApiIssueEvents { key, .. }
            | Self::ApiIssueEvent { key, .. }
            | Self::ApiEvents { key }
            | Self::ApiReports { key }
            | Self::ApiReleases { key }
            | Self::ApiNoise { key }
            | Self::ApiSessions { key }
            | Self::ApiOutcomes { key }
            | Self::ApiCountries { key }
            | Self::ApiFiles { key, .. }
            | Self::ApiFile { key, .. }
            | Self::ApiRelease { key, .. } => ResourceOwner::Project(key),
            Self::ApiProjects if *method == Method::Get => ResourceOwner::Each,
            _ => ResourceOwner::Collector,
        }
    }

    /// Whether programs come here, who want their faults as JSON.
    pub(crate) fn speaks_json(self) -> bool {
        !matches!(self.name(), "page" | "file")
    }

    /// The key, as it was written, of a place to which pages of other origins send.
    pub(crate) fn ingest_key(self) -> Option<&'a str> {
        match self {
            Self::Event { key } | Self::Ping { key } | Self::Report { key } | Self::Batch { key } => {
                Some(key)
            }
            _ => None,
        }
    }
}

fn is_file(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

#[cfg(test)]
mod tests;
