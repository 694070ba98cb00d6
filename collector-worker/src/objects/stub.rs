//! Sends requests to the objects: their bindings, their names, and the delivery that goes through
//! `entry.mjs`.
//!
//! The names here are storage keys: to change one is to lose the data behind it.

use std::marker::PhantomData;

use corncrake_core::ids::{Jurisdiction, ProjectKey};
use corncrake_model::{events::delivery::Delivery, project::shards};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{
    Env, Method, ObjectNamespace, Request, RequestInit, Stub,
    js_sys::{Array, Promise},
    wasm_bindgen_futures::{JsFuture, spawn_local},
};

use super::rpc::{
    DeliveryOutcome, DirectoryObject, ObjectKind, ObjectRequest, OutboxObject, ProjectObject, RequestTo,
    SaltObject, SourcesObject, UploadTo,
};
use crate::{
    http::error::Fault,
    platform::{
        clock,
        warning::{self, Warning},
    },
};

/// The name of an object that a collector has one of.
const ONLY: &str = "only";

/// An object of a kind, which takes that kind's requests.
pub(crate) struct ObjectStub<O> {
    namespace: ObjectNamespace,
    name: String,
    stub: Stub,
    kind: PhantomData<O>,
}

impl<O: ObjectKind> ObjectStub<O> {
    fn of(env: &Env, name: &str) -> Result<Self, Fault> {
        let mut namespace = env.durable_object(O::BINDING)?;
        if let Some(jurisdiction) = shards::jurisdiction_of(name) {
            namespace = within(&namespace, jurisdiction)?;
        }
        let stub = namespace.get_by_name(name)?;
        Ok(Self { namespace, name: name.to_owned(), stub, kind: PhantomData })
    }

    /// The name of its file on one machine, which says nothing of the project's key.
    fn file(&self) -> String {
        self.namespace.id_from_name(&self.name).map(|id| id.to_string()).unwrap_or_default()
    }
}

#[wasm_bindgen]
extern "C" {
    type Namespace;

    /// The objects of a namespace that are in a jurisdiction: a name names others there.
    #[wasm_bindgen(method, catch)]
    fn jurisdiction(this: &Namespace, word: &str) -> Result<JsValue, JsValue>;
}

fn within(namespace: &ObjectNamespace, jurisdiction: Jurisdiction) -> Result<ObjectNamespace, Fault> {
    let namespace: &JsValue = namespace.as_ref();
    let part = namespace.unchecked_ref::<Namespace>().jurisdiction(jurisdiction.word());
    Ok(part.map_err(worker::Error::from)?.unchecked_into())
}

/// The jurisdictions that the platform offers: none on one machine.
pub(crate) fn jurisdictions(env: &Env) -> Result<Vec<Jurisdiction>, Fault> {
    let namespace = env.durable_object(ProjectObject::BINDING)?;
    let is_offered = |jurisdiction: &Jurisdiction| within(&namespace, *jurisdiction).is_ok();
    Ok(Jurisdiction::ALL.into_iter().filter(is_offered).collect())
}

/// The directory of projects.
pub(crate) fn directory(env: &Env) -> Result<ObjectStub<DirectoryObject>, Fault> {
    ObjectStub::of(env, ONLY)
}

/// The keeper of today's salt.
pub(crate) fn salt(env: &Env) -> Result<ObjectStub<SaltObject>, Fault> {
    ObjectStub::of(env, ONLY)
}

/// One of a project's own objects, by its name (`ShardId::object_name`). Only a project that is in the
/// directory may get here, since naming an object creates it.
pub(crate) fn project(env: &Env, name: &str) -> Result<ObjectStub<ProjectObject>, Fault> {
    ObjectStub::of(env, name)
}

/// The keeper of a project's source maps, by the same rule.
pub(crate) fn sources(env: &Env, key: ProjectKey) -> Result<ObjectStub<SourcesObject>, Fault> {
    ObjectStub::of(env, key.as_str())
}

/// The outbox of a project's alerts, by the same rule. Those of tries without a project have an
/// empty name.
pub(crate) fn outbox(env: &Env, key: ProjectKey) -> Result<ObjectStub<OutboxObject>, Fault> {
    ObjectStub::of(env, key.as_str())
}

