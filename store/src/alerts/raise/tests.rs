//! Rules over the real tables: what fires, how often, and what never does.

use corncrake_core::{
    ids::ProjectKey,
    status::Status,
    time::{DAY_MS, HOUR_MS, UnixMillis},
};

use corncrake_model::{
    alerts::{
        rule::{AlertFilter, AlertRule, AlertTrigger},
        schedule::AlertSchedule,
        signal::{AlertCause, AlertSignal, AlertWatch, IssueReason},
    },
    issues::triage::TriageRequest,
};

use crate::{
    alerts::{signals, watch::RuleWatch},
    issues::triage::triage,
    native::Native,
    write::fixtures::{NOON, TestEvent, at, bug, bug_in, issue, receive_watched},
};

fn rule(id: &str, trigger: AlertTrigger) -> AlertRule {
    AlertRule {
        id: id.into(),
        name: id.into(),
        is_on: true,
        trigger,
        filter: AlertFilter::default(),
        destinations: vec!["d".into()],
        schedule: AlertSchedule::default(),
    }
}

fn watch(rules: Vec<AlertRule>) -> RuleWatch {
    watch_of(rules, 1)
}

fn watch_of(rules: Vec<AlertRule>, objects: u16) -> RuleWatch {
    let key = ProjectKey::mint(1, b"secret");
    let (others, siblings) = (Some(Vec::new()), Vec::new());
    RuleWatch::new(Some(AlertWatch { key, objects, others, siblings, rules, since: NOON }))
}

fn reasons(sql: &Native) -> Vec<IssueReason> {
    let reason = |signal: AlertSignal| match signal.cause {
        AlertCause::Issue(issue) => issue.why,
        other => panic!("{other:?}"),
    };
    signals::waiting_signals(sql, 10_000).unwrap().0.into_iter().map(reason).collect()
}

fn visit(sql: &Native, watch: &RuleWatch, visitor: u8, ms: i64) {
    receive_watched(sql, watch, TestEvent { visitor, ..bug(1, ms) }, |_| {});
}

#[test]
fn sessions_count_and_events_do_not() {
    let rules = || vec![rule("r", AlertTrigger::Sessions { sessions: 5, hours: 1 })];
    let (sql, one) = (Native::project(), watch(rules()));
    for n in 0..300 {
        visit(&sql, &one, 1, n);
    }
    assert_eq!(reasons(&sql), []);
    let (sql, five) = (Native::project(), watch(rules()));
    for visitor in 1..=9 {
        visit(&sql, &five, visitor, i64::from(visitor));
    }
    assert_eq!(reasons(&sql), [IssueReason::Sessions(5, 1)]);
}

#[test]
fn a_window_of_hours_slides_and_a_restart_forgets_nothing() {
    let sql = Native::project();
    let fresh = || watch(vec![rule("r", AlertTrigger::Sessions { sessions: 4, hours: 3 })]);
    // Two sessions an hour: three of the first two hours are not enough, and a window has six.
    for (visitor, hour) in [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4)] {
        visit(&sql, &fresh(), visitor, hour * HOUR_MS);
    }
    assert_eq!(reasons(&sql), [], "three hours never had more than three");
    visit(&sql, &fresh(), 6, 4 * HOUR_MS + 1);
    assert_eq!(reasons(&sql), [IssueReason::Sessions(4, 3)]);
    visit(&sql, &fresh(), 7, 5 * HOUR_MS);
    visit(&sql, &fresh(), 8, 5 * HOUR_MS);
    assert_eq!(reasons(&sql).len(), 1, "not again within the time of the rule");
}

#[test]
fn an_object_of_several_needs_its_share() {
    let (sql, four) =
        (Native::project(), watch_of(vec![rule("r", AlertTrigger::Sessions { sessions: 10, hours: 1 })], 4));
    visit(&sql, &four, 1, 0);
    visit(&sql, &four, 2, 1);
    assert_eq!(reasons(&sql), []);
    visit(&sql, &four, 3, 2);
    assert_eq!(reasons(&sql), [IssueReason::Sessions(12, 1)]);
}

