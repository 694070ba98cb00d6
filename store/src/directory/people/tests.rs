//! Users, their invitations, passkeys and logins, as rows.

use corncrake_core::ids::ProjectKey;
use corncrake_model::access::{
    identity::{IdentityLoginOutcome, VerifiedIdentity},
    role::Role,
    scope::Scope,
    token::ApiToken,
    user::{AccessSecret, Passkey, PasskeyLoginOutcome},
};

use super::*;
use crate::{
    directory::{
        identities::{accept_invitation_by_identity, log_in_by_identity, remove_identity},
        logins::end_logins,
        passkeys::{accept_invitation, add_passkey, log_in_by_passkey, passkey},
        tokens::{add_token, use_token},
        user_logins::{end_logins_of_user, end_user_login, user_logins, user_of_login},
        users::{add_user, invite, invited_user},
    },
    native::Native,
};

const NOW: UnixMillis = UnixMillis(20_000 * 86_400_000);

fn person(n: u8, role: Option<Role>) -> User {
    User {
        id: format!("{n:016x}"),
        name: format!("Person {n}"),
        email: format!("person{n}@team.example"),
        grants: RoleGrants { everywhere: role, ..RoleGrants::default() },
        created: NOW.day(),
        seen: None,
    }
}

fn secret(n: u8, expires: i64) -> AccessSecret {
    AccessSecret { id: format!("{n:016x}"), digest: format!("digest {n}"), expires: UnixMillis(expires) }
}

fn key_of(user: &User, n: u8) -> Passkey {
    Passkey {
        id: format!("passkey-{n}"),
        user: user.id.clone(),
        rp_id: "errors.example".into(),
        public_key: vec![4, n],
        counter: 0,
        created: NOW.day(),
        used: None,
    }
}

fn challenge(n: u8) -> (String, UnixMillis) {
    (format!("challenge {n}"), UnixMillis(NOW.0 + 60_000))
}

/// A user with a passkey and an open login of the same number.
fn with_passkey(sql: &Native, n: u8, role: Option<Role>) -> User {
    let user = person(n, role);
    assert_eq!(add_user(sql, &user, &secret(n, NOW.0 + 1_000)).unwrap(), UserOutcome::Done);
    let (invitation, login) = (secret(n, 0), secret(100 + n, NOW.0 + 86_400_000));
    let by = (&*invitation.id, &*invitation.digest);
    assert!(accept_invitation(sql, by, &key_of(&user, n), &challenge(n), &login, NOW).unwrap());
    user
}

#[test]
fn an_invitation_is_good_once_and_until_it_expires() {
    let sql = Native::directory();
    let user = person(1, None);
    assert_eq!(add_user(&sql, &user, &secret(1, NOW.0 + 1_000)).unwrap(), UserOutcome::Done);
    let same = User { id: "another".into(), email: user.email.to_uppercase(), ..user.clone() };
    assert_eq!(add_user(&sql, &same, &secret(2, NOW.0 + 1_000)).unwrap(), UserOutcome::EmailTaken);
    let first = secret(1, 0);
    assert_eq!(invited_user(&sql, &first.id, "guess", NOW).unwrap(), None);
    assert_eq!(invited_user(&sql, &first.id, &first.digest, UnixMillis(NOW.0 + 1_000)).unwrap(), None);
    assert_eq!(invited_user(&sql, &first.id, &first.digest, NOW).unwrap(), Some(user.clone()));
    // A new one takes its place.
    invite(&sql, &user.id, &secret(3, NOW.0 + 1_000)).unwrap();
    assert_eq!(invited_user(&sql, &first.id, &first.digest, NOW).unwrap(), None);
    let by = secret(3, 0);
    let login = secret(9, NOW.0 + 9_000);
    let accept = |key: u8, challenge_number| {
        let passkey = key_of(&user, key);
        accept_invitation(&sql, (&by.id, &by.digest), &passkey, &challenge(challenge_number), &login, NOW)
    };
    assert!(accept(1, 1).unwrap());
    assert!(!accept(2, 2).unwrap(), "it was used");
    assert_eq!(
        user_of_login(&sql, &login.id, &login.digest, NOW).unwrap().map(|user| user.id),
        Some(user.id)
    );
}

