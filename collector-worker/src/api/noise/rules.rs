//! The operator's own rules: listed with their counts, made, changed, removed, and tried out.

use corncrake_core::ids::IssueId;
use corncrake_model::{
    issues::interest::Interest,
    project::{
        rule::{
            MOST_RULES, NewRule, Rule, RuleAction, RuleConditions, RuleFieldError, check_action,
            check_conditions, check_name,
        },
        rule_change::RuleEdit,
    },
};
use serde::Serialize;
use worker::{Env, Request};

use crate::{
    api::fields::BodyFields,
    http::{Response, error::Fault, response},
    platform::clock,
    projects,
    service::rules::{self, CountedRule, trial},
};

#[derive(Serialize)]
struct RuleJson<'a> {
    id: u32,
    name: &'a str,
    on: bool,
    title: Option<&'a str>,
    function: Option<&'a str>,
    file: Option<&'a str>,
    release: Option<&'a str>,
    environment: Option<&'a str>,
    action: &'static str,
    fingerprint: Option<Vec<&'a str>>,
    interest: Option<&'static str>,
    issues: u64,
    events: u64,
}

impl<'a> RuleJson<'a> {
    fn new(CountedRule { rule, issues, events }: &'a CountedRule) -> Self {
        let (action, fingerprint) = match &rule.action {
            RuleAction::Noise => ("noise", None),
            RuleAction::Fingerprint(parts) => ("fingerprint", Some(parts.lines().collect())),
            RuleAction::Interest(_) => ("interest", None),
        };
        let interest = match rule.action {
            RuleAction::Interest(interest) => Some(interest.name()),
            _ => None,
        };
        let conditions = &rule.conditions;
        Self {
            id: rule.id,
            name: &rule.name,
            on: rule.on,
            title: conditions.title.as_deref(),
            function: conditions.function.as_deref(),
            file: conditions.file.as_deref(),
            release: conditions.release.as_deref(),
            environment: conditions.environment.as_deref(),
            action,
            fingerprint,
            interest,
            issues: *issues,
            events: *events,
        }
    }
}

/// What a body says of a rule.
struct RuleFields {
    name: Option<String>,
    on: Option<bool>,
    patterns: RuleConditions,
    action: Option<RuleAction>,
}

impl RuleFields {
    fn read(fields: &mut BodyFields) -> Result<Self, Fault> {
        let patterns = RuleConditions {
            title: fields.text("title")?,
            function: fields.text("function")?,
            file: fields.text("file")?,
            release: fields.text("release")?,
            environment: fields.text("environment")?,
        };
        let (word, parts, interest) =
            (fields.text("action")?, fields.texts("fingerprint")?, fields.text("interest")?);
        let action = match (word.as_deref(), parts) {
            (None | Some("interest"), None) if interest.is_some() => {
                let level = interest.as_deref().and_then(Interest::of_name);
                let level = level.ok_or_else(|| Fault::invalid("interest", "must be low or high"))?;
                Some(RuleAction::Interest(level))
            }
            (Some("interest"), None) => return Err(Fault::invalid("interest", "must be low or high")),
            _ if interest.is_some() => {
                return Err(Fault::invalid("interest", "is for the action interest only"));
            }
            (None, None) => None,
            (Some("noise"), None) => Some(RuleAction::Noise),
            (Some("noise" | "interest"), Some(_)) => {
                return Err(Fault::invalid("fingerprint", "is for the action fingerprint only"));
            }
            (None | Some("fingerprint"), parts) => {
                Some(RuleAction::Fingerprint(parts.unwrap_or_default().join("\n")))
            }
            _ => return Err(unknown_action()),
        };
        let action = action.map(check_action).transpose().map_err(refused)?;
        let name = fields.text("name")?.map(|name| check_name(&name)).transpose().map_err(refused)?;
        Ok(Self { name, on: fields.flag("on")?, patterns, action })
    }

    /// As a rule of its own; one that is only tried out needs no name.
    fn rule(self, default_name: Option<&str>) -> Result<NewRule, Fault> {
        let name = self.name.or(default_name.map(str::to_owned));
        Ok(NewRule {
            name: name.map_or_else(|| check_name("").map_err(refused), Ok)?,
            on: self.on.unwrap_or(true),
            conditions: check_conditions(self.patterns).map_err(refused)?,
            action: self.action.ok_or_else(unknown_action)?,
        })
    }

