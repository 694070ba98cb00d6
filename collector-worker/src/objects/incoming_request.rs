//! A request as it arrives in an object, and the answer to it.

use worker::{Request, Response};

use super::rpc::ObjectRequest;
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

    /// Whether it is of this kind.
    pub(crate) fn is<A: ObjectRequest>(&self) -> bool {
        self.name == A::NAME
    }

    /// Whether it changes nothing: so it is with every name that begins like this.
    pub(crate) fn only_reads(&self) -> bool {
        ["Read", "List", "Find"].iter().any(|verb| self.name.starts_with(verb))
    }

    /// Answers it, where it is of this kind.
    pub(crate) fn on<A: ObjectRequest>(
        &self,
        answer: impl FnOnce(A) -> Result<A::Answer, Fault>,
    ) -> Option<worker::Result<Response>> {
        self.is::<A>().then(|| {
            let answer = serde_json::from_str::<A>(&self.body)
                .map_err(|error| Fault::internal(error.to_string()))
                .and_then(answer);
            Response::from_json(&answer)
        })
    }

    /// The request, where it is of this kind.
    pub(crate) fn read_as<A: ObjectRequest>(&self) -> Option<A> {
        if self.is::<A>() { serde_json::from_str(&self.body).ok() } else { None }
    }

    /// The answer to an unknown request: two builds talk to each other.
    pub(crate) fn unknown(&self) -> worker::Result<Response> {
        Response::from_json(&Err::<(), _>(Fault::internal(format!("unknown question: {}", self.name))))
    }
}

/// What is asked by `hand`, where it is of this kind.
pub(crate) fn read_upload<A: ObjectRequest>(request: &Request) -> worker::Result<Option<Result<A, Fault>>> {
    let url = request.url()?;
    if url.path().trim_start_matches('/') != A::NAME {
        return Ok(None);
    }
    let ask = url.query_pairs().find(|(name, _)| name == "ask").map(|(_, ask)| ask).unwrap_or_default();
    Ok(Some(serde_json::from_str(&ask).map_err(|error| Fault::internal(error.to_string()))))
}
