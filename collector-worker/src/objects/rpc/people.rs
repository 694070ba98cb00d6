//! What the directory is asked about people: users, passkeys, identities, logins, the admin token's switch, the log.

use corncrake_core::time::UnixMillis;
use corncrake_model::access::{
    identity::{IdentityLoginOutcome, VerifiedIdentity},
    log_entry::{AccessLogEntry, NumberedLogEntry},
    role::RoleGrants,
    user::{AccessSecret, AdminTokenState, Passkey, PasskeyLoginOutcome, User, UserOutcome, UserOverview},
};

use super::kinds::DirectoryObject;

requests! {
    /// About people.
    PeopleRequest of DirectoryObject;

    /// Every user, with what opens the collector for it.
    ListUsers { now: UnixMillis } -> Vec<UserOverview>;
    /// Every user, by name.
    ReadUsers {} -> Vec<User>;
    /// A user, with what opens the collector for it.
    FindUser { id: String, now: UnixMillis } -> Option<UserOverview>;
    /// Add a user, who gets in by this invitation.
    AddUser { user: User, invitation: AccessSecret } -> UserOutcome;
    /// Change a user's name, address and roles.
    ChangeUser { id: String, name: String, email: String, grants: RoleGrants } -> UserOutcome;
    /// Remove a user with all that opens the collector for it.
    RemoveUser { id: String } -> UserOutcome;
    /// Give a user a new invitation.
    InviteUser { id: String, invitation: AccessSecret } -> UserOutcome;
    /// The user whom an invitation is for.
    FindInvitedUser { id: String, digest: String, now: UnixMillis } -> Option<User>;
    /// Whether the admin token opens anything.
    ReadAdminTokenState {} -> AdminTokenState;
    /// Switch the admin token on or off; whether that was done.
    SwitchAdminToken { on: bool, now: UnixMillis } -> bool;
    /// Use an invitation up, add the passkey, begin a login; whether that was done.
    AcceptInvitation {
        id: String, digest: String, passkey: Passkey, challenge: (String, UnixMillis), login: AccessSecret,
        now: UnixMillis
    } -> bool;
    /// Add a passkey of a user; whether that was done.
    AddPasskey { passkey: Passkey, challenge: (String, UnixMillis), now: UnixMillis } -> bool;
    /// A passkey with its user.
    FindPasskey { id: String } -> Option<(Passkey, User)>;
    /// Remove a passkey of a user.
    RemovePasskey { user: String, id: String } -> UserOutcome;
    /// Begin a login by a passkey whose signature was verified.
    LogInByPasskey {
        id: String, counter: u32, challenge: (String, UnixMillis), login: AccessSecret, now: UnixMillis
    } -> PasskeyLoginOutcome;
    /// Begin a login by an identity that its issuer vouches for.
    LogInByIdentity {
        identity: VerifiedIdentity, login: AccessSecret, now: UnixMillis
    } -> IdentityLoginOutcome;
    /// Use an invitation up by such an identity, and begin a login.
    AcceptInvitationByIdentity {
        id: String, digest: String, identity: VerifiedIdentity, login: AccessSecret, now: UnixMillis
    } -> IdentityLoginOutcome;
    /// Disconnect an identity of a user; whether there was one.
    RemoveIdentity { user: String, id: String } -> bool;
    /// The user of an open login.
    FindUserOfLogin { id: String, digest: String, now: UnixMillis } -> Option<User>;
    /// End a login, of this user where one is named; whether there was one.
    EndUserLogin { id: String, user: String } -> bool;
    /// End all logins of a user.
    EndLoginsOfUser { user: String } -> ();
    /// Append a line to the access log.
    AppendAccessLog { entry: AccessLogEntry } -> ();
    /// Delete lines of the access log that are over twelve months old.
    TrimDirectory { now: UnixMillis } -> ();
    /// The newest lines of the access log before a number.
    ReadAccessLog { before: Option<i64>, limit: u32, now: UnixMillis } -> Vec<NumberedLogEntry>;
}
