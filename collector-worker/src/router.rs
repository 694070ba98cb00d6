//! The route of a path, as a pure function. A path is split on `/` and never searched.

use crate::route::{
    AccountPart, AlertPart, Api, File, Ingest, Page, PeoplePart, ProjectApi, ProjectPage, Receipt, Route,
    Sentry,
};

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
            return if is_one { Self::File(File::Client { path: file }) } else { Self::Unknown };
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
            ["v1", key, "event", "", "", ""] | ["v1", key, "event", "event", "", ""] => {
                Self::Ingest { key, endpoint: Ingest::Event }
            }
            ["v1", key, "ping", "", "", ""] | ["v1", key, "event", "ping", "", ""] => {
                Self::Ingest { key, endpoint: Ingest::Ping }
            }
            ["v1", key, "report", "", "", ""] | ["v1", key, "event", "report", "", ""] => {
                Self::Ingest { key, endpoint: Ingest::Report }
            }
            ["v1", key, "batch", "", "", ""] | ["v1", key, "event", "batch", "", ""] => {
                Self::Ingest { key, endpoint: Ingest::Batch }
            }
            ["v1", key, "usage", "", "", ""] | ["v1", key, "event", "usage", "", ""] => {
                Self::Ingest { key, endpoint: Ingest::Usage }
            }
            ["v1", key, "installation", "", "", ""] | ["v1", key, "event", "installation", "", ""] => {
                Self::Ingest { key, endpoint: Ingest::Installation }
            }
            ["v1", key, "vitals", "", "", ""] | ["v1", key, "event", "vitals", "", ""] => {
                Self::Ingest { key, endpoint: Ingest::Vitals }
            }
            // A site's own server forwards what its pages send to it, and may keep the end of the path.
            ["tunnel", ..] => Self::Sentry(Sentry::Envelope),
            ["api", number, endpoint, "", "", ""] if is_number(number) => match endpoint {
                "envelope" => Self::Sentry(Sentry::Envelope),
                "store" => Self::Sentry(Sentry::Store),
                "security" | "csp-report" => Self::Sentry(Sentry::Security),
                _ => Self::Sentry(Sentry::Unknown),
            },
            ["api", number, ..] if is_number(number) => Self::Sentry(Sentry::Unknown),
            ["health", "", "", "", "", ""] => Self::Health,
            ["metrics", "", "", "", "", ""] => Self::Metrics,
            [".well-known", "corncrake.json", "", "", "", ""] => Self::Manifest,
            ["api", "projects", "", "", "", ""] => Self::Api(Api::Projects),
            ["api", "projects", key, "", "", ""] => Self::api(key, ProjectApi::Overview),
            ["api", "projects", key, "issues", "", ""] => Self::api(key, ProjectApi::Issues),
            ["api", "projects", key, "issues", "delete", ""] => Self::api(key, ProjectApi::EraseSpan),
            ["api", "projects", key, "issues", id, ""] => Self::api(key, ProjectApi::Issue { id }),
            ["api", "projects", key, "issues", id, "trend"] => Self::api(key, ProjectApi::Trend { id }),
            ["api", "projects", key, "issues", id, "breakdown"] => {
                Self::api(key, ProjectApi::IssueBreakdown { id })
            }
            ["api", "projects", key, "issues", id, "merge"] => Self::api(key, ProjectApi::Merge { id }),
            ["api", "projects", key, "issues", id, "split"] => Self::api(key, ProjectApi::Split { id }),
            ["api", "projects", key, "issues", id, "assign"] => Self::api(key, ProjectApi::Assign { id }),
            ["api", "projects", key, "issues", id, "activity"] => Self::api(key, ProjectApi::Activity { id }),
            ["api", "projects", key, "issues", id, "comments"] => Self::api(key, ProjectApi::Comments { id }),
            ["api", "projects", key, "assign", "", ""] => Self::api(key, ProjectApi::AssignChosen),
            ["api", "projects", key, "assignees", "", ""] => Self::api(key, ProjectApi::Assignees),
            ["api", "inbox", "", "", "", ""] => Self::Api(Api::Inbox),
            ["api", "projects", key, "issues", id, "members"] => Self::api(key, ProjectApi::Members { id }),
            ["api", "projects", key, "issues", id, "wordings"] => Self::api(key, ProjectApi::Wordings { id }),
            ["api", "projects", key, "erase", "", ""] => Self::api(key, ProjectApi::Erase),
            ["api", "projects", key, "export", "", ""] => Self::api(key, ProjectApi::Export),
            ["api", "projects", key, "import", "", ""] => Self::api(key, ProjectApi::Import),
            ["api", "projects", key, "issues", id, "events"] => {
                Self::api(key, ProjectApi::IssueEvents { id })
            }
            ["api", "projects", key, "events", "", ""] => Self::api(key, ProjectApi::Events),
            ["api", "projects", key, "reports", "", ""] => Self::api(key, ProjectApi::Reports),
            ["api", "projects", key, "releases", "", ""] => Self::api(key, ProjectApi::Releases),
            ["api", "projects", key, "noise", "", ""] => Self::api(key, ProjectApi::Noise),
            ["api", "projects", key, "rules", "", ""] => Self::api(key, ProjectApi::Rules),
            ["api", "projects", key, "rules", "preview", ""] => Self::api(key, ProjectApi::PreviewRule),
            ["api", "projects", key, "rules", id, ""] => Self::api(key, ProjectApi::Rule { id }),
            ["api", "projects", key, "breakdown", "", ""] => Self::api(key, ProjectApi::Breakdown),
            ["api", "projects", key, "sessions", "", ""] => Self::api(key, ProjectApi::Sessions),
            ["api", "projects", key, "outcomes", "", ""] => Self::api(key, ProjectApi::Outcomes),
            ["api", "projects", key, "items", "", ""] => Self::api(key, ProjectApi::Items),
            ["api", "projects", key, "refusals", "", ""] => Self::api(key, ProjectApi::Refusals),
            ["api", "projects", key, "countries", "", ""] => Self::api(key, ProjectApi::Countries),
            ["api", "projects", key, "usage", "", ""] => Self::api(key, ProjectApi::Usage),
            ["api", "projects", key, "installations", "", ""] => Self::api(key, ProjectApi::Installations),
            ["api", "projects", key, "vitals", "", ""] => Self::api(key, ProjectApi::Vitals),
            ["api", "projects", key, "visits", "", ""] => Self::api(key, ProjectApi::Visits),
            ["api", "projects", key, "alerts", "", ""] => Self::api(key, ProjectApi::Alerts(AlertPart::All)),
            ["api", "projects", key, "alerts", "rules", ""] => {
                Self::api(key, ProjectApi::Alerts(AlertPart::Rules))
            }
            ["api", "projects", key, "alerts", "rules", id] => {
                Self::api(key, ProjectApi::Alerts(AlertPart::Rule { id }))
            }
            ["api", "projects", key, "alerts", "destinations", ""] => {
                Self::api(key, ProjectApi::Alerts(AlertPart::Destinations))
            }
            ["api", "projects", key, "alerts", "destinations", id] => {
                Self::api(key, ProjectApi::Alerts(AlertPart::Destination { id }))
            }
            ["api", "projects", key, "alerts", "test", id] => {
                Self::api(key, ProjectApi::Alerts(AlertPart::Test { id }))
            }
            ["api", "projects", key, "alerts", "deliveries", ""] => {
                Self::api(key, ProjectApi::Alerts(AlertPart::Deliveries))
            }
            ["api", "projects", key, "alerts", "again", id] => {
                Self::api(key, ProjectApi::Alerts(AlertPart::SendAgain { id }))
            }
            ["api", "alerts", "", "", "", ""] => Self::Api(Api::Alerts(AlertPart::All)),
            ["api", "alerts", "rules", "", "", ""] => Self::Api(Api::Alerts(AlertPart::Rules)),
            ["api", "alerts", "rules", id, "", ""] => Self::Api(Api::Alerts(AlertPart::Rule { id })),
            ["api", "alerts", "destinations", "", "", ""] => Self::Api(Api::Alerts(AlertPart::Destinations)),
            ["api", "alerts", "destinations", id, "", ""] => {
                Self::Api(Api::Alerts(AlertPart::Destination { id }))
            }
            ["api", "tokens", "", "", "", ""] => Self::Api(Api::Tokens),
            ["api", "tokens", id, "", "", ""] => Self::Api(Api::Token { id }),
            ["api", "maintenance", "", "", "", ""] => Self::Api(Api::Maintenance),
            ["api", "check", "", "", "", ""] => Self::Api(Api::Check),
            ["api", "request", "", "", "", ""] => Self::Api(Api::Request),
            ["api", "login-links", "", "", "", ""] => Self::Api(Api::LoginLinks),
            ["api", "logins", "", "", "", ""] => Self::Api(Api::Logins),
            ["api", "users", "", "", "", ""] => Self::Api(Api::People(PeoplePart::All)),
            ["api", "users", id, "", "", ""] => Self::Api(Api::People(PeoplePart::User { id })),
            ["api", "users", id, "invitation", "", ""] => {
                Self::Api(Api::People(PeoplePart::InviteUser { id }))
            }
            ["api", "users", id, "logins", "", ""] => Self::Api(Api::People(PeoplePart::EndLogins { id })),
            ["api", "users", id, "logins", login, ""] => {
                Self::Api(Api::People(PeoplePart::EndLogin { id, login }))
            }
            ["api", "users", id, "passkeys", passkey, ""] => {
                Self::Api(Api::People(PeoplePart::RemovePasskey { id, passkey }))
            }
            ["api", "users", id, "identities", identity, ""] => {
                Self::Api(Api::People(PeoplePart::RemoveIdentity { id, identity }))
            }
            ["api", "admin-token", "", "", "", ""] => Self::Api(Api::People(PeoplePart::AdminToken)),
            ["api", "access-log", "", "", "", ""] => Self::Api(Api::People(PeoplePart::Log)),
            ["api" | "v1", ..] => Self::Api(Api::Unknown),
            ["", "", "", "", "", ""] | ["projects", "", "", "", "", ""] => Self::Page(Page::Projects),
            ["projects", key, "", "", "", ""] => Self::page(key, ProjectPage::Overview),
            ["projects", key, "issues", id, "", ""] if !id.is_empty() => {
                Self::page(key, ProjectPage::Issue { id })
            }
            ["projects", key, "issues", id, "events", ""] => Self::page(key, ProjectPage::IssueEvents { id }),
            ["projects", key, "releases", "", "", ""] => Self::page(key, ProjectPage::Releases),
            ["projects", key, "issues", id, "events", event] => {
                Self::page(key, ProjectPage::IssueEvent { id, event })
            }
            ["projects", key, "issues", "", "", ""] => Self::page(key, ProjectPage::Issues),
            ["projects", key, "sessions", "", "", ""] => Self::page(key, ProjectPage::Sessions),
            ["projects", key, "usage", "", "", ""] => Self::page(key, ProjectPage::Usage),
            ["projects", key, "installations", "", "", ""] => Self::page(key, ProjectPage::Installations),
            ["projects", key, "vitals", "", "", ""] => Self::page(key, ProjectPage::Vitals),
            ["projects", key, "reports", "", "", ""] => Self::page(key, ProjectPage::Reports),
            ["projects", key, "install", "", "", ""] => Self::page(key, ProjectPage::Install),
            ["projects", key, "live", "", "", ""] => Self::page(key, ProjectPage::Live),
            ["projects", key, "live", place, "", ""] => Self::page(key, ProjectPage::Follow { place }),
            ["projects", key, "settings", "", "", ""] => Self::page(key, ProjectPage::Settings),
            ["projects", key, "tokens", "", "", ""] => Self::page(key, ProjectPage::Tokens),
            ["projects", key, "tokens", id, "revoke", ""] => Self::page(key, ProjectPage::RevokeToken { id }),
            ["projects", key, "issues", id, "erase", ""] => Self::page(key, ProjectPage::EraseIssue { id }),
            ["projects", key, "issues", id, "erase", event] => {
                Self::page(key, ProjectPage::EraseEvent { id, event })
            }
            ["projects", key, "erase", "", "", ""] => Self::page(key, ProjectPage::EraseText),
            ["projects", key, "erase", "span", "", ""] => Self::page(key, ProjectPage::EraseSpan),
            ["projects", key, "export", "", "", ""] => Self::page(key, ProjectPage::Export),
            ["projects", key, "import", "", "", ""] => Self::page(key, ProjectPage::Import),
            ["projects", key, "delete", "", "", ""] => Self::page(key, ProjectPage::Delete),
            ["projects", key, "merge", "", "", ""] => Self::page(key, ProjectPage::MergeChosen),
            ["projects", key, "issues", id, "merge", ""] => Self::page(key, ProjectPage::Merge { id }),
            ["projects", key, "issues", id, "split", ""] => Self::page(key, ProjectPage::Split { id }),
            ["projects", key, "assign", "", "", ""] => Self::page(key, ProjectPage::AssignChosen),
            ["projects", key, "issues", id, "assign", ""] => Self::page(key, ProjectPage::Assign { id }),
            ["projects", key, "issues", id, "comments", ""] => Self::page(key, ProjectPage::Comments { id }),
            ["projects", key, "issues", id, "comments", comment] => {
                Self::page(key, ProjectPage::DeleteComment { id, comment })
            }
            ["inbox", "", "", "", "", ""] => Self::Page(Page::Inbox),
            ["projects", key, "noise", "", "", ""] => Self::page(key, ProjectPage::Noise),
            ["projects", key, "rules", "", "", ""] => Self::page(key, ProjectPage::Rules),
            ["projects", key, "rules", "preview", "", ""] => Self::page(key, ProjectPage::PreviewRule),
            ["projects", key, "rules", id, "", ""] => Self::page(key, ProjectPage::Rule { id }),
            ["projects", key, "undo", "", "", ""] => Self::page(key, ProjectPage::Undo),
            ["projects", key, "alerts", "", "", ""] => Self::page(key, ProjectPage::Alerts(AlertPart::All)),
            ["projects", key, "alerts", "defaults", "", ""] => {
                Self::page(key, ProjectPage::Alerts(AlertPart::Defaults))
            }
            ["projects", key, "alerts", "rules", "", ""] => {
                Self::page(key, ProjectPage::Alerts(AlertPart::Rules))
            }
            ["projects", key, "alerts", "rules", id, ""] => {
                Self::page(key, ProjectPage::Alerts(AlertPart::Rule { id }))
            }
            ["projects", key, "alerts", "rules", id, "delete"] => {
                Self::page(key, ProjectPage::Alerts(AlertPart::DeleteRule { id }))
            }
            ["projects", key, "alerts", "destinations", "", ""] => {
                Self::page(key, ProjectPage::Alerts(AlertPart::Destinations))
            }
            ["projects", key, "alerts", "destinations", id, ""] => {
                Self::page(key, ProjectPage::Alerts(AlertPart::Destination { id }))
            }
            ["projects", key, "alerts", "destinations", id, "delete"] => {
                Self::page(key, ProjectPage::Alerts(AlertPart::DeleteDestination { id }))
            }
            ["projects", key, "alerts", "test", id, ""] => {
                Self::page(key, ProjectPage::Alerts(AlertPart::Test { id }))
            }
            ["projects", key, "alerts", "again", id, ""] => {
                Self::page(key, ProjectPage::Alerts(AlertPart::SendAgain { id }))
            }
            ["alerts", "", "", "", "", ""] => Self::Page(Page::Alerts(AlertPart::All)),
            ["alerts", "rules", "", "", "", ""] => Self::Page(Page::Alerts(AlertPart::Rules)),
            ["alerts", "rules", id, "", "", ""] => Self::Page(Page::Alerts(AlertPart::Rule { id })),
            ["alerts", "rules", id, "delete", "", ""] => {
                Self::Page(Page::Alerts(AlertPart::DeleteRule { id }))
            }
            ["alerts", "destinations", "", "", "", ""] => Self::Page(Page::Alerts(AlertPart::Destinations)),
            ["alerts", "destinations", id, "", "", ""] => {
                Self::Page(Page::Alerts(AlertPart::Destination { id }))
            }
            ["alerts", "destinations", id, "delete", "", ""] => {
                Self::Page(Page::Alerts(AlertPart::DeleteDestination { id }))
            }
            ["check", "", "", "", "", ""] => Self::Page(Page::Check),
            ["privacy", key, "", "", "", ""] if !key.is_empty() => Self::Page(Page::Privacy { key }),
            ["r", "", "", "", "", ""] => Self::Receipt(Receipt::Form),
            ["r", code, "", "", "", ""] => match code.strip_suffix(".json") {
                Some(code) => Self::Receipt(Receipt::Json { code }),
                None => Self::Receipt(Receipt::Code { code }),
            },
            ["zone", "", "", "", "", ""] => Self::Page(Page::Zone),
            ["login", "", "", "", "", ""] => Self::Page(Page::Login),
            ["login", "passkey", "", "", "", ""] => Self::Page(Page::LoginByPasskey),
            ["login", "oidc", "", "", "", ""] => Self::Page(Page::SignOn),
            ["login", "oidc", "callback", "", "", ""] => Self::Page(Page::SignOnCallback),
            ["login", ticket, "", "", "", ""] => Self::Page(Page::LoginLink { ticket }),
            ["logout", "", "", "", "", ""] => Self::Page(Page::Logout),
            ["logout", "everywhere", "", "", "", ""] => Self::Page(Page::LogoutEverywhere),
            ["invite", ticket, "", "", "", ""] => Self::Page(Page::Invitation { ticket }),
            ["invite", ticket, "oidc", "", "", ""] => Self::Page(Page::InvitationSignOn { ticket }),
            ["people", "", "", "", "", ""] => Self::Page(Page::People(PeoplePart::All)),
            ["people", "users", id, "", "", ""] => Self::Page(Page::People(PeoplePart::User { id })),
            ["people", "users", id, "remove", "", ""] => {
                Self::Page(Page::People(PeoplePart::RemoveUser { id }))
            }
            ["people", "users", id, "invite", "", ""] => {
                Self::Page(Page::People(PeoplePart::InviteUser { id }))
            }
            ["people", "users", id, "logout", "", ""] => {
                Self::Page(Page::People(PeoplePart::EndLogins { id }))
            }
            ["people", "users", id, "logins", login, "end"] => {
                Self::Page(Page::People(PeoplePart::EndLogin { id, login }))
            }
            ["people", "users", id, "passkeys", passkey, "remove"] => {
                Self::Page(Page::People(PeoplePart::RemovePasskey { id, passkey }))
            }
            ["people", "users", id, "identities", identity, "remove"] => {
                Self::Page(Page::People(PeoplePart::RemoveIdentity { id, identity }))
            }
            ["people", "tokens", id, "revoke", "", ""] => {
                Self::Page(Page::People(PeoplePart::RevokeToken { id }))
            }
            ["people", "admin-token", "", "", "", ""] => Self::Page(Page::People(PeoplePart::AdminToken)),
            ["people", "log", "", "", "", ""] => Self::Page(Page::People(PeoplePart::Log)),
            ["account", "", "", "", "", ""] => Self::Page(Page::Account(AccountPart::All)),
            ["account", "passkeys", "", "", "", ""] => Self::Page(Page::Account(AccountPart::Passkeys)),
            ["account", "passkeys", id, "remove", "", ""] => {
                Self::Page(Page::Account(AccountPart::RemovePasskey { id }))
            }
            ["account", "identities", id, "remove", "", ""] => {
                Self::Page(Page::Account(AccountPart::RemoveIdentity { id }))
            }
            ["account", "tokens", "", "", "", ""] => Self::Page(Page::Account(AccountPart::Tokens)),
            ["account", "tokens", id, "revoke", "", ""] => {
                Self::Page(Page::Account(AccountPart::RevokeToken { id }))
            }
            ["account", "logins", "end", "", "", ""] => Self::Page(Page::Account(AccountPart::EndLogins)),
            ["account", "logins", id, "end", "", ""] => {
                Self::Page(Page::Account(AccountPart::EndLogin { id }))
            }
            ["demo", "", "", "", "", ""] => Self::Page(Page::Demo),
            ["assets", name, "", "", "", ""] if is_file(name) => Self::File(File::Asset { path }),
            ["client", name, "", "", "", ""] if is_file(name) => Self::File(File::Client { path }),
            _ => Self::Unknown,
        }
    }

    /// A release of a project: its path is longer, and the name of a file a path of its own.
    fn of_release(path: &'a str) -> Option<Self> {
        let (key, rest) = path.strip_prefix("/api/projects/")?.split_once('/')?;
        let rest = rest.strip_prefix("releases/")?;
        Some(match rest.split_once('/') {
            None => Self::api(key, ProjectApi::Release { release: rest }),
            Some((release, "files")) => Self::api(key, ProjectApi::Files { release }),
            Some((release, "deploys")) => Self::api(key, ProjectApi::Deploys { release }),
            Some((release, rest)) => match rest.strip_prefix("files/") {
                Some(name) => Self::api(key, ProjectApi::File { release, name }),
                None => Self::Api(Api::Unknown),
            },
        })
    }

    /// An event or a comment of an issue in the API, whose path is the longest of all others.
    fn of_event(path: &'a str) -> Option<Self> {
        let (key, rest) = path.strip_prefix("/api/projects/")?.split_once("/issues/")?;
        let are_parts = |parts: [&str; 3]| parts.iter().all(|part| !part.is_empty() && !part.contains('/'));
        if let Some((id, event)) = rest.split_once("/events/") {
            return are_parts([key, id, event])
                .then_some(Self::api(key, ProjectApi::IssueEvent { id, event }));
        }
        let (id, comment) = rest.split_once("/comments/")?;
        are_parts([key, id, comment]).then_some(Self::api(key, ProjectApi::Comment { id, comment }))
    }
}

/// The number of a project in a DSN: digits, which alone all SDKs take.
fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

fn is_file(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
}

#[cfg(test)]
mod tests;
