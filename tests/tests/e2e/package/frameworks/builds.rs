//! Our entries for Next.js, Nuxt, Astro and Angular, in applications that each framework built for production
//! and serves: what fails in a page, in a handler and on the server is told once, by the route's pattern on the
//! server; and the applications do with it what they do without us.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::{Collector, Response},
    http,
    package::{
        framework_app::{FrameworkApp, FrameworkDeploy},
        stock_server::AppServer,
    },
};
use serde_json::{Value, json};

/// An application that is served, and the project that it sends to.
struct Bench {
    collector: Collector,
    key: String,
    deploy: FrameworkDeploy,
    server: AppServer,
    browser: Browser,
}

impl Bench {
    async fn start(app: &FrameworkApp, line: &[&str], ready: &str) -> Result<Self> {
        let deploy = app.deploy()?;
        let collector = Collector::start()?;
        let key = collector.project(app.name, &["http://127.0.0.1", "node"])?;
        deploy.send_to(&format!("{}/v1/{key}", collector.address()))?;
        let server = deploy.start(line, ready)?;
        Ok(Self { collector, key, deploy, server, browser: Browser::open().await? })
    }

    /// Asks for a page of the application as a visitor whose address and query say too much.
    fn request(&self, path: &str) -> Result<Response> {
        let headers = [("user-agent", "Visitor/9.9"), ("accept", "text/html"), ("cookie", "who=jane")];
        http::request(self.server.port, "GET", &format!("{path}?who=jane"), &headers, b"")
    }

    async fn goto(&self, path: &str, fragment: &str) -> Result<()> {
        self.browser.goto(&format!("{}{path}?who=jane{fragment}", self.server.origin())).await
    }

    /// The page's timer and its button fail, and the page goes on.
    async fn shop(&self, fragment: &str) -> Result<()> {
        self.goto("/shop/42", fragment).await?;
        self.collector.wait_for_issue(&self.key, "a timer of the page fails")?;
        self.browser.click("button").await?;
        self.browser.says("button", "1 bought").await?;
        self.collector.wait_for_issue(&self.key, "a click fails")?;
        Ok(())
    }

    /// Waits for each of these issues, which are all, each with one event and this route.
    fn are_all(&self, expected: &[(&str, Option<&str>)]) -> Result<()> {
        for (title, route) in expected {
            let found = self.collector.wait_for_issue(&self.key, title);
            let found = found.with_context(|| self.server.log().unwrap_or_default())?;
            let told = found["event"]["meta"]["route"].as_str();
            ensure!(route.is_none() || told == *route, "{title}: {found:#}\n{}", self.server.log()?);
            ensure!(found["issue"]["events"] == 1, "{found:#}");
            for secret in ["jane", "who=", "Visitor"] {
                ensure!(!found.to_string().contains(secret), "{secret}: {found:#}");
            }
        }
        let issues = self.collector.issues(&self.key)?;
        let titles: Vec<&Value> = issues.iter().map(|issue| &issue["title"]).collect();
        ensure!(issues.len() == expected.len(), "{titles:#?}\n{}", self.server.log()?);
        Ok(())
    }
}

pub(super) const NEXT: FrameworkApp = FrameworkApp { name: "next", builds: &[&["next", "build"]] };

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_next_js_tells_each_failure_once_and_goes_on() -> Result<()> {
    let mut bench = Bench::start(&NEXT, &["next", "start", "--hostname", "127.0.0.1"], "Ready in").await?;
    ensure!(bench.request("/nowhere")?.status == 404);
    bench.shop("").await?;
    bench.goto("/served/none", "").await?;
    bench.browser.says("h1", "Own error page").await?;
    ensure!(bench.request("/edge/7")?.body.contains("<h1>function</h1>"));
    ensure!(bench.request("/edge/none")?.status == 500);
    ensure!(bench.request("/api/7")?.status == 500);
    bench.are_all(&[
        ("a route of the server fails", Some("/api/[id]")),
        ("a page at the edge fails", Some("/edge/[id]")),
        ("a page of the server fails", Some("/served/[id]")),
        ("a timer of the page fails", None),
        ("a promise of the page fails", None),
        ("a click fails", None),
    ])?;
    // In development, Next.js compiles for the edge in another way.
    bench.server = bench.deploy.start(&["next", "dev", "--hostname", "127.0.0.1"], "Ready in")?;
    let page = bench.request("/edge/7")?;
    ensure!(page.status == 200 && page.body.contains("<h1>function</h1>"), "{}", bench.server.log()?);
    Ok(())
}