#[wasm_bindgen]
extern "C" {
    type Carrier;

    /// What `entry.mjs` gives each request, to be asked once: has each named object of a
    /// project write a delivery, with what others bring meanwhile; the answers, as JSON, come
    /// after the writes. What is for later is carried once the request's answer has left.
    #[wasm_bindgen(method)]
    fn carry(this: &Carrier, names: Vec<String>, deliveries: Vec<String>, is_for_later: bool) -> Promise;
}

/// Has objects of a project, by their names, keep all that one request brought.
pub(crate) async fn deliver(
    env: &Env,
    parts: Vec<(String, Delivery)>,
) -> Result<Vec<DeliveryOutcome>, Fault> {
    let deliveries =
        parts.iter().map(|(_, delivery)| delivery_json(delivery)).collect::<Result<Vec<_>, _>>()?;
    let names = parts.into_iter().map(|(name, _)| name).collect();
    read_outcomes(env.unchecked_ref::<Carrier>().carry(names, deliveries, false)).await
}

/// Has an object of a project keep what a request brought, behind the request's answer: the
/// entry keeps the request alive until then. What became of it goes to `then`.
pub(crate) fn deliver_later(
    env: &Env,
    name: String,
    delivery: &Delivery,
    then: impl FnOnce(Result<DeliveryOutcome, Fault>) + 'static,
) -> Result<(), Fault> {
    let under_way = env.unchecked_ref::<Carrier>().carry(vec![name], vec![delivery_json(delivery)?], true);
    spawn_local(async move {
        let taken = read_outcomes(under_way).await;
        then(taken.map(|all| all.into_iter().next().unwrap_or_default()));
    });
    Ok(())
}

fn delivery_json(delivery: &Delivery) -> Result<String, Fault> {
    serde_json::to_string(delivery).map_err(|error| Fault::internal(error.to_string()))
}

async fn read_outcomes(under_way: Promise) -> Result<Vec<DeliveryOutcome>, Fault> {
    let answers = JsFuture::from(under_way).await;
    let answers = answers.map_err(|error| Fault::from(worker::Error::from(error)));
    let read = |answer: JsValue| parse_answer(&answer.as_string().unwrap_or_default());
    let taken = answers.and_then(|answers| Array::from(&answers).iter().map(read).collect());
    if let Err(fault) = &taken {
        note_disk_full(fault);
    }
    taken
}

/// What an object answered.
fn parse_answer<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str::<Result<T, Fault>>(text)
        .map_err(|error| Fault::internal(format!("an object's answer does not read: {error}")))?
}

/// A disk that is full is everybody's trouble.
fn note_disk_full(fault: &Fault) {
    if fault.is_disk_full() {
        warning::note(Warning::DiskFull, clock::now());
    }
}

/// Asks an object. A reader may want to keep what it added up; on a disk that turns out to be
/// full it is asked once more, and does without.
pub(crate) async fn request<O: ObjectKind, A: RequestTo<O>>(
    object: &ObjectStub<O>,
    ask: &A,
) -> Result<A::Answer, Fault> {
    match request_once(object, ask).await {
        Err(fault) if fault.is_disk_full() => {
            note_disk_full(&fault);
            request_once(object, ask).await
        }
        Err(fault) if fault.is_of_a_database() => Err(fault.at(&object.file())),
        answer => answer,
    }
}

async fn request_once<O: ObjectKind, A: RequestTo<O>>(
    object: &ObjectStub<O>,
    ask: &A,
) -> Result<A::Answer, Fault> {
    let body = serde_json::to_string(ask).map_err(|error| Fault::internal(error.to_string()))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(body.into()));
    let request = Request::new_with_init(&format!("http://object/{}", A::NAME), &init)?;
    send::<O, A>(object, request).await
}

/// Asks an object and hands it a body, which goes through unread.
pub(crate) async fn upload<O: ObjectKind, A: UploadTo<O>>(
    object: &ObjectStub<O>,
    ask: &A,
    body: JsValue,
) -> Result<A::Answer, Fault> {
    let text = serde_json::to_string(ask).map_err(|error| Fault::internal(error.to_string()))?;
    let text: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut init = RequestInit::new();
    init.with_method(Method::Put).with_body(Some(body));
    let request = Request::new_with_init(&format!("http://object/{}?ask={text}", A::NAME), &init)?;
    send::<O, A>(object, request).await
}

async fn send<O: ObjectKind, A: ObjectRequest>(
    object: &ObjectStub<O>,
    request: Request,
) -> Result<A::Answer, Fault> {
    let mut response = object.stub.fetch_with_request(request).await?;
    parse_answer(&response.text().await?)
}
