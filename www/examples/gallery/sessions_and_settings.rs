//! Sessions, live events and settings.

use corncrake_core::{
    event::EventType,
    time::{DAY_MS, UnixMillis},
    words::scope::Scope,
};
use corncrake_www::{
    countries::{CountrySessions, SessionsByCountry},
    issue,
    live::{self, LiveEvent, LiveView},
    range::Range,
    refusals::{RefusalCause, RefusalRow},
    rules::{
        self as rules_page, ActionChoice, RuleEffect, RuleForm, RulePattern, RulePreview, RuleRow, RulesView,
    },
    sessions::{self as sessions_page, SessionsView},
    settings::{
        self, FormField, ImportForm, OperatorLimits, SettingsForm, SettingsView, SpanErasure, TextErasure,
        TextMatches, Token, TokenForm, UsageFields,
    },
    storage::StorageUsage,
};

use crate::sample::{
    GalleryPage, GalleryResult, MINUTE, NOW, ORIGIN, SHOP, form_context, rows, rules, sessions, shop,
};

pub(crate) fn pages() -> GalleryResult<Vec<GalleryPage>> {
    let country = |code: &str, sessions| CountrySessions { code: code.to_owned(), sessions };
    let visits = SessionsView {
        now: NOW,
        project: shop()?,
        range: Range::Month,
        releases: vec![],
        sessions: sessions(Range::Month, 1_384),
        countries: SessionsByCountry {
            others: 31,
            named: vec![country("DE", 98_120), country("AT", 41_207), country("CH", 20_180)],
        },
    };
    let quiet = SessionsView {
        range: Range::Day,
        sessions: sessions(Range::Day, 0),
        countries: SessionsByCountry::default(),
        ..visits.clone()
    };
    let live = live()?;
    let settings = settings()?;
    let mut asked = settings.clone();
    asked.form.retention_days = Some(FormField {
        value: "9000".to_owned(),
        error: Some("Days to keep must be 1 to 730.".to_owned()),
    });
    asked.form.objects =
        FormField { value: "0".to_owned(), error: Some("There is at least one object.".to_owned()) };
    asked.new_token = Some("corncrake_7Qm2xK9vR4tY8wZ1pL6nB3cD5fG0hJ".to_owned());
    asked.text_erasure = Some(TextErasure {
        query: "jane.doe".to_owned(),
        error: None,
        matches: Some(TextMatches { events: 412, issues: 3, traces: 2 }),
    });
    asked.delete_error = Some("This is not the project’s name.".to_owned());
    asked.token_form.scopes_error = Some("Choose at least one.".to_owned());
    let pages = [
        ("sessions", sessions_page::page(&visits)),
        ("sessions/quiet", sessions_page::page(&quiet)),
        ("live", live::page(&live)),
        ("live/none", live::page(&LiveView { events: vec![], ..live })),
        ("settings", settings::page(&settings)),
        ("settings/asked", settings::page(&asked)),
        ("rules", rules_page::page(&own_rules()?)),
    ];
    Ok(pages.into_iter().map(|(path, page)| (format!("projects/{SHOP}/{path}"), page)).collect())
}

