//! The forms that triage issues. Each is checked for its origin, acts once, and leads back with a
//! flash message and its undo.

mod discussion;

use corncrake_core::{
    ids::IssueId,
    noise::NoiseRule,
    status::Status,
    time::{DAY_MS, UnixMillis},
    wire::limits::RELEASE_CHARS,
};
use corncrake_model::{
    issues::{resolution::FixedIn, snooze::Snooze, triage::MergeOutcome},
    project::{record::ProjectRecord, settings::ProjectChange},
};
use worker::{Env, Request};

use self::discussion::assigned;
pub(crate) use self::discussion::{assign, comment, delete_comment, inbox, members_of, name_assignees, team};
use super::flash::{self, FlashMessage, UndoStep};
use crate::{
    auth::actor::Actor,
    http::{Response, error::Fault, form::Form, page_error::PageError, response},
    platform::clock,
    projects,
    service::triage::{self, Decision, MOST_AT_ONCE, assignees},
};

/// A form about a project's issues, from a sender that may send it.
struct TriageForm {
    project: ProjectRecord,
    form: Form,
    back: String,
}

impl TriageForm {
    async fn read(key: &str, request: &mut Request, env: &Env) -> Result<Self, PageError> {
        let project = projects::find_for_operator(key, clock::now(), env).await?;
        let form = Form::read(request).await?;
        let back = flash::return_path(project.key, form.get("back"));
        Ok(Self { project, form, back })
    }

    /// The issues that were chosen; those that are none are no choice.
    fn chosen(&self) -> Vec<IssueId> {
        self.form.all("id").filter_map(|id| id.parse().ok()).collect()
    }

    /// The same, where they are as many as are decided about at once; or what is said instead.
    fn chosen_at_once(&self) -> Result<Vec<IssueId>, FlashMessage> {
        let chosen = self.chosen();
        match chosen.len() {
            0 => Err(FlashMessage::NothingChosen),
            1..=MOST_AT_ONCE => Ok(chosen),
            _ => Err(FlashMessage::TooMany),
        }
    }

    fn done(&self, done: FlashMessage, undo: &[UndoStep]) -> Result<Response, PageError> {
        let response = response::see_other(&flash::with_flash(&self.back, done, undo), None)?;
        Ok(response::unchanged_unless(done.is_change(), response)?)
    }
}

/// `POST /projects/:key/issues`: resolve, ignore or reopen what was chosen.
pub(crate) async fn decide(
    key: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let sent = TriageForm::read(key, request, env).await?;
    let decision = decision(&sent.form)?;
    let to = decision.to;
    let chosen = match sent.chosen_at_once() {
        Ok(chosen) => chosen,
        Err(message) => return sent.done(message, &[]),
    };
    let decided = triage::decide(env, &sent.project, chosen.clone(), decision, actor.for_log()).await?;
    // The message counts the issues that the person chose, not the members that changed with them.
    let count = chosen.len().saturating_sub(decided.unknown.len());
    let undo: Vec<UndoStep> =
        decided.changed.iter().map(|change| UndoStep::Status(change.from, change.id)).collect();
    match (undo.is_empty(), count) {
        (true, 0) => sent.done(FlashMessage::NoSuchIssue, &[]),
        // One that sleeps already may sleep otherwise now.
        (true, count) if to == Status::Snoozed => sent.done(FlashMessage::Decided(to, count), &[]),
        (true, _) => sent.done(FlashMessage::Unchanged, &[]),
        (false, count) => sent.done(FlashMessage::Decided(to, count), &undo),
    }
}

/// `POST /projects/:key/assign`: assigns what was chosen to a user, or to nobody.
pub(crate) async fn assign_chosen(
    key: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let sent = TriageForm::read(key, request, env).await?;
    let chosen = match sent.chosen_at_once() {
        Ok(chosen) => chosen,
        Err(message) => return sent.done(message, &[]),
    };
    let outcome = assignees::assign(env, &sent.project, chosen, sent.form.get("assignee"), actor).await?;
    let (message, undo) = assigned(outcome);
    sent.done(message, &undo)
}