pub(super) const NUXT: FrameworkApp = FrameworkApp { name: "nuxt", builds: &[&["nuxt", "build"]] };

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_nuxt_tells_each_failure_once_and_goes_on() -> Result<()> {
    let bench = Bench::start(&NUXT, &["node", ".output/server/index.mjs"], "Listening on").await?;
    for answer in ["/nowhere", "/served/away", "/api/away"] {
        ensure!(bench.request(answer)?.status == 404, "{answer}");
    }
    bench.goto("/nowhere", "").await?;
    bench.browser.says("h1", "404").await?;
    bench.shop("").await?;
    bench.browser.click("#leave").await?;
    bench.browser.says("h1", "500").await?;
    for path in ["/begun/7", "/served/none"] {
        bench.goto(path, "").await?;
        bench.browser.says("h1", "500").await?;
    }
    ensure!(bench.request("/api/7")?.status == 500);
    bench.are_all(&[
        ("a route of the server fails", Some("/api/:id")),
        ("a page of the server fails", Some("/served/:id")),
        ("a fatal click fails", Some("/shop/:id")),
        ("a setup of the page fails", Some("/begun/:id")),
        // What Vue prints then.
        ("Hydration completed but contains mismatches", None),
        ("a timer of the page fails", Some("/shop/:id")),
        ("a promise of the page fails", Some("/shop/:id")),
        ("a click fails", Some("/shop/:id")),
    ])
}

const ASTRO: FrameworkApp = FrameworkApp { name: "astro", builds: &[&["astro", "build"]] };

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_astro_tells_each_failure_once_and_goes_on() -> Result<()> {
    let bench = Bench::start(&ASTRO, &["node", "dist/server/entry.mjs"], "Server listening on").await?;
    ensure!(bench.request("/nowhere")?.status == 404);
    ensure!(bench.request("/still/")?.body.contains("Still"));
    bench.shop("").await?;
    let page = bench.request("/served/7")?;
    ensure!(
        page.status == 200 && page.body.contains("with its parts") && page.header("set-cookie") == "seen=yes"
    );
    ensure!(bench.request("/served/none")?.status == 500);
    // Astro has begun to send this page, and cuts it off.
    let cut = bench.request("/served/part");
    ensure!(
        cut.as_ref().map_or(true, |page| page.status == 200 && page.body.contains("<h1>Served")),
        "{cut:?}"
    );
    ensure!(bench.request("/api/7")?.status == 500);
    bench.are_all(&[
        ("a route of the server fails", Some("/api/[id]")),
        ("a part of a page fails", Some("/served/[id]")),
        ("a page of the server fails", Some("/served/[id]")),
        ("a timer of the page fails", None),
        ("a promise of the page fails", None),
        ("a click fails", None),
    ])
}

const ANGULAR: FrameworkApp = FrameworkApp { name: "angular", builds: &[&["ng", "build"]] };

/// The same application without zone.js, and with it.
async fn angular_goes_on(fragment: &str) -> Result<()> {
    let bench = Bench::start(&ANGULAR, &["node", "dist/server/server.mjs"], "listening").await?;
    bench.shop(fragment).await?;
    let here = bench.browser.run("return ['Zone' in window, handled.includes('a click fails')]").await?;
    ensure!(here == json!([!fragment.is_empty(), true]), "{here}");
    let page = bench.request("/served/7")?;
    ensure!(page.status == 200 && page.body.contains("<h1>Served 3</h1>"), "{}", page.body);
    // What Angular answers where a page fails, and where its router does.
    ensure!(bench.request("/served/none")?.status == 200);
    ensure!(bench.request("/served/never")?.status == 404);
    bench.are_all(&[
        ("a route of the server fails", None),
        ("a page of the server fails", Some("/served/:id")),
        // The window hears of these before Angular does, unless zone.js is there.
        ("a promise of the page fails", None),
        ("a timer of the page fails", None),
        ("a click fails", Some("/shop/:id")),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_of_angular_tells_each_failure_once_and_goes_on() -> Result<()> {
    angular_goes_on("").await?;
    angular_goes_on("#zone").await
}
