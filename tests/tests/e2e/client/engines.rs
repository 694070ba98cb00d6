//! Every engine can be driven, and is the one it was asked to be.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    site::Site,
};

#[tokio::test(flavor = "multi_thread")]
async fn each_engine_runs_a_page() -> Result<()> {
    let site = Site::serve(&[("/", "<!doctype html><title>here</title><p>read me</p>")])?;
    for engine in Engine::ALL {
        let browser = Browser::open_in(engine).await?;
        browser.goto(&site.origin()).await?;
        ensure!(browser.text("p").await? == "read me", "{engine:?}");
        let agent = browser.run("return navigator.userAgent").await?;
        let user_agent = agent.as_str().unwrap_or_default();
        let is = match engine {
            Engine::Chromium => user_agent.contains("Chrome/"),
            Engine::Firefox => user_agent.contains("Firefox/"),
            Engine::WebKit => user_agent.contains("AppleWebKit/") && !user_agent.contains("Chrome/"),
        };
        ensure!(is, "{engine:?} is {user_agent}");
    }
    Ok(())
}