#[test]
fn a_login_needs_a_passkey_a_fresh_challenge_and_a_counter_that_grows() {
    let sql = Native::directory();
    let user = with_passkey(&sql, 1, None);
    let log_in = |counter, number: u8| {
        let login = secret(150 + number, NOW.0 + 9_000);
        log_in_by_passkey(&sql, "passkey-1", counter, &challenge(number), &login, NOW).unwrap()
    };
    assert_eq!(log_in(0, 2), PasskeyLoginOutcome::LoggedIn);
    assert_eq!(log_in(0, 2), PasskeyLoginOutcome::ChallengeUsed);
    assert_eq!(log_in(0, 1), PasskeyLoginOutcome::ChallengeUsed, "that of the registration");
    assert_eq!(log_in(7, 3), PasskeyLoginOutcome::LoggedIn);
    for (counter, number) in [(7, 4), (6, 5), (0, 6)] {
        assert_eq!(log_in(counter, number), PasskeyLoginOutcome::Copied, "{counter}");
    }
    assert_eq!(log_in(8, 7), PasskeyLoginOutcome::LoggedIn);
    let (kept, _) = passkey(&sql, "passkey-1").unwrap().unwrap();
    assert_eq!((kept.counter, kept.used), (8, Some(NOW.day())));
    let gone = log_in_by_passkey(&sql, "passkey-9", 0, &challenge(8), &secret(9, 0), NOW).unwrap();
    assert_eq!(gone, PasskeyLoginOutcome::Unknown);
    assert!(!add_passkey(&sql, &key_of(&user, 1), &challenge(10), NOW).unwrap(), "it is registered");
}

#[test]
fn logins_end_one_by_one_or_all() {
    let sql = Native::directory();
    let (one, other) = (with_passkey(&sql, 1, None), with_passkey(&sql, 2, None));
    let is_in = |n: u8, now| {
        let login = secret(n, 0);
        user_of_login(&sql, &login.id, &login.digest, now).unwrap().is_some()
    };
    assert!(is_in(101, NOW) && is_in(102, NOW) && !is_in(103, NOW));
    assert!(!is_in(101, UnixMillis(NOW.0 + 86_400_000)), "it expires");
    assert!(!end_user_login(&sql, &secret(101, 0).id, &other.id).unwrap(), "another's");
    assert!(end_user_login(&sql, &secret(101, 0).id, &one.id).unwrap());
    assert!(!is_in(101, NOW) && is_in(102, NOW));
    end_logins_of_user(&sql, &other.id).unwrap();
    assert!(!is_in(102, NOW));
    with_passkey(&sql, 3, None);
    end_logins(&sql).unwrap();
    assert!(!is_in(103, NOW) && user_logins(&sql, NOW).unwrap().is_empty());
}

fn identity(subject: &str, email: Option<&str>) -> VerifiedIdentity {
    let (issuer, subject) = ("https://login.example".to_owned(), subject.to_owned());
    VerifiedIdentity { issuer, subject, email: email.map(str::to_owned) }
}

#[test]
fn a_verified_address_connects_an_identity_once() {
    use IdentityLoginOutcome::{AnotherIdentity, LoggedIn, Unknown};
    let sql = Native::directory();
    let user = with_passkey(&sql, 1, None);
    let mut count = 200;
    let mut log_in = |subject: &str, email: Option<&str>| {
        count += 1;
        log_in_by_identity(&sql, &identity(subject, email), &secret(count, NOW.0 + 1_000), NOW).unwrap()
    };
    let address = Some("Person1@Team.example");
    assert_eq!(log_in("a", None), Unknown, "an address that nobody verified connects nothing");
    assert_eq!(log_in("a", Some("nobody@team.example")), Unknown);
    assert_eq!(log_in("a", address), LoggedIn(user.id.clone()));
    assert_eq!(log_in("a", None), LoggedIn(user.id.clone()), "from then on the subject counts");
    assert_eq!(log_in("a", Some("other@team.example")), LoggedIn(user.id.clone()));
    assert_eq!(log_in("b", address), AnotherIdentity, "the address was given to somebody else");
    let other = VerifiedIdentity { issuer: "https://other.example".into(), ..identity("b", address) };
    let login = secret(240, NOW.0 + 1_000);
    assert_eq!(log_in_by_identity(&sql, &other, &login, NOW).unwrap(), LoggedIn(user.id.clone()));
    let mine = user_overview(&sql, &user.id, NOW).unwrap().unwrap().identities;
    assert_eq!(mine.len(), 2);
    assert_eq!(user_overviews(&sql, NOW).unwrap()[0].identities, mine);
    assert!(!remove_identity(&sql, "another", &mine[0].id).unwrap());
    assert!(remove_identity(&sql, &user.id, &mine[0].id).unwrap());
}

