//! A change of a project's rules, as one step of the directory: it numbers rules and editions.

use serde::{Deserialize, Serialize};

use super::{
    rule::{MOST_RULES, NewRule, Rule, RuleAction, RuleConditions},
    settings::Settings,
};

/// A change of a project's rules. A rule that is not there changes nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RuleChange {
    /// A rule comes behind the others, if there is room.
    Add(NewRule),
    /// What is said of a rule changes; what is absent stays.
    Edit(RuleEdit),
    /// A rule goes.
    Remove(u32),
    /// These take the place of all earlier ones, with numbers up to this one: an import.
    Replace(Vec<Rule>, u32),
}

/// The change of one rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RuleEdit {
    /// Which rule it is.
    pub id: u32,
    /// Another name.
    pub name: Option<String>,
    /// Whether it acts.
    pub on: Option<bool>,
    /// Other conditions, all of them.
    pub conditions: Option<RuleConditions>,
    /// Another action.
    pub action: Option<RuleAction>,
    /// Another place, from 0: the first rule that matches an event acts.
    pub position: Option<usize>,
}

impl RuleChange {
    /// Applies it.
    pub fn apply(self, settings: &mut Settings) {
        match self {
            Self::Add(NewRule { name, on, conditions, action }) => {
                if settings.rules.len() < MOST_RULES {
                    let id = next(settings);
                    settings.rules.push(Rule { id, edition: id, name, on, conditions, action });
                }
            }
            Self::Edit(edit) => edit.apply(settings),
            Self::Remove(id) => settings.rules.retain(|rule| rule.id != id),
            Self::Replace(mut rules, editions) => {
                rules.truncate(MOST_RULES);
                let numbers = rules.iter().map(|rule| rule.id.max(rule.edition));
                settings.rule_editions = numbers.fold(settings.rule_editions.max(editions), u32::max);
                settings.rules = rules;
            }
        }
    }
}

impl RuleEdit {
    fn apply(self, settings: &mut Settings) {
        let Some(at) = settings.rules.iter().position(|rule| rule.id == self.id) else { return };
        let mut rule = settings.rules.remove(at);
        let before = rule.clone();
        rule.name = self.name.unwrap_or(rule.name);
        rule.on = self.on.unwrap_or(rule.on);
        rule.conditions = self.conditions.unwrap_or(rule.conditions);
        rule.action = self.action.unwrap_or(rule.action);
        let begins = rule.on && !before.on;
        if begins || rule.conditions != before.conditions || rule.action != before.action {
            rule.edition = next(settings);
        }
        let place = self.position.unwrap_or(at).min(settings.rules.len());
        settings.rules.insert(place, rule);
    }
}

fn next(settings: &mut Settings) -> u32 {
    settings.rule_editions = settings.rule_editions.saturating_add(1);
    settings.rule_editions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str) -> NewRule {
        let conditions = RuleConditions { title: Some(name.into()), ..RuleConditions::default() };
        NewRule { name: name.into(), on: true, conditions, action: RuleAction::Noise }
    }

    fn numbers(settings: &Settings) -> Vec<(u32, u32)> {
        settings.rules.iter().map(|rule| (rule.id, rule.edition)).collect()
    }

    #[test]
    fn a_rule_that_begins_to_match_otherwise_is_another_edition() {
        let mut settings = Settings::default();
        for name in ["a", "b"] {
            RuleChange::Add(rule(name)).apply(&mut settings);
        }
        assert_eq!(numbers(&settings), [(1, 1), (2, 2)]);
        let mut edit = |edit: RuleEdit| {
            RuleChange::Edit(edit).apply(&mut settings);
            numbers(&settings)
        };
        let of = |id| RuleEdit { id, ..RuleEdit::default() };
        assert_eq!(edit(RuleEdit { name: Some("c".into()), ..of(1) }), [(1, 1), (2, 2)]);
        assert_eq!(edit(RuleEdit { on: Some(false), ..of(1) }), [(1, 1), (2, 2)]);
        assert_eq!(edit(RuleEdit { on: Some(true), ..of(1) }), [(1, 3), (2, 2)]);
        assert_eq!(edit(RuleEdit { conditions: Some(rule("x").conditions), ..of(2) }), [(1, 3), (2, 4)]);
        assert_eq!(edit(RuleEdit { position: Some(0), ..of(2) }), [(2, 4), (1, 3)]);
        assert_eq!(edit(RuleEdit { position: Some(9), ..of(2) }), [(1, 3), (2, 4)]);
        assert_eq!(edit(of(7)), [(1, 3), (2, 4)]);
        RuleChange::Remove(2).apply(&mut settings);
        RuleChange::Add(rule("d")).apply(&mut settings);
        assert_eq!(numbers(&settings), [(1, 3), (5, 5)], "no number comes again");
        assert_eq!(settings.hiding_editions(), [3, 5]);
    }

    #[test]
    fn there_are_fifty_at_most_and_an_import_takes_their_place() {
        let mut settings = Settings::default();
        for number in 0..60 {
            RuleChange::Add(rule(&number.to_string())).apply(&mut settings);
        }
        assert_eq!((settings.rules.len(), settings.rule_editions), (MOST_RULES, 50));
        let imported = settings.rules.clone();
        let mut other = Settings { rule_editions: 70, ..Settings::default() };
        RuleChange::Replace(imported.clone(), 60).apply(&mut other);
        assert_eq!((&other.rules, other.rule_editions), (&imported, 70));
    }
}
