//! Whom issues are assigned to, for the pages and the API: who may be, by which names a search finds
//! them, and what of a user who was removed is left.

use corncrake_core::ids::IssueId;
use corncrake_model::{
    access::{log_entry::LogActor, user::User},
    issues::{
        activity::{AssignOutcome, AssignRequest},
        issue_list::Filter,
        operation::Operation,
    },
    project::record::ProjectRecord,
};
use worker::Env;

use crate::{
    auth::actor::Actor,
    http::error::Fault,
    objects::{
        rpc::{Assign, ReadUsers},
        stub,
    },
    platform::clock,
    shards::{self, MergeAnswers},
};

/// What stands for a user who was removed.
const FORMER: &str = "a former user";
/// No user has this id: what nobody is assigned to.
const NOBODY: &str = "-";

/// The users of the collector, as far as they are needed to name some.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assignees {
    users: Vec<User>,
    /// The user who reads.
    me: Option<String>,
}

impl Assignees {
    /// Every user, for somebody who reads.
    pub(crate) async fn read(actor: &Actor, env: &Env) -> Result<Self, Fault> {
        let users = stub::request(&stub::directory(env)?, &ReadUsers {}).await?;
        Ok(Self { users, ..Self::of_reader(actor) })
    }

    /// The same without any other user.
    pub(crate) fn of_reader(actor: &Actor) -> Self {
        let me = match actor {
            Actor::User(user, _) | Actor::Token(_, Some(user)) => Some(user.id.clone()),
            _ => None,
        };
        Self { users: Vec::new(), me }
    }

    /// The id of the user who reads; nothing by a token.
    pub(crate) fn me(&self) -> Option<&str> {
        self.me.as_deref()
    }

    /// The name of a user, or what is left of one.
    pub(crate) fn name(&self, id: &str) -> String {
        let user = self.users.iter().find(|user| user.id == id);
        user.map_or(FORMER, |user| &user.name).to_owned()
    }

    /// Who did something, in words.
    pub(crate) fn actor(&self, actor: &LogActor) -> String {
        match actor {
            LogActor::Admin => "the admin token".to_owned(),
            LogActor::Token(_) => "an API token".to_owned(),
            LogActor::User(id) => self.name(id),
        }
    }

    /// The users who have a role in a project: the id and the name of each.
    pub(crate) fn of_project(&self, project: &ProjectRecord) -> Vec<(String, String)> {
        let users = self.users.iter().filter(|user| user.grants.sees(project.key));
        users.map(|user| (user.id.clone(), user.name.clone())).collect()
    }

    /// The id that a word of a search means: `me`, `anybody`, an id, a name or an e-mail address. What
    /// means nobody is an id that no user has.
    pub(crate) fn resolve(&self, word: &str) -> String {
        match word {
            "me" => self.me.clone().unwrap_or_else(|| NOBODY.to_owned()),
            "anybody" => String::new(),
            word => {
                let is_it = |user: &&User| {
                    let same = |text: &str| text.to_lowercase() == word.to_lowercase();
                    user.id == word || same(&user.name) || same(&user.email)
                };
                self.users.iter().find(is_it).map_or(NOBODY, |user| &user.id).to_owned()
            }
        }
    }
}

/// Puts an id in the place of the word by which a filter names whose issues it lists.
pub(crate) async fn resolve(filter: &mut Filter, actor: &Actor, env: &Env) -> Result<(), Fault> {
    if let Some(word) = filter.assignee.take() {
        filter.assignee = Some(Assignees::read(actor, env).await?.resolve(&word));
    }
    Ok(())
}

/// Assigns issues to a user with a role in the project, or to nobody where the id is empty. A user who
/// has it already stays, whatever the role is by now.
pub(crate) async fn assign(
    env: &Env,
    project: &ProjectRecord,
    issues: Vec<IssueId>,
    to: &str,
    actor: &Actor,
) -> Result<AssignOutcome, Fault> {
    let users = Assignees::read(actor, env).await?;
    if !to.is_empty() && users.of_project(project).iter().all(|(id, _)| id != to) {
        return Err(Fault::invalid("to", "must be the id of a user with a role in this project"));
    }
    set_assignee(env, project, issues, to, actor).await
}

/// The same as it was before: by an undo, also to a user without a role.
pub(crate) async fn set_assignee(
    env: &Env,
    project: &ProjectRecord,
    issues: Vec<IssueId>,
    to: &str,
    actor: &Actor,
) -> Result<AssignOutcome, Fault> {
    shards::replicate_issues(env, project, &issues).await?;
    let (at, to) = (clock::now(), to.to_owned());
    let request = AssignRequest { issues, to, at, by: actor.for_log() };
    let assign = Assign { request: request.clone() };
    if project.shards.is_single() {
        return shards::query(env, project, &assign).await;
    }
    Ok(assign.merge(shards::run_operation(env, project, Operation::Assign(request), &[], at).await?))
}
