//! What is sent: a title, some facts, and a link to the page that shows the rest.

use corncrake_core::{
    event::EventType,
    ids::{IssueId, ProjectKey},
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use super::signal::{AlertCause, AlertSignal, IssueCause, IssueReason};

/// Characters of an issue's title in a message: the first line of any phone.
const TITLE_CHARS: usize = 200;
/// Alerts that a digest names one by one: every service takes as many lines.
const DIGEST_LINES: usize = 20;

/// A message, before it takes the form of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertMessage {
    /// What kind it is, for programs: the trigger's name, `digest`, `held_back` or `test`.
    pub kind: String,
    /// The project's name.
    pub project: String,
    /// The project's key.
    pub key: ProjectKey,
    /// The name of the rule.
    pub rule: String,
    /// One line.
    pub title: String,
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// Lines of a digest.
    pub lines: Vec<String>,
    /// The page that shows more.
    pub link: String,
    /// The issue, where it is about one.
    pub issue: Option<IssueId>,
    /// When, to the minute.
    pub at: UnixMillis,
}

/// What messages of a project have in common.
#[derive(Debug, Clone, Copy)]
pub struct MessageContext<'a> {
    /// The project's name.
    pub project: &'a str,
    /// The project's key.
    pub key: ProjectKey,
    /// The name of the rule.
    pub rule: &'a str,
    /// The origin of the dashboard.
    pub dashboard: &'a str,
}

fn clip(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    let mut clipped: String = chars.by_ref().take(most).collect();
    if chars.next().is_some() {
        clipped.pop();
        clipped.push('…');
    }
    clipped
}

fn issue_title(cause: &IssueCause) -> String {
    let title = clip(&cause.title, TITLE_CHARS);
    match cause.why {
        IssueReason::New => format!("New issue: {title}"),
        IssueReason::Regressed => format!("Regression: {title}"),
        IssueReason::CameBack => format!("Back from snooze: {title}"),
        IssueReason::Sessions(sessions, hours) => format!("{sessions} sessions in {hours} h: {title}"),
        IssueReason::Spike(sessions, _) => format!("Spike, {sessions} sessions in an hour: {title}"),
        IssueReason::NewReport => format!("New type of report: {title}"),
    }
}

/// One line of what happened.
pub fn signal_title(cause: &AlertCause) -> String {
    match cause {
        AlertCause::Issue(issue) => issue_title(issue),
        AlertCause::Storage { percent } => format!("Storage is {percent}% full"),
        AlertCause::Silence { hours } => format!("Nothing received for {hours} h"),
        AlertCause::Test {} => "Test of a destination".to_owned(),
    }
}

impl MessageContext<'_> {
    fn page(&self, rest: &str) -> String {
        format!("{}/projects/{}{rest}", self.dashboard, self.key)
    }

    fn message(&self, kind: &str, title: String, at: UnixMillis) -> AlertMessage {
        AlertMessage {
            kind: kind.to_owned(),
            project: self.project.to_owned(),
            key: self.key,
            rule: self.rule.to_owned(),
            title,
            facts: Vec::new(),
            lines: Vec::new(),
            link: self.page("/alerts"),
            issue: None,
            at,
        }
    }

    /// The message of one signal.
    pub fn of_signal(&self, signal: &AlertSignal) -> AlertMessage {
        let title = signal_title(&signal.cause);
        match &signal.cause {
            AlertCause::Issue(cause) => {
                let kind = match cause.why {
                    IssueReason::New => "new_issue",
                    IssueReason::Regressed => "regression",
                    IssueReason::CameBack => "back_from_snooze",
                    IssueReason::Sessions(..) => "sessions",
                    IssueReason::Spike(..) => "spike",
                    IssueReason::NewReport => "new_report",
                };
                let kind_label = EventType::from_code(cause.kind.into()).unwrap_or_default().label();
                let named = [("Environment", &cause.environment), ("Release", &cause.release)];
                let mut facts = vec![("Type".to_owned(), kind_label.to_owned())];
                let known = named.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
                facts.extend(known.map(|(name, value)| (name.to_owned(), value.clone())));
                if let IssueReason::Spike(_, usual) = cause.why {
                    let usual = format!("{}.{:02} sessions", usual / 100, usual % 100);
                    facts.push(("Average hour".to_owned(), usual));
                }
                facts.push(("Sessions so far".to_owned(), cause.sessions.to_string()));
                facts.push(("Events so far".to_owned(), cause.events.to_string()));
                let link = self.page(&format!("/issues/{}", cause.issue));
                AlertMessage { facts, link, issue: Some(cause.issue), ..self.message(kind, title, signal.at) }
            }
            AlertCause::Storage { .. } => AlertMessage {
                link: self.page("/settings"),
                ..self.message("storage", format!("{title}: {}", clip(self.project, TITLE_CHARS)), signal.at)
            },
            AlertCause::Silence { .. } => AlertMessage {
                link: self.page(""),
                ..self.message("silence", format!("{title}: {}", clip(self.project, TITLE_CHARS)), signal.at)
            },
            AlertCause::Test {} => self.message("test", title, signal.at),
        }
    }

    /// Several signals as one message.
    pub fn digest(&self, signals: &[AlertSignal], at: UnixMillis) -> AlertMessage {
        let mut lines: Vec<String> =
            signals.iter().take(DIGEST_LINES).map(|one| signal_title(&one.cause)).collect();
        let more = signals.len().saturating_sub(lines.len());
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        let title = format!("{} alerts of “{}”", signals.len(), clip(self.rule, TITLE_CHARS));
        AlertMessage { lines, ..self.message("digest", title, at) }
    }

    /// The summary of what was above the cap of an hour.
    pub fn held_back(&self, held: u64, at: UnixMillis) -> AlertMessage {
        let alerts = if held == 1 { "alert was" } else { "alerts were" };
        let title = format!("{held} more {alerts} held back in an hour: “{}”", clip(self.rule, TITLE_CHARS));
        self.message("held_back", title, at)
    }
}

impl AlertMessage {
    /// The same with nothing but its title and its link.
    #[must_use]
    pub fn title_only(self) -> Self {
        Self { facts: Vec::new(), lines: Vec::new(), ..self }
    }
}
