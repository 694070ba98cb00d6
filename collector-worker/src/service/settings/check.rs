//! The one check of a project's settings, behind the form, the API and the import: what somebody sent
//! becomes a change, or a list of what is wrong with it.

use std::fmt;

use corncrake_core::{
    project_limits::{MOST_DAYS, MOST_OBJECTS},
    time::UtcDay,
};
use corncrake_model::project::{
    limits::{ProjectLimits, ResourceLimits},
    rule::Rule,
    rule_change::RuleChange,
    settings::ProjectChange,
};

use super::FieldError;
use crate::{http::error::Fault, service::settings};

/// The settings of a project as somebody sent them. What is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct RawSettings {
    pub(crate) name: Option<String>,
    pub(crate) origins: Option<Vec<String>>,
    pub(crate) noise_off: Option<Vec<String>>,
    /// All rules, and the last number that a rule or an edition of one got.
    pub(crate) rules: Option<(Vec<Rule>, u32)>,
    pub(crate) kept_tags: Option<Vec<String>>,
    pub(crate) ticket_link: Option<String>,
    pub(crate) has_public_privacy: Option<bool>,
    pub(crate) usage: Option<bool>,
    pub(crate) usage_list: Option<Vec<String>>,
    pub(crate) installations: Option<bool>,
    pub(crate) vitals: Option<bool>,
    pub(crate) vitals_list: Option<Vec<String>>,
    pub(crate) objects: Option<RawNumber>,
    pub(crate) retention_days: Option<RawNumber>,
    pub(crate) count_retention_days: Option<RawNumber>,
    pub(crate) usage_retention_days: Option<RawNumber>,
    pub(crate) events_per_second: Option<RawNumber>,
    pub(crate) megabytes: Option<RawNumber>,
    pub(crate) session_events: Option<RawNumber>,
}

/// A number as somebody sent it; nothing where that was no whole number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RawNumber(pub(crate) Option<u64>);

impl RawNumber {
    /// The number of a field of a form.
    pub(crate) fn of_text(text: &str) -> Self {
        Self(text.trim().parse().ok())
    }
}

impl<N: Into<u64>> From<N> for RawNumber {
    fn from(number: N) -> Self {
        Self(Some(number.into()))
    }
}

/// A setting that was refused, by its name in the API, and its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RefusedSetting {
    pub(crate) field: &'static str,
    pub(crate) rule: SettingRule,
}

/// The rule that a refused setting breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SettingRule {
    /// It is a whole number from 1 to this one.
    UpTo(u32),
    /// Another rule, in words that follow the field's name.
    Words(String),
}

impl fmt::Display for SettingRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UpTo(most) => write!(f, "must be 1 to {most}"),
            Self::Words(words) => f.write_str(words),
        }
    }
}

/// The answer of the API to a change that is refused: it names the first setting that is wrong.
pub(crate) fn first_fault(refused: &[RefusedSetting]) -> Fault {
    match refused.first() {
        Some(RefusedSetting { field, rule: SettingRule::UpTo(most) }) => {
            Fault::invalid(field, &format!("must be a whole number from 1 to {most}"))
        }
        Some(RefusedSetting { field, rule: SettingRule::Words(words) }) => Fault::invalid(field, words),
        None => Fault::internal("nothing is wrong with the settings"),
    }
}

/// Checks what somebody sent. `most` is what the operator allows. A refusal has every setting that is wrong,
/// and one at least.
pub(crate) fn check(
    raw: RawSettings,
    most: ResourceLimits,
    today: UtcDay,
) -> Result<ProjectChange, Vec<RefusedSetting>> {
    let mut refused = Refusals(Vec::new());
    let objects = |objects| (objects, today);
    let change = ProjectChange {
        name: refused.unless(raw.name.map(|name| settings::name(&name))),
        origins: refused.unless(raw.origins.map(|entries| settings::origins(&entries))),
        noise_off: refused.unless(raw.noise_off.map(settings::noise_off)),
        rules: refused.unless(raw.rules.map(|(rules, editions)| {
            settings::rules(rules).map(|rules| RuleChange::Replace(rules, editions))
        })),
        kept_tags: refused.unless(raw.kept_tags.map(settings::kept_tags)),
        ticket_link: refused.unless(raw.ticket_link.map(|text| settings::ticket_link(&text))),
        usage_list: refused.unless(raw.usage_list.map(|lines| settings::usage_list(&lines))),
        vitals_list: refused.unless(raw.vitals_list.map(|lines| settings::vitals_list(&lines))),
        objects: refused.number("objects", raw.objects, MOST_OBJECTS).map(objects),
        retention_days: refused.number("retention_days", raw.retention_days, MOST_DAYS),
        count_retention_days: refused.number("count_retention_days", raw.count_retention_days, MOST_DAYS),
        usage_retention_days: refused.number("usage_retention_days", raw.usage_retention_days, MOST_DAYS),
        limits: ProjectLimits {
            events_per_second: refused.number(
                "events_per_second",
                raw.events_per_second,
                most.events_per_second,
            ),
            megabytes: refused.number("megabytes", raw.megabytes, most.megabytes),
            session_events: refused.number("session_events", raw.session_events, most.session_events),
        },
        has_public_privacy: raw.has_public_privacy,
        usage: raw.usage,
        installations: raw.installations,
        vitals: raw.vitals,
        ..ProjectChange::default()
    };
    if refused.0.is_empty() { Ok(change) } else { Err(refused.0) }
}

