//! What was refused of a project, as its pages and the API show it, and what still comes with the keys of
//! deleted projects.

use corncrake_model::project::{
    record::ProjectRecord,
    refusal::{DeletedKeyUse, Refusal, RefusalReason},
};
use corncrake_store::engine::text_match::TextPattern;
use worker::Env;

use crate::{
    http::error::Fault,
    objects::{
        rpc::{EraseRefusals, ReadDeletedKeyUses, ReadRefusals},
        stub,
    },
    platform::clock,
    refusal_notes,
};

/// What was refused within a week; an origin that is allowed by now is left out.
pub(crate) async fn of_project(project: &ProjectRecord, env: &Env) -> Result<Vec<Refusal>, Fault> {
    let mut all = read(project, env).await?;
    all.retain(|one| one.reason != RefusalReason::Origin || !project.origins.allow(&one.origin));
    Ok(all)
}

async fn read(project: &ProjectRecord, env: &Env) -> Result<Vec<Refusal>, Fault> {
    refusal_notes::hand_over(project.key, env).await;
    stub::request(&stub::directory(env)?, &ReadRefusals { key: project.key, now: clock::now() }).await
}

/// The keys of deleted projects that were used within a week.
pub(crate) async fn deleted_keys(env: &Env) -> Result<Vec<DeletedKeyUse>, Fault> {
    for key in refusal_notes::waiting_deleted() {
        refusal_notes::hand_over(key, env).await;
    }
    stub::request(&stub::directory(env)?, &ReadDeletedKeyUses { now: clock::now() }).await
}

/// How many refused origins have a text.
pub(crate) async fn with_text(project: &ProjectRecord, text: &str, env: &Env) -> Result<usize, Fault> {
    let text = TextPattern::new(text)?;
    Ok(read(project, env).await?.iter().filter(|one| text.is_in(&one.origin)).count())
}

/// Forgets those.
pub(crate) async fn erase(project: &ProjectRecord, text: &str, env: &Env) -> Result<(), Fault> {
    let ask = EraseRefusals { key: project.key, text: text.to_owned() };
    stub::request(&stub::directory(env)?, &ask).await
}
