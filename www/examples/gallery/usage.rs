//! Usage of features.

use corncrake_core::time::{DAY_MS, UnixMillis};
use corncrake_www::{
    range::Range,
    usage::{self as usage_page, UsageCard, UsageDetails, UsageName, UsageView},
};

use crate::sample::{GalleryPage, GalleryResult, NOW, ORIGIN, shop};

pub(crate) fn pages() -> GalleryResult<Vec<GalleryPage>> {
    let days = (1..=30).rev().map(|back| UnixMillis((NOW.day().0 - back) * DAY_MS)).collect();
    let trend = |most: u64| (0..30).map(|day| most * (7 + day * 13 % 5) / 11).collect::<Vec<u64>>();
    let names = [("checkout.express", 1_480), ("export", 410), ("search", 9_700), ("wishlist", 0)];
    let card = |named: &[(&str, u64)], others| UsageCard {
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
        names: names.map(|(name, most)| UsageName { name: name.to_owned(), visitors: trend(most) }).into(),
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
    Ok(vec![page("usage", &view), page("usage-name", &of_one), page("usage-empty", &empty)])
}
