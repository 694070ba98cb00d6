//! Takes the pictures of every page with a week of the demo's shop in it, by real Chromium
//! (`npm run shots`): at 1440 and 390 px, light and dark. All four go to `build/screens`; those
//! that are kept, wide in light and narrow in dark, to `docs/screens`. Three pages of the night of
//! `demo::incident` stand there as well, beside the sketches that they were built after (`shots night`
//! takes them alone).

// The night is that of now.
#![allow(clippy::disallowed_methods)]

use std::{path::PathBuf, time::SystemTime};

use anyhow::Result;
use corncrake_tests::{
    browser::Browser,
    collector::{Collector, TOKEN},
    demo::{
        Demo,
        incident::{self, TITLE},
    },
    root,
    scenario::shop::Shop,
};
use serde_json::json;

/// The most of a page that a picture shows, in pixels: some are long.
const MOST_HEIGHT: u64 = 1_900;
/// The name of the pictures of the night, and their height: that of the sketches.
const NIGHT: &str = "night";
const NIGHT_HEIGHT: u64 = 1_000;
/// Pages of which pictures are kept; tests look at the others alone.
const KEPT: [&str; 17] = [
    "projects", "inbox", "overview", "issues", "issue", "event", "reports", "sessions", "live", "alerts",
    "people", "account", "install", "settings", "login", "empty", "error",
];

#[tokio::main]
async fn main() -> Result<()> {
    let only = std::env::args().nth(1);
    if only.as_deref().is_none_or(|only| only == NIGHT) {
        take_night().await?;
    }
    if only.as_deref() == Some(NIGHT) {
        return Ok(());
    }
    let demo = Demo::open()?;
    let browser = Browser::open().await?;
    browser.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true }))?;
    browser.goto(&demo.login_link()?).await?;
    let mut is_inside = true;
    for page in demo.pages()? {
        if only.as_deref().is_some_and(|only| only != page.name) {
            continue;
        }
        if is_inside && !page.inside {
            browser.page.delete_all_cookies().await?;
            is_inside = false;
        }
        for width in [1_440, 390] {
            for theme in ["light", "dark"] {
                browser.look(width, 1_000, theme)?;
                browser.goto(&format!("{}{}", demo.address(), page.path)).await?;
                let height = browser.run("return document.documentElement.scrollHeight").await?;
                let height = height.as_u64().unwrap_or(1_000).min(MOST_HEIGHT);
                browser.look(width, height, theme)?;
                let name = format!("{}-{width}-{theme}.png", page.name);
                let mut to: Vec<PathBuf> = vec![root().join("build/screens").join(&name)];
                let is_kept = matches!((width, theme), (1_440, "light") | (390, "dark"));
                if is_kept && KEPT.contains(&page.name) {
                    to.push(root().join("docs/screens").join(&name));
                }
                for file in to {
                    browser.screenshot(&file).await?;
                }
                println!("{name}");
            }
        }
    }
    browser.devtools("Emulation.clearDeviceMetricsOverride", json!({}))?;
    Ok(())
}

/// The overview, the issues and the issue of the night.
async fn take_night() -> Result<()> {
    let collector = Collector::start()?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let key = incident::fill(&collector.address(), TOKEN, i64::try_from(now.as_millis())?)?;
    let shop = Shop { collector, key };
    let home = format!("{}/projects/{}", shop.collector.address(), shop.key);
    let pages = [
        ("overview", home.clone()),
        ("issues", format!("{home}/issues")),
        ("issue", format!("{home}/issues/{}", shop.id(TITLE)?)),
    ];
    let browser = Browser::open().await?;
    browser.devtools("Emulation.setScrollbarsHidden", json!({ "hidden": true }))?;
    browser.goto(&shop.collector.login_link()?).await?;
    for (name, page) in pages {
        browser.look(1_440, NIGHT_HEIGHT, "light")?;
        browser.goto(&page).await?;
        let name = format!("{NIGHT}-{name}-1440-light.png");
        browser.screenshot(&root().join("docs/screens").join(&name)).await?;
        println!("{name}");
    }
    browser.devtools("Emulation.clearDeviceMetricsOverride", json!({}))?;
    Ok(())
}
