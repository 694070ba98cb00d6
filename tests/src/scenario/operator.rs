//! A logged-in operator, with the requests of a browser without JavaScript.

use anyhow::{Result, ensure};

use crate::{collector::TOKEN, scenario::shop::Shop};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Sends the forms of pages as a browser without JavaScript does.
pub struct Operator<'a> {
    shop: &'a Shop,
    /// The cookie of the login, as a request carries it.
    pub cookie: String,
}

impl<'a> Operator<'a> {
    /// Logs in with the admin token.
    pub fn log_in(shop: &'a Shop) -> Result<Self> {
        let own = shop.collector.address();
        let form = format!("token={}", TOKEN.replace(' ', "+"));
        let answer = shop.collector.request("POST", "/login", &[("origin", &own), FORM], form.as_bytes())?;
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        Ok(Self { shop, cookie })
    }

    /// The HTML of a page.
    pub fn page(&self, path: &str) -> Result<String> {
        let answer = self.shop.collector.request("GET", path, &[("cookie", &self.cookie)], b"")?;
        ensure!(answer.status == 200, "{path}: {answer:?}");
        Ok(answer.body)
    }

    /// Sends a form to the project's `path`, and gives the place it leads to.
    pub fn send_form(&self, path: &str, form: &str) -> Result<String> {
        let (own, path) = (self.shop.collector.address(), format!("/projects/{}{path}", self.shop.key));
        let headers = [("cookie", self.cookie.as_str()), ("origin", own.as_str()), FORM];
        let answer = self.shop.collector.request("POST", &path, &headers, form.as_bytes())?;
        ensure!(answer.status == 303, "{path} {form}: {answer:?}");
        Ok(answer.header("location").to_owned())
    }

    /// Sends the undo that a page offers.
    pub fn undo(&self, page: &str) -> Result<String> {
        let steps = page.split(r#"name="step" value=""#).skip(1).filter_map(|rest| rest.split('"').next());
        let steps: Vec<String> = steps.map(|step| format!("step={}", step.replace('~', "%7E"))).collect();
        ensure!(!steps.is_empty(), "no undo in {page}");
        self.send_form("/undo", &steps.join("&"))
    }
}
