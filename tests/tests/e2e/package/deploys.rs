//! The same bugs after a deploy, by another bundler and in another browser: each is one
//! issue, and a person reads it in the source that was written.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    collector::Collector,
    package::built::{BundledShop, Bundler},
    site::folder::Folder,
    wait::within,
};
use serde_json::Value;

/// The functions that fail in `tests/bugs`, each for one bug; a caller where two bugs have one.
const BUGS: [&str; 14] = [
    "sumOf",
    "applyDiscount",
    "checkout",
    "total",
    "#seal",
    "pay",
    "placeOrder",
    "refundOrder",
    "loadStock",
    "refreshPrices",
    "countCategories",
    "findBanner",
    "formatPrice",
    "openDialog",
];
const BUILDS: [(Bundler, &str); 4] =
    [(Bundler::Vite, "one"), (Bundler::Vite, "two"), (Bundler::Webpack, "one"), (Bundler::Webpack, "two")];

/// Visits of one page that may be cut short before the test gives up.
const VISITS: usize = 6;
/// How long the bugs of one visit may take to arrive.
const VISIT: Duration = Duration::from_secs(15);

/// Each issue by its title, with how often it was met.
fn issues(collector: &Collector, key: &str) -> Result<Vec<(String, u64)>> {
    let all = collector.issues(key)?;
    let one = |issue: &Value| Some((issue["title"].as_str()?.to_owned(), issue["events"].as_u64()?));
    Ok(all.iter().filter_map(one).collect())
}

/// Visits a page until all bugs of one visit have arrived. On a busy machine reading a stack
/// takes so long that the client, which leaves the processor to the page, only counts the rest.
async fn visit(browser: &Browser, page: &str, collector: &Collector, key: &str) -> Result<()> {
    let count = || Ok::<u64, anyhow::Error>(issues(collector, key)?.iter().map(|(_, events)| events).sum());
    for _ in 0..VISITS {
        let before = count()?;
        browser.goto(page).await?;
        let whole = within(VISIT, "all bugs of a visit", async || {
            Ok((count()? >= before + BUGS.len() as u64).then_some(()))
        });
        if whole.await.is_ok() {
            return Ok(());
        }
    }
    anyhow::bail!("{VISITS} visits did not send all bugs: {:#?}", issues(collector, key)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_bug_is_one_issue_of_all_builds_and_engines() -> Result<()> {
    let shop = BundledShop::install()?;
    let collector = Collector::start()?;
    let mapped = collector.project("mapped", &["http://127.0.0.1"])?;
    let bare = collector.project("bare", &["http://127.0.0.1"])?;
    let mut sites = Vec::new();
    for (bundler, name) in BUILDS {
        let out = shop.build(bundler, name)?;
        let folder = out.to_string_lossy().into_owned();
        let release = format!("shop@{name}");
        let (code, said) =
            shop.command(&collector, &mapped, &["sourcemaps", &folder, "--release", &release, "--delete"])?;
        ensure!(code == 0, "{said}");
        sites.push(Folder::serve(&out)?);
    }
    for engine in Engine::ALL {
        let browser = Browser::open_in(engine).await?;
        for site in &sites {
            for key in [&mapped, &bare] {
                let endpoint = format!("{}/v1/{key}", collector.address());
                visit(&browser, &site.page("index.html", &endpoint), &collector, key).await?;
            }
        }
    }
    let visits = (BUILDS.len() * Engine::ALL.len()) as u64;
    let counts = issues(&collector, &mapped)?;
    ensure!(counts.len() == BUGS.len() && counts.iter().all(|(_, events)| *events >= visits), "{counts:#?}");
    let mut left: Vec<&str> = BUGS.into();
    for issue in collector.issues(&mapped)? {
        let id = issue["id"].as_str().context("no id")?;
        let whole = collector.get(&format!("/api/projects/{mapped}/issues/{id}"))?;
        let frames = whole["event"]["frames"].as_array().context("no frames")?;
        let is_in = |bug: &str| frames.iter().any(|frame| is_of(&frame["original"]["function"], bug));
        let found = left.iter().position(|bug| is_in(bug));
        left.remove(found.with_context(|| format!("of which bug is this? {whole:#}"))?);
    }
    ensure!(left.is_empty(), "no issue of {left:?}");

    // Without maps, a bug is grouped by its message and its file, which Vite calls `index` and
    // webpack `main`: most are one issue of both builds and all engines of a bundler. Not
    // those whose wording engines do not share, or whose message names a minified variable.
    let bare = issues(&collector, &bare)?;
    let of_a_bundler = visits / 2;
    let whole = bare.iter().filter(|(_, events)| *events >= of_a_bundler).count();
    let all = 2 * BUGS.len();
    println!("without maps {whole} of {all} bugs of a bundler are one issue, and all are {}", bare.len());
    ensure!(whole * 4 >= all * 3, "{bare:#?}");
    Ok(())
}

/// Whether a frame is in a function, or in one without a name inside of it.
fn is_of(function: &Value, bug: &str) -> bool {
    function.as_str().is_some_and(|function| function.trim_end_matches("/<") == bug)
}
