//! Whether a request comes from a page of the collector's own.

use worker::{Method, Request};

use super::{error::Fault, url};

/// Whether the request came by https.
pub(crate) fn is_secure(request: &Request) -> Result<bool, Fault> {
    Ok(url::url(request)?.scheme() == "https")
}

/// Lets a request change something only where it came from a page of ours: a browser says
/// so in `Origin`, which no other page can forge.
pub(crate) fn require_own_origin_for_changes(request: &Request) -> Result<(), Fault> {
    if matches!(request.method(), Method::Get | Method::Head) {
        return Ok(());
    }
    require_own_origin(request)
}

/// The same for what is no change: a WebSocket, which any page may open with our cookies.
pub(crate) fn require_own_origin(request: &Request) -> Result<(), Fault> {
    // Never `null`, which is what pages without an origin say: the scheme is one of the web's.
    let own = url::url(request)?.origin().ascii_serialization();
    match request.headers().get("origin")? {
        Some(origin) if origin == own => Ok(()),
        _ => Err(Fault::new(403, "foreign_origin", "this form must be sent from the collector's own page")),
    }
}
