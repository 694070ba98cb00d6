//! The ten jobs of somebody who is on call, in the night of `demo::incident`, each by the shortest way
//! from the project's bookmark in a real browser; the clicks are counted.

use std::time::SystemTime;

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::{Collector, TOKEN},
    demo::incident::{self, MENDED, ORDER, RELEASE, TITLE},
};
use fantoccini::{Locator, key::Key};

/// The night in a browser, and the clicks since the bookmark.
struct Night {
    browser: Browser,
    bookmark: String,
    clicks: usize,
    hour: i64,
    _collector: Collector,
}

impl Night {
    async fn open() -> Result<Self> {
        let collector = Collector::start()?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let now = i64::try_from(now.as_millis())?;
        let key = incident::fill(&collector.address(), TOKEN, now)?;
        let browser = Browser::open().await?;
        browser.look(1_440, 900, "light")?;
        browser.goto(&format!("{}/login", collector.address())).await?;
        browser.page.find(Locator::Css("input[name=token]")).await?.send_keys(TOKEN).await?;
        browser.click("main form button").await?;
        browser.text(".projects, .new").await?;
        let bookmark = format!("{}/projects/{key}", collector.address());
        Ok(Self { browser, bookmark, clicks: 0, hour: now.div_euclid(3_600_000), _collector: collector })
    }

    /// Begins a job.
    async fn begin(&mut self, path: &str) -> Result<()> {
        self.clicks = 0;
        self.browser.goto(&format!("{}{path}", self.bookmark)).await
    }

    async fn click(&mut self, selector: &str) -> Result<()> {
        self.clicks += 1;
        self.browser.click(selector).await
    }

    /// Types into a field and sends it: one action.
    async fn search(&mut self, selector: &str, text: &str) -> Result<()> {
        self.clicks += 1;
        let field = self.browser.page.find(Locator::Css(selector)).await?;
        field.send_keys(&format!("{text}{}", char::from(Key::Enter))).await?;
        Ok(())
    }

    async fn shows(&self, selector: &str, parts: &[&str]) -> Result<()> {
        for part in parts {
            self.browser.shows(selector, part).await?;
        }
        Ok(())
    }

    /// The selector of the line of the bug that breaks paying.
    async fn line(&self) -> Result<String> {
        let script = format!(
            "return [...document.querySelectorAll('td.what > a')].findIndex(a => a.textContent === {TITLE:?})"
        );
        let place = self.browser.run(&script).await?;
        ensure!(place.as_i64().is_some_and(|place| place >= 0), "no line of it");
        let place = place.as_i64().unwrap_or_default();
        let script = format!("return document.querySelectorAll('td.what > a')[{place}].dataset.row");
        let id = self.browser.run(&script).await?;
        Ok(format!("td.what a[data-row='{}']", id.as_str().unwrap_or_default()))
    }

