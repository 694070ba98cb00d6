//! The page of the operator's own rules, and its forms: a rule is previewed, saved, switched, moved
//! and removed. A refused form is answered with the page and the entered values.

use corncrake_core::{ids::IssueId, stack::Frame};
use corncrake_model::issues::interest::Interest;
use corncrake_model::project::{
    record::ProjectRecord,
    rule::{
        MOST_RULES, NewRule, Rule, RuleAction, RuleConditions, RuleFieldError, check_action,
        check_conditions, check_name,
    },
    rule_change::RuleEdit,
    rule_pattern::{file_pattern_like, pattern_like},
};
use corncrake_www::{
    form_context::{FlashMessage as FlashView, FormContext},
    permissions::Permissions,
    rules::{
        self as view, ActionChoice, FormField, RuleEffect, RuleForm, RulePattern, RulePreview, RuleRow,
        RulesView,
    },
};
use worker::{Env, Request};

use super::{
    flash::{self, FlashMessage},
    views, zone,
};
use crate::{
    http::{Response, error::Fault, form::Form, page_error::PageError, response, url},
    platform::clock,
    projects,
    service::{
        rules::{self, CountedRule, trial},
        symbolicate::{self, LookedUpEvent},
    },
    shards,
};

/// The fields of the patterns, with their labels.
const PATTERNS: [(&str, &str); 5] = [
    ("title", "Title is"),
    ("function", "Function is"),
    ("file", "File is"),
    ("release", "Release is"),
    ("environment", "Environment is"),
];
/// Characters of a function's name that a bundler shortened: another build calls it otherwise.
const MINIFIED_CHARS: usize = 2;

/// What a form left on the page.
struct RulesState {
    form: RuleForm,
    preview: Option<trial::RulePreview>,
    flash: Option<FlashView>,
}

impl RulesState {
    /// A form, and nothing else.
    fn of(form: RuleForm) -> Self {
        Self { form, preview: None, flash: None }
    }
}

/// `GET /projects/:key/rules?issue=&edit=`: the form is empty, like an issue, or a rule's.
pub(crate) async fn rules(
    key: &str,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    let like = url::parameter(request, "issue")?.and_then(|id| id.parse().ok());
    let edited = url::parameter(request, "edit")?.and_then(|id| id.parse::<u32>().ok());
    let edited = edited.and_then(|id| row.settings.rules.iter().find(|rule| rule.id == id));
    let (form, preview) = match (edited, like) {
        (Some(rule), _) => (form_of(Some(rule.id), &as_new(rule)), None),
        (None, Some(id)) => {
            let rule = rule_like(&row, id, env).await?;
            let found = trial::preview(&row, &rule, clock::now(), env).await?;
            (form_of(None, &rule), Some(found))
        }
        (None, None) => {
            let conditions = RuleConditions::default();
            let empty = NewRule { name: String::new(), on: true, conditions, action: RuleAction::Noise };
            (form_of(None, &empty), None)
        }
    };
    let state = RulesState { preview, flash: flash::read(request)?, ..RulesState::of(form) };
    render(200, &row, state, permissions, request, env).await
}

