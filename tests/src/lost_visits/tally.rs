//! What arrived of the visits: read from the collector by its API, and counted. It believes no page.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};

use crate::{
    collector::Collector,
    lost_visits::{pages::MESSAGE, plan::PlannedVisit, site::VisitRequests},
};

/// What a way's visits came to.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    /// Visits.
    pub visits: usize,
    /// Visits whose error happened before the visitor left.
    pub met: usize,
    /// Of these, errors that arrived with their message and their frames.
    pub whole: usize,
    /// Those of which only the class and the place arrived.
    pub least: usize,
    /// Those of which nothing arrived.
    pub lost: usize,
    /// Visits of which no ping arrived.
    pub unpinged: usize,
    /// Errors that arrived of visits which met none.
    pub unmet: usize,
    /// By what visits without an error asked the collector's address for, how many did.
    pub asked: BTreeMap<String, usize>,
    /// Events of something else than the visits' errors, by their titles.
    pub others: BTreeMap<String, u64>,
}

/// The table's head.
pub const HEAD: &str = "| `data-load` | errors met | told whole | told by class and place | lost | pings lost \
    | requests of a visit without an error |\n|---|--:|--:|--:|--:|--:|--:|";

impl Tally {
    /// The tally of a way, whose project has this key.
    pub fn of(
        collector: &Collector,
        way: &str,
        key: &str,
        asked: &VisitRequests,
        visits: &[PlannedVisit],
    ) -> Result<Self> {
        let arrived = arrived(collector, key)?;
        let (sessions, _) = collector.sessions(key)?;
        let mut tally = Self { visits: visits.len(), ..Self::default() };
        tally.unpinged = visits.len().saturating_sub(usize::try_from(sessions)?);
        tally.others.clone_from(&arrived.others);
        for visit in visits {
            let found = arrived.classes.get(&visit.class());
            if !visit.meets_error() {
                tally.unmet += usize::from(found.is_some());
                let names = asked.get(&(way.to_owned(), visit.number));
                let names = names.map(|names| names.join(" ")).unwrap_or_default();
                *tally.asked.entry(names).or_default() += 1;
                continue;
            }
            tally.met += 1;
            match found {
                Some(true) => tally.whole += 1,
                Some(false) => tally.least += 1,
                None => tally.lost += 1,
            }
        }
        Ok(tally)
    }

    /// Its row of the table.
    pub fn row(&self, way: &str) -> String {
        let share = |of: usize| format!("{of} ({:.1}%)", 100.0 * of as f64 / self.met.max(1) as f64);
        let requests: usize = self.asked.iter().map(|(names, many)| names.split(' ').count() * many).sum();
        let requests = requests as f64 / self.asked.values().sum::<usize>().max(1) as f64;
        format!(
            "| `{way}` | {} | {} | {} | {} | {} of {} | {requests:.1} |",
            self.met,
            share(self.whole),
            share(self.least),
            share(self.lost),
            self.unpinged,
            self.visits
        )
    }
}

/// What the collector has.
#[derive(Default)]
struct ArrivedEvents {
    /// By the class of a visit's error, whether it arrived whole.
    classes: HashMap<String, bool>,
    /// Events of everything else, by their titles.
    others: BTreeMap<String, u64>,
}

/// Reads every issue, also those of noise.
fn arrived(collector: &Collector, key: &str) -> Result<ArrivedEvents> {
    let mut all = ArrivedEvents::default();
    let issues = format!("/api/projects/{key}/issues");
    for list in ["", "&noise=1"] {
        let mut after = String::new();
        loop {
            let page = collector.get(&format!("{issues}?limit=100{list}{after}"))?;
            for issue in page["issues"].as_array().context("no issues")? {
                let id = issue["id"].as_str().context("an issue without an id")?;
                let event = collector.get(&format!("{issues}/{id}"))?["event"].take();
                let text = event.to_string();
                let is_class = |word: &&str| word.starts_with("Visit") && word.ends_with("Error");
                let class = text.split(|sign: char| !sign.is_ascii_alphabetic()).find(is_class);
                let Some(class) = class else {
                    let title = issue["title"].as_str().unwrap_or_default().to_owned();
                    all.others.insert(title, issue["events"].as_u64().unwrap_or_default());
                    continue;
                };
                let has_frames = event["frames"].as_array().is_some_and(|frames| !frames.is_empty());
                let is_whole = event["message"] == MESSAGE && has_frames;
                *all.classes.entry(class.to_owned()).or_insert(false) |= is_whole;
            }
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => break,
            }
        }
    }
    Ok(all)
}
