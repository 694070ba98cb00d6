//! A request as it arrives in an object, and the answer to it.

use worker::{Request, Response};

use super::rpc::{IncomingRequests, ObjectKind, ObjectRequest, UploadTo};
use crate::http::error::Fault;

/// A request as it arrives in an object.
pub(crate) struct IncomingRequest {
    name: String,
    body: String,
}

impl IncomingRequest {
    pub(crate) async fn read(mut request: Request) -> worker::Result<Self> {
        let name = request.path().trim_start_matches('/').to_owned();
        Ok(Self { name, body: request.text().await? })
    }

    /// Whether it changes nothing: so it is with every name that begins like this.
    pub(crate) fn only_reads(&self) -> bool {
        ["Read", "List", "Find"].iter().any(|verb| self.name.starts_with(verb))
    }

    /// The request, as one of those that the object takes. Two builds talk to each other, so that a name may be
    /// unknown.
    pub(crate) fn parse<R: IncomingRequests>(&self) -> Result<R, Fault> {
        let unknown = || Fault::internal(format!("unknown question: {}", self.name));
        let read = R::read(&self.name, &self.body).ok_or_else(unknown)?;
        read.map_err(|error| Fault::internal(error.to_string()))
    }
}

/// Answers a request.
pub(crate) fn answer<A: ObjectRequest>(
    ask: A,
    answer: impl FnOnce(A) -> Result<A::Answer, Fault>,
) -> worker::Result<Response> {
    Response::from_json(&answer(ask))
}

/// Answers a request that is not carried out.
pub(crate) fn refuse(fault: Fault) -> worker::Result<Response> {
    Response::from_json(&Err::<(), _>(fault))
}

/// What is sent with a body (`stub::upload`), where it is of this kind.
pub(crate) fn read_upload<O: ObjectKind, A: UploadTo<O>>(
    request: &Request,
) -> worker::Result<Option<Result<A, Fault>>> {
    let url = request.url()?;
    if url.path().trim_start_matches('/') != A::NAME {
        return Ok(None);
    }
    let ask = url.query_pairs().find(|(name, _)| name == "ask").map(|(_, ask)| ask).unwrap_or_default();
    Ok(Some(serde_json::from_str(&ask).map_err(|error| Fault::internal(error.to_string()))))
}