/// The settings that were refused so far.
struct Refusals(Vec<RefusedSetting>);

impl Refusals {
    /// The value, where one was sent and it is good.
    fn unless<T>(&mut self, checked: Option<Result<T, FieldError>>) -> Option<T> {
        match checked? {
            Ok(value) => Some(value),
            Err((field, words)) => {
                self.0.push(RefusedSetting { field, rule: SettingRule::Words(words) });
                None
            }
        }
    }

    /// The number, where one was sent and it is 1 to `most`.
    fn number<N: TryFrom<u64> + Into<u32> + Copy>(
        &mut self,
        field: &'static str,
        raw: Option<RawNumber>,
        most: N,
    ) -> Option<N> {
        let most: u32 = most.into();
        let good = raw?.0.filter(|number| (1..=u64::from(most)).contains(number));
        let number = good.and_then(|number| N::try_from(number).ok());
        if number.is_none() {
            self.0.push(RefusedSetting { field, rule: SettingRule::UpTo(most) });
        }
        number
    }
}

#[cfg(test)]
mod tests {

    use std::slice::from_ref;

    use super::*;

    const TODAY: UtcDay = UtcDay(20_000);

    fn checked(raw: RawSettings) -> Result<ProjectChange, Vec<String>> {
        let most = ResourceLimits { events_per_second: 50, megabytes: 10, session_events: 100 };
        let said = |one: &RefusedSetting| format!("{} {}", one.field, one.rule);
        check(raw, most, TODAY).map_err(|all| all.iter().map(said).collect())
    }

    #[test]
    fn what_is_absent_is_no_change() {
        assert_eq!(checked(RawSettings::default()), Ok(ProjectChange::default()));
    }

    #[test]
    fn a_number_is_1_to_the_most() {
        let days = |days| RawSettings { usage_retention_days: Some(days), ..RawSettings::default() };
        for (text, number) in [("1", 1), (" 730 ", 730)] {
            let change = checked(days(RawNumber::of_text(text))).unwrap();
            assert_eq!(change.usage_retention_days, Some(number), "{text}");
        }
        for text in ["", "0", "731", "-1", "1.5", "one", "65537", "18446744073709551616"] {
            let refused = checked(days(RawNumber::of_text(text))).unwrap_err();
            assert_eq!(refused, ["usage_retention_days must be 1 to 730"], "{text}");
        }
        let objects = |objects: u16| RawSettings { objects: Some(objects.into()), ..RawSettings::default() };
        assert_eq!(checked(objects(64)).unwrap().objects, Some((64, TODAY)));
        assert_eq!(checked(objects(65)).unwrap_err(), ["objects must be 1 to 64"]);
    }

    #[test]
    fn a_limit_is_no_more_than_the_operators() {
        let raw = |number: u32| RawSettings { megabytes: Some(number.into()), ..RawSettings::default() };
        let own = checked(raw(10)).unwrap().limits;
        assert_eq!(own, ProjectLimits { megabytes: Some(10), ..ProjectLimits::default() });
        assert_eq!(checked(raw(11)).unwrap_err(), ["megabytes must be 1 to 10"]);
        assert_eq!(checked(raw(0)).unwrap_err(), ["megabytes must be 1 to 10"]);
    }

    #[test]
    fn everything_that_is_wrong_is_named_in_one_answer() {
        let text = || Some("\n".to_owned());
        let texts = || Some(vec!["\n".to_owned()]);
        let long = || Some(vec!["x".repeat(300)]);
        let wrong = Some(RawNumber(None));
        let raw = RawSettings {
            name: text(),
            origins: texts(),
            noise_off: texts(),
            kept_tags: texts(),
            ticket_link: Some("x".to_owned()),
            usage_list: long(),
            vitals_list: long(),
            objects: wrong,
            retention_days: wrong,
            count_retention_days: wrong,
            usage_retention_days: wrong,
            events_per_second: wrong,
            megabytes: wrong,
            session_events: wrong,
            ..RawSettings::default()
        };
        let fields = [
            "name",
            "origins",
            "noise_off",
            "kept_tags",
            "ticket_link",
            "usage_list",
            "vitals_list",
            "objects",
            "retention_days",
            "count_retention_days",
            "usage_retention_days",
            "events_per_second",
            "megabytes",
            "session_events",
        ];
        let refused = checked(raw).unwrap_err();
        let named: Vec<&str> = refused.iter().filter_map(|said| said.split(' ').next()).collect();
        assert_eq!(named, fields, "{refused:?}");
    }

    #[test]
    fn the_api_says_that_a_number_is_whole() {
        let number = RefusedSetting { field: "objects", rule: SettingRule::UpTo(64) };
        let name = RefusedSetting { field: "name", rule: SettingRule::Words("is taken".to_owned()) };
        let said = |refused: &[RefusedSetting]| first_fault(refused).message;
        assert_eq!(said(from_ref(&number)), "objects must be a whole number from 1 to 64");
        assert_eq!(said(&[name, number]), "name is taken");
    }
}
