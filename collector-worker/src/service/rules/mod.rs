//! The operator's own rules, as the pages and the API both do it: the list with its counts, a
//! change, and what follows of it for issues that are there already.
//!
//! A rule that is switched off or removed is undone by that alone: no issue is rewritten.

pub(crate) mod trial;

use corncrake_core::ids::IssueId;
use corncrake_model::{
    issues::{issue::RuleCount, issue::RuleMarks},
    project::{
        record::ProjectRecord,
        rule::{MOST_RULES, NewRule, Rule, RuleAction},
        rule_change::{RuleChange, RuleEdit},
        rule_set::RuleSet,
        settings::ProjectChange,
    },
};
use corncrake_store::engine::text_match::TextPattern;
use worker::Env;

use crate::{
    http::error::Fault,
    objects::rpc::{MarkHidden, MarkInterest, ReadRuleCounts, ReadRuleMarks},
    platform::clock,
    projects, shards,
};

/// A rule with what it did.
pub(crate) struct CountedRule {
    pub(crate) rule: Rule,
    pub(crate) issues: u64,
    pub(crate) events: u64,
}

/// A changed rule, and how many issues it hides that were listed before.
pub(crate) struct ChangedRule {
    pub(crate) project: ProjectRecord,
    pub(crate) rule: Rule,
    pub(crate) newly_hidden: u64,
}

/// Every rule with its counts, in their order.
pub(crate) async fn of_project(project: &ProjectRecord, env: &Env) -> Result<Vec<CountedRule>, Fault> {
    let rules = &project.settings.rules;
    let counts = match rules.is_empty() {
        true => Vec::new(),
        false => shards::query(env, project, &ReadRuleCounts { with_groups: true }).await?,
    };
    let counted = |rule: &Rule| {
        let count = counts.iter().find(|count| count.edition == rule.edition);
        let (issues, events) = count.map_or((0, 0), |count| (count.issues, count.events));
        CountedRule { rule: rule.clone(), issues, events }
    };
    Ok(rules.iter().map(counted).collect())
}

/// What the rules that are on hide, in issues and events.
pub(crate) async fn hidden(project: &ProjectRecord, env: &Env) -> Result<(u64, u64), Fault> {
    let hiding = project.settings.hiding_editions();
    if hiding.is_empty() {
        return Ok((0, 0));
    }
    let counts = shards::query(env, project, &ReadRuleCounts { with_groups: false }).await?;
    let of_those = counts.iter().filter(|count: &&RuleCount| hiding.contains(&count.edition));
    Ok(of_those.fold((0, 0), |sum, one| {
        (u64::saturating_add(sum.0, one.issues), u64::saturating_add(sum.1, one.events))
    }))
}

/// What the rules say of these issues; asks nothing where there are no rules.
pub(crate) async fn marks(
    project: &ProjectRecord,
    ids: Vec<IssueId>,
    env: &Env,
) -> Result<Vec<(IssueId, RuleMarks)>, Fault> {
    if project.settings.rules.is_empty() || ids.is_empty() {
        return Ok(Vec::new());
    }
    shards::query(env, project, &ReadRuleMarks { ids }).await
}

/// The rule of an edition that an issue is marked with.
pub(crate) fn of_edition(project: &ProjectRecord, edition: u32) -> Option<&Rule> {
    project.settings.rules.iter().find(|rule| edition > 0 && rule.edition == edition)
}

/// Adds a rule behind the others.
pub(crate) async fn add(project: &ProjectRecord, rule: NewRule, env: &Env) -> Result<ChangedRule, Fault> {
    let too_many = || {
        let text = format!("a project has at most {MOST_RULES} rules; remove one first");
        Fault::new(409, "too_many_rules", text)
    };
    let before = projects::find_uncached(project.key, clock::now(), env).await?;
    if before.settings.rules.len() >= MOST_RULES {
        return Err(too_many());
    }
    let project = change(project, RuleChange::Add(rule), env).await?;
    let added = project.settings.rules.last().filter(|rule| rule.id > before.settings.rule_editions);
    let added = added.cloned().ok_or_else(too_many)?;
    follow(project, added, env).await
}

/// Changes a rule.
pub(crate) async fn edit(project: &ProjectRecord, edit: RuleEdit, env: &Env) -> Result<ChangedRule, Fault> {
    let id = edit.id;
    let project = change(project, RuleChange::Edit(edit), env).await?;
    let changed = project.settings.rules.iter().find(|rule| rule.id == id).cloned();
    follow(project, changed.ok_or_else(|| Fault::not_found("rule"))?, env).await
}

