//! The rules of a project's settings, one by one; `check` has the check of all.

pub(crate) mod check;

use corncrake_core::{
    ids::Jurisdiction, noise::NoiseRule, origin::Origins, time::UnixMillis, usage_list::UsageList,
    vitals::list::VitalsList, wire::sentry::limits::TAGS,
};

use corncrake_model::project::rule::{
    MOST_RULES, Rule, RuleFieldError, check_action, check_conditions, check_name,
};

use crate::objects::rpc::CreateProject;

/// Characters of a project's name: it has to fit a heading on a phone.
const NAME_CHARS: usize = 100;

/// Characters of a tag's name, as Sentry limits them.
const TAG_NAME_CHARS: usize = 200;

/// Bytes of the address of a new ticket, before the issue is filled in.
const TICKET_LINK_BYTES: usize = 1_000;

/// Why a setting was refused: the field, and its rule.
pub(crate) type FieldError = (&'static str, String);

/// A name that a project can have.
pub(crate) fn name(text: &str) -> Result<String, FieldError> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS || name.chars().any(char::is_control) {
        return Err(("name", format!("must be 1 to {NAME_CHARS} characters")));
    }
    Ok(name.to_owned())
}

/// The entries of a text of origins, as people write them: one a line, or with commas.
pub(crate) fn entries(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| c == ',' || c.is_whitespace());
    parts.filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
}

/// The lines of a text that has one entry each.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Origins that a project can have.
pub(crate) fn origins(entries: &[String]) -> Result<Origins, FieldError> {
    Origins::parse(entries).map_err(|error| {
        let text = error.to_string();
        ("origins", text.strip_prefix("origins ").map_or(text.clone(), str::to_owned))
    })
}

/// Rules that a project can have off.
pub(crate) fn noise_off(rules: Vec<String>) -> Result<Vec<String>, FieldError> {
    let names = NoiseRule::ALL.map(NoiseRule::name);
    if rules.iter().all(|rule| names.contains(&rule.as_str())) {
        return Ok(rules);
    }
    Err(("noise_off", format!("must be names of rules: {}", names.join(", "))))
}

/// Rules that a project can have, as an export describes them.
pub(crate) fn rules(rules: Vec<Rule>) -> Result<Vec<Rule>, FieldError> {
    if rules.len() > MOST_RULES {
        return Err(("rules", format!("must be at most {MOST_RULES}")));
    }
    let of_rules = |(field, rule): RuleFieldError| ("rules", format!("have a {field} that {rule}"));
    let mut checked: Vec<Rule> = Vec::with_capacity(rules.len());
    for rule in rules {
        let is_new = |other: &Rule| other.id != rule.id && other.edition != rule.edition;
        if rule.id == 0 || rule.edition < rule.id || !checked.iter().all(is_new) {
            return Err(("rules", "must have numbers of their own".to_owned()));
        }
        checked.push(Rule {
            name: check_name(&rule.name).map_err(of_rules)?,
            conditions: check_conditions(rule.conditions).map_err(of_rules)?,
            action: check_action(rule.action).map_err(of_rules)?,
            ..rule
        });
    }
    Ok(checked)
}