#[test]
fn a_new_issue_raises_one_alert_and_noise_none() {
    let (sql, all) = (Native::project(), watch(vec![rule("r", AlertTrigger::NewIssue {})]));
    receive_watched(&sql, &all, bug(1, 0), |_| {});
    receive_watched(&sql, &all, bug(1, 1), |_| {});
    receive_watched(&sql, &all, TestEvent { noise: Some("extension"), ..bug(2, 2) }, |_| {});
    receive_watched(&sql, &all, bug(9, 2), |processed| processed.grouping.rules.hidden_by = 1);
    receive_watched(&sql, &all, bug(8, 2), |processed| {
        processed.grouping.rules.interest = corncrake_model::issues::interest::InterestMark(-1);
    });
    assert_eq!(reasons(&sql), [IssueReason::New]);
    let filter = AlertFilter { title: "*3".into(), ..AlertFilter::default() };
    let titled = watch(vec![AlertRule { filter, ..rule("r", AlertTrigger::NewIssue {}) }]);
    receive_watched(&sql, &titled, bug(3, 3), |_| {});
    receive_watched(&sql, &titled, bug(4, 4), |_| {});
    assert_eq!(reasons(&sql).len(), 2);
}

#[test]
fn a_regression_raises_an_alert_after_each_resolve() {
    let (sql, all) = (Native::project(), watch(vec![rule("r", AlertTrigger::Regression {})]));
    let resolve = |at: UnixMillis| {
        let decision = TriageRequest {
            issues: vec![issue(1)],
            to: Status::Resolved,
            at,
            releases: Vec::new(),
            fixed_in: Default::default(),
            snooze: None,
            by: None,
            is_undo: false,
        };
        triage(&sql, &decision).unwrap();
    };
    receive_watched(&sql, &all, bug_in("1", 1, 0), |_| {});
    for (n, release) in ["2", "3"].into_iter().enumerate() {
        let ms = 1_000 * i64::try_from(n + 1).unwrap();
        resolve(at(ms));
        receive_watched(&sql, &all, bug_in(release, 1, ms + 1), |_| {});
        receive_watched(&sql, &all, bug_in(release, 1, ms + 2), |_| {});
    }
    assert_eq!(reasons(&sql), [IssueReason::Regressed, IssueReason::Regressed]);
}

#[test]
fn a_spike_is_against_the_week_before_and_never_a_beginning() {
    let sql = Native::project();
    let all = watch(vec![rule("r", AlertTrigger::Spike { sessions: 3, times: 5 })]);
    let many = |ms: i64, visitors: std::ops::Range<u8>| {
        for visitor in visitors {
            visit(&sql, &all, visitor, ms);
        }
    };
    many(0, 1..100);
    assert_eq!(reasons(&sql), [], "an issue that begins with many");
    // 99 sessions in 48 hours are about two an hour.
    many(2 * DAY_MS, 1..10);
    assert_eq!(reasons(&sql), []);
    many(2 * DAY_MS, 10..40);
    assert_eq!(reasons(&sql).len(), 1, "{:?}", reasons(&sql));
    many(2 * DAY_MS + HOUR_MS, 40..90);
    assert_eq!(reasons(&sql).len(), 1, "once a day");
}

#[test]
fn a_type_of_report_is_new_once() {
    let (sql, all) = (Native::project(), watch(vec![rule("r", AlertTrigger::NewReport {})]));
    let report = |number: u8, kind: u8| {
        receive_watched(&sql, &all, bug(number, i64::from(number)), |processed| {
            processed.body.kind = kind;
            processed.grouping.kind = kind;
        });
    };
    report(1, 1);
    report(2, 5);
    report(3, 5);
    report(4, 6);
    assert_eq!(reasons(&sql), [IssueReason::NewReport, IssueReason::NewReport]);
}

#[test]
fn without_a_rule_nothing_is_written_and_with_ten_only_what_fires() {
    let rows = |sql: &Native| -> i64 {
        ["alert_watch", "alert_signal", "alert_fired", "alert_night"]
            .iter()
            .map(|table| {
                let count = format!("SELECT count(*) FROM {table}");
                crate::engine::Sql::first(sql, &count, &[]).unwrap().unwrap().integer(0).unwrap()
            })
            .sum()
    };
    let (sql, none) = (Native::project(), RuleWatch::default());
    visit(&sql, &none, 1, 0);
    assert_eq!(rows(&sql), 0);
    let ten = watch(
        (0..10).map(|n| rule(&n.to_string(), AlertTrigger::Sessions { sessions: 50, hours: 24 })).collect(),
    );
    for visitor in 1..49 {
        visit(&sql, &ten, visitor, 1);
    }
    assert_eq!(rows(&sql), 0);
}