/// What a form decides: a status, and what fixed the issue where it is resolved, or what ends its sleep.
fn decision(form: &Form) -> Result<Decision, Fault> {
    let resolved = |fixed_in| Ok(Decision { fixed_in, ..Decision::plain(Status::Resolved, false) });
    let now = clock::now();
    let snoozed = |field: &str, snooze: Snooze| match snooze.fault(now) {
        Some(rule) => Err(Fault::invalid(field, &rule)),
        None => Ok(Decision { snooze: Some(snooze), ..Decision::plain(Status::Snoozed, false) }),
    };
    let days = |days: i64| Snooze::Until(UnixMillis(now.0.saturating_add(days * DAY_MS)));
    match form.get("to") {
        "resolved-now" => resolved(FixedIn::Now),
        "resolved-in" => {
            let release = form.get("release").trim();
            if release.is_empty() || release.chars().count() > RELEASE_CHARS {
                return Err(Fault::invalid("release", "must be the name of a release"));
            }
            resolved(FixedIn::Release(release.to_owned()))
        }
        "snoozed-day" => snoozed("to", days(1)),
        "snoozed-week" => snoozed("to", days(7)),
        "snoozed-release" => snoozed("to", Snooze::Release),
        "snoozed-until" => {
            let day = UnixMillis::parse(&format!("{}T00:00:00Z", form.get("until").trim()));
            let day = day.ok_or_else(|| Fault::invalid("until", "must be a day, such as 2026-12-24"))?;
            snoozed("until", Snooze::Until(day))
        }
        "snoozed-sessions" => {
            // What is no number is as wrong as none.
            let sessions = form.get("sessions").trim().parse().unwrap_or_default();
            snoozed("sessions", Snooze::Sessions(sessions))
        }
        "snoozed" => Err(Fault::invalid("to", "must say until when, such as snoozed-week")),
        to => to.parse().map(|to| Decision::plain(to, false)).map_err(|_| {
            Fault::invalid("to", "must be open, resolved, resolved-in, resolved-now, ignored or snoozed-...")
        }),
    }
}

/// `POST /projects/:key/merge`: what was chosen becomes part of the first of it.
pub(crate) async fn merge_chosen(
    key: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let sent = TriageForm::read(key, request, env).await?;
    let chosen = sent.chosen();
    let Some((into, others)) = chosen.split_first() else {
        return sent.done(FlashMessage::NothingChosen, &[]);
    };
    if others.is_empty() {
        return sent.done(FlashMessage::OneChosen, &[]);
    }
    if others.len() >= MOST_AT_ONCE {
        return sent.done(FlashMessage::TooMany, &[]);
    }
    merge_all(&sent, others, *into, &sent.back, actor, env).await
}

