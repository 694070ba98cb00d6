//! `POST /v1/:key/usage`: features that a page's visitor used, as our own client's entry `corncrake/usage`
//! sends them.
//!
//! Nothing is counted that is not on the project's list. What is refused depends on the list alone, and it
//! is answered before anything is counted, the same for everybody: a sender must not learn from an answer,
//! or from its time, whether another visitor was here. What a crash loses is the uses of its last moment.

use corncrake_core::wire::{
    WireError,
    ping::PingLabels,
    usage::{self, FeatureUse, USAGE_BYTES, UsageBatch},
};
use corncrake_model::{
    events::{delivery::Delivery, usage::UsageReport},
    project::refusal::RefusalReason,
};
use serde::Serialize;
use worker::{Env, Request, Response};

use super::{
    pipeline,
    request::{reject_query, require_client_media_type},
    visitor::Visitor,
};
use crate::{
    http::{body, error::Fault, response},
    platform::clock,
    projects, refusal_notes,
};

/// What is counted of a list, and what is not.
#[derive(Default, Serialize)]
pub(super) struct UsageAnswer {
    pub(super) accepted: usize,
    pub(super) refused: Vec<RefusedUse>,
}

/// One that is not counted, by its place in the list.
#[derive(Serialize)]
pub(super) struct RefusedUse {
    index: usize,
    error: String,
}

/// Takes uses.
pub(crate) async fn usage(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find(key, now, env).await?;
    reject_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    require_client_media_type(request)?;
    if !project.settings.usage {
        let message = "this project counts no usage: a member of it switches that on in its settings";
        return Err(Fault::new(403, "usage_off", message));
    }
    let UsageBatch { release, uses } = usage::decode(&body::read(request, USAGE_BYTES).await?)?;
    let list = &project.settings.usage_list;
    let listed = |one: FeatureUse| list.check(&one).map(|()| one);
    let (mut taken, mut answer) = (Vec::new(), UsageAnswer::default());
    for (index, one) in uses.into_iter().enumerate() {
        match one.and_then(listed) {
            Ok(one) => taken.push(one),
            Err(error) => answer.refused.push(refused(index, &error)),
        }
    }
    answer.accepted = taken.len();
    let bad = u32::try_from(answer.refused.len()).unwrap_or(u32::MAX);
    if bad > 0 {
        refusal_notes::note(project.key, RefusalReason::Invalid, "", env).await;
    }
    let sender = visitor.key(project.key, now, env).await?;
    // Of a visitor who is not to be counted, nothing is handed on.
    let labels = visitor.visit(PingLabels { release, environment: None });
    let report = labels
        .filter(|_| !taken.is_empty())
        .map(|labels| UsageReport { release: labels.release.unwrap_or_default(), uses: taken });
    if report.is_some() || bad > 0 {
        let delivery = visitor.delivery(now, sender, Vec::new(), env).await?;
        pipeline::count_visit_later(
            &project,
            Delivery { usage: report, refused: bad, ..delivery },
            None,
            env,
        )?;
    }
    response::json(200, &answer)
}

pub(super) fn refused(index: usize, error: &WireError) -> RefusedUse {
    RefusedUse { index, error: error.to_string() }
}
