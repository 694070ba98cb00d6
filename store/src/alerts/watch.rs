//! The rules that a project's object watches for, in memory and in its database.

use std::cell::{Cell, RefCell};

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    alerts::{
        rule::{AlertRule, AlertTrigger},
        signal::AlertWatch,
    },
    bounded_map::BoundedMap,
};

use crate::engine::{Arg, Sql, SqlError, json_rows::to_json};

/// Issues whose past hours are remembered, each in some tens of bytes.
const REMEMBERED: usize = 2_000;

/// The part of an issue's past that is remembered: it changes with the hour only.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PastSessions {
    /// The running hour for which it was read.
    pub(crate) hour: UnixMillis,
    /// Sessions of the hours before it that count.
    pub(crate) sessions: u64,
    /// Hours since the issue was first seen, before the running one.
    pub(crate) known_hours: i64,
}

/// The rules of an object, and what it remembers for them. Memory may go at any time: it is read
/// anew.
#[derive(Debug, Default)]
pub struct RuleWatch {
    watch: Option<AlertWatch>,
    past: RefCell<BoundedMap<(IssueId, u16), PastSessions, REMEMBERED>>,
    /// Whether the rule about storage has fired and not been reset; nothing where that is not known.
    pub(crate) storage_fired: Cell<Option<bool>>,
    /// Whether a turn wrote signals that were not handed over.
    pub has_signals: Cell<bool>,
    /// When something last arrived; nothing after a restart.
    pub last_arrival: Cell<Option<UnixMillis>>,
    /// Whether the rules about silence have fired, and wait for something to arrive.
    pub is_silent: Cell<bool>,
}

impl RuleWatch {
    /// Watches for these rules.
    pub fn new(watch: Option<AlertWatch>) -> Self {
        Self { watch: watch.filter(|watch| !watch.rules.is_empty()), ..Self::default() }
    }

    /// The rules to watch for; nothing where none is on.
    pub fn watch(&self) -> Option<&AlertWatch> {
        self.watch.as_ref()
    }

    /// The rules that are on.
    pub fn rules(&self) -> &[AlertRule] {
        self.watch.as_ref().map_or(&[], |watch| &watch.rules)
    }

    /// The shortest silence that a rule is about, in hours, where this object watches for it.
    pub fn silence_rules(&self) -> impl Iterator<Item = (&AlertRule, u16)> {
        let is_first = self.watch.as_ref().is_some_and(|watch| watch.others.is_some());
        self.rules().iter().filter(move |_| is_first).filter_map(|rule| match rule.trigger {
            AlertTrigger::Silence { hours } => Some((rule, hours)),
            _ => None,
        })
    }

    pub(crate) fn remembered(&self, of: (IssueId, u16), hour: UnixMillis) -> Option<PastSessions> {
        self.past.borrow().get(&of).copied().filter(|past| past.hour == hour)
    }

    pub(crate) fn remember(&self, of: (IssueId, u16), past: PastSessions) {
        self.past.borrow_mut().insert(of, past, |other| other.hour != past.hour);
    }

    /// An hour of the past changed.
    pub(crate) fn forget(&self, issue: IssueId) {
        self.past.borrow_mut().retain(|(known, _), _| *known != issue);
    }
}

/// Keeps what an object is to watch for; without rules, nothing of alerts stays.
pub fn set_watch(sql: &impl Sql, watch: &AlertWatch) -> Result<(), SqlError> {
    sql.exec("DELETE FROM alert_watch", &[])?;
    if watch.rules.is_empty() {
        sql.exec("DELETE FROM alert_signal", &[])?;
        sql.exec("DELETE FROM alert_fired", &[])?;
        return Ok(());
    }
    let ids: Vec<&str> = watch.rules.iter().map(|rule| rule.id.as_str()).collect();
    let ids = to_json(&ids)?;
    sql.exec(
        "DELETE FROM alert_fired WHERE rule NOT IN (SELECT value FROM json_each(?))",
        &[Arg::Text(&ids)],
    )?;
    sql.exec("INSERT INTO alert_watch VALUES (?)", &[Arg::Text(&to_json(watch)?)]).map(drop)
}

/// The rules that an object is to watch for.
pub fn watch(sql: &impl Sql) -> Result<Option<AlertWatch>, SqlError> {
    let row = sql.first("SELECT watch FROM alert_watch", &[])?;
    // What another build wrote is no reason to stop: the next change of the rules writes it anew.
    row.map(|row| Ok(serde_json::from_str(row.text(0)?).ok())).transpose().map(Option::flatten)
}