    /// As a change of a rule: a pattern that is absent stays, an empty one goes.
    fn edit(self, rule: &Rule, position: Option<usize>) -> Result<RuleEdit, Fault> {
        let (new, old) = (self.patterns, rule.conditions.clone());
        let conditions = RuleConditions {
            title: new.title.or(old.title),
            function: new.function.or(old.function),
            file: new.file.or(old.file),
            release: new.release.or(old.release),
            environment: new.environment.or(old.environment),
        };
        let conditions = Some(check_conditions(conditions).map_err(refused)?);
        Ok(RuleEdit { id: rule.id, name: self.name, on: self.on, conditions, action: self.action, position })
    }
}

fn refused((field, rule): RuleFieldError) -> Fault {
    Fault::invalid(field, &rule)
}

fn unknown_action() -> Fault {
    Fault::invalid("action", "must be noise, fingerprint or interest")
}

fn number(id: &str) -> Result<u32, Fault> {
    id.parse().map_err(|_| Fault::not_found("rule"))
}

/// `GET /api/projects/:key/rules`
pub(crate) async fn rules(key: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let all = rules::of_project(&project, env).await?;
    let all: Vec<_> = all.iter().map(RuleJson::new).collect();
    response::json(200, &serde_json::json!({ "rules": all, "most": MOST_RULES }))
}

/// `POST /api/projects/:key/rules`
pub(crate) async fn create_rule(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let mut fields = BodyFields::read(request).await?;
    let rule = RuleFields::read(&mut fields)?;
    fields.end()?;
    let changed = rules::add(&project, rule.rule(None)?, env).await?;
    answer(201, &changed, env).await
}

/// `PATCH /api/projects/:key/rules/:id`: changes what is sent, and leaves the rest.
pub(crate) async fn change_rule(
    key: &str,
    id: &str,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let project = projects::find_uncached(project.key, clock::now(), env).await?;
    let id = number(id)?;
    let rule = project.settings.rules.iter().find(|rule| rule.id == id);
    let rule = rule.ok_or_else(|| Fault::not_found("rule"))?;
    let mut fields = BodyFields::read(request).await?;
    let last = MOST_RULES.saturating_sub(1) as u64;
    let position = fields.number("position", 0..=last)?.and_then(|place| usize::try_from(place).ok());
    let change = RuleFields::read(&mut fields)?;
    fields.end()?;
    let changed = rules::edit(&project, change.edit(rule, position)?, env).await?;
    answer(200, &changed, env).await
}

async fn answer(status: u16, changed: &rules::ChangedRule, env: &Env) -> Result<Response, Fault> {
    let all = rules::of_project(&changed.project, env).await?;
    let rule = all.iter().find(|one| one.rule.id == changed.rule.id);
    let rule = rule.ok_or_else(|| Fault::not_found("rule"))?;
    response::json(status, &RuleJson::new(rule))
}

/// `DELETE /api/projects/:key/rules/:id`
pub(crate) async fn remove_rule(key: &str, id: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    rules::remove(&project, number(id)?, env).await?;
    response::no_content()
}

/// `POST /api/projects/:key/rules/preview`: what a rule would have matched in the last week.
pub(crate) async fn preview_rule(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    #[derive(Serialize)]
    struct ExampleJson {
        id: IssueId,
        title: String,
        events: u64,
    }
    let now = clock::now();
    let project = projects::find_for_operator(key, now, env).await?;
    let mut fields = BodyFields::read(request).await?;
    let rule = RuleFields::read(&mut fields)?.rule(Some("preview"))?;
    fields.end()?;
    let found = trial::preview(&project, &rule, now, env).await?;
    let examples: Vec<_> =
        found.examples.into_iter().map(|(id, title, events)| ExampleJson { id, title, events }).collect();
    let answer = serde_json::json!({
        "since": found.since.rfc3339(),
        "issues": found.issues,
        "events": found.events,
        "looked_at": found.looked_at,
        "is_whole": found.is_whole,
        "examples": examples,
    });
    response::json(200, &answer)
}
