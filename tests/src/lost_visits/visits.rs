//! Makes the visits in real Chromiums, many at the same time and in real time, each in a window of its own, so
//! that each is seen. It never ends a visit: the page leaves or closes itself, at the moment of its plan.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};

use crate::{
    browser::Browser,
    lost_visits::{
        plan::{PlannedVisit, WAYS},
        site::SlowSite,
    },
    wait::eventually,
};

/// How long a closed window's ports wait for the next window.
const PAUSE: Duration = Duration::from_millis(200);

/// Makes every visit in each way, the ways by turns, so that what else the machine does meets them alike.
/// Half of the windows have visits that end at another page, one after another; the other half's are closed.
pub fn make(
    site: &Arc<SlowSite>,
    browsers: &[Mutex<Browser>],
    visits: &[PlannedVisit],
    windows: usize,
) -> Result<()> {
    let half = windows.div_ceil(2);
    for browser in browsers.iter().cycle().take(half) {
        open(browser, &format!("http://127.0.0.1:{}/{}/0/next", site.listen()?, WAYS[0]))?;
    }
    let closing = visits.iter().filter(|visit| visit.closes);
    let closing: Vec<_> = closing.flat_map(|visit| WAYS.map(|way| (way, visit))).collect();
    let turns = AtomicUsize::new(0);
    let work = |browser: &Mutex<Browser>| -> Result<()> {
        let port = site.listen()?;
        while let Some((way, visit)) = closing.get(turns.fetch_add(1, Ordering::Relaxed)) {
            open(browser, &format!("http://127.0.0.1:{port}/{way}/{}/open", visit.number))
                .with_context(|| format!("{way}: {visit:?}"))?;
            // Nobody is told of the end, and what comes later comes without the window.
            thread::sleep(Duration::from_millis(visit.leaves as u64) + PAUSE);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let browsers = browsers.iter().cycle().take(half);
        let all: Vec<_> = browsers.map(|browser| scope.spawn(|| work(browser))).collect();
        all.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow!("a window's thread panicked"))?)
    })?;
    loop {
        let before = site.left();
        if before.1 == half {
            break;
        }
        eventually("the next visit", || Ok((site.left() != before).then_some(())))?;
    }
    Ok(())
}

/// How many visits are still open, once all must have ended.
pub fn still_open(browsers: &[Mutex<Browser>]) -> Result<usize> {
    let mut open = 0;
    for browser in browsers {
        let targets = command(browser, "Target.getTargets", json!({}))?;
        let targets = targets["targetInfos"].as_array().context("no windows")?;
        let is_visit = |url: &str| url.ends_with("/page") || url.ends_with("/open");
        open += targets.iter().filter(|target| target["url"].as_str().is_some_and(is_visit)).count();
    }
    Ok(open)
}

fn open(browser: &Mutex<Browser>, url: &str) -> Result<()> {
    command(browser, "Target.createTarget", json!({ "url": url, "newWindow": true })).map(drop)
}

/// One at a time: a driver resets connections where many come at once.
fn command(browser: &Mutex<Browser>, name: &str, params: Value) -> Result<Value> {
    browser.lock().unwrap_or_else(PoisonError::into_inner).devtools(name, params)
}
