//! The object of a project's source maps: its state, and the dispatch of its requests.

use std::cell::{Cell, OnceCell};

use corncrake_model::source_maps::source_file::StoredFile;
use corncrake_store::{
    schema::{self, source_maps},
    source_maps::{
        RELEASE_FILES,
        files::{self, Upload, UploadError},
        resolve,
    },
};
use sha2::{Digest, Sha256};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::upload;
use crate::{
    http::error::Fault,
    objects::{
        database_state,
        incoming_request::{self, IncomingRequest, answer, refuse},
        rpc::{
            CountFiles, DeleteRelease, ListFiles, LookUpFrames, MapRequest, PutFile, SourcesObject,
            SourcesRequest,
        },
        write_lock,
    },
    platform::{clock, sqlite::Sqlite, transaction},
};

/// The source maps of a project.
#[durable_object(fetch)]
pub struct Sources {
    state: State,
    ready: OnceCell<()>,
    /// As in `Project`: isolates may believe in a deleted project for some seconds more.
    destroyed: Cell<bool>,
}

impl DurableObject for Sources {
    fn new(state: State, _env: Env) -> Self {
        Self { state, ready: OnceCell::new(), destroyed: Cell::new(false) }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        if let Some(ask) = incoming_request::read_upload::<SourcesObject, PutFile>(&request)? {
            if self.destroyed.get() {
                return refuse(Fault::deleted());
            }
            let stored = match ask {
                Ok(ask) => self.put(ask, &mut request).await,
                Err(fault) => Err(fault),
            };
            return Response::from_json(&stored);
        }
        let request = match IncomingRequest::read(request).await?.parse() {
            Ok(SourcesRequest::Destroy(ask)) => {
                self.destroyed.set(true);
                self.state.storage().delete_all().await?;
                return answer(ask, |_| Ok(()));
            }
            _ if self.destroyed.get() => return refuse(Fault::deleted()),
            Ok(SourcesRequest::ReadDatabase(ask)) => {
                return database_state::read(ask, &self.state.storage()).await;
            }
            Ok(SourcesRequest::Map(request)) => request,
            Err(fault) => return refuse(fault),
        };
        write_lock::wait(|| self.sql()).await;
        match request {
            MapRequest::ListFiles(ask) => {
                answer(ask, |ListFiles { release }| Ok(files::list(&self.sql()?, &release, None)?))
            }
            MapRequest::CountFiles(ask) => {
                answer(ask, |CountFiles { releases }| Ok(files::count(&self.sql()?, &releases)?))
            }
            MapRequest::DeleteRelease(ask) => answer(ask, |DeleteRelease { release }| {
                let sql = self.sql()?;
                transaction::run(&self.state.storage(), || Ok(files::remove(&sql, &release)?))
            }),
            MapRequest::LookUpFrames(ask) => answer(ask, |LookUpFrames { lookups, with_lines }| {
                let sql = self.sql()?;
                let mut room = resolve::CACHED_PER_REQUEST;
                let all = lookups.iter().map(|lookup| resolve::resolve(&sql, lookup, with_lines, &mut room));
                Ok(all.collect::<Result<_, _>>()?)
            }),
        }
    }
}

impl Sources {
    /// Keeps a file, as a whole or not at all.
    async fn put(&self, ask: PutFile, request: &mut Request) -> Result<StoredFile, Fault> {
        let PutFile { release, name, is_packed } = ask;
        let _turn = upload::UploadPermit::take()?;
        let bytes = upload::read(request, is_packed).await?;
        // Behind the body, which takes its time: what is waited for ends with this turn.
        write_lock::wait(|| self.sql()).await;
        if self.destroyed.get() {
            return Err(Fault::deleted());
        }
        let (sql, storage) = (self.sql()?, self.state.storage());
        if sql.bytes() >= PROJECT_BYTES {
            let most = PROJECT_BYTES / 1_000_000;
            let message =
                format!("the project's source maps have {most} MB, the most they may; delete an old release");
            return Err(Fault::new(413, "source_maps_full", message));
        }
        let digest = Sha256::digest(&bytes).into();
        let upload = Upload { release: &release, name: &name, bytes: &bytes, digest, now: clock::now() };
        let mut bad = None;
        let stored = transaction::run(&storage, || match files::put(&sql, &upload) {
            Ok(()) => {
                let mut files = files::list(&sql, &release, Some(&name))?;
                files.pop().map(|file| file.stored).ok_or_else(|| Fault::internal("a file was not stored"))
            }
            Err(UploadError::Sql(error)) => Err(error.into()),
            Err(UploadError::TooMany) => {
                let message = format!("a release may have at most {RELEASE_FILES} files");
                Err(Fault::new(409, "too_many_files", message))
            }
            Err(UploadError::Bad(why)) => {
                let fault = Fault::bad_request("bad_file", format!("{name}: {why}"));
                bad = Some(why);
                Err(fault)
            }
        });
        if let Some(why) = bad {
            transaction::run(&storage, || Ok::<_, Fault>(files::put_unreadable(&sql, &upload, &why)?))?;
        }
        stored
    }

    fn sql(&self) -> Result<Sqlite, Fault> {
        let sql = Sqlite::of(&self.state.storage());
        if self.ready.get().is_none() {
            schema::migrate(&sql, source_maps::SOURCES)?;
            let _ = self.ready.set(());
        }
        Ok(sql)
    }
}

/// The most bytes of all of a project's maps: a tenth of what an object's database may have.
/// They are stored at about a third of what is uploaded.
const PROJECT_BYTES: u64 = 1_000_000_000;
