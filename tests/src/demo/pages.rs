//! The pages that there are to look at: every one that tests hold to something, and of which
//! there are pictures. A new page is added here once.

use anyhow::{Context, Result};

use super::{Demo, bugs};

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// What its pictures are called.
    pub name: &'static str,
    /// Its path, with what is asked of it.
    pub path: String,
    /// Whether it is seen by who is logged in.
    pub inside: bool,
}

impl Demo {
    /// Every page, those of who is not logged in last.
    pub fn pages(&self) -> Result<Vec<Page>> {
        let inside = |name, path| Page { name, path, inside: true };
        let (home, empty) = (format!("/projects/{}", self.key), format!("/projects/{}", self.empty));
        let issue = |title: &str| -> Result<String> { Ok(format!("{home}/issues/{}", self.issue(title)?)) };
        let mapped = issue(bugs::MAPPED)?;
        Ok(vec![
            inside("projects", "/".to_owned()),
            inside("overview", format!("{home}?range=7d")),
            inside("issues", format!("{home}/issues")),
            inside("issues-filtered", format!("{home}/issues?query=cart&status=any&release=4.2.1")),
            inside("issues-none", format!("{home}/issues?query=nothing+like+it")),
            inside("noise", format!("{home}/issues?noise=1")),
            inside("issue", format!("{mapped}?range=7d")),
            inside("event", self.earlier(&mapped)?),
            inside("regressed", issue("IDBDatabase")?),
            inside("merged", issue("tea-assam")?),
            inside("reports", format!("{home}/reports")),
            inside("sessions", format!("{home}/sessions?range=7d")),
            inside("live", format!("{home}/live")),
            inside("install", format!("{home}/install")),
            inside("settings", format!("{home}/settings")),
            inside("empty", empty.clone()),
            inside("empty-issues", format!("{empty}/issues")),
            inside("empty-install", format!("{empty}/install")),
            inside("error", format!("{home}/issues/0123456789abcdef")),
            Page { name: "login", path: "/login".to_owned(), inside: false },
            Page { name: "login-expired", path: "/login/1.00".to_owned(), inside: false },
        ])
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
