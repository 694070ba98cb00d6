//! Passkeys as the outside meets them: an invitation is good once, and a signature is taken for its
//! challenge, origin, host and user alone.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector},
    http::Response,
    people::{
        authenticator::{Authenticator, CeremonyFields},
        challenge, cookie, invite, join, log_in, origin, send,
    },
};
use serde_json::{Value, json};

fn is_in(wired: &WiredCollector, cookie: &str) -> Result<bool> {
    Ok(wired.request("GET", "/account", &[("cookie", cookie)], b"")?.status == 200)
}

/// Whether a form let nobody in, and said why.
fn ensure_refused(answer: &Response, what: &str) -> Result<()> {
    ensure!(matches!(answer.status, 401 | 403 | 422 | 429), "{what}: {answer:?}");
    ensure!(answer.header("set-cookie").is_empty(), "{what}: {answer:?}");
    Ok(())
}

#[test]
fn an_invitation_lets_in_once_and_nobody_but_its_user() -> Result<()> {
    let mut wired = WiredCollector::start(Salt::Memory)?;
    let (id, path) = invite(&wired, "Ann", &json!("viewer"), &json!({}))?;
    let (other_id, other_path) = invite(&wired, "Bob", &json!("viewer"), &json!({}))?;
    // A look uses nothing up.
    for _ in 0..2 {
        ensure!(wired.request("GET", &path, &[], b"")?.body.contains("Welcome, Ann"));
    }
    let (ann, bob) = (Authenticator::new(&id), Authenticator::new(&other_id));
    let own = origin(&wired);
    let fields =
        |path: &str| Ok::<_, anyhow::Error>(CeremonyFields::of(&challenge(&wired, path)?, &own, "127.0.0.1"));
    // The challenge of another's page registers nothing here.
    ensure_refused(&send(&wired, &path, &ann.register(&fields(&other_path)?))?, "another's challenge")?;
    ensure_refused(
        &send(&wired, &path, &ann.register(&fields(&path)?).replace("passkey-data=", "passkey-data=AA"))?,
        "spoilt",
    )?;
    let form = ann.register(&fields(&path)?);
    let foreign = wired.request("POST", &path, &[("origin", "https://evil.example")], form.as_bytes())?;
    ensure_refused(&foreign, "another page")?;
    let taken = send(&wired, &path, &form)?;
    ensure!(taken.status == 303 && taken.header("location") == "/", "{taken:?}");
    ensure!(is_in(&wired, &cookie(&taken)?)?);
    ensure_refused(&send(&wired, &path, &form)?, "the same once more")?;
    ensure!(wired.request("GET", &path, &[], b"")?.status == 401, "the link was used");
    // One passkey is one user's.
    ensure_refused(
        &send(&wired, &other_path, &ann.register(&fields(&other_path)?))?,
        "Ann's passkey for Bob",
    )?;
    ensure!(send(&wired, &other_path, &bob.register(&fields(&other_path)?))?.status == 303);
    wired.kill_and_restart()?;
    ensure!(wired.request("GET", &path, &[], b"")?.status == 401, "it was forgotten that it was used");
    for made_up in
        ["/invite/", "/invite/0", "/invite/0011223344556677-00112233445566778899aabbccddeeff00112233"]
    {
        let answer = wired.request("GET", made_up, &[], b"")?;
        ensure!(matches!(answer.status, 401 | 404 | 429), "{made_up}: {answer:?}");
    }
    Ok(())
}

#[test]
fn an_invitation_expires_and_a_new_one_ends_it() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let start = 1_893_456_000_000_i64;
    wired.doors(&json!({ "now": start }))?;
    let (id, path) = invite(&wired, "Ann", &json!("viewer"), &json!({}))?;
    let again = wired.change("POST", &format!("/api/users/{id}/invitation"), &json!({}))?;
    let second = again.json()["invitation"].as_str().unwrap_or_default().to_owned();
    ensure!(again.status == 201 && second.starts_with("/invite/"), "{again:?}");
    ensure!(wired.request("GET", &path, &[], b"")?.status == 401, "the first one still works");
    ensure!(wired.request("GET", &second, &[], b"")?.status == 200);
    wired.doors(&json!({ "now": start + 7 * 86_400_000 + 1_000 }))?;
    ensure!(wired.request("GET", &second, &[], b"")?.status == 401, "a week later it still works");
    Ok(())
}

