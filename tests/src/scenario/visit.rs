//! One visit of a user's page that has the client in it: a project of its own, so that all
//! that is found there was counts by this page.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    site::Site,
    wait::eventually,
};

/// A script of the page that fails when a test calls it: a script that WebDriver runs has no
/// origin, and Chromium reports none of its errors.
const FAIL: &str = r#"<script nonce="n">
function fail(text) {
  const error = new Error(text);
  error.name = text.replace(/\W/g, '_');
  setTimeout(() => { throw error });
}
</script>"#;

/// A script before the client that lists its requests, in `asked`, and those that were answered,
/// in `answered`: not every engine lists in `performance` what may outlive a page.
pub const COUNT: &str = r#"<script nonce="n">
var asked = [], answered = [];
{
  const own = fetch;
  window.fetch = (url, ...rest) => {
    const name = `${url}`.split('?')[0].split('/').pop();
    asked.push(name);
    return own(url, ...rest).finally(() => answered.push(name));
  };
}
</script>"#;

/// A page without anything, and a file that no engine can read.
const ELSE: &str = "<!doctype html><title>else</title>";
const APP: &str = "let const = 1";

/// The collector and the browser that all visits in an engine share.
pub struct Engines<'a> {
    /// The collector that the pages send to.
    pub collector: &'a Collector,
    /// The browser of this engine.
    pub browser: Browser,
    /// The engine.
    pub engine: Engine,
}

/// A page: what stands before the tag of the client, the tag's attributes, and what follows.
#[derive(Default)]
pub struct SitePage<'a> {
    /// HTML before the tag.
    pub before: &'a str,
    /// More attributes of the usual tag.
    pub attributes: &'a str,
    /// HTML behind the tag.
    pub after: &'a str,
    /// The text of the tag, where it is not the usual one; `{at}` and `{key}` are filled in.
    pub tag: Option<&'a str>,
}

/// A page that was gone to.
pub struct Visit<'a> {
    of: &'a Engines<'a>,
    /// The project's key.
    pub key: String,
    /// The user's site. `/else` is a page without anything, `/app.js` is no JavaScript.
    pub site: Site,
}

impl<'a> Engines<'a> {
    /// Opens a browser of this engine.
    pub async fn open(engine: Engine, collector: &'a Collector) -> Result<Self> {
        Ok(Self { collector, browser: Browser::open_in(engine).await?, engine })
    }

    /// Goes to a page with a project of its own, and waits until it was loaded.
    pub async fn visit(&'a self, page: SitePage<'_>) -> Result<Visit<'a>> {
        let key = self.collector.project("shop", &["http://127.0.0.1"])?;
        let at = self.collector.address();
        let SitePage { before, attributes, after, tag } = page;
        let usual =
            r#"<script src="{at}/client/script.js" data-endpoint="{at}/v1/{key}" {attributes}></script>"#;
        let tag = tag.unwrap_or(usual).replace("{attributes}", attributes);
        let html = format!("<!doctype html><title>shop</title>{before}{FAIL}\n{tag}\n{after}");
        let html = html.replace("{at}", &at).replace("{key}", &key);
        let site = Site::serve(&[("/", &html), ("/else", ELSE), ("/app.js", APP)])?;
        self.browser.goto(&format!("{}/?who=mary", site.origin())).await?;
        Ok(Visit { of: self, key, site })
    }
}

impl Visit<'_> {
    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Result<Value> {
        self.of.browser.run(script).await.with_context(|| format!("{:?}: {script}", self.of.engine))
    }

    /// Runs a script until it gives true.
    pub async fn until(&self, script: &str) -> Result<()> {
        self.of.browser.until(script).await.with_context(|| format!("{:?}", self.of.engine))
    }

    /// Leaves for a page without anything.
    pub async fn leave(&self) -> Result<()> {
        self.of.browser.goto(&format!("{}/else", self.site.origin())).await
    }

    /// The names of the files that the page loaded, and the paths of its requests.
    pub async fn loaded(&self) -> Result<Vec<String>> {
        let script = "return performance.getEntriesByType('resource').map(entry => entry.name)";
        let all = self.run(script).await?;
        let name = |url: &Value| {
            let path = url.as_str()?.split('?').next()?;
            Some(path.rsplit('/').next()?.to_owned())
        };
        let names = all.as_array().context("no list")?.iter().filter_map(name);
        Ok(names.filter(|name| name != "favicon.ico").collect())
    }

    /// The latest event of the issue with this in its title, once there is one.
    pub fn event(&self, title: &str) -> Result<Value> {
        let found = self.of.collector.wait_for_issue(&self.key, title);
        let found = found.with_context(|| {
            format!("{:?}: {:?}", self.of.engine, self.issue_counts().unwrap_or_default())
        })?;
        Ok(found["event"].clone())
    }

    /// The titles of all issues, noise as well, each with its count of events; in order.
    pub fn issue_counts(&self) -> Result<Vec<(String, u64)>> {
        let mut counts = Vec::new();
        let Visit { of, key, .. } = self;
        for list in ["", "&noise=1"] {
            let page = of.collector.get(&format!("/api/projects/{key}/issues?limit=100{list}"))?;
            for issue in page["issues"].as_array().context("no issues")? {
                let title = issue["title"].as_str().unwrap_or_default().to_owned();
                counts.push((title, issue["events"].as_u64().unwrap_or_default()));
            }
        }
        counts.sort();
        Ok(counts)
    }

    /// Waits until as many issues are there as are named here, each of which must be the only
    /// one with that in its title and have happened once.
    pub fn wait_for_each_once(&self, titles: &[&str]) -> Result<()> {
        let is_once = |counts: &[(String, u64)], title: &&str| {
            let mut with = counts.iter().filter(|(is, _)| is.contains(*title));
            with.next().is_some_and(|(_, events)| *events == 1) && with.next().is_none()
        };
        let found = eventually("what a page tells", || {
            let counts = self.issue_counts()?;
            let is_all = titles.iter().all(|title| counts.iter().any(|(is, _)| is.contains(title)));
            Ok(is_all.then_some(counts))
        });
        let counts = found.with_context(|| {
            format!("{:?}: {:?} is not {titles:?}", self.of.engine, self.issue_counts().unwrap_or_default())
        })?;
        ensure!(
            counts.len() == titles.len() && titles.iter().all(|title| is_once(&counts, title)),
            "{:?}: {counts:?} is not {titles:?}, each once",
            self.of.engine
        );
        Ok(())
    }

    /// The sessions of its project, and those of them with an error.
    pub fn sessions(&self) -> Result<(u64, u64)> {
        self.of.collector.sessions(&self.key)
    }

    /// The count of an outcome, by its name.
    pub fn outcome(&self, name: &str) -> Result<u64> {
        self.of.collector.outcome(&self.key, name)
    }
}
