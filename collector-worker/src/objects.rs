//! The contract between the stateless part and the Durable Objects, in one place: binding
//! names, how an object is named, what it can be asked and what it answers.
//!
//! The strings here are storage keys: to change one is to lose the data behind it.

use corncrake_core::{
    ids::{IssueId, ProjectKey},
    origin::Origins,
    session::SALT_BYTES,
    time::{UnixMillis, UtcDay},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use worker::{
    Env, Method, Request, RequestInit, Response, Stub, js_sys::Promise, wasm_bindgen_futures::JsFuture,
};

use crate::{
    country::Country,
    delivery::Delivery,
    fault::Fault,
    store::{Cursor, EventBody, Facets, Filter, Hour, Issue, IssuePage, Known, Outcomes, ProjectRow, Sort},
};

const DIRECTORY_BINDING: &str = "DIRECTORY";
const PROJECT_BINDING: &str = "PROJECT";
const SALT_BINDING: &str = "SALT";
/// The name of an object that a collector has one of.
const ONLY: &str = "only";

/// Something an object can be asked.
pub(crate) trait Ask: Serialize + DeserializeOwned {
    /// Its name on the way.
    const NAME: &'static str;
    /// What comes back.
    type Answer: Serialize + DeserializeOwned;
}

macro_rules! asks {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* } -> $answer:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize, Deserialize)]
        pub(crate) struct $name { $(pub(crate) $field: $type),* }
        impl Ask for $name {
            const NAME: &'static str = stringify!($name);
            type Answer = $answer;
        }
    )*};
}

asks! {
    /// Directory: the secret that keys are proved with.
    KeySecret {} -> Vec<u8>;
    /// Directory: make a project.
    CreateProject { name: String, origins: Origins, now: UnixMillis } -> ProjectRow;
    /// Directory: the project of a key.
    FindProject { key: ProjectKey } -> Known;
    /// Directory: delete a project; whether there was one.
    DeleteProject { key: ProjectKey, now: UnixMillis } -> bool;
    /// Directory: all of them.
    ListProjects {} -> Vec<ProjectRow>;
    /// Salt: the salt of this day, or of the newest one where this day is over.
    SaltOf { day: UtcDay } -> (UtcDay, [u8; SALT_BYTES]);
    /// Directory: prove that it can write.
    ProveStorage {} -> ();
    /// Project: keep several deliveries in one turn. Asked by `entry.mjs` alone, which gathers
    /// what `deliver` sends.
    WriteAll { deliveries: Vec<Delivery> } -> Vec<Result<Taken, Fault>>;
    /// Project: destroy all it has, for good.
    Destroy {} -> ();
    /// Project: a page of issues.
    ListIssues { filter: Filter, sort: Sort, after: Option<Cursor>, limit: u32 } -> IssuePage;
    /// Project: an issue and its latest event.
    ReadIssue { id: IssueId } -> Option<(Issue, Option<(UnixMillis, EventBody)>)>;
    /// Project: the events of an issue by the hour, since then; nothing where there is no such issue.
    ReadTrend { id: IssueId, from: UnixMillis } -> Option<Vec<(UnixMillis, u64)>>;
    /// Project: what the events of an issue since then are broken down by.
    ReadIssueBreakdown { id: IssueId, from: UnixMillis } -> Option<Facets>;
    /// Project: what all events since then are broken down by.
    ReadBreakdown { from: UnixMillis } -> Facets;
    /// Project: the hours since then in which a session began.
    ReadHours { from: UnixMillis } -> Vec<Hour>;
    /// Project: sessions of each day since then by country.
    ReadCountries { from: UtcDay } -> Vec<(UtcDay, Country, u64)>;
    /// Project: how many bytes its database has, and may have.
    ReadStorage {} -> Storage;
    /// Project: what became of what was sent, by the hour, since then.
    ReadOutcomes { from: UnixMillis } -> Vec<(UnixMillis, Outcomes)>;
}

/// What became of a delivery, and what that cost.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Taken {
    pub(crate) outcomes: Outcomes,
    pub(crate) rows_written: u64,
}

/// A project's database, in bytes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Storage {
    pub(crate) bytes: u64,
    pub(crate) limit: u64,
}

/// The directory of projects.
pub(crate) fn directory(env: &Env) -> Result<Stub, Fault> {
    Ok(env.durable_object(DIRECTORY_BINDING)?.get_by_name(ONLY)?)
}

/// The keeper of today's salt.
pub(crate) fn salt(env: &Env) -> Result<Stub, Fault> {
    Ok(env.durable_object(SALT_BINDING)?.get_by_name(ONLY)?)
}

/// A project's own object. Only a key that proved itself and is in the directory may get
/// here, since naming an object creates it.
pub(crate) fn project(env: &Env, key: ProjectKey) -> Result<Stub, Fault> {
    Ok(env.durable_object(PROJECT_BINDING)?.get_by_name(key.as_str())?)
}

#[wasm_bindgen]
extern "C" {
    type Carrier;

    /// What `entry.mjs` gives each request: has the object of a project write a delivery, with
    /// what others bring meanwhile; the answer, as JSON, comes after the write.
    #[wasm_bindgen(method)]
    fn carry(this: &Carrier, key: &str, delivery: &str) -> Promise;
}

/// Has a project's object keep all that one request brought.
pub(crate) async fn deliver(env: &Env, key: ProjectKey, delivery: &Delivery) -> Result<Taken, Fault> {
    let delivery = serde_json::to_string(delivery).map_err(|error| Fault::internal(error.to_string()))?;
    let answer = JsFuture::from(env.unchecked_ref::<Carrier>().carry(key.as_str(), &delivery)).await;
    let answer = answer.map_err(|error| Fault::from(worker::Error::from(error)))?;
    answered(&answer.as_string().unwrap_or_default())
}

/// What an object answered.
fn answered<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str::<Result<T, Fault>>(text)
        .map_err(|error| Fault::internal(format!("an object's answer does not read: {error}")))?
}

/// Asks an object.
pub(crate) async fn ask<A: Ask>(stub: &Stub, ask: &A) -> Result<A::Answer, Fault> {
    let body = serde_json::to_string(ask).map_err(|error| Fault::internal(error.to_string()))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(body.into()));
    let request = Request::new_with_init(&format!("http://object/{}", A::NAME), &init)?;
    let mut response = stub.fetch_with_request(request).await?;
    answered(&response.text().await?)
}

/// A question as it arrives in an object.
pub(crate) struct Question {
    name: String,
    body: String,
}

impl Question {
    pub(crate) async fn read(mut request: Request) -> worker::Result<Self> {
        let name = request.path().trim_start_matches('/').to_owned();
        Ok(Self { name, body: request.text().await? })
    }

    /// Whether it is of this kind.
    pub(crate) fn is<A: Ask>(&self) -> bool {
        self.name == A::NAME
    }

    /// Answers it, where it is of this kind.
    pub(crate) fn on<A: Ask>(
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

    /// What is asked, where it is of this kind.
    pub(crate) fn read_as<A: Ask>(&self) -> Option<A> {
        if self.is::<A>() { serde_json::from_str(&self.body).ok() } else { None }
    }

    /// A question that this object does not know: two builds talk to each other.
    pub(crate) fn unknown(&self) -> worker::Result<Response> {
        Response::from_json(&Err::<(), _>(Fault::internal(format!("unknown question: {}", self.name))))
    }
}
