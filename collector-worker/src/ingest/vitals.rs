//! `POST /v1/:key/vitals`: how long a page's visitor waited, as our own client's entry `corncrake/vitals`
//! sends it.
//!
//! A page's path is compared with the project's patterns here, and goes no further: what is handed on is the
//! pattern, or nothing for other pages. A name that is not on the list is refused. It is answered before
//! anything is counted, the same for everybody: a sender must not learn from an answer, or from its time,
//! whether another visitor was here. What a crash loses is the timings of its last moment.

use corncrake_core::wire::{
    WireError,
    ping::PingLabels,
    vitals::{self, Timing, VITALS_BYTES, VitalsBatch},
};
use corncrake_model::{
    events::{
        delivery::Delivery,
        timings::{ListedTiming, TimingReport},
    },
    project::refusal::RefusalReason,
};
use worker::{Env, Request, Response};

use super::{
    pipeline,
    request::{reject_query, require_client_media_type},
    usage::{UsageAnswer, refused},
    visitor::Visitor,
};
use crate::{
    http::{body, error::Fault, response},
    platform::clock,
    projects, refusal_notes,
};

/// Takes timings.
pub(crate) async fn vitals(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find(key, now, env).await?;
    reject_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    require_client_media_type(request)?;
    if !project.settings.vitals {
        let message =
            "this project counts no response times: a member of it switches that on in its settings";
        return Err(Fault::new(403, "vitals_off", message));
    }
    let VitalsBatch { release, device, timings } = vitals::decode(&body::read(request, VITALS_BYTES).await?)?;
    let list = &project.settings.vitals_list;
    let listed = |one: Timing| -> Result<ListedTiming, WireError> {
        let page = list.check(&one)?.to_owned();
        Ok(ListedTiming { name: one.name, page, bucket: one.bucket })
    };
    let (mut taken, mut answer) = (Vec::new(), UsageAnswer::default());
    for (index, one) in timings.into_iter().enumerate() {
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
    let report = labels.filter(|_| !taken.is_empty()).map(|labels| TimingReport {
        release: labels.release.unwrap_or_default(),
        device,
        timings: taken,
    });
    if report.is_some() || bad > 0 {
        let delivery = visitor.delivery(now, sender, Vec::new(), env).await?;
        let delivery = Delivery { timings: report, refused: bad, ..delivery };
        pipeline::count_visit_later(&project, delivery, None, env)?;
    }
    response::json(200, &answer)
}