#[test]
fn an_invitation_connects_whatever_the_address_is() {
    use IdentityLoginOutcome::{AnotherIdentity, AnotherUser, InvitationUsed, LoggedIn};
    let sql = Native::directory();
    let (one, two) = (person(1, None), person(2, None));
    for (n, user) in [(1, &one), (2, &two)] {
        add_user(&sql, user, &secret(n, NOW.0 + 1_000)).unwrap();
    }
    let accept = |invitation: u8, subject: &str, login: u8| {
        let by = secret(invitation, 0);
        let (by, login) = ((&*by.id, &*by.digest), secret(login, NOW.0 + 1_000));
        accept_invitation_by_identity(&sql, by, &identity(subject, None), &login, NOW).unwrap()
    };
    assert_eq!(accept(1, "a", 201), LoggedIn(one.id.clone()));
    assert_eq!(accept(1, "a", 202), InvitationUsed);
    assert_eq!(accept(2, "a", 203), AnotherUser, "an identity is one user's");
    assert_eq!(accept(2, "b", 204), LoggedIn(two.id.clone()));
    invite(&sql, &two.id, &secret(3, NOW.0 + 1_000)).unwrap();
    assert_eq!(accept(3, "c", 205), AnotherIdentity);
    assert_eq!(accept(3, "b", 206), LoggedIn(two.id.clone()), "the same one again");
}

#[test]
fn a_token_of_a_user_goes_with_the_user() {
    let sql = Native::directory();
    let (user, other) = (with_passkey(&sql, 1, Some(Role::Member)), with_passkey(&sql, 2, None));
    for (n, of) in [(1, Some(user.id.as_str())), (2, Some(other.id.as_str())), (3, None)] {
        let random = ([n; 6], [n; 20]);
        let (token, _) = ApiToken::make("mine", vec![Scope::Read], None, of, NOW.day(), random);
        assert!(add_token(&sql, &token).unwrap());
    }
    let of = |n: u8| {
        let (token, _) = ApiToken::make("", Vec::new(), None, None, NOW.day(), ([n; 6], [n; 20]));
        let used = use_token(&sql, &token.id, &token.digest, NOW.day()).unwrap();
        used.map(|(_, user)| user.map(|user| user.id))
    };
    assert_eq!([of(1), of(2), of(3)], [Some(Some(user.id.clone())), Some(Some(other.id)), Some(None)]);
    remove_user(&sql, &user.id).unwrap();
    assert_eq!(of(1), None);
    assert!(of(2).is_some() && of(3).is_some());
}

#[test]
fn a_removed_user_leaves_nothing() {
    let sql = Native::directory();
    let user = with_passkey(&sql, 1, Some(Role::Viewer));
    let connected = identity("a", Some(&user.email));
    log_in_by_identity(&sql, &connected, &secret(201, NOW.0 + 1_000), NOW).unwrap();
    assert_eq!(remove_user(&sql, &user.id).unwrap(), UserOutcome::Done);
    assert_eq!(remove_user(&sql, &user.id).unwrap(), UserOutcome::Unknown);
    for table in ["user", "passkey", "identity", "invitation", "user_login"] {
        let rows = sql.first(&format!("SELECT count(*) FROM {table}"), &[]).unwrap().unwrap();
        assert_eq!(rows.integer(0).unwrap(), 0, "{table}");
    }
}

#[test]
fn somebody_can_always_administrate() {
    let sql = Native::directory();
    assert!(!switch_admin_token(&sql, false, NOW).unwrap(), "nobody else is there");
    let owner = with_passkey(&sql, 1, Some(Role::Owner));
    with_passkey(&sql, 2, Some(Role::Member));
    assert!(admin_token_state(&sql).unwrap().is_on);
    assert!(switch_admin_token(&sql, false, NOW).unwrap());
    assert!(!admin_token_state(&sql).unwrap().is_on);
    assert_eq!(remove_user(&sql, &owner.id).unwrap(), UserOutcome::LastOwner);
    assert_eq!(remove_passkey(&sql, &owner.id, "passkey-1").unwrap(), UserOutcome::LastOwner);
    let less = RoleGrants { everywhere: Some(Role::Member), ..RoleGrants::default() };
    let change = |grants: &RoleGrants| change_user(&sql, &owner.id, "O", "o@team.example", grants).unwrap();
    assert_eq!(change(&less), UserOutcome::LastOwner);
    assert_eq!(change(&owner.grants), UserOutcome::Done, "the name may change");
    let second = with_passkey(&sql, 3, Some(Role::Owner));
    assert_eq!(change(&less), UserOutcome::Done);
    assert_eq!(remove_user(&sql, &second.id).unwrap(), UserOutcome::LastOwner);
    assert!(switch_admin_token(&sql, true, NOW).unwrap());
    assert_eq!(remove_user(&sql, &second.id).unwrap(), UserOutcome::Done);
}

#[test]
fn a_deleted_project_leaves_all_roles() {
    let sql = Native::directory();
    let key = ProjectKey::mint(1, b"secret");
    let mut user = person(1, None);
    user.grants.projects.insert(key.as_str().to_owned(), Role::Member);
    add_user(&sql, &user, &secret(1, NOW.0 + 1_000)).unwrap();
    crate::directory::projects::delete_project(&sql, key, NOW).unwrap();
    assert_eq!(users(&sql).unwrap()[0].grants, RoleGrants::default());
}
