//! The forms of rules and destinations, read and filled.

use corncrake_model::alerts::{
    destination::{DestinationKind, DestinationSecret},
    rule::{AlertFilter, AlertRule, AlertTrigger},
    schedule::{AlertSchedule, DEFAULT_PER_HOUR, Digest, QuietHours},
};
use corncrake_www::alerts::{AlertRuleForm, DestinationForm, DestinationKindChoice, FormField};

use crate::{
    http::form::Form,
    service::{alerts::check::DestinationFields, settings::FieldError},
};

/// What a new rule begins with.
pub(super) fn new_rule() -> AlertRuleForm {
    AlertRuleForm {
        trigger: "new_issue".into(),
        sessions: "10".into(),
        hours: "1".into(),
        times: "5".into(),
        percent: "80".into(),
        digest: "off".into(),
        per_hour: DEFAULT_PER_HOUR.to_string(),
        ..AlertRuleForm::default()
    }
}

fn time(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.get(..2)?.parse::<u16>().ok()?);
    (hours < 24 && minutes < 60).then(|| hours * 60 + minutes)
}

/// The form of a rule as it is.
pub(super) fn of_rule(rule: &AlertRule) -> AlertRuleForm {
    let new = new_rule();
    let (sessions, hours, times, percent) = match rule.trigger {
        AlertTrigger::Sessions { sessions, hours } => (Some(sessions), Some(hours), None, None),
        AlertTrigger::Spike { sessions, times } => (Some(sessions), None, Some(times), None),
        AlertTrigger::Storage { percent } => (None, None, None, Some(percent)),
        AlertTrigger::Silence { hours } => (None, Some(hours), None, None),
        AlertTrigger::NewIssue {} | AlertTrigger::Regression {} | AlertTrigger::NewReport {} => {
            (None, None, None, None)
        }
    };
    let quiet = rule.schedule.quiet;
    AlertRuleForm {
        id: Some(rule.id.clone()),
        error: None,
        name: FormField::of(&rule.name),
        trigger: rule.trigger.name().to_owned(),
        sessions: sessions.map_or(new.sessions, |number| number.to_string()),
        hours: hours.map_or(new.hours, |number| number.to_string()),
        times: times.map_or(new.times, |number| number.to_string()),
        percent: percent.map_or(new.percent, |number| number.to_string()),
        environments: rule.filter.environments.join(", "),
        releases: rule.filter.releases.join(", "),
        types: rule.filter.types.clone(),
        title: rule.filter.title.clone(),
        destinations: rule.destinations.clone(),
        quiet_from: quiet.map(|quiet| time(quiet.from)).unwrap_or_default(),
        quiet_to: quiet.map(|quiet| time(quiet.to)).unwrap_or_default(),
        digest: rule.schedule.digest.name().to_owned(),
        per_hour: rule.schedule.per_hour.to_string(),
        is_off: !rule.is_on,
    }
}

/// A rule as it was entered, and the form as it is shown again.
pub(super) fn entered_rule(form: &Form, id: Option<&str>) -> (Result<AlertRule, FieldError>, AlertRuleForm) {
    let text = |name: &str| form.get(name).trim().to_owned();
    let shown = AlertRuleForm {
        id: id.map(str::to_owned),
        error: None,
        name: FormField::of(text("rule-name")),
        trigger: text("trigger"),
        sessions: text("sessions"),
        hours: text("hours"),
        times: text("times"),
        percent: text("percent"),
        environments: text("environments"),
        releases: text("releases"),
        types: form.all("type").filter_map(|code| code.parse().ok()).collect(),
        title: text("title"),
        destinations: form.all("destination").map(str::to_owned).collect(),
        quiet_from: text("quiet-from"),
        quiet_to: text("quiet-to"),
        digest: text("digest"),
        per_hour: text("per-hour"),
        is_off: form.get("off") == "1",
    };
    (rule_of(&shown), shown)
}

