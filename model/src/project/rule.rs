//! A rule of a project's operator: which events it matches, and what becomes of them.
//!
//! A rule is text that the operator wrote, so nothing here fails on it: what may be stored is
//! decided by `check`, for pages, API and import alike.

use corncrake_core::wire::limits::{FINGERPRINT_PART_CHARS, FINGERPRINT_PARTS};
use serde::{Deserialize, Serialize};

use crate::issues::interest::Interest;

/// Rules of a project: each is compared with every event.
pub const MOST_RULES: usize = 50;
/// Characters of a rule's name.
pub const RULE_NAME_CHARS: usize = 100;
/// Characters of a pattern: a title has 200.
pub const PATTERN_CHARS: usize = 200;

/// A rule of a project's operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its number in the project, which no other rule ever gets.
    pub id: u32,
    /// A number that it gets anew whenever it begins to match or to act otherwise. Issues are
    /// marked by it, so that what an earlier edition hid is not hidden by a later one.
    pub edition: u32,
    /// Its name, in the operator's words.
    pub name: String,
    /// Whether it acts.
    pub on: bool,
    /// What an event must be.
    pub conditions: RuleConditions,
    /// What becomes of such an event.
    pub action: RuleAction,
}

impl Rule {
    /// Whether its matches are off the list now.
    pub fn hides(&self) -> bool {
        self.on && self.action == RuleAction::Noise
    }
}

/// What an event must be: each pattern that is there must match. `*` stands for any text, `?` for
/// one character; case does not count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RuleConditions {
    /// Of the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Of the function of a frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// Of the file of that frame.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Of the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// Of the environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

impl RuleConditions {
    /// Every pattern with the name of its field, in the order of a form.
    pub fn patterns(&self) -> [(&'static str, Option<&str>); 5] {
        [
            ("title", self.title.as_deref()),
            ("function", self.function.as_deref()),
            ("file", self.file.as_deref()),
            ("release", self.release.as_deref()),
            ("environment", self.environment.as_deref()),
        ]
    }

    /// Whether frames must be read to decide.
    pub fn needs_frames(&self) -> bool {
        self.function.is_some() || self.file.is_some()
    }
}

/// What becomes of an event that a rule matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// It is noise: counted, and off the list.
    Noise,
    /// It is grouped by these parts, a line for each, as if the site had said them.
    Fingerprint(String),
    /// Its issue matters more than others, or less.
    Interest(Interest),
}

/// A rule before it has its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRule {
    /// Its name.
    pub name: String,
    /// Whether it acts.
    pub on: bool,
    /// What an event must be.
    pub conditions: RuleConditions,
    /// What becomes of such an event.
    pub action: RuleAction,
}

/// Whether a number of an edition is none: editions begin with 1.
pub(crate) fn is_no_edition(edition: &u32) -> bool {
    *edition == 0
}

/// Why a rule was refused: the field, and its rule.
pub type RuleFieldError = (&'static str, String);

/// A name that a rule can have.
pub fn check_name(text: &str) -> Result<String, RuleFieldError> {
    let name = text.trim();
    let length = name.chars().count();
    if !(1..=RULE_NAME_CHARS).contains(&length) || name.chars().any(char::is_control) {
        return Err(("name", format!("must be 1 to {RULE_NAME_CHARS} characters")));
    }
    Ok(name.to_owned())
}

/// Conditions that a rule can have: an empty pattern is none, and there must be one at least.
pub fn check_conditions(conditions: RuleConditions) -> Result<RuleConditions, RuleFieldError> {
    let RuleConditions { title, function, file, release, environment } = conditions;
    let checked = RuleConditions {
        title: pattern("title", title)?,
        function: pattern("function", function)?,
        file: pattern("file", file)?,
        release: pattern("release", release)?,
        environment: pattern("environment", environment)?,
    };
    if checked == RuleConditions::default() {
        let all = "must be there, or function, file, release or environment".to_owned();
        return Err(("title", all));
    }
    Ok(checked)
}

fn pattern(field: &'static str, text: Option<String>) -> Result<Option<String>, RuleFieldError> {
    let Some(text) = text else { return Ok(None) };
    let text = text.trim();
    if text.chars().count() > PATTERN_CHARS || text.chars().any(char::is_control) {
        return Err((field, format!("must be at most {PATTERN_CHARS} characters on one line")));
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

/// An action that a rule can have: the parts of a fingerprint are as bounded as a site's own.
pub fn check_action(action: RuleAction) -> Result<RuleAction, RuleFieldError> {
    let RuleAction::Fingerprint(lines) = action else { return Ok(action) };
    let parts: Vec<&str> = lines.lines().map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_good =
        |part: &&str| part.chars().count() <= FINGERPRINT_PART_CHARS && !part.chars().any(char::is_control);
    if !(1..=FINGERPRINT_PARTS).contains(&parts.len()) || !parts.iter().all(is_good) {
        let rule =
            format!("must be 1 to {FINGERPRINT_PARTS} parts of at most {FINGERPRINT_PART_CHARS} characters");
        return Err(("fingerprint", rule));
    }
    if parts.iter().all(|part| *part == "{default}") {
        return Err(("fingerprint", "must have a part beside {default}, which changes nothing".to_owned()));
    }
    Ok(RuleAction::Fingerprint(parts.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_stored_is_bounded_and_says_why_not() {
        assert_eq!(check_name("  Old browsers "), Ok("Old browsers".to_owned()));
        for bad in ["", "  ", "a\nb", &"n".repeat(101)] {
            assert_eq!(check_name(bad).unwrap_err().0, "name", "{bad:?}");
        }
        let title = |text: &str| RuleConditions { title: Some(text.into()), ..RuleConditions::default() };
        assert_eq!(check_conditions(title(" *x* ")).unwrap(), title("*x*"));
        for bad in [RuleConditions::default(), title(" "), title(&"x".repeat(201)), title("a\nb")] {
            assert_eq!(check_conditions(bad.clone()).unwrap_err().0, "title", "{bad:?}");
        }
        let file = RuleConditions { file: Some("f".repeat(201)), ..title("x") };
        assert_eq!(check_conditions(file).unwrap_err().0, "file");
        let custom = |text: &str| check_action(RuleAction::Fingerprint(text.into()));
        assert_eq!(custom(" {default}\r\n\n pay "), Ok(RuleAction::Fingerprint("{default}\npay".into())));
        for bad in ["", " \n", "{default}", "{default}\n{default}", &"p\n".repeat(9), &"p".repeat(129)] {
            assert_eq!(custom(bad).unwrap_err().0, "fingerprint", "{bad:?}");
        }
    }
}