/// `POST /projects/:key/rules`
pub(crate) async fn save_rule(
    key: &str,
    permissions: Permissions,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    let form = Form::read(request).await?;
    let rule = match read(&form) {
        Ok(rule) => rule,
        Err(refused) => {
            let state = RulesState::of(entered(&form, Some(refused)));
            return render(422, &row, state, permissions, request, env).await;
        }
    };
    let done = match form.get("id").parse::<u32>() {
        Err(_) => rules::add(&row, rule, env).await,
        Ok(id) => {
            let NewRule { name, conditions, action, .. } = rule;
            let (conditions, action) = (Some(conditions), Some(action));
            let edit = RuleEdit { id, name: Some(name), conditions, action, ..RuleEdit::default() };
            rules::edit(&row, edit, env).await
        }
    };
    match done {
        Ok(changed) => redirect(&row, FlashMessage::RuleSaved(changed.newly_hidden)),
        Err(fault) if fault.code == "too_many_rules" => {
            let refused = ("name", fault.message);
            let state = RulesState::of(entered(&form, Some(refused)));
            render(409, &row, state, permissions, request, env).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// `POST /projects/:key/rules/preview`: saves nothing.
pub(crate) async fn preview_rule(
    key: &str,
    permissions: Permissions,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let form = Form::read(request).await?;
    match read(&form) {
        // What is tried out needs no name yet.
        Err((field, _)) if field != "name" => {
            let state = RulesState::of(entered(&form, read(&form).err()));
            render(422, &row, state, permissions, request, env).await
        }
        _ => {
            let rule = read_with_name(&form, "preview");
            let rule = rule.map_err(|(field, rule)| Fault::invalid(field, &rule))?;
            let found = trial::preview(&row, &rule, now, env).await?;
            let state = RulesState { preview: Some(found), ..RulesState::of(entered(&form, None)) };
            render(200, &row, state, permissions, request, env).await
        }
    }
}

/// `POST /projects/:key/rules/:id`: on, off, up, down or remove.
pub(crate) async fn change_rule(
    key: &str,
    id: &str,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let row = projects::find_for_operator(key, clock::now(), env).await?;
    let form = Form::read(request).await?;
    let id: u32 = id.parse().map_err(|_| Fault::not_found("rule"))?;
    let place = row.settings.rules.iter().position(|rule| rule.id == id);
    let place = place.ok_or_else(|| Fault::not_found("rule"))?;
    let of = RuleEdit { id, ..RuleEdit::default() };
    let edit = match form.get("to") {
        "on" => RuleEdit { on: Some(true), ..of },
        "off" => RuleEdit { on: Some(false), ..of },
        "up" => RuleEdit { position: Some(place.saturating_sub(1)), ..of },
        "down" => RuleEdit { position: Some(place.saturating_add(1)), ..of },
        "remove" => {
            rules::remove(&row, id, env).await?;
            return redirect(&row, FlashMessage::RuleRemoved);
        }
        _ => return Err(Fault::invalid("to", "must be on, off, up, down or remove").into()),
    };
    let is_off = edit.on == Some(false);
    let changed = rules::edit(&row, edit, env).await?;
    redirect(&row, if is_off { FlashMessage::RuleOff } else { FlashMessage::RuleSaved(changed.newly_hidden) })
}

fn path(row: &ProjectRecord) -> String {
    format!("/projects/{}/rules", row.key)
}

fn redirect(row: &ProjectRecord, done: FlashMessage) -> Result<Response, PageError> {
    Ok(response::see_other(&flash::with_flash(&path(row), done, &[]), None)?)
}

async fn render(
    status: u16,
    row: &ProjectRecord,
    state: RulesState,
    permissions: Permissions,
    request: &Request,
    env: &Env,
) -> Result<Response, PageError> {
    let RulesState { form, preview, flash } = state;
    let preview = preview.map(|found| RulePreview {
        issues: found.issues,
        events: found.events,
        looked_at: found.looked_at,
        is_whole: found.is_whole,
        examples: found.examples,
    });
    let page = RulesView {
        project: views::project(row, permissions),
        form_context: FormContext { project: row.key, permissions, back: path(row), flash },
        rules: rules::of_project(row, env).await?.into_iter().map(shown).collect(),
        most: MOST_RULES,
        form,
        preview,
    };
    zone::page(status, request, || view::page(&page))
}

fn shown(CountedRule { rule, issues, events }: CountedRule) -> RuleRow {
    let patterns = rule.conditions.patterns().into_iter();
    RuleRow {
        id: rule.id,
        patterns: patterns.filter_map(|(name, text)| Some((name, text?.to_owned()))).collect(),
        name: rule.name,
        is_on: rule.on,
        effect: match rule.action {
            RuleAction::Noise => RuleEffect::Noise,
            RuleAction::Fingerprint(parts) => {
                RuleEffect::Fingerprint(parts.lines().map(str::to_owned).collect())
            }
            RuleAction::Interest(interest) => RuleEffect::Interest(views::shown_interest(interest)),
        },
        issues,
        events,
    }
}

fn as_new(rule: &Rule) -> NewRule {
    let Rule { name, on, conditions, action, .. } = rule.clone();
    NewRule { name, on, conditions, action }
}

/// The form of a rule.
fn form_of(editing: Option<u32>, rule: &NewRule) -> RuleForm {
    let values = rule.conditions.patterns();
    let pattern = |((name, label), (_, text)): ((&'static str, &'static str), (&str, Option<&str>))| {
        RulePattern { name, label, field: FormField::of(text.unwrap_or_default()) }
    };
    RuleForm {
        editing,
        name: FormField::of(&rule.name),
        patterns: PATTERNS.into_iter().zip(values).map(pattern).collect(),
        action: match rule.action {
            RuleAction::Noise => ActionChoice::Noise,
            RuleAction::Fingerprint(_) => ActionChoice::Fingerprint,
            RuleAction::Interest(Interest::High) => ActionChoice::High,
            RuleAction::Interest(Interest::Low) => ActionChoice::Low,
        },
        fingerprint: FormField::of(match &rule.action {
            RuleAction::Fingerprint(parts) => parts,
            _ => "{default}",
        }),
    }
}

/// The form as it was entered, with the refusal at its field.
fn entered(form: &Form, refused: Option<RuleFieldError>) -> RuleForm {
    let field = |name: &str, label: &str| FormField {
        value: form.get(name).to_owned(),
        error: refused.as_ref().filter(|(of, _)| *of == name).map(|(_, rule)| sentence(label, rule)),
    };
    let pattern = |(name, label): (&'static str, &'static str)| {
        let subject = format!("The {name}");
        RulePattern { name, label, field: field(name, &subject) }
    };
    RuleForm {
        editing: form.get("id").parse().ok(),
        name: field("name", "The name"),
        patterns: PATTERNS.into_iter().map(pattern).collect(),
        action: ActionChoice::of_value(form.get("action")).unwrap_or_default(),
        fingerprint: field("fingerprint", "The fingerprint"),
    }
}

/// A rule behind its subject; what is a sentence already stays one.
fn sentence(subject: &str, rule: &str) -> String {
    if rule.starts_with("must") { format!("{subject} {rule}.") } else { format!("{rule}.") }
}

fn read(form: &Form) -> Result<NewRule, RuleFieldError> {
    read_with_name(form, form.get("name"))
}

fn read_with_name(form: &Form, name: &str) -> Result<NewRule, RuleFieldError> {
    let pattern = |name: &str| Some(form.get(name).to_owned());
    let conditions = check_conditions(RuleConditions {
        title: pattern("title"),
        function: pattern("function"),
        file: pattern("file"),
        release: pattern("release"),
        environment: pattern("environment"),
    })?;
    let unknown = || ("action", "must be noise, fingerprint, high or low".to_owned());
    let action = match ActionChoice::of_value(form.get("action")).ok_or_else(unknown)? {
        ActionChoice::Noise => RuleAction::Noise,
        ActionChoice::Fingerprint => RuleAction::Fingerprint(form.get("fingerprint").to_owned()),
        ActionChoice::High => RuleAction::Interest(Interest::High),
        ActionChoice::Low => RuleAction::Interest(Interest::Low),
    };
    Ok(NewRule { conditions, action: check_action(action)?, name: check_name(name)?, on: true })
}

/// A noise rule for all that is like an issue: its title with other numbers, and the function and
/// file of the site's innermost frame.
async fn rule_like(row: &ProjectRecord, id: IssueId, env: &Env) -> Result<NewRule, PageError> {
    let issue = shards::query(env, row, &crate::objects::rpc::FindIssue { id }).await?;
    let issue = issue.ok_or_else(|| Fault::not_found("issue"))?;
    let latest = shards::event(env, row, id, shards::EventChoice::Latest).await?.map(|one| one.body);
    let title = latest.as_ref().map_or(issue.title, trial::title);
    let mut conditions = RuleConditions { title: Some(pattern_like(&title)), ..RuleConditions::default() };
    if let Some(body) = latest {
        let frames = body.frames();
        let debug_ids = trial::debug_ids_of(&body, &frames);
        let looked_up =
            LookedUpEvent { release: body.release.as_deref(), frames: &frames, debug_ids: &debug_ids };
        let traced = symbolicate::for_grouping(row, &[looked_up], env).await;
        let original = traced.into_iter().next().flatten();
        let own = original.as_ref().unwrap_or(&frames).iter().find(|frame| frame.in_app);
        let long = |name: &&str| name.chars().count() > MINIFIED_CHARS;
        let function = own.and_then(|frame: &Frame| frame.function.as_deref()).filter(long);
        conditions.function = function.map(pattern_like);
        conditions.file = own.and_then(|frame| frame.file.as_deref()).map(file_pattern_like);
    }
    let name: String = format!("Like: {title}").chars().take(80).collect();
    Ok(NewRule { name, on: true, conditions, action: RuleAction::Noise })
}