fn number<T: std::str::FromStr>(field: &'static str, text: &str) -> Result<T, FieldError> {
    text.parse().map_err(|_| (field, "must be a whole number".to_owned()))
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

fn rule_of(form: &AlertRuleForm) -> Result<AlertRule, FieldError> {
    let trigger = match form.trigger.as_str() {
        "new_issue" => AlertTrigger::NewIssue {},
        "regression" => AlertTrigger::Regression {},
        "sessions" => AlertTrigger::Sessions {
            sessions: number("sessions", &form.sessions)?,
            hours: number("hours", &form.hours)?,
        },
        "spike" => AlertTrigger::Spike {
            sessions: number("sessions", &form.sessions)?,
            times: number("times", &form.times)?,
        },
        "new_report" => AlertTrigger::NewReport {},
        "storage" => AlertTrigger::Storage { percent: number("percent", &form.percent)? },
        "silence" => AlertTrigger::Silence { hours: number("hours", &form.hours)? },
        _ => return Err(("trigger", "must be one of the list".to_owned())),
    };
    let quiet =
        match (form.quiet_from.as_str(), form.quiet_to.as_str()) {
            ("", "") => None,
            (from, to) => {
                let quiet = minutes(from).zip(minutes(to)).map(|(from, to)| QuietHours { from, to });
                Some(quiet.ok_or_else(|| {
                    ("quiet", "hours must be two times, such as 22:00 and 07:00".to_owned())
                })?)
            }
        };
    let digest =
        Digest::parse(&form.digest).ok_or_else(|| ("digest", "must be one of the list".to_owned()))?;
    Ok(AlertRule {
        id: form.id.clone().unwrap_or_default(),
        name: form.name.value.clone(),
        is_on: !form.is_off,
        trigger,
        filter: AlertFilter {
            environments: list(&form.environments),
            releases: list(&form.releases),
            types: form.types.clone(),
            title: form.title.clone(),
        },
        destinations: form.destinations.clone(),
        schedule: AlertSchedule { quiet, digest, per_hour: number("per_hour", &form.per_hour)? },
    })
}

/// The form of a destination, without anything secret.
pub(super) fn destination_form() -> DestinationForm {
    let choice = |kind: DestinationKind| DestinationKindChoice {
        name: kind.name().to_owned(),
        label: kind.label().to_owned(),
    };
    let kinds = DestinationKind::ALL.map(choice).to_vec();
    DestinationForm { kind: DestinationKind::Webhook.name().to_owned(), kinds, ..DestinationForm::default() }
}

/// A destination as it was entered, and the form as it is shown again.
pub(super) fn entered_destination(form: &Form, id: Option<&str>) -> (DestinationFields, DestinationForm) {
    let text = |name: &str| form.get(name).trim().to_owned();
    let fields = DestinationFields {
        name: text("destination-name"),
        kind: text("kind"),
        is_title_only: form.get("title-only") == "1",
        secret: DestinationSecret {
            url: text("url"),
            token: text("token"),
            to: text("to"),
            from: text("from"),
            login: text("login"),
        },
    };
    let shown = DestinationForm {
        id: id.map(str::to_owned),
        name: FormField::of(&fields.name),
        kind: fields.kind.clone(),
        is_title_only: fields.is_title_only,
        ..destination_form()
    };
    (fields, shown)
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_rule_is_read_as_it_is_shown() {
        let schedule = AlertSchedule {
            quiet: Some(QuietHours { from: 22 * 60, to: 7 * 60 + 5 }),
            digest: Digest::Daily,
            per_hour: 7,
        };
        for trigger in [
            AlertTrigger::NewIssue {},
            AlertTrigger::Sessions { sessions: 5, hours: 24 },
            AlertTrigger::Spike { sessions: 5, times: 3 },
            AlertTrigger::Storage { percent: 90 },
            AlertTrigger::Silence { hours: 48 },
        ] {
            let rule = AlertRule {
                id: "0123456789ab".into(),
                name: "Cart".into(),
                is_on: false,
                trigger,
                filter: AlertFilter {
                    environments: vec!["production".into()],
                    releases: vec!["4.*".into(), "5.*".into()],
                    types: vec![1, 5],
                    title: "*cart*".into(),
                },
                destinations: vec!["ab0123456789".into()],
                schedule,
            };
            assert_eq!(rule_of(&of_rule(&rule)).unwrap(), rule);
        }
        for (from, to) in [("22:00", ""), ("25:00", "07:00"), ("x", "y")] {
            let form = AlertRuleForm { quiet_from: from.into(), quiet_to: to.into(), ..new_rule() };
            assert_eq!(rule_of(&form).unwrap_err().0, "quiet");
        }
        assert_eq!(
            rule_of(&AlertRuleForm { trigger: "storage".into(), percent: "300".into(), ..new_rule() })
                .unwrap_err()
                .0,
            "percent"
        );
    }
}
