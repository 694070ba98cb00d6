//! Set-ups whose application has a server of its own: that of a bundler, or of a framework.

use anyhow::Result;

use crate::{
    http,
    matrix::{
        bench::Bench,
        page::build,
        row::Row,
        set_up::{Failure, OwnServer, SetUp},
        visit::{OF_PAGE, PageVisit, row, visit},
    },
    package::{framework_app::FrameworkApp, kept_build::Line, stock_server::AppServer},
};

/// A folder of `tests/matrix`: its server has the endpoint in `ENDPOINT`, its page in the address.
pub(super) async fn own(
    bench: &Bench,
    set_up: &SetUp,
    (app, lines): (&str, &'static [Line]),
    server: &OwnServer,
) -> Result<Row> {
    let folder = build(set_up.name, app, lines)?;
    let (key, endpoint) = bench.endpoint(set_up.name)?;
    let mut visits = Vec::new();
    for endpoint in [endpoint.as_str(), ""] {
        let variables = [("ENDPOINT", endpoint)];
        let running = AppServer::start_with(&folder, server.line, server.ready, &variables)?;
        let key = (!endpoint.is_empty()).then_some(key.as_str());
        visits.push(both(bench, set_up, server, &running, (key, endpoint)).await?);
    }
    row(set_up, failures(server), &visits)
}

/// An application of `tests/frameworks`, in which the endpoint is written, or none.
pub(super) async fn framework(
    bench: &Bench,
    set_up: &SetUp,
    app: &FrameworkApp,
    server: &OwnServer,
) -> Result<Row> {
    let (key, endpoint) = bench.endpoint(set_up.name)?;
    let mut visits = Vec::new();
    for endpoint in [endpoint.as_str(), ""] {
        let deploy = app.deploy()?;
        deploy.send_to(endpoint)?;
        let running = deploy.start(server.line, server.ready)?;
        let key = (!endpoint.is_empty()).then_some(key.as_str());
        visits.push(both(bench, set_up, server, &running, (key, "")).await?);
    }
    row(set_up, failures(server), &visits)
}

/// Asks for the page that fails on the server, and visits the one that fails in the browser.
async fn both(
    bench: &Bench,
    set_up: &SetUp,
    server: &OwnServer,
    running: &AppServer,
    (key, endpoint): (Option<&str>, &str),
) -> Result<PageVisit> {
    let mut answered = None;
    if let Some(path) = server.failing {
        let answer = http::request(running.port, "GET", path, &[("accept", "text/html")], b"")?;
        answered = Some(format!("{path} is answered with {}", answer.status));
        if let Some(key) = key {
            bench.wait_for(key, &[Failure::Server.message()]).await?;
        }
    }
    let address = format!("{}{}?{}", running.origin(), server.page, endpoint.replace(':', "%3A"));
    let mut found = visit(bench, set_up, &address, key).await?;
    found.trace.0.extend(answered);
    Ok(found)
}

fn failures(server: &OwnServer) -> &'static [Failure] {
    if server.failing.is_some() { &Failure::ALL } else { &OF_PAGE }
}