/// `POST /projects/:key/issues/:id/merge`: this issue becomes part of another.
pub(crate) async fn merge(
    key: &str,
    id: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let sent = TriageForm::read(key, request, env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    // An id, or the address of a page of ours that somebody copied.
    let entered = sent.form.get("into").trim();
    let path = entered.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let Ok(into) = path.rsplit('/').next().unwrap_or_default().parse() else {
        return sent.done(FlashMessage::NoSuchIssue, &[]);
    };
    let whole = format!("/projects/{}/issues/{into}", sent.project.key);
    merge_all(&sent, &[id], into, &whole, actor, env).await
}

/// Merges, and leads to `whole` where that did something.
async fn merge_all(
    sent: &TriageForm,
    others: &[IssueId],
    into: IssueId,
    whole: &str,
    actor: &Actor,
    env: &Env,
) -> Result<Response, PageError> {
    let (mut undo, mut refused) = (Vec::new(), None);
    for id in others {
        match triage::merge(env, &sent.project, (*id, into), actor.for_log()).await? {
            MergeOutcome::Into(_, true) => undo.push(UndoStep::Split(*id)),
            MergeOutcome::Into(_, false) => {}
            MergeOutcome::Unknown(_) => refused = Some(FlashMessage::NoSuchIssue),
            MergeOutcome::Itself => refused = Some(FlashMessage::Itself),
            MergeOutcome::TooMany => refused = Some(FlashMessage::Full),
        }
    }
    // The undo splits the last merge first.
    undo.reverse();
    match refused {
        // If some stay merged all the same, the flash message says so.
        _ if !undo.is_empty() => {
            let place = flash::with_flash(whole, FlashMessage::Merged(undo.len()), &undo);
            Ok(response::see_other(&place, None)?)
        }
        Some(why) => sent.done(why, &[]),
        None => sent.done(FlashMessage::Unchanged, &[]),
    }
}

/// `POST /projects/:key/issues/:id/split`: this issue stands for itself again.
pub(crate) async fn split(
    key: &str,
    id: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let sent = TriageForm::read(key, request, env).await?;
    let id = id.parse().map_err(|_| Fault::not_found("issue"))?;
    match triage::split(env, &sent.project, id, actor.for_log()).await? {
        Some(head) => sent.done(FlashMessage::Split(1), &[UndoStep::Merge(id, head)]),
        None => sent.done(FlashMessage::Unchanged, &[]),
    }
}

/// `POST /projects/:key/noise`: which rules are on.
pub(crate) async fn noise(key: &str, request: &mut Request, env: &Env) -> Result<Response, PageError> {
    let sent = TriageForm::read(key, request, env).await?;
    let before = rules_off(&sent.project);
    let off: Vec<NoiseRule> =
        NoiseRule::ALL.into_iter().filter(|rule| !sent.form.all("on").any(|on| on == rule.name())).collect();
    if off == before {
        return sent.done(FlashMessage::Unchanged, &[]);
    }
    switch_off(&sent.project, &off, env).await?;
    sent.done(FlashMessage::Rules, &[UndoStep::NoiseOff(before)])
}

fn rules_off(project: &ProjectRecord) -> Vec<NoiseRule> {
    NoiseRule::ALL.into_iter().filter(|rule| !project.settings.is_noise(rule.name())).collect()
}

async fn switch_off(project: &ProjectRecord, rules: &[NoiseRule], env: &Env) -> Result<(), Fault> {
    let names = rules.iter().map(|rule| rule.name().to_owned()).collect();
    let change = ProjectChange { noise_off: Some(names), ..ProjectChange::default() };
    projects::change(project.key, change, clock::now(), env).await.map(drop)
}

/// `POST /projects/:key/undo`: the steps that a notice offered.
pub(crate) async fn undo(
    key: &str,
    actor: &Actor,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let sent = TriageForm::read(key, request, env).await?;
    let project = &sent.project;
    let mut is_changed = false;
    let steps: Vec<UndoStep> = sent.form.all("step").filter_map(|step| step.parse().ok()).collect();
    for to in Status::ALL {
        let of = |step: &UndoStep| match step {
            UndoStep::Status(status, id) if *status == to => Some(*id),
            _ => None,
        };
        let issues: Vec<IssueId> = steps.iter().filter_map(of).collect();
        if !issues.is_empty() {
            let decision = Decision::plain(to, true);
            let decided = triage::decide(env, project, issues, decision, actor.for_log()).await?;
            is_changed |= !decided.changed.is_empty();
        }
    }
    for step in &steps {
        is_changed |= match step {
            UndoStep::Status(..) => false,
            UndoStep::Split(id) => triage::split(env, project, *id, actor.for_log()).await?.is_some(),
            UndoStep::Merge(id, into) => {
                let merged = triage::merge(env, project, (*id, *into), actor.for_log()).await?;
                matches!(merged, MergeOutcome::Into(_, true))
            }
            UndoStep::Assign(id, to) => {
                !assignees::set_assignee(env, project, vec![*id], to, actor).await?.changed.is_empty()
            }
            UndoStep::NoiseOff(rules) => {
                switch_off(&sent.project, rules, env).await?;
                *rules != rules_off(&sent.project)
            }
        };
    }
    sent.done(if is_changed { FlashMessage::Undone } else { FlashMessage::Unchanged }, &[])
}
