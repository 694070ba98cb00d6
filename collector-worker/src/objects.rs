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
use corncrake_model::{
    attempts::Who,
    counts::{Hour, OfCountry},
    delivery::Delivery,
    erasure::{HasText, InSpan, Reach},
    export_line::Line,
    facets::Facets,
    frame_lookup::{Asked, Found},
    import::{Began, Ended},
    issue::{Issue, NoiseCount, Release},
    issue_list::{Cursor, Filter, IssuePage, Sort},
    limits::OwnLimits,
    operation::Operation,
    outcomes::Outcomes,
    project::{Known, ProjectRow},
    settings::ProjectChange,
    shards::Spread,
    source_file::{FileRow, Kept},
    stored_event::{Around, EventBody, First, KeptAt, NewEvent},
    ticket::Ticket,
    token::Token,
    triage::{Adopted, Decided, Decision, Merged, Parted},
};
use corncrake_store::{ExportPage, Reached};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{
    Env, Method, ObjectNamespace, Request, RequestInit, Stub,
    js_sys::{Array, Promise},
    wasm_bindgen_futures::{JsFuture, spawn_local},
};

use crate::{
    clock,
    fault::Fault,
    platform::warning::{self, Warning},
};

mod question;

pub(crate) use question::Question;

const DIRECTORY_BINDING: &str = "DIRECTORY";
const PROJECT_BINDING: &str = "PROJECT";
const SALT_BINDING: &str = "SALT";
const SOURCES_BINDING: &str = "SOURCES";
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
        #[derive(Debug, Clone, Serialize, Deserialize)]
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
    /// Directory: change a project; nothing where there is none.
    ChangeProject { key: ProjectKey, change: ProjectChange } -> Option<ProjectRow>;
    /// Directory: delete a project; over how many objects it was spread, where there was one.
    DeleteProject { key: ProjectKey, now: UnixMillis } -> Option<Spread>;
    /// Directory: whether a project has source maps.
    NoteMaps { key: ProjectKey, maps: bool } -> ();
    /// Directory: all of them.
    ListProjects {} -> Vec<ProjectRow>;
    /// Salt: have the salt of this day in the memory of the isolate that the keeper is in.
    MakeSalt { day: UtcDay } -> ();
    /// Salt: destroy what is left of days that are over; whether there is a salt of today.
    EndSalt {} -> bool;
    /// Salt: the salt of this day, or of the newest one where this day is over.
    SaltOf { day: UtcDay } -> (UtcDay, [u8; SALT_BYTES]);
    /// Directory: keep a new token; `false` where there are too many.
    AddToken { token: Token } -> bool;
    /// Directory: all tokens.
    ListTokens {} -> Vec<Token>;
    /// Directory: a token that is used today, by whoever has its secret.
    UseToken { id: String, digest: String, today: UtcDay } -> Option<Token>;
    /// Directory: forget a token; whether there was one.
    RevokeToken { id: String } -> bool;
    /// Directory: the epoch that logins are signed in.
    ReadLoginEpoch {} -> i64;
    /// Directory: whether a login, or a link to one, is good.
    IsLoginOpen { ticket: Ticket } -> bool;
    /// Directory: log out, or use a link up; whether it was good until now.
    EndLogin { ticket: Ticket, now: UnixMillis } -> bool;
    /// Directory: end all logins and links.
    EndLogins {} -> ();
    /// Directory: count a wrong guess; the seconds to wait, where it was one too many.
    CountGuess { who: Who, now: UnixMillis } -> Option<u32>;
    /// Directory: prove that it can write.
    ProveStorage {} -> ();
    /// Project: keep several deliveries in one turn. Asked by `entry.mjs` alone, which gathers
    /// what `deliver` sends.
    WriteAll { deliveries: Vec<Delivery> } -> Vec<Result<Taken, Fault>>;
    /// Project: begin today, where it has not begun; without a salt that its hashes were made
    /// with, they are forgotten.
    BeginDay { with_salt: bool } -> ();
    /// Project: keep things for so many days.
    KeepFor { days: u16 } -> ();
    /// Project: take no more than these limits.
    KeepTo { limits: OwnLimits } -> ();
    /// Project, Sources: destroy all it has, for good.
    Destroy {} -> ();
    /// Project: a page of issues.
    ListIssues { filter: Filter, sort: Sort, after: Option<Cursor>, limit: u32 } -> IssuePage;
    /// Project: those of these issues that it has, and whether each fits a filter.
    ReadIssues { ids: Vec<IssueId>, filter: Filter } -> Vec<(Issue, bool)>;
    /// Project: an issue.
    FindIssue { id: IssueId } -> Option<Issue>;
    /// Project: a kept event of an issue: the latest, or that of an issue's number.
    ReadEvent { head: IssueId, wanted: Option<(IssueId, u64)> } -> Option<(KeptAt, EventBody)>;
    /// Project: what stands around a place among an issue's kept events.
    ReadAround { head: IssueId, place: KeptAt } -> Around;
    /// Project: the kept events of an issue before a place, or from it on, the newest first, without
    /// their stacks; nothing where there is no such issue.
    ReadKept { head: IssueId, before: Option<KeptAt>, with_same: bool, limit: u32 }
        -> Option<Vec<(KeptAt, EventBody)>>;
    /// Project: the newest events of all issues, so many at most.
    ReadNewest { limit: u32 } -> Vec<NewEvent>;
    /// Project: the latest kept event of each of these issues, without its stack.
    ReadLatest { ids: Vec<IssueId> } -> Vec<(IssueId, UnixMillis, EventBody)>;
    /// Project: the first thing that ever arrived.
    ReadFirst {} -> Option<First>;
    /// Project: the events of an issue since then, by steps of so many milliseconds; nothing
    /// where there is no such issue.
    ReadTrend { id: IssueId, from: UnixMillis, step: i64 } -> Option<Vec<(UnixMillis, u64)>>;
    /// Project: the events of several issues by the hour, since then.
    ReadTrends { ids: Vec<IssueId>, from: UnixMillis } -> Vec<(IssueId, UnixMillis, u64)>;
    /// Project: what the events of an issue since then are broken down by.
    ReadIssueBreakdown { id: IssueId, from: UnixMillis } -> Option<Facets>;
    /// Project: what all events since then are broken down by.
    ReadBreakdown { from: UnixMillis } -> Facets;
    /// Project: resolve, ignore or reopen issues.
    Decide { decision: Decision } -> Decided;
    /// Project: take over issues that another object of the project knows.
    Adopt { issues: Vec<Adopted>, releases: Vec<Release> } -> ();
    /// Project: what was decided about issues.
    ReadDecided {} -> Vec<Adopted>;
    /// Project: show an issue as part of another.
    Merge { from: IssueId, into: IssueId } -> Merged;
    /// Project: let an issue stand for itself again.
    Split { id: IssueId } -> Parted;
    /// Project: what is merged into an issue, each by itself; nothing where there is no such issue.
    ReadMembers { id: IssueId } -> Option<Vec<Issue>>;
    /// Project: the releases it knows, the newest first.
    ReadReleases {} -> Vec<Release>;
    /// Project: what each rule of noise recognised.
    ReadNoise {} -> Vec<NoiseCount>;
    /// Project: the sessions since then, by steps of so many milliseconds.
    ReadHours { from: UnixMillis, step: i64 } -> Vec<Hour>;
    /// Project: sessions of each day since then by country, of days that are over.
    ReadCountries { from: UtcDay } -> Vec<OfCountry>;
    /// Project: how many bytes its database has, and may have.
    ReadStorage {} -> Storage;
    /// Project: what became of what was sent since then, by steps of so many milliseconds.
    ReadOutcomes { from: UnixMillis, step: i64 } -> Vec<(UnixMillis, Outcomes)>;
    /// Project: erase a kept event; whether there was one.
    EraseEvent { issue: IssueId, number: u64 } -> bool;
    /// Project: look for a text for one turn; how far that came.
    FindText { text: String, from: Reach } -> (HasText, Option<Reach>);
    /// Project: the issues first seen in a span, some behind one.
    FindSpan { from: UnixMillis, to: UnixMillis, after: Option<IssueId> } -> Vec<InSpan>;
    /// Project, its first object: have the next operation be this one, for a while; whether none
    /// is under way.
    ReserveOperation { id: String, now: UnixMillis } -> bool;
    /// Project: note an operation that may come. `first` is the first object, or nothing there.
    PrepareOperation { id: String, operation: Operation, first: String } -> ();
    /// Project: note issues that it erases; whether it is still prepared.
    ListForOperation { id: String, issues: Vec<IssueId> } -> bool;
    /// Project, its first object: have the operation count; whether it does.
    CommitOperation { id: String } -> bool;
    /// Project, its first object: whether an operation counts.
    IsCommitted { id: String } -> bool;
    /// Project: a turn of an operation that counts; the answer as JSON, where it was the last.
    RunOperation { id: String } -> Option<String>;
    /// Project: write a part of the full-text index without what was erased; whether more is left.
    SettleIndex {} -> bool;
    /// Project: lines of an export behind a place, as many as a turn takes.
    ReadExport { from: Reached } -> ExportPage;
    /// Project: begin to take an export, or go on with it.
    BeginImport { id: String } -> Began;
    /// Project: keep lines of an export, checked and scrubbed; how many were about no issue.
    /// Nothing where it takes another one.
    PutLines { id: String, lines: Vec<Line> } -> Option<u64>;
    /// Project: end an import, for some issues behind one.
    EndImport { id: String, after: Option<IssueId> } -> Ended;
    /// Sources: keep the file that comes with it (`hand`).
    PutFile { release: String, name: String, is_packed: bool } -> Kept;
    /// Sources: the files of a release.
    ListFiles { release: String } -> Vec<FileRow>;
    /// Sources: remove a release; how many files it had, and whether others have any.
    DeleteRelease { release: String } -> (u64, bool);
    /// Sources: where these places were written, in the order of the question.
    TraceFrames { asked: Vec<Asked>, with_lines: bool } -> Vec<Vec<Found>>;
}

