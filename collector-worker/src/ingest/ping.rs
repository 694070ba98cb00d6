//! `GET|POST /v1/:key/ping`: a visit without an event, by TrackX's contract. Our own client's has a body
//! that names the page's release and environment.
//!
//! It is answered before it is counted, the same for everybody: a sender that knows a visitor's
//! address and browser must not learn from an answer, or from its time, whether that visitor was here.
//! What a crash loses is the pings of its last moment.
//!
//! A visit that this isolate has seen counted today goes to no object: the same one would change nothing.
//! Nothing but the midnight takes a session of today away, so that neither an erasure nor a deleted project
//! (whose key is refused before) makes it count again.

use corncrake_core::wire::ping::{self, PING_BYTES, PingLabels};
use corncrake_model::events::delivery::{Delivery, DeliveryRecord};
use worker::{Env, Method, Request};

use super::{pipeline, request::reject_query, visitor::Visitor};
use crate::{
    http::{Response, body, error::Fault, response},
    objects::salt::day_digests,
    platform::clock,
    projects,
};

/// One white pixel as a GIF (GIF87a, a table of two whites), 35 bytes.
const PIXEL: [u8; 35] = [
    0x47, 0x49, 0x46, 0x38, 0x37, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00,
    0x3b,
];

/// Takes a visit.
pub(crate) async fn ping(key: &str, request: &mut Request, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find(key, now, env).await?;
    reject_query(request)?;
    let visitor = Visitor::read(request, &project, env)?;
    let labels = match request.method() {
        Method::Post => ping::decode(&body::read(request, PING_BYTES).await?)?,
        _ => PingLabels::default(),
    };
    let sender = visitor.key(project.key, now, env).await?;
    let visit = visitor.visit(labels);
    let digest = visit.as_ref().map(|visit| day_digests::visit_digest(project.key, sender, visit));
    if digest.is_none_or(|digest| day_digests::begin_delivery(project.key, digest, now)) {
        let record = DeliveryRecord { visitor: sender, event: None, resend_key: None };
        let delivery = visitor.delivery(now, sender, vec![record], env).await?;
        // A bot's visit is counted as a bot's each time.
        let digest = digest.filter(|_| !delivery.is_bot);
        pipeline::count_visit_later(&project, Delivery { visit, ..delivery }, digest, env)?;
    }
    let accept = request.headers().get("accept")?.unwrap_or_default();
    if request.method() == Method::Get && accept.contains("image") {
        return response::gif(PIXEL.to_vec());
    }
    response::ok()
}
