//! Usage of features, installations and response times.

use corncrake_core::time::{DAY_MS, UnixMillis};
use corncrake_www::{
    day_counts::{CellCounts, DayRow},
    installations::{self, InstallationsView},
    range::Range,
    timing_shares::TimingRow,
    usage::{self as usage_page, UsageDetails, UsageView},
    vitals::{self, VitalsDetails, VitalsView},
};

use crate::sample::{GalleryPage, GalleryResult, NOW, ORIGIN, shop};

pub(crate) fn pages() -> GalleryResult<Vec<GalleryPage>> {
    let days = (1..=30).rev().map(|back| UnixMillis((NOW.day().0 - back) * DAY_MS)).collect();
    let trend = |most: u64| (0..30).map(|day| most * (7 + day * 13 % 5) / 11).collect::<Vec<u64>>();
    let names = [("checkout.express", 1_480), ("export", 410), ("search", 9_700), ("wishlist", 0)];
    let card = |named: &[(&str, u64)], others| CellCounts {
        named: named.iter().map(|(name, visitors)| ((*name).to_owned(), *visitors)).collect(),
        others,
    };
    let view = UsageView {
        now: NOW,
        project: shop()?,
        address: ORIGIN.to_owned(),
        range: Range::Month,
        is_on: true,
        is_listed: true,
        days,
        is_published: true,
        names: names.map(|(name, most)| DayRow { name: name.to_owned(), counts: trend(most) }).into(),
        others: trend(60),
        details: None,
    };
    let details = UsageDetails {
        name: "export".to_owned(),
        values: vec![("format".to_owned(), card(&[("csv", 2_990), ("pdf", 8_410)], 240))],
        releases: card(&[("4.2.0", 3_120), ("4.2.1", 7_020)], 910),
        platforms: card(&[("Chrome, Windows", 5_200), ("Firefox, Linux", 1_040)], 4_600),
    };
    let empty = UsageView {
        is_on: false,
        is_listed: false,
        is_published: false,
        names: vec![],
        others: vec![],
        ..view.clone()
    };
    let of_one = UsageView { details: Some(details), ..view.clone() };
    let page = |name: &str, view: &UsageView| (name.to_owned(), usage_page::page(view));
    let installed = InstallationsView {
        now: NOW,
        project: view.project.clone(),
        address: ORIGIN.to_owned(),
        range: Range::Month,
        is_on: true,
        days: view.days.clone(),
        is_published: true,
        versions: [("4.1.9", 210), ("4.2.0", 640), ("4.2.1", 1_930)]
            .map(|(name, most)| DayRow { name: name.to_owned(), counts: trend(most) })
            .into(),
        others: trend(45),
        platforms: card(&[("linux", 41_200), ("macos", 9_800), ("windows", 22_300)], 610),
        runtimes: card(
            &[("bun 1", 3_900), ("deno 2", 2_700), ("node 22", 51_000), ("node 24", 14_900)],
            1_200,
        ),
    };
    let none = InstallationsView {
        is_on: false,
        is_published: false,
        versions: vec![],
        others: vec![],
        ..installed.clone()
    };
    let of_installations =
        |name: &str, view: &InstallationsView| (name.to_owned(), installations::page(view));
    let row = |label: &str, buckets: [u64; 6]| TimingRow { label: label.to_owned(), buckets };
    let all = row("lcp", [41_200, 30_100, 9_800, 6_300, 4_900, 1_100]);
    let waited = VitalsView {
        now: NOW,
        project: view.project.clone(),
        address: ORIGIN.to_owned(),
        range: Range::Month,
        is_on: true,
        is_published: true,
        names: vec![
            all.clone(),
            row("inp", [60_400, 21_000, 6_200, 2_100, 900, 210]),
            row("cls", [70_100, 12_300, 4_100, 2_900, 1_300, 640]),
            row("ttfb", [51_700, 22_800, 9_900, 4_400, 2_200, 380]),
            row("checkout", [0; 6]),
        ],
        details: None,
    };
    let of_lcp = VitalsDetails {
        all,
        pages: vec![
            row("/", [20_100, 12_400, 3_300, 1_900, 900, 130]),
            row("/orders/:id", [3_900, 4_100, 2_600, 2_200, 2_100, 610]),
            row("", [8_100, 6_600, 2_000, 1_300, 1_100, 190]),
        ],
        releases: vec![
            row("4.2.0", [12_000, 9_100, 3_000, 1_900, 1_500, 320]),
            row("4.2.1", [22_400, 16_100, 5_100, 3_300, 2_600, 610]),
        ],
        devices: vec![
            row("memory.high", [9_900, 6_100, 1_200, 700, 310, 90]),
            row("memory.low", [2_100, 2_900, 1_800, 1_600, 1_900, 700]),
        ],
    };
    let no_times = VitalsView { is_on: false, is_published: false, names: vec![], ..waited.clone() };
    let of_vitals = |name: &str, view: &VitalsView| (name.to_owned(), vitals::page(view));
    Ok(vec![
        of_vitals("vitals", &waited),
        of_vitals("vitals-name", &VitalsView { details: Some(of_lcp), ..waited.clone() }),
        of_vitals("vitals-empty", &no_times),
        page("usage", &view),
        page("usage-name", &of_one),
        page("usage-empty", &empty),
        of_installations("installations", &installed),
        of_installations("installations-empty", &none),
    ])
}