/// What became of a delivery, and what that cost.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Taken {
    pub(crate) outcomes: Outcomes,
    pub(crate) rows_written: u64,
}

/// A project's database, in bytes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Storage {
    pub(crate) bytes: u64,
    pub(crate) limit: u64,
    /// Whether an object of it keeps no more.
    pub(crate) is_full: bool,
}

/// An object that can be asked.
pub(crate) struct Object {
    namespace: ObjectNamespace,
    name: String,
    stub: Stub,
}

impl Object {
    fn of(env: &Env, binding: &str, name: &str) -> Result<Self, Fault> {
        let namespace = env.durable_object(binding)?;
        let stub = namespace.get_by_name(name)?;
        Ok(Self { namespace, name: name.to_owned(), stub })
    }

    /// The name of its file on one machine, which says nothing of the project's key.
    fn file(&self) -> String {
        self.namespace.id_from_name(&self.name).map(|id| id.to_string()).unwrap_or_default()
    }
}

/// The directory of projects.
pub(crate) fn directory(env: &Env) -> Result<Object, Fault> {
    Object::of(env, DIRECTORY_BINDING, ONLY)
}

/// The keeper of today's salt.
pub(crate) fn salt(env: &Env) -> Result<Object, Fault> {
    Object::of(env, SALT_BINDING, ONLY)
}

