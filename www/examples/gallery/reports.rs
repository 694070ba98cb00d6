//! The page of browsers' reports.

use corncrake_core::{json::Json, noise::NoiseRule, time::DAY_MS};
use corncrake_www::{
    issues::NoiseCount,
    reports::{self, Report, ReportsView},
};

use crate::sample::{self, GalleryPage, GalleryResult, MINUTE, NOW, ORIGIN, SHOP, shop};

const POLICY: &str = "default-src 'self'; script-src 'self' https://errors.shop.example; img-src 'self' data:; \
                      report-to default";

pub(crate) fn pages() -> GalleryResult<Vec<GalleryPage>> {
    let view = ReportsView {
        now: NOW,
        project: shop()?,
        address: ORIGIN.to_owned(),
        reports: all()?,
        is_noise: false,
        noise: NoiseCount { issues: 6, events: 3_902 },
        is_later_page: false,
        next: Some("1795271285678-6e1f0a52c4d9b873".to_owned()),
    };
    let mut extension =
        csp("a", "script-src blocked a browser extension", "script-src-elem", "chrome-extension")?;
    extension.noise = Some(NoiseRule::Extension);
    let noise = ReportsView { reports: vec![extension], is_noise: true, next: None, ..view.clone() };
    let none = ReportsView { reports: vec![], next: None, noise: NoiseCount::default(), ..view.clone() };
    let pages = [("reports", view), ("reports/noise", noise), ("reports/none", none)];
    Ok(pages.map(|(path, view)| (format!("projects/{SHOP}/{path}"), reports::page(&view))).into())
}

fn report(
    id: &str,
    kind: u64,
    title: &str,
    counts: (u64, u64),
    fields: &[(&str, &str)],
) -> GalleryResult<Report> {
    let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), Json::Text((*text).to_owned())));
    Ok(Report {
        issue: sample::issue(id, title, kind, counts, (3 * DAY_MS, counts.0 as i64 * MINUTE))?,
        fields: Some(Json::Map(fields.collect())),
        page: Some("https://shop.example/basket".to_owned()),
        noise: None,
    })
}

fn csp(id: &str, title: &str, directive: &str, blocked: &str) -> GalleryResult<Report> {
    let fields = [
        ("report", "csp-violation"),
        ("effectiveDirective", directive),
        ("blockedURL", blocked),
        ("originalPolicy", POLICY),
    ];
    report(id, 5, title, (412, 96), &fields)
}

fn all() -> GalleryResult<Vec<Report>> {
    let place = ("sourceFile", "https://shop.example/assets/app-77ad01b2.js");
    let goes = ("anticipatedRemoval", "2027-03-02T00:00:00.000Z");
    Ok(vec![
        csp(
            "1",
            "script-src blocked cdn.pay.example",
            "script-src-elem",
            "https://cdn.pay.example/v3/pay.js",
        )?,
        csp("2", "script-src blocked an inline script", "script-src-elem", "inline")?,
        csp("3", "script-src blocked eval", "script-src", "eval")?,
        csp("4", "img-src blocked photos.example", "img-src", "https://photos.example/1.webp")?,
        report(
            "5",
            10,
            "GET shop.example failed: dns.name_not_resolved",
            (3, 3),
            &[("report", "network-error"), ("type", "dns.name_not_resolved"), ("phase", "dns")],
        )?,
        report(
            "6",
            10,
            "POST shop.example failed: http.error 502",
            (77, 51),
            &[("report", "network-error"), ("type", "http.error"), ("phase", "application")],
        )?,
        report("7", 8, "The page crashed: out of memory", (2, 2), &[("report", "crash"), ("reason", "oom")])?,
        report(
            "8",
            6,
            "Deprecated: Synchronous XMLHttpRequest on the main thread",
            (1_204, 310),
            &[("report", "deprecation"), place, goes],
        )?,
        report(
            "9",
            11,
            "COEP blocked cdn.shop.example (image)",
            (18, 9),
            &[
                ("report", "coep"),
                ("type", "corp"),
                ("blockedURL", "https://cdn.shop.example/logo.png"),
                ("disposition", "report"),
            ],
        )?,
        report(
            "b",
            96,
            "Permissions policy blocked camera",
            (4, 4),
            &[("report", "permissions-policy-violation"), ("policyId", "camera")],
        )?,
    ])
}