/// Removes a rule; gives what it was.
pub(crate) async fn remove(project: &ProjectRecord, id: u32, env: &Env) -> Result<Rule, Fault> {
    let before = projects::find_uncached(project.key, clock::now(), env).await?;
    let rule = before.settings.rules.iter().find(|rule| rule.id == id).cloned();
    let rule = rule.ok_or_else(|| Fault::not_found("rule"))?;
    let project = change(project, RuleChange::Remove(id), env).await?;
    hide_matches(&project, env).await?;
    rate_matches(&project, env).await?;
    Ok(rule)
}

/// The numbers of the rules that have a text somewhere: a rule that was made of an issue may.
pub(crate) fn with_text(project: &ProjectRecord, text: &str) -> Result<Vec<u32>, Fault> {
    let text = TextPattern::new(text)?;
    let has = |rule: &&Rule| {
        let patterns = rule.conditions.patterns().into_iter().filter_map(|(_, pattern)| pattern);
        let parts = match &rule.action {
            RuleAction::Noise | RuleAction::Interest(_) => "",
            RuleAction::Fingerprint(parts) => parts,
        };
        patterns.chain([rule.name.as_str(), parts]).any(|of_rule| text.is_in(of_rule))
    };
    Ok(project.settings.rules.iter().filter(has).map(|rule| rule.id).collect())
}

async fn change(project: &ProjectRecord, rules: RuleChange, env: &Env) -> Result<ProjectRecord, Fault> {
    let change = ProjectChange { rules: Some(rules), ..ProjectChange::default() };
    projects::change(project.key, change, clock::now(), env).await
}

async fn follow(project: ProjectRecord, rule: Rule, env: &Env) -> Result<ChangedRule, Fault> {
    let newly_hidden = hide_matches(&project, env).await?;
    rate_matches(&project, env).await?;
    Ok(ChangedRule { project, rule, newly_hidden })
}

/// Marks the issues that the noise rules match and that none of them hides yet; how many. Of one that
/// a rule hid which is off by now, another that is on may match it as well.
async fn hide_matches(project: &ProjectRecord, env: &Env) -> Result<u64, Fault> {
    let hiding = project.settings.hiding_editions();
    if hiding.is_empty() {
        return Ok(0);
    }
    let hides: Vec<Rule> = project.settings.rules.iter().filter(|rule| rule.hides()).cloned().collect();
    let (rules, mut hidden) = (RuleSet::new(&hides), 0_u64);
    let mut walk = trial::CandidateWalk::new(project, None, rules.needs_frames());
    while let Some(candidates) = walk.next(env).await? {
        let mut marks = Vec::new();
        for candidate in candidates.iter().filter(|one| !hiding.contains(&one.issue.hidden_by)) {
            let found: Vec<_> = candidate.subjects().map(|subject| rules.matches(&subject).noise).collect();
            if let Some(edition) = found.first().copied().flatten()
                && found.iter().all(Option::is_some)
            {
                marks.push((candidate.issue.id, edition));
            }
        }
        if !marks.is_empty() {
            hidden = hidden.saturating_add(marks.len() as u64);
            shards::query(env, project, &MarkHidden { marks }).await?;
        }
    }
    Ok(hidden)
}

/// Marks the issues whose newest events the rules of interest match: each as much as the event that
/// matters most. A mark of a rule that is off by now, or of another edition, is replaced.
async fn rate_matches(project: &ProjectRecord, env: &Env) -> Result<(), Fault> {
    let rates = |rule: &&Rule| rule.on && matches!(rule.action, RuleAction::Interest(_));
    let rates: Vec<Rule> = project.settings.rules.iter().filter(rates).cloned().collect();
    if rates.is_empty() {
        return Ok(());
    }
    let rules = RuleSet::new(&rates);
    let mut walk = trial::CandidateWalk::new(project, None, rules.needs_frames());
    while let Some(candidates) = walk.next(env).await? {
        let marked = candidates.iter().filter_map(|candidate| {
            let mark = candidate.subjects().map(|subject| rules.matches(&subject).interest).max()?;
            let before = project.settings.interest(candidate.issue.interest);
            let is_same = before == project.settings.interest(mark) && (before.is_some() || mark.0 == 0);
            (!is_same).then_some((candidate.issue.id, mark))
        });
        let marks: Vec<_> = marked.collect();
        if !marks.is_empty() {
            shards::query(env, project, &MarkInterest { marks }).await?;
        }
    }
    Ok(())
}