/// One of a project's own objects, by its name (`spread`). Only a project that is in the
/// directory may get here, since naming an object creates it.
pub(crate) fn project(env: &Env, name: &str) -> Result<Object, Fault> {
    Object::of(env, PROJECT_BINDING, name)
}

/// The keeper of a project's source maps, by the same rule.
pub(crate) fn sources(env: &Env, key: ProjectKey) -> Result<Object, Fault> {
    Object::of(env, SOURCES_BINDING, key.as_str())
}

#[wasm_bindgen]
extern "C" {
    type Carrier;

    /// What `entry.mjs` gives each request, to be asked once: has each named object of a
    /// project write a delivery, with what others bring meanwhile; the answers, as JSON, come
    /// after the writes.
    #[wasm_bindgen(method)]
    fn carry(this: &Carrier, names: Vec<String>, deliveries: Vec<String>) -> Promise;
}

/// Has objects of a project, by their names, keep all that one request brought.
pub(crate) async fn deliver(env: &Env, parts: Vec<(String, Delivery)>) -> Result<Vec<Taken>, Fault> {
    let deliveries = parts.iter().map(|(_, delivery)| written(delivery)).collect::<Result<Vec<_>, _>>()?;
    let names = parts.into_iter().map(|(name, _)| name).collect();
    carried(env.unchecked_ref::<Carrier>().carry(names, deliveries)).await
}