    /// The counted clicks are no more than the proposal has.
    fn at_most(&self, job: &str, most: usize) -> Result<()> {
        ensure!(self.clicks <= most, "{job}: {} clicks, {most} at most", self.clicks);
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ten_jobs_of_a_night_take_as_few_clicks_as_they_may() -> Result<()> {
    let mut night = Night::open().await?;

    // 1: what is broken now; 2: since when; 3: for whom; 4: where; 5: worse or better; 6: what is new.
    night.begin("").await?;
    night.shows("h1", &[&format!("Since {RELEASE}"), "visits meet an error"]).await?;
    let line = night.line().await?;
    let row = format!("tr:has({line})");
    night
        .shows(&row, &[TITLE, &format!("new in {RELEASE}"), "only Safari", "src/pages/checkout.js:16"])
        .await?;
    night.shows(&row, &["peaked", "312"]).await?;
    night.shows(".issues .group th", &[&format!("New since {RELEASE}")]).await?;
    let new = night
        .browser
        .run("return document.querySelector('.issues tbody').querySelectorAll('td.what').length")
        .await?;
    ensure!(new == 3, "the bug, the policy and the loop: {new}");
    night.shows("main", &["Hidden as noise: 420 sessions, old tab after a deploy"]).await?;
    night.at_most("what is broken, since when, for whom, worse or better, new", 0)?;

    // 3 and 4, with shares and the line of the source.
    night.click(&line).await?;
    night.shows("h1.title", &[TITLE]).await?;
    night
        .shows(".summary", &[&format!("New in {RELEASE}"), "only Safari", &format!("none in {MENDED} yet")])
        .await?;
    night.shows(".shares", &["Safari 26", "Safari 17"]).await?;
    night.shows(".frames", &["submitPayment", "src/pages/checkout.js"]).await?;
    night.at_most("for whom, where in the code", 1)?;

    // 9: shared with a colleague.
    night.clicks = 0;
    night.click("details.copy summary").await?;
    let markdown =
        night.browser.page.find(Locator::Css("#markdown")).await?.prop("value").await?.unwrap_or_default();
    for part in [TITLE, "**Only:** `Safari`", "/issues/", &format!("New in:** `{RELEASE}`"), "submitPayment"]
    {
        ensure!(markdown.contains(part), "{part} in {markdown}");
    }
    night.at_most("share", 1)?;

    // 7: resolved, and whether it holds.
    night.clicks = 0;
    night.click("form[aria-label='This issue'] button.main").await?;
    let resolved = format!("Resolved in release {MENDED}");
    night
        .shows(".resolved", &[&resolved, "Since then nothing came", &format!("Reopens if {MENDED}")])
        .await?;
    night.at_most("resolve", 1)?;
    night.browser.click(".done button").await?;
    night.browser.says(".done p", "Undone.").await?;

    // 10: a customer's words and time.
    night.begin("").await?;
    let line = night.line().await?;
    night.click(&line).await?;
    let clock = format!("{:02}:10", (night.hour - 10).rem_euclid(24));
    night.search("#at", &clock).await?;
    night.shows(".told", &[ORDER]).await?;
    night.at_most("a customer's time", 2)?;
    night.begin("/issues").await?;
    night.search("#query", &format!("meta:{ORDER}")).await?;
    night.shows("td.what", &[TITLE]).await?;
    let found = night.browser.run("return document.querySelectorAll('td.what').length").await?;
    ensure!(found == 1, "{found} issues have the order");
    night.at_most("a customer's order", 2)?;

    // 8: three that nobody cares for.
    night.begin("/issues?sort=newest").await?;
    let open = night.browser.run("return document.querySelectorAll('td.what').length").await?;
    for place in 1..=3 {
        night.click(&format!("tbody tr:nth-of-type({}) input.choose", place + 3)).await?;
    }
    night.click("form#chosen button[value=ignored]").await?;
    night.browser.says(".done p", "Ignored 3 issues.").await?;
    night.at_most("silence three", 4)?;
    let left = night.browser.run("return document.querySelectorAll('td.what').length").await?;
    ensure!(left.as_i64() == open.as_i64().map(|open| open - 3), "{left} of {open}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn bars_releases_words_and_neighbours_lead_to_what_they_count() -> Result<()> {
    let mut night = Night::open().await?;
    // A bar lists what happened in its hour.
    night.begin("").await?;
    let bar = night.browser.run(
        "return [...document.querySelectorAll('.plot a')].map(a => a.getAttribute('href')).find(h => h.includes('from='))",
    );
    let bar = bar.await?.as_str().unwrap_or_default().to_owned();
    ensure!(bar.contains("/issues?") && bar.contains("&to="), "{bar}");
    let night_hour = night.hour - 9;
    let from = corncrake_core::time::UnixMillis(night_hour * 3_600_000).rfc3339().replace(':', "%3A");
    let to = corncrake_core::time::UnixMillis((night_hour + 1) * 3_600_000).rfc3339().replace(':', "%3A");
    night.begin(&format!("/issues?from={from}&to={to}")).await?;
    night.shows("main", &["scrollLeft", "requestIdleCallback", "any time"]).await?;
    // The releases, each beside the one before.
    night.begin("/releases").await?;
    night.shows("table", &[RELEASE, MENDED, "2.14.0", "2.13.0"]).await?;
    night.click("tbody tr:nth-of-type(2) td a").await?;
    night.shows("main", &["requestIdleCallback", "CSP blocked"]).await?;
    // Words: a function, a file, a release and a browser.
    for (query, found, not) in [
        ("submitPayment", "requestIdleCallback", "slice"),
        ("checkout.js", "requestIdleCallback", "slice"),
        ("renderReviews", "slice", "requestIdleCallback"),
        ("browser:Safari release:2.15.0", "requestIdleCallback", "slice"),
        ("release:2.14.0", "slice", "requestIdleCallback"),
    ] {
        let encoded = query.replace(':', "%3A").replace(' ', "%20");
        night.begin(&format!("/issues?status=any&query={encoded}")).await?;
        let list = night.browser.text("main").await?;
        ensure!(list.contains(found) && !list.contains(not), "{query}: {list}");
    }
    // The next issue of the list, and back to it.
    night.begin("/issues").await?;
    let first = night.browser.text("td.what > a").await?;
    night.click("td.what > a").await?;
    night.browser.says("h1.title", &first).await?;
    night.shows("nav[aria-label='The list']", &["1 of"]).await?;
    night.click("nav[aria-label='The list'] a[rel=next]").await?;
    night.shows("nav[aria-label='The list']", &["2 of"]).await?;
    night.click("nav[aria-label='The list'] a").await?;
    night.browser.says("td.what > a", &first).await?;
    Ok(())
}
