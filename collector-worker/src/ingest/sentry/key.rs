//! The project of a request: by the first key of it that fits.

use std::rc::Rc;

use corncrake_core::wire::sentry::auth;
use corncrake_model::project::record::ProjectRecord;
use worker::{Env, Request};

use crate::{
    http::{error::Fault, url},
    platform::clock,
    projects,
};

/// Finds the project by the query, the headers, or the DSN that stands in the envelope. A DSN with another
/// key than the request's is refused: a tunnel may have mixed up two projects.
pub(super) async fn project(
    request: &Request,
    dsn: Option<&str>,
    env: &Env,
    noted: &mut Option<String>,
) -> Result<Rc<ProjectRecord>, Fault> {
    let of_dsn = dsn.and_then(auth::of_dsn);
    let mut found = None;
    let mut refusal = Fault::new(401, "no_key", "no key: the DSN must be https://KEY@host/1");
    for key in beside_body(request)?.into_iter().chain(of_dsn.clone()) {
        match projects::find(&key, clock::now(), env).await {
            Ok(project) => {
                found = Some(project);
                break;
            }
            Err(fault) => {
                if fault.status == 410 {
                    *noted = Some(key);
                }
                refusal = fault;
            }
        }
    }
    let project = found.ok_or(refusal)?;
    *noted = Some(project.key.as_str().to_owned());
    if of_dsn.is_some_and(|key| key != project.key.as_str()) {
        return Err(Fault::new(403, "other_key", "the envelope's dsn names another key than the request"));
    }
    Ok(project)
}

/// A key of a project beside a body that cannot be read, so that its refusal is counted; none where only the
/// body could have said it.
pub(super) async fn of_refused_body(request: &Request, env: &Env) -> Option<String> {
    for key in beside_body(request).ok()? {
        // It asks as for a body that can be read: a key that does not prove itself costs nothing more.
        if projects::find(&key, clock::now(), env).await.is_ok() {
            return Some(key);
        }
    }
    None
}

/// The keys of the query and the headers, the first that counts first.
fn beside_body(request: &Request) -> Result<Vec<String>, Fault> {
    let of_header = |name| Ok::<_, Fault>(request.headers().get(name)?.as_deref().and_then(auth::of_header));
    let of_query = |name| Ok::<_, Fault>(url::parameter(request, name)?.filter(|key| !key.is_empty()));
    let places = [
        of_query("sentry_key")?,
        // So it stands in the addresses for browsers' reports that GlitchTip shows.
        of_query("glitchtip_key")?,
        of_header("x-sentry-auth")?,
        of_header("authorization")?,
    ];
    Ok(places.into_iter().flatten().collect())
}