#[test]
fn a_login_is_refused_unless_everything_about_it_is_right() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let mut ann = join(&wired, "Ann", &json!("viewer"), &json!({}))?;
    let mut bob = join(&wired, "Bob", &json!("viewer"), &json!({}))?;
    let own = origin(&wired);
    let good =
        || Ok::<_, anyhow::Error>(CeremonyFields::of(&challenge(&wired, "/login")?, &own, "127.0.0.1"));
    let entered = log_in(&wired, &mut ann.authenticator)?;
    ensure!(entered.status == 303 && is_in(&wired, &cookie(&entered)?)?, "{entered:?}");

    let mut stranger = Authenticator::new("0123456789abcdef");
    let register_challenge = challenge(&wired, &invite(&wired, "Eve", &Value::Null, &json!({}))?.1)?;
    let cases: [(&str, CeremonyFields); 9] = [
        ("another origin", CeremonyFields { origin: "https://evil.example".into(), ..good()? }),
        ("another port", CeremonyFields { origin: "http://127.0.0.1".into(), ..good()? }),
        ("another scheme", CeremonyFields { origin: own.replace("http", "https"), ..good()? }),
        ("another host", CeremonyFields { rp_id: "evil.example".into(), ..good()? }),
        ("within another page", CeremonyFields { cross_origin: true, ..good()? }),
        ("the user was not verified", CeremonyFields { flags: 0b001, ..good()? }),
        ("the user was not there", CeremonyFields { flags: 0b100, ..good()? }),
        ("another challenge was signed", CeremonyFields { signed_challenge: "AAAA".into(), ..good()? }),
        ("a challenge for something else", CeremonyFields::of(&register_challenge, &own, "127.0.0.1")),
    ];
    let send_from = |n: usize, form: &str| -> Result<Response> {
        let from = format!("198.51.100.{n}"); // nobody is refused for having tried too often
        let headers = [("origin", own.as_str()), corncrake_tests::people::FORM, ("x-real-ip", &from)];
        wired.request("POST", "/login/passkey", &headers, form.as_bytes())
    };
    for (n, (what, fields)) in cases.iter().enumerate() {
        ensure_refused(&send_from(n + 1, &ann.authenticator.sign(fields))?, what)?;
    }
    ensure_refused(&send_from(20, &stranger.sign(&good()?))?, "a passkey that nobody registered")?;
    // Ann's credential, signed by another key.
    let other = bob.authenticator.sign(&good()?);
    let mixed = other.replace(&bob.authenticator.credential(), &ann.authenticator.credential());
    ensure_refused(&send_from(21, &mixed)?, "another's signature")?;
    // A recorded answer, once more.
    let form = ann.authenticator.sign(&good()?);
    ensure!(send_from(22, &form)?.status == 303);
    ensure_refused(&send_from(23, &form)?, "a recorded answer")?;
    // An old page.
    wired.doors(&json!({ "now": 1_893_456_000_000_i64 }))?;
    let late = ann.authenticator.sign(&good()?);
    wired.doors(&json!({ "now": 1_893_456_601_000_i64 }))?;
    ensure_refused(&send_from(24, &late)?, "a page of ten minutes ago")?;
    ensure!(log_in(&wired, &mut ann.authenticator)?.status == 303, "and it still works");
    Ok(())
}

#[test]
fn a_counter_that_does_not_grow_is_a_copied_passkey() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let mut ann = join(&wired, "Ann", &json!("viewer"), &json!({}))?;
    ann.authenticator.counter = 5;
    ensure!(log_in(&wired, &mut ann.authenticator)?.status == 303);
    ensure!(log_in(&wired, &mut ann.authenticator)?.status == 303, "it grows");
    for counter in [6, 1, 0] {
        ann.authenticator.counter = counter;
        let answer = log_in(&wired, &mut ann.authenticator)?;
        ensure_refused(&answer, "a copy")?;
        ensure!(answer.body.contains("may have a copy of it"), "{answer:?}");
    }
    ann.authenticator.counter = 7;
    ensure!(log_in(&wired, &mut ann.authenticator)?.status == 303);
    Ok(())
}
