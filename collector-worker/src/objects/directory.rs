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
    incoming_request::{IncomingRequest, answer, refuse},
    people_requests,
    rpc::{
        AddToken, ChangeProject, CheckWritable, CountFailedAttempt, CountMissedReceipt, CreateProject,
        CredentialRequest, DeleteProject, DirectoryRequest, DirectoryWork, EndLogin, EndLogins,
        EraseRefusals, FindProject, FindProjectsOfReceipts, IsLoginOpen, KeySecret, ListProjects, ListTokens,
        NoteRefusals, ReadAlertDefaults, ReadDeletedKeyUses, ReadLoginEpoch, ReadRefusals, RegistryRequest,
        RevokeOwnToken, RevokeToken, SetAlertDefaults, SetHasSourceMaps, UseToken,
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
        let request = match IncomingRequest::read(request).await?.parse() {
            Ok(DirectoryRequest::ReadDatabase(ask)) => {
                return database_state::read(ask, &self.state.storage()).await;
            }
            Ok(DirectoryRequest::Work(request)) => request,
            Err(fault) => return refuse(fault),
        };
        write_lock::wait(|| self.sql()).await;
        match request {
            DirectoryWork::Registry(request) => self.registry(request),
            DirectoryWork::Credentials(request) => self.credentials(request),
            DirectoryWork::People(request) => people_requests::answer_request(request, || self.sql()),
        }
    }
}

impl Directory {
    /// Answers a request about projects.
    fn registry(&self, request: RegistryRequest) -> worker::Result<Response> {
        match request {
            RegistryRequest::KeySecret(ask) => answer(ask, |KeySecret {}| self.key_secret()),
            RegistryRequest::CreateProject(ask) => answer(ask, |ask: CreateProject| self.create(ask)),
            RegistryRequest::FindProject(ask) => {
                answer(ask, |FindProject { key }| Ok(store::project(&self.sql()?, key)?))
            }
            RegistryRequest::ChangeProject(ask) => answer(ask, |ChangeProject { key, change }| {
                Ok(store::change_project(&self.sql()?, key, change)?)
            }),
            RegistryRequest::DeleteProject(ask) => {
                answer(ask, |DeleteProject { key, now }| Ok(store::delete_project(&self.sql()?, key, now)?))
            }
            RegistryRequest::SetHasSourceMaps(ask) => answer(ask, |SetHasSourceMaps { key, maps }| {
                Ok(store::set_has_source_maps(&self.sql()?, key, maps)?)
            }),
            RegistryRequest::ListProjects(ask) => {
                answer(ask, |ListProjects {}| Ok(store::projects(&self.sql()?)?))
            }
            RegistryRequest::FindProjectsOfReceipts(ask) => {
                answer(ask, |FindProjectsOfReceipts { prefix }| {
                    let mut all = store::projects(&self.sql()?)?;
                    all.retain(|project| ReceiptPrefix::of(&project.key) == prefix);
                    Ok(all)
                })
            }
            RegistryRequest::ReadAlertDefaults(ask) => {
                answer(ask, |ReadAlertDefaults {}| Ok(store::alert_defaults(&self.sql()?)?))
            }
            RegistryRequest::SetAlertDefaults(ask) => answer(ask, |SetAlertDefaults { settings }| {
                Ok(store::set_alert_defaults(&self.sql()?, &settings)?)
            }),
            RegistryRequest::NoteRefusals(ask) => answer(ask, |NoteRefusals { key, refusals, now }| {
                Ok(store::note_refusals(&self.sql()?, key, &refusals, now)?)
            }),
            RegistryRequest::ReadRefusals(ask) => {
                answer(ask, |ReadRefusals { key, now }| Ok(store::refusals(&self.sql()?, key, now)?))
            }
            RegistryRequest::ReadDeletedKeyUses(ask) => {
                answer(ask, |ReadDeletedKeyUses { now }| Ok(store::deleted_key_uses(&self.sql()?, now)?))
            }
            RegistryRequest::EraseRefusals(ask) => answer(ask, |EraseRefusals { key, text }| {
                Ok(store::erase_refused_origins(&self.sql()?, key, &TextPattern::new(&text)?)?)
            }),
            RegistryRequest::CheckWritable(ask) => {
                answer(ask, |CheckWritable {}| Ok(store::check_writable(&self.sql()?)?))
            }
        }
    }

    /// Answers a request about tokens, logins and guesses.
    fn credentials(&self, request: CredentialRequest) -> worker::Result<Response> {
        match request {
            CredentialRequest::AddToken(ask) => {
                answer(ask, |AddToken { token }| Ok(store::add_token(&self.sql()?, &token)?))
            }
            CredentialRequest::ListTokens(ask) => {
                answer(ask, |ListTokens {}| Ok(store::tokens(&self.sql()?)?))
            }
            CredentialRequest::UseToken(ask) => answer(ask, |UseToken { id, digest, today }| {
                Ok(store::use_token(&self.sql()?, &id, &digest, today)?)
            }),
            CredentialRequest::RevokeOwnToken(ask) => answer(ask, |RevokeOwnToken { id, user }| {
                Ok(store::revoke_own_token(&self.sql()?, &id, &user)?)
            }),
            CredentialRequest::RevokeToken(ask) => {
                answer(ask, |RevokeToken { id }| Ok(store::revoke_token(&self.sql()?, &id)?))
            }
            CredentialRequest::ReadLoginEpoch(ask) => {
                answer(ask, |ReadLoginEpoch {}| Ok(store::login_epoch(&self.sql()?)?))
            }
            CredentialRequest::IsLoginOpen(ask) => {
                answer(ask, |IsLoginOpen { ticket }| Ok(store::is_login_open(&self.sql()?, &ticket)?))
            }
            CredentialRequest::EndLogin(ask) => {
                answer(ask, |EndLogin { ticket, now }| Ok(store::end_login(&self.sql()?, &ticket, now)?))
            }
            CredentialRequest::EndLogins(ask) => {
                answer(ask, |EndLogins {}| Ok(store::end_logins(&self.sql()?)?))
            }
            CredentialRequest::CountFailedAttempt(ask) => {
                answer(ask, |CountFailedAttempt { who, now }| Ok(self.guesses.borrow_mut().count(who, now)))
            }
            CredentialRequest::CountMissedReceipt(ask) => answer(ask, |CountMissedReceipt { who, now }| {
                Ok(self.missed_receipts.borrow_mut().count(who, now))
            }),
        }
    }

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
        let CreateProject { name, origins, jurisdiction, now } = ask;
        let (sql, secret) = (self.sql()?, self.key_secret()?);
        for _ in 0..KEY_TRIES {
            let key = ProjectKey::mint_in(jurisdiction, u64::from_be_bytes(random::bytes()), &secret);
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