/// Two rules, and the preview of a third.
fn own_rules() -> GalleryResult<RulesView> {
    let row = |id, name: &str, patterns: &[(&'static str, &str)], effect, counts| {
        let (issues, events) = counts;
        RuleRow {
            id,
            name: name.to_owned(),
            is_on: id != 2,
            patterns: patterns.iter().map(|(label, text)| (*label, (*text).to_owned())).collect(),
            effect,
            issues,
            events,
        }
    };
    let pattern = |name, label, text: &str| RulePattern { name, label, field: FormField::of(text) };
    let payment = vec!["{default}".to_owned(), "payment".to_owned()];
    Ok(RulesView {
        project: shop()?,
        form_context: form_context("/rules")?,
        rules: vec![
            row(1, "Old beta builds", &[("release", "*-beta*")], RuleEffect::Noise, (4, 1_203)),
            row(
                2,
                "Staging",
                &[("environment", "staging")],
                RuleEffect::Interest(issue::Interest::Low),
                (0, 0),
            ),
            row(3, "Payment", &[("file", "*/pay/*")], RuleEffect::Fingerprint(payment), (2, 87)),
        ],
        most: 50,
        form: RuleForm {
            editing: None,
            name: FormField::of("Like: TimeoutError: no answer after 3000 ms"),
            patterns: vec![
                pattern("title", "Title is", "TimeoutError: no answer after * ms"),
                pattern("function", "Function is", "poll"),
                pattern("file", "File is", "https://shop.example/assets/net-*.js"),
                pattern("release", "Release is", ""),
                pattern("environment", "Environment is", ""),
            ],
            action: ActionChoice::Noise,
            fingerprint: FormField::of("{default}"),
        },
        preview: Some(RulePreview {
            issues: 1,
            events: 3_120,
            looked_at: 212,
            is_whole: true,
            examples: vec![(
                "6e1f0a52c4d9b873".parse()?,
                "TimeoutError: no answer after 3000 ms".to_owned(),
                3_120,
            )],
        }),
    })
}

fn live() -> GalleryResult<LiveView> {
    let event = |(index, issue): (usize, corncrake_www::issue::Issue)| LiveEvent {
        at: UnixMillis(NOW.0 - index as i64 * MINUTE / 3),
        issue: issue.id,
        title: issue.title,
        kind: issue.kind,
        page: Some("https://shop.example/basket".to_owned())
            .filter(|_| issue.kind != EventType::CONSOLE_ERROR),
        release: Some("2026.11.3+3f9c21e".to_owned()),
        browser: Some(if index.is_multiple_of(2) { "Chrome 142" } else { "Firefox 153" }.to_owned()),
    };
    let issues = rows()?.into_iter().map(|row| row.issue);
    Ok(LiveView {
        objects: 1,
        now: NOW,
        refused: Default::default(),
        project: shop()?,
        is_demo: false,
        address: ORIGIN.to_owned(),
        events: issues.enumerate().map(event).collect(),
    })
}

fn settings() -> GalleryResult<SettingsView> {
    let token = |id: &str, name: &str, scopes: &[Scope], used| Token {
        id: id.to_owned(),
        name: name.to_owned(),
        scopes: scopes.to_vec(),
        is_of_all: scopes.contains(&Scope::Metrics),
        created: UnixMillis(NOW.0 - 40 * DAY_MS),
        used,
    };
    Ok(SettingsView {
        now: NOW,
        project: shop()?,
        form: SettingsForm {
            name: FormField::of("Shop"),
            origins: FormField::of("https://shop.example\n*.shop.example"),
            added_origin: None,
            kept_tags: Some(FormField::of("step\nregion")),
            ticket_link: Some(FormField::of("")),
            usage: Some(UsageFields {
                is_on: true,
                installations: false,
                vitals: true,
                vitals_list: FormField::of("/orders/:id\n/docs/*\ncheckout"),
                list: FormField::of("export format=csv,pdf coupon\nsearch"),
                retention_days: FormField::of(400),
            }),
            has_public_privacy: false,
            retention_days: Some(FormField::of(90)),
            count_retention_days: Some(FormField::of(400)),
            events_per_second: Some(FormField::of(500)),
            megabytes: Some(FormField::of(1_000)),
            session_events: Some(FormField::of(1_000)),
            operator_limits: OperatorLimits {
                events_per_second: 500,
                megabytes: 1_000,
                session_events: 1_000,
            },
            objects: FormField::of(1),
        },
        storage: StorageUsage { bytes: 412_700_000, limit: 1_000_000_000, is_full: false },
        refused: refused(),
        rules: rules(),
        form_context: form_context("/settings")?,
        tokens: vec![
            token("t1", "CI of the shop", &[Scope::Upload], Some(NOW.day())),
            token("t2", "Dashboard in the hall, read by everybody", &[Scope::Read, Scope::Metrics], None),
        ],
        token_form: TokenForm { scopes: vec![Scope::Read], ..TokenForm::default() },
        new_token: None,
        import_form: Some(ImportForm::default()),
        text_erasure: Some(TextErasure::default()),
        span_erasure: Some(SpanErasure::default()),
        delete_error: None,
    })
}

fn refused() -> Vec<RefusalRow> {
    let row = |cause, count| RefusalRow {
        cause,
        count,
        since: UnixMillis(NOW.0 - 2 * DAY_MS),
        last: UnixMillis(NOW.0 - 120_000),
    };
    vec![
        row(RefusalCause::Origin("https://www.shop.example".to_owned()), 412),
        row(RefusalCause::TooMany, 7_300),
    ]
}
