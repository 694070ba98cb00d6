//! The sample project: its name, its days, its issues.

use std::error::Error;

use corncrake_core::{
    event::EventType,
    ids::ProjectKey,
    noise::NoiseRule,
    origin::Origins,
    status::Status,
    time::{DAY_MS, HOUR_MS, UnixMillis},
};
use corncrake_www::{
    breakdown::Breakdown,
    facets::Facets,
    form_context::FormContext,
    issue::{Issue, IssueStatus},
    issues::IssueRow,
    noise_rules::NoiseRuleRow,
    permissions::Permissions,
    projects::Project,
    range::Range,
    series::SeriesPoint,
};
use maud::Markup;

/// What a part of the gallery returns.
pub(crate) type GalleryResult<T> = Result<T, Box<dyn Error>>;
/// A page and the folder that it is written to.
pub(crate) type GalleryPage = (String, Markup);

/// 2026-11-21T14:30:05.678Z
pub(crate) const NOW: UnixMillis = UnixMillis(1_795_271_405_678);
pub(crate) const ORIGIN: &str = "https://errors.shop.example";
pub(crate) const SHOP: &str = "k3v9q0d7m2x";
pub(crate) const MINUTE: i64 = HOUR_MS / 60;

/// A day of a shop's visits, in percent of its busiest hour.
const SHAPE: [u64; 24] =
    [18, 11, 7, 5, 4, 6, 12, 27, 48, 72, 91, 100, 96, 88, 79, 84, 93, 99, 90, 74, 60, 47, 38, 27];

/// A week of them, in percent of an ordinary day.
const WEEK: [u64; 7] = [80, 100, 104, 99, 96, 70, 62];

pub(crate) fn project(name: &str, key: &str, origins: &[&str]) -> GalleryResult<Project> {
    let key: ProjectKey = key.parse()?;
    let origins: Vec<String> = origins.iter().map(|origin| (*origin).to_owned()).collect();
    Ok(Project {
        key,
        name: name.to_owned(),
        origins: Origins::parse(&origins)?,
        permissions: Permissions::OWNER,
    })
}

pub(crate) fn form_context(page: &str) -> GalleryResult<FormContext> {
    let project = shop()?;
    let back = format!("/projects/{}{page}", project.key);
    Ok(FormContext { project: project.key, permissions: project.permissions, back, flash: None })
}

pub(crate) fn rules() -> Vec<NoiseRuleRow> {
    let rule = |rule: NoiseRule| {
        let (issues, events) = if rule == NoiseRule::Extension { (3, 1_288) } else { (0, 0) };
        NoiseRuleRow { rule, is_on: rule != NoiseRule::About, issues, events }
    };
    NoiseRule::ALL.map(rule).to_vec()
}

pub(crate) fn shop() -> GalleryResult<Project> {
    project("Shop", SHOP, &["https://shop.example", "*.shop.example"])
}

/// The sessions of a range whose busiest hour had so many, and a bad morning in it.
pub(crate) fn sessions(range: Range, most: u64) -> Vec<SeriesPoint> {
    let first = range.start(NOW).0;
    let hours = (first..=NOW.0).step_by(HOUR_MS as usize).map(|start| {
        let (hour, day) = (start.rem_euclid(DAY_MS) / HOUR_MS, start / DAY_MS);
        let weekday = WEEK.get(day.rem_euclid(7) as usize).copied().unwrap_or(0);
        let count = SHAPE.get(hour as usize).copied().unwrap_or(0) * most * weekday / 10_400;
        let is_bad = NOW.0 - start < 5 * HOUR_MS && NOW.0 - start > 2 * HOUR_MS;
        SeriesPoint {
            start: UnixMillis(start),
            count,
            errored: count / if is_bad { 7 } else { 90 },
            noise: count / 40,
        }
    });
    range.points(NOW, hours)
}

/// The events of an issue over the range.
pub(crate) fn events(range: Range, most: u64) -> Vec<SeriesPoint> {
    let mut points = sessions(range, most);
    let old = points.len() / 3;
    for point in points.iter_mut().take(old) {
        point.count = 0;
    }
    points
}

fn named(values: &[(&str, u64)], unset: u64, other: u64) -> Breakdown {
    let sessions = |count: &u64| Some(*count / 9);
    let values = values.iter().map(|(name, count)| (Some((*name).to_owned()), *count, sessions(count)));
    Breakdown::with_sessions(values.chain((unset > 0).then_some((None, unset, None))), (other, 0))
}

