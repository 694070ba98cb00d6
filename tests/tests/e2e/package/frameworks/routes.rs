//! The routes to a collector that `docs/proxies.md` gives for Next.js and Nuxt, in applications that each built
//! for production and serves: they have what visitors need, and nothing of the dashboard.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::Browser, free_port, http, package::framework_app::FrameworkApp, site::keeper::Keeper,
};

use super::builds::{NEXT, NUXT};
use crate::reliability::own_route;

/// Puts the tag into the page, by the route.
const TAG: &str = "
    const tag = document.createElement('script');
    tag.src = '/report/client/script.js';
    tag.dataset.endpoint = '/report/v1/KEY';
    tag.onload = () => corncrake.sendEvent(new RangeError('over the route of a framework'));
    document.head.append(tag)";

/// What a proxy before the framework's server tells it, after a line that a visitor made up.
const FORWARDED: &str = "X-Forwarded-For: 198.51.100.1, 203.0.113.7";

async fn passes_on(app: &FrameworkApp, file: &str, line: &[&str], ready: &str) -> Result<()> {
    ensure!(
        own_route::documented_after(file, "js")? == app.file(file)?,
        "{file} is another one in the documents"
    );
    let (collector, key) = own_route::start()?;
    let deploy = app.deploy()?;
    deploy.route_to(&collector.address())?;
    let server = deploy.start(line, ready)?;
    own_route::passes_only_what_visitors_need(&collector, &key, |path| own_route::curl(server.port, path))?;
    let own = collector.project("own", &[&server.origin()])?;
    let browser = Browser::open().await?;
    browser.goto(&format!("{}/served/7", server.origin())).await?;
    browser.run(&TAG.replace("KEY", &own)).await?;
    collector.wait_for_issue(&own, "over the route of a framework")?;
    drop((server, deploy));

    let (keeper, deploy) = (Keeper::start()?, app.deploy()?);
    deploy.route_to(&keeper.address())?;
    let server = deploy.start(line, ready)?;
    own_route::passes_the_visitor_alone(&keeper, None, |path| own_route::curl(server.port, path))?;
    own_route::passes_the_visitor_alone(&keeper, Some(FORWARDED), |path| own_route::curl(server.port, path))?;
    drop((server, deploy));

    // A collector that is away is no failure of the application.
    let deploy = app.deploy()?;
    deploy.route_to(&format!("http://127.0.0.1:{}", free_port()?))?;
    let server = deploy.start(line, ready)?;
    let answer = http::request(server.port, "POST", &format!("/report/v1/{key}/event"), &[], b"{}")?;
    ensure!(answer.status == 502 && !server.log()?.contains("rror"), "{answer:?} {}", server.log()?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_of_next_js_passes_on_what_visitors_need_and_no_more() -> Result<()> {
    let line = ["next", "start", "--hostname", "127.0.0.1"];
    passes_on(&NEXT, "app/report/[...path]/route.js", &line, "Ready in").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_route_of_nuxt_passes_on_what_visitors_need_and_no_more() -> Result<()> {
    let line = ["node", ".output/server/index.mjs"];
    passes_on(&NUXT, "server/routes/report/[...path].js", &line, "Listening on").await
}
