//! A collector with one project, and the requests of its API that many tests make.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::collector::{Collector, Response, TOKEN};

/// The headers of a visitor of the shop.
pub const SENDER: [(&str, &str); 3] = [
    ("origin", "https://shop.example"),
    ("content-type", "application/json"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
];

/// A collector with one project.
pub struct Shop {
    /// The collector.
    pub collector: Collector,
    /// The project's key.
    pub key: String,
}

impl Shop {
    /// Starts the collector and makes the project.
    pub fn open() -> Result<Self> {
        let collector = Collector::start()?;
        let key = collector.project("shop", &["*"])?;
        Ok(Self { collector, key })
    }

    /// Sends an event of a visitor with this browser, so many times.
    pub fn send_events(&self, name: &str, message: &str, release: Option<&str>, times: usize) -> Result<()> {
        let body = json!({ "name": name, "message": message, "type": 1, "meta": { "release": release } });
        for _ in 0..times {
            let path = format!("/v1/{}/event", self.key);
            let answer = self.collector.request("POST", &path, &SENDER, body.to_string().as_bytes())?;
            ensure!(answer.status == 200, "{answer:?}");
        }
        Ok(())
    }

    /// Sends a request to the admin API, below the project.
    pub fn request(&self, method: &str, path: &str, body: Value) -> Result<Response> {
        let (bearer, path) = (format!("Bearer {TOKEN}"), format!("/api/projects/{}{path}", self.key));
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        self.collector.request(method, &path, &headers, body.to_string().as_bytes())
    }

    /// Sends one that must succeed, and gives what it answers.
    pub fn change(&self, method: &str, path: &str, body: Value) -> Result<Value> {
        let answer = self.request(method, path, body)?;
        ensure!(answer.status == 200, "{method} {path}: {answer:?}");
        Ok(answer.json())
    }

    /// Sends a browser's report of a script that the policy of a page of the shop refused.
    pub fn send_report(&self, page: u32, blocked: &str) -> Result<()> {
        let report = json!([{ "type": "csp-violation", "age": 0, "url": format!("https://shop.example/{page}"),
            "user_agent": "Chrome/153", "body": { "documentURL": "https://shop.example/", "disposition": "enforce",
            "effectiveDirective": "script-src-elem", "blockedURL": blocked, "originalPolicy": "script-src 'self'",
            "statusCode": 200 } }]);
        let headers = [
            ("origin", "https://shop.example"),
            ("content-type", "application/reports+json"),
            ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"),
        ];
        let path = format!("/v1/{}/report", self.key);
        let sent = self.collector.request("POST", &path, &headers, report.to_string().as_bytes())?;
        ensure!(sent.status == 200, "{sent:?}");
        Ok(())
    }

    /// Reads from the admin API, below the project.
    pub fn get(&self, path: &str) -> Result<Value> {
        self.collector.get(&format!("/api/projects/{}{path}", self.key))
    }

    /// The issue with this title, as a list shows it.
    pub fn issue(&self, title: &str) -> Result<Value> {
        let all = self.collector.issues(&self.key)?;
        all.into_iter().find(|issue| issue["title"] == title).with_context(|| format!("no issue {title}"))
    }

    /// The id of the issue with this title.
    pub fn id(&self, title: &str) -> Result<String> {
        Ok(self.issue(title)?["id"].as_str().unwrap_or_default().to_owned())
    }

    /// The titles of a list of issues.
    pub fn titles(&self, query: &str) -> Result<Vec<String>> {
        let list = self.get(&format!("/issues{query}"))?;
        let titles = list["issues"].as_array().into_iter().flatten();
        Ok(titles.filter_map(|issue| issue["title"].as_str().map(str::to_owned)).collect())
    }
}
