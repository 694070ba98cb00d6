//! The pages that there are to look at: every one that tests hold to something, and of which
//! there are pictures. A new page is added here once.

use anyhow::{Context, Result};

use super::{Demo, bugs};

/// A page.
#[derive(Debug, Clone)]
pub struct DashboardPage {
    /// The name of its pictures.
    pub name: &'static str,
    /// Its path, with its query.
    pub path: String,
    /// Whether it needs a login.
    pub inside: bool,
}

/// A page that only a form leads to.
#[derive(Debug, Clone)]
pub struct FormPage {
    /// Which it is.
    pub name: &'static str,
    /// Where the form is sent to.
    pub place: String,
    /// The form's fields.
    pub fields: &'static [(&'static str, &'static str)],
    /// A selector that matches on that page and no other.
    pub shows: &'static str,
}

impl Demo {
    /// Every page, those without a login last.
    pub fn pages(&self) -> Result<Vec<DashboardPage>> {
        let inside = |name, path| DashboardPage { name, path, inside: true };
        let (home, empty) = (format!("/projects/{}", self.key), format!("/projects/{}", self.empty));
        let issue = |title: &str| -> Result<String> { Ok(format!("{home}/issues/{}", self.issue(title)?)) };
        let mapped = issue(bugs::MAPPED)?;
        Ok(vec![
            inside("projects", "/".to_owned()),
            inside("inbox", "/inbox".to_owned()),
            inside("overview", format!("{home}?range=7d")),
            inside("issues", format!("{home}/issues")),
            inside("issues-filtered", format!("{home}/issues?query=cart&status=any&release=4.2.1")),
            inside("issues-none", format!("{home}/issues?query=nothing+like+it")),
            inside("noise", format!("{home}/issues?noise=1")),
            inside("issue", format!("{mapped}?range=7d")),
            inside("event", self.earlier(&mapped)?),
            inside("regressed", issue("IDBDatabase")?),
            inside("merged", issue("tea-assam")?),
            inside("issue-events", format!("{mapped}/events")),
            inside("releases", format!("{home}/releases")),
            inside("time-zone", "/zone".to_owned()),
            inside("reports", format!("{home}/reports")),
            inside("sessions", format!("{home}/sessions?range=7d")),
            inside("usage", format!("{home}/usage?range=30d")),
            inside("usage-name", format!("{home}/usage?range=30d&name=checkout.express")),
            inside("usage-empty", format!("{empty}/usage")),
            inside("installations", format!("{home}/installations?range=30d")),
            inside("installations-empty", format!("{empty}/installations")),
            inside("vitals", format!("{home}/vitals?range=30d")),
            inside("vitals-name", format!("{home}/vitals?range=30d&name=lcp")),
            inside("vitals-empty", format!("{empty}/vitals")),
            inside("live", format!("{home}/live")),
            inside("install", format!("{home}/install")),
            inside("alerts", format!("{home}/alerts")),
            inside("alert-rule", format!("{home}/alerts/rules/{}", self.alert_rule)),
            inside("alert-destination", format!("{home}/alerts/destinations/{}", self.alert_destination)),
            inside("alerts-of-all", "/alerts".to_owned()),
            inside("check", "/check".to_owned()),
            inside("people", "/people".to_owned()),
            inside("person", format!("/people/users/{}", self.user)),
            inside("access-log", "/people/log".to_owned()),
            inside("account", "/account".to_owned()),
            inside("settings", format!("{home}/settings")),
            inside("privacy", format!("/privacy/{}", self.key)),
            inside("rules", format!("{home}/rules?issue={}", self.issue(bugs::MAPPED)?)),
            inside("empty", empty.clone()),
            inside("empty-issues", format!("{empty}/issues")),
            inside("empty-install", format!("{empty}/install")),
            inside("empty-alerts", format!("{empty}/alerts")),
            inside("error", format!("{home}/issues/0123456789abcdef")),
            DashboardPage { name: "login", path: "/login".to_owned(), inside: false },
            DashboardPage { name: "login-expired", path: "/login/1.00".to_owned(), inside: false },
            DashboardPage { name: "invitation", path: self.invitation.clone(), inside: false },
            DashboardPage { name: "receipt", path: "/r".to_owned(), inside: false },
            // There is no project for it, unless a test makes one.
            DashboardPage { name: "demo-none", path: "/demo/".to_owned(), inside: false },
        ])
    }

    /// Pages that only forms lead to; they need a login.
    pub fn posted(&self) -> Vec<FormPage> {
        let place = |place: &str| format!("/projects/{}/{place}", self.key);
        vec![
            FormPage {
                name: "erase-confirm",
                place: place("erase"),
                fields: &[("query", "cart")],
                shows: "button[name=confirm]",
            },
            FormPage {
                name: "erase-refused",
                place: place("erase"),
                fields: &[("query", "ab")],
                shows: "#erase-error",
            },
            FormPage {
                name: "token-new",
                place: place("tokens"),
                fields: &[("token-name", "CI"), ("scope", "read")],
                shows: "form[action$=revoke]",
            },
            FormPage {
                name: "token-refused",
                place: place("tokens"),
                fields: &[("token-name", "CI")],
                shows: "#scopes-error",
            },
            FormPage {
                name: "settings-refused",
                place: place("settings"),
                fields: &[("origins", "no origin"), ("objects", "0"), ("megabytes", "0")],
                shows: "form[action$='/settings'] [aria-invalid=true]",
            },
            FormPage {
                name: "alert-rule-refused",
                place: place("alerts/rules"),
                fields: &[("rule-name", "x"), ("trigger", "sessions"), ("sessions", "many")],
                shows: "#rule-error",
            },
            FormPage {
                name: "alert-destination-refused",
                place: place("alerts/destinations"),
                fields: &[("destination-name", "x"), ("kind", "webhook"), ("url", "http://10.0.0.1/")],
                shows: "#destination-error",
            },
            FormPage {
                name: "people-refused",
                place: "/people".to_owned(),
                fields: &[("name", ""), ("email", "no address")],
                shows: "#name-error",
            },
            FormPage {
                name: "delete-refused",
                place: place("delete"),
                fields: &[("confirm", "no")],
                shows: "#confirm-error",
            },
        ]
    }

    /// The page of the event before an issue's latest one.
    fn earlier(&self, issue: &str) -> Result<String> {
        let link = self.login_link()?.replace(&self.address(), "");
        let entered = self.wired.request("GET", &link, &[], b"")?;
        let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let page = self.wired.request("GET", issue, &[("cookie", &cookie)], b"")?.body;
        let way = page.split("rel=\"prev\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        Ok(way.with_context(|| format!("{issue} has one event: {page}"))?.to_owned())
    }
}