#[test]
fn storage_raises_one_alert_until_there_is_room() {
    let (sql, all) = (Native::project(), watch(vec![rule("r", AlertTrigger::Storage { percent: 80 })]));
    let told = || signals::waiting_signals(&sql, 100).unwrap().0.len();
    for (percent, expected) in [(10, 0), (79, 0), (80, 1), (85, 1), (76, 1), (81, 1), (70, 1), (90, 2)] {
        let now = at(i64::from(percent) * DAY_MS);
        signals::raise_storage(&sql, &all, percent, now).unwrap();
        assert_eq!(told(), expected, "{percent}");
    }
}

#[test]
fn silence_raises_one_alert_until_something_arrives() {
    let (sql, all) = (Native::project(), watch(vec![rule("r", AlertTrigger::Silence { hours: 2 })]));
    let told = || signals::waiting_signals(&sql, 100).unwrap().0.len();
    let due = signals::raise_silence(&sql, &all, NOON, at(HOUR_MS)).unwrap();
    assert_eq!((due, told()), (Some(at(2 * HOUR_MS)), 0));
    for hours in [2, 3, 40] {
        assert_eq!(signals::raise_silence(&sql, &all, NOON, at(hours * HOUR_MS)).unwrap(), None);
    }
    assert!(all.is_silent.get() && signals::is_silent(&sql, &all).unwrap());
    assert_eq!(told(), 1);
    signals::end_silence(&sql, &all).unwrap();
    let again = at(50 * HOUR_MS);
    signals::raise_silence(&sql, &all, again, at(52 * HOUR_MS)).unwrap();
    assert_eq!(told(), 2);
}

/// Counts the statements that go through it.
struct StatementCounter<'a>(&'a Native, std::cell::Cell<u32>);

impl crate::engine::Sql for StatementCounter<'_> {
    fn exec(
        &self,
        statement: &str,
        args: &[crate::engine::Arg<'_>],
    ) -> Result<Vec<crate::engine::Row>, crate::engine::SqlError> {
        self.1.set(self.1.get() + 1);
        self.0.exec(statement, args)
    }
}

/// What rules cost where none fires: statements of `raise` itself, for an issue that gains a session.
#[test]
fn a_rule_that_does_not_fire_costs_a_statement_an_hour_at_most() {
    let sql = Native::project();
    let triggers = [
        AlertTrigger::NewIssue {},
        AlertTrigger::Regression {},
        AlertTrigger::NewReport {},
        AlertTrigger::Sessions { sessions: 90, hours: 24 },
        AlertTrigger::Sessions { sessions: 2, hours: 1 },
        AlertTrigger::Spike { sessions: 2, times: 900 },
        AlertTrigger::Storage { percent: 80 },
        AlertTrigger::Silence { hours: 9 },
    ];
    let all = watch(triggers.into_iter().enumerate().map(|(n, on)| rule(&n.to_string(), on)).collect());
    for visitor in 1..9 {
        visit(&sql, &all, visitor, i64::from(visitor));
    }
    let mut event = None;
    receive_watched(&sql, &all, bug(1, 9), |processed| event = Some(processed.clone()));
    let event = event.unwrap();
    let raised = |gained| super::RaisedIssue {
        id: issue(1),
        event: &event,
        is_new: false,
        is_hidden: false,
        is_low: false,
        gained,
        sessions: 9,
        hour: (NOON.hour(), 9),
        has_late: false,
    };
    let cost = |gained| {
        let counted = StatementCounter(&sql, std::cell::Cell::new(0));
        super::raise(&counted, &all, &[raised(gained)], &std::collections::BTreeSet::new(), at(9)).unwrap();
        counted.1.get()
    };
    cost(1);
    assert_eq!(cost(0), 0, "an event of a session that was counted");
    assert_eq!(cost(1), 0, "what an hour's first session read is remembered");
}