/// Tags that a project can keep: names as Sentry's SDKs write them, each once.
pub(crate) fn kept_tags(names: Vec<String>) -> Result<Vec<String>, FieldError> {
    let is_name = |name: &String| {
        (1..=TAG_NAME_CHARS).contains(&name.chars().count()) && !name.chars().any(char::is_control)
    };
    let mut kept: Vec<String> = Vec::new();
    for name in names.into_iter().map(|name| name.trim().to_owned()) {
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    if kept.len() <= TAGS && kept.iter().all(is_name) {
        return Ok(kept);
    }
    Err(("kept_tags", format!("must be at most {TAGS} names of 1 to {TAG_NAME_CHARS} characters")))
}

/// Names of usage that a project can count, a line each.
pub(crate) fn usage_list(lines: &[String]) -> Result<UsageList, FieldError> {
    UsageList::parse(lines.iter().map(String::as_str)).map_err(|error| ("usage_list", error.to_string()))
}

/// Pages and names of response times that a project can count, a line each.
pub(crate) fn vitals_list(lines: &[String]) -> Result<VitalsList, FieldError> {
    VitalsList::parse(lines.iter().map(String::as_str)).map_err(|error| ("vitals_list", error.to_string()))
}

/// The address of a new ticket: of the web, with a place for the title, which is filled in on the page
/// of an issue. Empty is none.
pub(crate) fn ticket_link(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let is_web = ["https://", "http://"].iter().any(|scheme| {
        text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && text.len() > scheme.len()
    });
    let is_plain = text.bytes().all(|b| b.is_ascii_graphic());
    let is_one = is_web && is_plain && text.len() <= TICKET_LINK_BYTES && text.contains("{title}");
    if text.is_empty() || is_one {
        return Ok(text.to_owned());
    }
    let rule = "must be an address of https or http with {title} in it, and without spaces";
    Err(("ticket_link", rule.to_owned()))
}

/// A project that can be made.
#[derive(Debug, PartialEq)]
pub(crate) struct NewProject {
    name: String,
    origins: Origins,
    jurisdiction: Option<Jurisdiction>,
}

impl NewProject {
    /// Checks the fields; a refusal names the field and its rule. A jurisdiction must be among those that
    /// the platform offers.
    pub(crate) fn parse(
        name: &str,
        origins: &[String],
        jurisdiction: &str,
        offered: &[Jurisdiction],
    ) -> Result<Self, FieldError> {
        Ok(Self {
            name: self::name(name)?,
            origins: self::origins(origins)?,
            jurisdiction: self::jurisdiction(jurisdiction, offered)?,
        })
    }

    /// The request to the directory.
    pub(crate) fn ask(self, now: UnixMillis) -> CreateProject {
        CreateProject { name: self.name, origins: self.origins, jurisdiction: self.jurisdiction, now }
    }
}

fn jurisdiction(word: &str, offered: &[Jurisdiction]) -> Result<Option<Jurisdiction>, FieldError> {
    if word.is_empty() {
        return Ok(None);
    }
    if let Some(chosen) = offered.iter().find(|offered| offered.word() == word) {
        return Ok(Some(*chosen));
    }
    let words: Vec<&str> = offered.iter().map(|offered| offered.word()).collect();
    let rule = match words.as_slice() {
        [] => "cannot be chosen: one machine has no jurisdictions".to_owned(),
        words => format!("must be empty or one of: {}", words.join(", ")),
    };
    Err(("jurisdiction", rule))
}

#[cfg(test)]
mod tests {

    use corncrake_model::project::rule::{RuleAction, RuleConditions};

    use super::*;

    #[test]
    fn a_refusal_names_the_field() {
        let all = ["*".to_owned()];
        assert!(NewProject::parse(" shop ", &all, "", &[]).is_ok());
        for name in ["", "  ", "a\nb", &"n".repeat(101)] {
            assert_eq!(NewProject::parse(name, &all, "", &[]).unwrap_err().0, "name", "{name:?}");
        }
        assert_eq!(NewProject::parse("shop", &[], "", &[]).unwrap_err().0, "origins");
        for (word, offered) in [("eu", &[][..]), ("EU", &Jurisdiction::ALL), ("us", &[Jurisdiction::Eu])] {
            assert_eq!(
                NewProject::parse("shop", &all, word, offered).unwrap_err().0,
                "jurisdiction",
                "{word}"
            );
        }
        assert!(NewProject::parse("shop", &all, "eu", &[Jurisdiction::Eu]).is_ok());
        assert!(noise_off(vec!["extension".into()]).is_ok() && noise_off(vec![]).is_ok());
        assert_eq!(noise_off(vec!["extensions".into()]).unwrap_err().0, "noise_off");
        for good in [
            "",
            " https://github.com/o/r/issues/new?title={title}&body={details} ",
            "HTTP://t.example/{title}",
        ] {
            assert_eq!(ticket_link(good).as_deref(), Ok(good.trim()), "{good}");
        }
        let long = format!("https://t.example/{{title}}{}", "a".repeat(TICKET_LINK_BYTES));
        for bad in [
            "javascript:alert({title})",
            "https://t.example/",
            "//t.example/{title}",
            "https://{title} x",
            &long,
        ] {
            assert_eq!(ticket_link(bad).unwrap_err().0, "ticket_link", "{bad}");
        }
        let conditions = RuleConditions { title: Some(" x ".into()), ..RuleConditions::default() };
        let (name, action) = ("n".to_owned(), RuleAction::Noise);
        let rule = Rule { id: 2, edition: 3, name, on: true, conditions, action };
        assert_eq!(rules(vec![rule.clone()]).unwrap()[0].conditions.title.as_deref(), Some("x"));
        let other = |id, edition| Rule { id, edition, ..rule.clone() };
        for second in [other(2, 4), other(4, 3), other(0, 5), other(6, 5)] {
            assert_eq!(rules(vec![rule.clone(), second]).unwrap_err().0, "rules");
        }
        let nameless = Rule { name: String::new(), ..rule.clone() };
        assert!(rules(vec![nameless]).unwrap_err().1.contains("name"));
        assert_eq!(rules(vec![rule; 51]).unwrap_err().0, "rules");
    }
}
