//! What the directory is asked: its projects, and the secrets that open the collector. `people` has the rest.

use corncrake_core::{
    ids::{Jurisdiction, ProjectKey},
    origin::Origins,
    receipt::ReceiptPrefix,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::{
    access::{attempts::GuesserId, ticket::LoginTicket, token::ApiToken, user::User},
    alerts::settings::AlertSettings,
    project::{
        record::{ProjectLookup, ProjectRecord},
        refusal::{DeletedKeyUse, Refusal},
        settings::ProjectChange,
        shards::ShardMap,
    },
};

use super::{kinds::DirectoryObject, people::PeopleRequest, shared::ReadDatabase};

alternatives! {
    /// What the directory is asked.
    DirectoryRequest of DirectoryObject: ReadDatabase;
    then Work(DirectoryWork)
}

alternatives! {
    /// What the directory is asked about what it holds.
    DirectoryWork of DirectoryObject:;
    then Registry(RegistryRequest), Credentials(CredentialRequest), People(PeopleRequest)
}

requests! {
    /// About projects.
    RegistryRequest of DirectoryObject;

    /// The secret that keys are proved with.
    KeySecret {} -> Vec<u8>;
    /// Make a project.
    CreateProject { name: String, origins: Origins, jurisdiction: Option<Jurisdiction>, now: UnixMillis } -> ProjectRecord;
    /// The project of a key.
    FindProject { key: ProjectKey } -> ProjectLookup;
    /// Change a project; nothing where there is none.
    ChangeProject { key: ProjectKey, change: ProjectChange } -> Option<ProjectRecord>;
    /// Delete a project; its shards, where there was one.
    DeleteProject { key: ProjectKey, now: UnixMillis } -> Option<ShardMap>;
    /// Whether a project has source maps.
    SetHasSourceMaps { key: ProjectKey, maps: bool } -> ();
    /// All of them.
    ListProjects {} -> Vec<ProjectRecord>;
    /// The projects whose receipts begin so.
    FindProjectsOfReceipts { prefix: ReceiptPrefix } -> Vec<ProjectRecord>;
    /// The alerts of all projects.
    ReadAlertDefaults {} -> AlertSettings;
    /// Replace them.
    SetAlertDefaults { settings: AlertSettings } -> ();
    /// Add to what was refused of a project.
    NoteRefusals { key: ProjectKey, refusals: Vec<Refusal>, now: UnixMillis } -> ();
    /// What was refused of a project within a week.
    ReadRefusals { key: ProjectKey, now: UnixMillis } -> Vec<Refusal>;
    /// The keys of deleted projects that were used within a week.
    ReadDeletedKeyUses { now: UnixMillis } -> Vec<DeletedKeyUse>;
    /// Forget the origins that were refused of a project and have a text.
    EraseRefusals { key: ProjectKey, text: String } -> ();
    /// Prove that it can write.
    CheckWritable {} -> ();
}

requests! {
    /// About tokens, logins of the admin token, and wrong guesses.
    CredentialRequest of DirectoryObject;

    /// Keep a new token; `false` where there are too many.
    AddToken { token: ApiToken } -> bool;
    /// All tokens.
    ListTokens {} -> Vec<ApiToken>;
    /// The token of an id and a digest of its secret, which is used today; beside it the user whose it is.
    UseToken { id: String, digest: String, today: UtcDay } -> Option<(ApiToken, Option<User>)>;
    /// Forget a token of a user; whether there was one.
    RevokeOwnToken { id: String, user: String } -> bool;
    /// Forget a token; whether there was one.
    RevokeToken { id: String } -> bool;
    /// The epoch that logins are signed in.
    ReadLoginEpoch {} -> i64;
    /// Whether a login, or a link to one, is good.
    IsLoginOpen { ticket: LoginTicket } -> bool;
    /// Log out, or use a link up; whether it was good until now.
    EndLogin { ticket: LoginTicket, now: UnixMillis } -> bool;
    /// End all logins and links.
    EndLogins {} -> ();
    /// Count a wrong guess; the seconds to wait, where it was one too many.
    CountFailedAttempt { who: GuesserId, now: UnixMillis } -> Option<u32>;
    /// Count a receipt's code under which nothing is stored; the seconds to wait, where it was one too many.
    CountMissedReceipt { who: GuesserId, now: UnixMillis } -> Option<u32>;
}
