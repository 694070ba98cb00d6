//! The pages of a project.

use corncrake_core::{event::EventType, wire::sentry::item::ItemKind};
use corncrake_www::{
    countries::{CountrySessions, SessionsByCountry},
    form_context::FlashMessage,
    install::{self, FirstEvent, InstallView},
    issues::{self, FilterChoices, IssueFilters, IssuesView, NoiseCount},
    overview::{self, OutcomeCount, OverviewView, SdkItemOutcome, SdkItems},
    projects::Project,
    range::Range,
    sort::Sort,
    storage::StorageUsage,
};

use crate::sample::{
    GalleryPage, GalleryResult, MINUTE, NOW, ORIGIN, SHOP, facets, form_context, headline, project, rows,
    rules as noise_rules, sessions, shop,
};

pub(crate) fn pages() -> GalleryResult<Vec<GalleryPage>> {
    let demo = project("demo", "abc123def45", &["http://127.0.0.1"])?;
    let list = list(shop()?)?;
    let filters = IssueFilters {
        query: "basket".to_owned(),
        release: Some("2026.11.3+3f9c21e".to_owned()),
        sort: Sort::MostEvents,
        ..IssueFilters::default()
    };
    let empty = IssuesView { rows: vec![], next: None, ..list.clone() };
    let mut done = form_context("/issues")?;
    let undo = list.rows.iter().take(3).map(|row| format!("open~{}", row.issue.id)).collect();
    done.flash = Some(FlashMessage { text: "Resolved 3 issues.".to_owned(), is_refusal: false, undo });
    let noise = IssueFilters { noise: true, ..IssueFilters::default() };
    let heard = FirstEvent {
        at: corncrake_core::time::UnixMillis(NOW.0 - 3 * MINUTE),
        issue: Some((headline()?.id, headline()?.title)),
    };
    let install = InstallView {
        now: NOW,
        project: shop()?,
        address: ORIGIN.to_owned(),
        dashboard: ORIGIN.to_owned(),
        digest: None,
        refused: Default::default(),
        first: None,
    };
    let overview_of = |range| overview(shop()?, range);
    let new = OverviewView { has_data: false, ..overview_of(Range::Day)? };
    let full = StorageUsage { bytes: 1_000_400_000, limit: 1_000_000_000, is_full: true };
    let pages = vec![
        ("", overview::page(&overview_of(Range::Day)?)),
        ("7d", overview::page(&overview_of(Range::Week)?)),
        (
            "90d",
            overview::page(&OverviewView {
                storage: full,
                countries: SessionsByCountry::default(),
                ..overview_of(Range::Quarter)?
            }),
        ),
        ("new", overview::page(&new)),
        ("demo", overview::page(&OverviewView { project: demo, is_demo: true, ..new })),
        ("issues", issues::page(&list)),
        ("issues/filtered", issues::page(&IssuesView { filters: filters.clone(), ..list.clone() })),
        ("issues/nothing", issues::page(&IssuesView { filters, ..empty.clone() })),
        ("issues/quiet", issues::page(&empty)),
        ("issues/new", issues::page(&IssuesView { has_issues: false, ..empty.clone() })),
        ("issues/last", issues::page(&IssuesView { is_later_page: true, is_full: true, ..empty.clone() })),
        (
            "issues/noise",
            issues::page(&IssuesView { filters: noise, rules: noise_rules(), form_context: done, ..list }),
        ),
        ("install", install::page(&install)),
        ("install/heard", install::page(&InstallView { first: Some(heard), ..install.clone() })),
    ];
    Ok(pages.into_iter().map(|(path, page)| (format!("projects/{SHOP}/{path}"), page)).collect())
}

fn overview(project: Project, range: Range) -> GalleryResult<OverviewView> {
    let kind = |code, count| (EventType::from_code(code).unwrap_or_default(), count);
    let country = |code: &str, sessions| CountrySessions { code: code.to_owned(), sessions };
    let item = |kind, outcome, count| SdkItems { kind, outcome, count };
    let outcome = |name: &str, count| OutcomeCount { name: name.to_owned(), count };
    Ok(OverviewView {
        now: NOW,
        refused: Default::default(),
        project,
        is_demo: false,
        objects: 1,
        address: ORIGIN.to_owned(),
        has_data: true,
        range,
        sessions: sessions(range, 1_384),
        kinds: vec![kind(2, 18_246), kind(1, 1_294), kind(3, 1_150), kind(5, 586), kind(4, 12)],
        facets: facets(),
        countries: SessionsByCountry {
            others: 31,
            named: vec![country("DE", 5_120), country("AT", 2_207), country("CH", 1_180), country("NL", 604)],
        },
        before: sessions(range, 1_200),
        releases: vec![],
        since: None,
        back: 0,
        open: 23,
        new_rows: 0,
        unusual_noise: Some(corncrake_www::noise_rules::UnusualNoise {
            sessions: 420,
            rule: "old tab after a deploy".to_owned(),
            span: None,
        }),
        top: rows()?.into_iter().take(5).collect(),
        outcomes: vec![
            outcome("stored", 1_904),
            outcome("sampled", 19_371),
            outcome("full", 0),
            outcome("repeated", 12),
            outcome("limited", 0),
            outcome("refused", 3),
            outcome("lost", 41),
            outcome("bots", 230),
        ],
        items: vec![
            item(ItemKind::Replay, SdkItemOutcome::Withheld, 12_410),
            item(ItemKind::Transaction, SdkItemOutcome::Dropped, 84),
            item(ItemKind::Attachment, SdkItemOutcome::Dropped, 3),
            item(ItemKind::Session, SdkItemOutcome::Exited, 61_204),
            item(ItemKind::Session, SdkItemOutcome::Errored, 38),
        ],
        storage: StorageUsage { bytes: 412_700_000, limit: 1_000_000_000, is_full: false },
    })
}

fn list(project: Project) -> GalleryResult<IssuesView> {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let kind = |code| EventType::from_code(code).unwrap_or_default();
    Ok(IssuesView {
        team: vec![("00ff".to_owned(), "Ann".to_owned())],
        objects: 1,
        now: NOW,
        refused: Default::default(),
        project,
        is_demo: false,
        address: ORIGIN.to_owned(),
        has_issues: true,
        filters: IssueFilters::default(),
        choices: FilterChoices {
            kinds: vec![kind(1), kind(2), kind(3), kind(4), kind(5)],
            releases: owned(&["2026.11.3+3f9c21e", "2026.11.2+a01be77", "2026.10.9+77ad01b"]),
            environments: owned(&["production", "staging"]),
            browsers: owned(&["Chrome 142", "Safari 26", "Firefox 153", "Edge 142"]),
        },
        rows: rows()?,
        tabs: vec![],
        since: None,
        sessions: 3_245,
        unusual_noise: None,
        meta_issues: None,
        elsewhere: 0,
        new_rows: 0,
        is_later_page: false,
        next: Some("1795271285678-6e1f0a52c4d9b873".to_owned()),
        noise: NoiseCount { issues: 17, events: 4_812 },
        is_full: false,
        rules: vec![],
        form_context: form_context("/issues")?,
    })
}
