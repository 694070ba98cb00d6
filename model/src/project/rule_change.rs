//! A change of a project's rules, as one step of the directory: it numbers rules and editions.

use serde::{Deserialize, Serialize};

use super::rule::{MOST_RULES, NewRule, Rule, RuleAction, RuleConditions};

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
    /// Applies it to the rules of a project, and to the last number that one of them got.
    pub fn apply(self, rules: &mut Vec<Rule>, editions: &mut u32) {
        match self {
            Self::Add(NewRule { name, on, conditions, action }) => {
                if rules.len() < MOST_RULES {
                    let id = next(editions);
                    rules.push(Rule { id, edition: id, name, on, conditions, action });
                }
            }
            Self::Edit(edit) => edit.apply(rules, editions),
            Self::Remove(id) => rules.retain(|rule| rule.id != id),
            Self::Replace(new, last) => {
                *rules = new;
                rules.truncate(MOST_RULES);
                let numbers = rules.iter().map(|rule| rule.id.max(rule.edition));
                *editions = numbers.fold(last.max(*editions), u32::max);
            }
        }
    }
}

impl RuleEdit {
    fn apply(self, rules: &mut Vec<Rule>, editions: &mut u32) {
        let Some(at) = rules.iter().position(|rule| rule.id == self.id) else { return };
        let mut rule = rules.remove(at);
        let before = rule.clone();
        rule.name = self.name.unwrap_or(rule.name);
        rule.on = self.on.unwrap_or(rule.on);
        rule.conditions = self.conditions.unwrap_or(rule.conditions);
        rule.action = self.action.unwrap_or(rule.action);
        let begins = rule.on && !before.on;
        if begins || rule.conditions != before.conditions || rule.action != before.action {
            rule.edition = next(editions);
        }
        let place = self.position.unwrap_or(at).min(rules.len());
        rules.insert(place, rule);
    }
}

fn next(editions: &mut u32) -> u32 {
    *editions = editions.saturating_add(1);
    *editions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str) -> NewRule {
        let conditions = RuleConditions { title: Some(name.into()), ..RuleConditions::default() };
        NewRule { name: name.into(), on: true, conditions, action: RuleAction::Noise }
    }

    fn numbers(rules: &[Rule]) -> Vec<(u32, u32)> {
        rules.iter().map(|rule| (rule.id, rule.edition)).collect()
    }

    #[test]
    fn a_rule_that_begins_to_match_otherwise_is_another_edition() {
        let (mut rules, mut last) = (Vec::new(), 0);
        for name in ["a", "b"] {
            RuleChange::Add(rule(name)).apply(&mut rules, &mut last);
        }
        assert_eq!(numbers(&rules), [(1, 1), (2, 2)]);
        let mut edit = |edit: RuleEdit| {
            RuleChange::Edit(edit).apply(&mut rules, &mut last);
            numbers(&rules)
        };
        let of = |id| RuleEdit { id, ..RuleEdit::default() };
        assert_eq!(edit(RuleEdit { name: Some("c".into()), ..of(1) }), [(1, 1), (2, 2)]);
        assert_eq!(edit(RuleEdit { on: Some(false), ..of(1) }), [(1, 1), (2, 2)]);
        assert_eq!(edit(RuleEdit { on: Some(true), ..of(1) }), [(1, 3), (2, 2)]);
        assert_eq!(edit(RuleEdit { conditions: Some(rule("x").conditions), ..of(2) }), [(1, 3), (2, 4)]);
        assert_eq!(edit(RuleEdit { position: Some(0), ..of(2) }), [(2, 4), (1, 3)]);
        assert_eq!(edit(RuleEdit { position: Some(9), ..of(2) }), [(1, 3), (2, 4)]);
        assert_eq!(edit(of(7)), [(1, 3), (2, 4)]);
        RuleChange::Remove(2).apply(&mut rules, &mut last);
        RuleChange::Add(rule("d")).apply(&mut rules, &mut last);
        assert_eq!(numbers(&rules), [(1, 3), (5, 5)], "no number comes again");
    }

    #[test]
    fn there_are_fifty_at_most_and_an_import_takes_their_place() {
        let (mut rules, mut last) = (Vec::new(), 0);
        for number in 0..60 {
            RuleChange::Add(rule(&number.to_string())).apply(&mut rules, &mut last);
        }
        assert_eq!((rules.len(), last), (MOST_RULES, 50));
        let (mut other, mut others_last) = (Vec::new(), 70);
        RuleChange::Replace(rules.clone(), 60).apply(&mut other, &mut others_last);
        assert_eq!((other, others_last), (rules, 70));
    }
}
