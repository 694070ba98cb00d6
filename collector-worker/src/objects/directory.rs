//! The object of the directory: which projects a collector has, its tokens and its logins.

use std::cell::{OnceCell, RefCell};

use corncrake_core::{ids::ProjectKey, receipt::ReceiptPrefix, time::UnixMillis};
use corncrake_model::{
    access::attempts::FailedAttempts,
    project::{record::ProjectRecord, settings::Settings, shards::ShardMap},
};
use corncrake_store as store;
use corncrake_store::{engine::text_match::TextPattern, schema};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use super::{
    database_state,
    incoming_request::IncomingRequest,
    people_requests,
    rpc::{
        AddToken, ChangeProject, CheckWritable, CountFailedAttempt, CountMissedReceipt, CreateProject,
        DeleteProject, EndLogin, EndLogins, EraseRefusals, FindProject, FindProjectsOfReceipts, IsLoginOpen,
        KeySecret, ListProjects, ListTokens, NoteRefusals, ReadAlertDefaults, ReadDeletedKeyUses,
        ReadLoginEpoch, ReadRefusals, RevokeOwnToken, RevokeToken, SetAlertDefaults, SetHasSourceMaps,
        UseToken,
    },
    write_lock,
};
use crate::{
    http::error::Fault,
    platform::{clock, random, sqlite::Sqlite},
};

/// Random bytes behind the keys' proofs: more would not make a key's 25 bits any stronger.
const KEY_SECRET_BYTES: usize = 32;

/// How often a taken key is tried again: with 2.2e9 keys, twice is already never.
const KEY_TRIES: usize = 8;

/// The directory's object.
#[durable_object(fetch)]
pub struct Directory {
    state: State,
    ready: OnceCell<()>,
    guesses: RefCell<FailedAttempts>,
    missed_receipts: RefCell<FailedAttempts>,
}

impl DurableObject for Directory {
    fn new(state: State, _env: Env) -> Self {
        Self {
            state,
            ready: OnceCell::new(),
            guesses: RefCell::default(),
            missed_receipts: RefCell::default(),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        let request = IncomingRequest::read(request).await?;
        if let Some(answer) = database_state::answer(&request, &self.state.storage()).await {
            return answer;
        }
        write_lock::wait(|| self.sql()).await;
        request
            .on(|KeySecret {}| self.key_secret())
            .or_else(|| request.on(|ask: CreateProject| self.create(ask)))
            .or_else(|| request.on(|FindProject { key }| Ok(store::project(&self.sql()?, key)?)))
            .or_else(|| {
                request.on(|DeleteProject { key, now }| Ok(store::delete_project(&self.sql()?, key, now)?))
            })
            .or_else(|| {
                request
                    .on(|ChangeProject { key, change }| Ok(store::change_project(&self.sql()?, key, change)?))
            })
            .or_else(|| request.on(|AddToken { token }| Ok(store::add_token(&self.sql()?, &token)?)))
            .or_else(|| request.on(|ListTokens {}| Ok(store::tokens(&self.sql()?)?)))
            .or_else(|| {
                request.on(|UseToken { id, digest, today }| {
                    Ok(store::use_token(&self.sql()?, &id, &digest, today)?)
                })
            })
            .or_else(|| {
                request
                    .on(|RevokeOwnToken { id, user }| Ok(store::revoke_own_token(&self.sql()?, &id, &user)?))
            })
            .or_else(|| request.on(|RevokeToken { id }| Ok(store::revoke_token(&self.sql()?, &id)?)))
            .or_else(|| request.on(|ReadLoginEpoch {}| Ok(store::login_epoch(&self.sql()?)?)))
            .or_else(|| request.on(|IsLoginOpen { ticket }| Ok(store::is_login_open(&self.sql()?, &ticket)?)))
            .or_else(|| {
                request.on(|EndLogin { ticket, now }| Ok(store::end_login(&self.sql()?, &ticket, now)?))
            })
            .or_else(|| request.on(|EndLogins {}| Ok(store::end_logins(&self.sql()?)?)))
            .or_else(|| {
                request.on(|CountFailedAttempt { who, now }| Ok(self.guesses.borrow_mut().count(who, now)))
            })
            .or_else(|| {
                request.on(|CountMissedReceipt { who, now }| {
                    Ok(self.missed_receipts.borrow_mut().count(who, now))
                })
            })
            .or_else(|| {
                request.on(|FindProjectsOfReceipts { prefix }| {
                    let mut all = store::projects(&self.sql()?)?;
                    all.retain(|project| ReceiptPrefix::of(&project.key) == prefix);
                    Ok(all)
                })
            })
            .or_else(|| {
                request.on(|SetHasSourceMaps { key, maps }| {
                    Ok(store::set_has_source_maps(&self.sql()?, key, maps)?)
                })
            })
            .or_else(|| request.on(|ReadAlertDefaults {}| Ok(store::alert_defaults(&self.sql()?)?)))
            .or_else(|| {
                request.on(|SetAlertDefaults { settings }| {
                    Ok(store::set_alert_defaults(&self.sql()?, &settings)?)
                })
            })
            .or_else(|| people_requests::answer(&request, || self.sql()))
            .or_else(|| {
                request.on(|NoteRefusals { key, refusals, now }| {
                    Ok(store::note_refusals(&self.sql()?, key, &refusals, now)?)
                })
            })
            .or_else(|| request.on(|ReadRefusals { key, now }| Ok(store::refusals(&self.sql()?, key, now)?)))
            .or_else(|| {
                request.on(|ReadDeletedKeyUses { now }| Ok(store::deleted_key_uses(&self.sql()?, now)?))
            })
            .or_else(|| {
                request.on(|EraseRefusals { key, text }| {
                    Ok(store::erase_refused_origins(&self.sql()?, key, &TextPattern::new(&text)?)?)
                })
            })
            .or_else(|| request.on(|CheckWritable {}| Ok(store::check_writable(&self.sql()?)?)))
            .or_else(|| request.on(|ListProjects {}| Ok(store::projects(&self.sql()?)?)))
            .unwrap_or_else(|| request.unknown())
    }
}

impl Directory {
    fn sql(&self) -> Result<Sqlite, Fault> {
        let sql = Sqlite::of(&self.state.storage());
        if self.ready.get().is_none() {
            schema::migrate(&sql, schema::DIRECTORY)?;
            store::begin_previous_fingerprint(&sql, clock::now())?;
            let _ = self.ready.set(());
        }
        Ok(sql)
    }

    fn key_secret(&self) -> Result<Vec<u8>, Fault> {
        let fresh = || random::bytes::<KEY_SECRET_BYTES>().to_vec();
        Ok(store::key_secret(&self.sql()?, fresh)?)
    }

    fn create(&self, ask: CreateProject) -> Result<ProjectRecord, Fault> {
        let CreateProject { name, origins, now } = ask;
        let (sql, secret) = (self.sql()?, self.key_secret()?);
        for _ in 0..KEY_TRIES {
            let key = ProjectKey::mint(u64::from_be_bytes(random::bytes()), &secret);
            let (name, origins) = (name.clone(), origins.clone());
            let (shards, settings) = (ShardMap::default(), Settings::default());
            let row = ProjectRecord {
                key,
                name,
                origins,
                created: now,
                shards,
                settings,
                maps: false,
                previous_until: UnixMillis(0),
            };
            if store::add_project(&sql, &row)? {
                return Ok(row);
            }
        }
        Err(Fault::internal("every key that was tried is taken"))
    }
}
