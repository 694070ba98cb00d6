//! Ten rules of alerts as a project may have them: each trigger, some narrowed, none of which fires for
//! the event that is measured, since most events fire none.

use corncrake_core::ids::ProjectKey;
use corncrake_model::alerts::{
    rule::{AlertFilter, AlertRule, AlertTrigger},
    schedule::AlertSchedule,
    signal::AlertWatch,
};
use corncrake_store::RuleWatch;

use crate::database::NOON;

/// Watches for them.
pub(crate) fn ten() -> RuleWatch {
    let all = AlertFilter::default;
    let of = |environment: &str, release: &str, title: &str| AlertFilter {
        environments: vec![environment.to_owned()],
        releases: vec![release.to_owned()],
        types: vec![1],
        title: title.to_owned(),
    };
    let rules = [
        (AlertTrigger::NewIssue {}, all()),
        (AlertTrigger::NewIssue {}, of("production", "1.*", "*cart*")),
        (AlertTrigger::Regression {}, all()),
        (AlertTrigger::Sessions { sessions: 1_000, hours: 1 }, all()),
        (AlertTrigger::Sessions { sessions: 5_000, hours: 24 }, of("production", "1.4.*", "*price*")),
        (AlertTrigger::Spike { sessions: 1_000, times: 5 }, all()),
        (AlertTrigger::Spike { sessions: 2_000, times: 10 }, of("production", "1.*", "*TypeError*")),
        (AlertTrigger::NewReport {}, all()),
        (AlertTrigger::Storage { percent: 80 }, all()),
        (AlertTrigger::Silence { hours: 24 }, all()),
    ];
    let rules = rules.into_iter().enumerate().map(|(number, (trigger, filter))| AlertRule {
        id: format!("{number:012}"),
        name: format!("rule {number}"),
        is_on: true,
        trigger,
        filter,
        destinations: vec!["000000000000".to_owned()],
        schedule: AlertSchedule::default(),
    });
    RuleWatch::new(Some(AlertWatch {
        key: ProjectKey::mint(1, b"a secret of the bench"),
        objects: 1,
        others: Some(Vec::new()),
        siblings: Vec::new(),
        rules: rules.collect(),
        since: NOON,
    }))
}