/// Has an object of a project keep what a request brought, behind the request's answer: the
/// entry keeps the request alive until then. What became of it goes to `then`.
pub(crate) fn deliver_later(
    env: &Env,
    name: String,
    delivery: &Delivery,
    then: impl FnOnce(Result<Taken, Fault>) + 'static,
) -> Result<(), Fault> {
    let under_way = env.unchecked_ref::<Carrier>().carry(vec![name], vec![written(delivery)?]);
    spawn_local(async move {
        let taken = carried(under_way).await;
        then(taken.map(|all| all.into_iter().next().unwrap_or_default()));
    });
    Ok(())
}

fn written(delivery: &Delivery) -> Result<String, Fault> {
    serde_json::to_string(delivery).map_err(|error| Fault::internal(error.to_string()))
}

async fn carried(under_way: Promise) -> Result<Vec<Taken>, Fault> {
    let answers = JsFuture::from(under_way).await;
    let answers = answers.map_err(|error| Fault::from(worker::Error::from(error)));
    let read = |answer: JsValue| answered(&answer.as_string().unwrap_or_default());
    let taken = answers.and_then(|answers| Array::from(&answers).iter().map(read).collect());
    if let Err(fault) = &taken {
        note(fault);
    }
    taken
}

/// What an object answered.
fn answered<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str::<Result<T, Fault>>(text)
        .map_err(|error| Fault::internal(format!("an object's answer does not read: {error}")))?
}

/// A disk that is full is everybody's trouble.
fn note(fault: &Fault) {
    if fault.is_disk_full() {
        warning::note(Warning::DiskFull, clock::now());
    }
}

/// Asks an object. A reader may want to keep what it added up; on a disk that turns out to be
/// full it is asked once more, and does without.
pub(crate) async fn ask<A: Ask>(object: &Object, ask: &A) -> Result<A::Answer, Fault> {
    match ask_once(object, ask).await {
        Err(fault) if fault.is_disk_full() => {
            note(&fault);
            ask_once(object, ask).await
        }
        Err(fault) if fault.is_of_a_database() => Err(fault.at(&object.file())),
        answer => answer,
    }
}

async fn ask_once<A: Ask>(object: &Object, ask: &A) -> Result<A::Answer, Fault> {
    let body = serde_json::to_string(ask).map_err(|error| Fault::internal(error.to_string()))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(body.into()));
    let request = Request::new_with_init(&format!("http://object/{}", A::NAME), &init)?;
    answer_of::<A>(object, request).await
}

/// Asks an object and hands it a body, which goes through unread.
pub(crate) async fn hand<A: Ask>(object: &Object, ask: &A, body: JsValue) -> Result<A::Answer, Fault> {
    let text = serde_json::to_string(ask).map_err(|error| Fault::internal(error.to_string()))?;
    let text: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut init = RequestInit::new();
    init.with_method(Method::Put).with_body(Some(body));
    let request = Request::new_with_init(&format!("http://object/{}?ask={text}", A::NAME), &init)?;
    answer_of::<A>(object, request).await
}

/// What is asked by `hand`, where it is of this kind.
pub(crate) fn handed<A: Ask>(request: &Request) -> worker::Result<Option<Result<A, Fault>>> {
    let url = request.url()?;
    if url.path().trim_start_matches('/') != A::NAME {
        return Ok(None);
    }
    let ask = url.query_pairs().find(|(name, _)| name == "ask").map(|(_, ask)| ask).unwrap_or_default();
    Ok(Some(serde_json::from_str(&ask).map_err(|error| Fault::internal(error.to_string()))))
}

async fn answer_of<A: Ask>(object: &Object, request: Request) -> Result<A::Answer, Fault> {
    let mut response = object.stub.fetch_with_request(request).await?;
    answered(&response.text().await?)
}