pub(crate) fn facets() -> Facets {
    Facets {
        releases: named(
            &[("2026.11.3+3f9c21e", 18_211), ("2026.11.2+a01be77", 2_604), ("2026.10.9+77ad01b", 311)],
            120,
            42,
        ),
        environments: named(&[("production", 20_904), ("staging", 384)], 0, 0),
        browsers: named(
            &[
                ("Chrome 142", 11_870),
                ("Safari 26", 4_419),
                ("Firefox 153", 2_190),
                ("Edge 142", 1_604),
                ("Samsung Internet 29", 702),
            ],
            0,
            503,
        ),
        systems: named(
            &[
                ("Windows 11", 8_907),
                ("Android 16", 5_120),
                ("iOS 26", 3_911),
                ("macOS 26", 2_280),
                ("Linux", 590),
            ],
            0,
            480,
        ),
    }
}

pub(crate) fn issue(
    id: &str,
    title: &str,
    kind: u64,
    (events, sessions): (u64, u64),
    (first, last): (i64, i64),
) -> GalleryResult<Issue> {
    Ok(Issue {
        id: format!("{id:0>16}").parse()?,
        title: title.to_owned(),
        kind: EventType::from_code(kind).unwrap_or_default(),
        status: IssueStatus::Triaged(if id == "5" { Status::Resolved } else { Status::Open }),
        events,
        sessions,
        first_seen: UnixMillis(NOW.0 - first.max(last)),
        last_seen: UnixMillis(NOW.0 - last),
        place: "sumOf · src/basket.js:41".to_owned(),
        new: None,
        only: Vec::new(),
        interest: None,
        assignee: None,
    })
}

pub(crate) fn headline() -> GalleryResult<Issue> {
    let title = "TypeError: Cannot read properties of undefined (reading 'total')";
    let mut headline = issue("0", title, 1, (1_284, 301), (26 * HOUR_MS, 41_000))?;
    headline.id = "6e1f0a52c4d9b873".parse()?;
    Ok(headline)
}

pub(crate) fn rows() -> GalleryResult<Vec<IssueRow>> {
    let issues = vec![
        headline()?,
        issue(
            "1",
            "ChunkLoadError: Loading chunk 418 failed.",
            2,
            (18_204, 3_961),
            (20 * DAY_MS, 2 * MINUTE),
        )?,
        issue("2", "Error: The payment service did not answer", 2, (42, 38), (5 * HOUR_MS, 11 * MINUTE))?,
        issue(
            "3",
            "ResourceError: img failed to load: https://cdn.shop.example/p/8841/front.webp",
            1,
            (7, 6),
            (DAY_MS, 26 * MINUTE),
        )?,
        issue(
            "4",
            "The basket is empty, although it was not a moment ago",
            3,
            (1_150, 640),
            (9 * DAY_MS, HOUR_MS),
        )?,
        issue("5", "RangeError: Maximum call stack size exceeded", 1, (3, 1), (3 * HOUR_MS, 3 * HOUR_MS))?,
        issue(
            "6",
            "SyntaxError: JSON.parse: unexpected end of data at line 1 column 11 of the JSON data",
            4,
            (12, 12),
            (2 * DAY_MS, 7 * HOUR_MS),
        )?,
        issue(
            "7",
            "AnErrorWhoseNameAndMessageHaveNoPlaceToBreakAtAllBecauseSomebodyPutTheWholeStateIntoIt:eyJzdGF0ZSI6InBheSIsInN0ZXAiOjMsInJldHJ5Ijp0cnVlfQ",
            2,
            (1, 1),
            (30 * DAY_MS, 45 * DAY_MS),
        )?,
    ];
    Ok(issues
        .into_iter()
        .enumerate()
        .map(|(index, issue)| IssueRow {
            trend: trend(index, &issue),
            events: issue.events,
            sessions: issue.sessions,
            issue,
        })
        .collect())
}

fn trend(index: usize, issue: &Issue) -> Vec<u64> {
    let day = sessions(Range::Day, issue.events / 12 + 1);
    let since = NOW.0 - issue.first_seen.0;
    let is_on = |point: &SeriesPoint| NOW.0 - point.start.0 <= since && NOW.0 - issue.last_seen.0 < DAY_MS;
    let noise = |step: usize| (step * 7 + index * 5) % 4;
    day.iter()
        .enumerate()
        .map(|(step, point)| if is_on(point) { point.count * noise(step) as u64 } else { 0 })
        .collect()
}
