//! Single sign-on: by a real provider in a real browser; and by an issuer that signs what it should not.

use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::{Context, Result, ensure};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use corncrake_tests::{
    browser::Browser,
    collector::wired::{Salt, WiredCollector},
    http::Response,
    people::{
        FORM, admin_cookie, invite,
        sign_on::{CLIENT_ID, CLIENT_SECRET, LoginProvider},
    },
};
use serde_json::{Value, json};

/// The login page of the real provider, and its consent.
async fn log_in_there(browser: &Browser, name: &str) -> Result<()> {
    browser.until("return location.pathname.startsWith('/interaction') && !!document.forms[0]").await?;
    let fill = format!(
        "const login = document.querySelector('[name=login]');
         if (login) {{ login.value = '{name}'; document.querySelector('[name=password]').value = 'x'; }}
         document.forms[0].requestSubmit ? document.forms[0].requestSubmit() : document.forms[0].submit();"
    );
    browser.run(&fill).await?;
    browser
        .until(
            "return !location.pathname.startsWith('/interaction') || !document.querySelector('[name=login]')",
        )
        .await?;
    if browser.run("return location.pathname.startsWith('/interaction')").await? == json!(true) {
        browser.run("document.forms[0].requestSubmit()").await?;
    }
    browser.until("return !location.pathname.startsWith('/interaction')").await
}

#[tokio::test(flavor = "multi_thread")]
async fn people_log_in_by_a_real_provider_in_a_real_browser() -> Result<()> {
    let mut provider = LoginProvider::start("provider.mjs")?;
    let (issuer, host) = (provider.issuer(), provider.host());
    let variables = [
        ("OIDC_ISSUER", issuer.as_str()),
        ("OIDC_CLIENT_ID", CLIENT_ID),
        ("OIDC_CLIENT_SECRET", CLIENT_SECRET),
        ("OIDC_NAME", "Team login"),
        ("PRIVATE_HOSTS", host.as_str()),
    ];
    let wired = WiredCollector::start_with(Salt::Memory, &variables)?;
    let home = format!("http://localhost:{}", wired.port);
    provider.allow(&format!("{home}/login/oidc/callback"))?;
    let key = wired.project()?;
    invite(&wired, "Ann", &json!("viewer"), &json!({}))?;
    let (_, link) = invite(&wired, "Unverified", &json!("viewer"), &json!({}))?;

    // Back to the page that was asked for.
    let browser = Browser::open().await?;
    browser.goto(&format!("{home}/projects/{key}/issues")).await?;
    browser.click("a[href^='/login/oidc']").await?;
    log_in_there(&browser, "ann").await?;
    browser.says("h1", "Issues").await?;
    browser.goto(&format!("{home}/account")).await?;
    browser.says("h1", "Ann").await?;
    let shown = browser.text("#identities").await?;
    ensure!(shown.contains("127.0.0.1"), "{shown}");

    // Nobody was invited by this address.
    browser.page.delete_all_cookies().await?;
    browser.goto(&issuer).await?;
    browser.page.delete_all_cookies().await?;
    browser.goto(&format!("{home}/login")).await?;
    browser.click("a[href^='/login/oidc']").await?;
    log_in_there(&browser, "stranger").await?;
    browser.shows("[role=alert]", "Nobody was invited by a verified e-mail address of this account").await?;

    // An address that the provider did not verify lets nobody in; the invitation's link does.
    browser.goto(&issuer).await?;
    browser.page.delete_all_cookies().await?;
    browser.goto(&format!("{home}/login/oidc")).await?;
    log_in_there(&browser, "unverified").await?;
    browser.shows("[role=alert]", "Nobody was invited").await?;
    browser.goto(&format!("{home}{link}")).await?;
    browser.shows("main", "Go on with Team login").await?;
    browser.click("a[href$='/oidc']").await?;
    browser.says("h1", "Projects").await?;
    browser.goto(&format!("{home}/account")).await?;
    browser.says("h1", "Unverified").await?;
    ensure!(wired.request("GET", &link, &[], b"")?.status == 401, "the invitation was used");

    let log = wired.get("/api/access-log")?.to_string();
    ensure!(log.matches("logged in by single sign-on").count() == 2, "{log}");
    let written = wired.log()?;
    for secret in ["team.example", CLIENT_SECRET, "code=", "state="] {
        ensure!(!written.contains(secret), "{secret} is in the log: {written}");
    }
    Ok(())
}

/// A collector with the forger as its provider and as its team of Cloudflare Access.
fn forged() -> Result<(WiredCollector, LoginProvider)> {
    let forger = LoginProvider::start("forger.mjs")?;
    let (issuer, host) = (forger.issuer(), forger.host());
    let variables = [
        ("OIDC_ISSUER", issuer.as_str()),
        ("OIDC_CLIENT_ID", CLIENT_ID),
        ("PRIVATE_HOSTS", host.as_str()),
        ("ACCESS_TEAM", issuer.as_str()),
        ("ACCESS_AUDIENCE", CLIENT_ID),
    ];
    Ok((WiredCollector::start_with(Salt::Memory, &variables)?, forger))
}

/// Tries so far, each from an address of its own.
static TRIES: AtomicU8 = AtomicU8::new(0);

/// A login that was begun: the cookie, and the parameters of the provider's address.
struct Begun {
    cookie: String,
    sent: Vec<(String, String)>,
}

impl Begun {
    fn at(wired: &WiredCollector, path: &str) -> Result<Self> {
        let answer = wired.request("GET", path, &[], b"")?;
        ensure!(answer.status == 303, "{answer:?}");
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        let place = answer.header("location");
        let (address, query) = place.split_once('?').context("no query")?;
        ensure!(address.ends_with("/authorize") && query.starts_with("kept=1&"), "{place}");
        let sent = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Ok(Self { cookie, sent })
    }

    fn sent(&self, name: &str) -> &str {
        self.sent.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// Comes back with a token of the forger's.
    fn finish(&self, wired: &WiredCollector, mut asked: Value) -> Result<Response> {
        if asked.get("challenge").is_none() {
            asked["challenge"] = json!(self.sent("code_challenge"));
        }
        if asked["claims"].get("nonce").is_none() {
            asked["claims"]["nonce"] = json!(self.sent("nonce"));
        }
        self.back(
            wired,
            &format!("state={}&code={}", self.sent("state"), URL_SAFE_NO_PAD.encode(asked.to_string())),
        )
    }

    fn back(&self, wired: &WiredCollector, query: &str) -> Result<Response> {
        // Nobody is refused for having tried too often.
        let from = format!("198.51.{}.7", TRIES.fetch_add(1, Ordering::Relaxed));
        let headers = [("cookie", self.cookie.as_str()), ("x-real-ip", &from)];
        wired.request("GET", &format!("/login/oidc/callback?{query}"), &headers, b"")
    }
}

/// Whether an answer lets somebody in, and goes on to a page.
fn ensure_entered(answer: &Response, next: &str) -> Result<()> {
    let goes_on = format!("content=\"0;url={next}\"");
    ensure!(answer.status == 200 && answer.body.contains(&goes_on), "{answer:?}");
    ensure!(answer.header("set-cookie").starts_with("corncrake=user."), "{answer:?}");
    Ok(())
}

/// Whether an answer lets nobody in, and says this.
fn ensure_refused(answer: &Response, says: &str, what: &str) -> Result<()> {
    ensure!(matches!(answer.status, 401 | 403 | 502), "{what}: {answer:?}");
    ensure!(answer.header("set-cookie").is_empty(), "{what}: {answer:?}");
    ensure!(answer.body.contains(says), "{what} does not say {says}: {answer:?}");
    Ok(())
}

#[test]
fn a_token_is_refused_unless_everything_about_it_is_right() -> Result<()> {
    let (wired, _forger) = forged()?;
    invite(&wired, "Ann", &json!("viewer"), &json!({}))?;
    let begin = || Begun::at(&wired, "/login/oidc");
    for claims in [json!({}), json!({ "aud": [CLIENT_ID] })] {
        ensure_entered(&begin()?.finish(&wired, json!({ "claims": claims }))?, "/")?;
    }
    ensure_entered(&begin()?.finish(&wired, json!({ "sign": "p256", "claims": {} }))?, "/")?;

    let now = i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs())?;
    for (what, asked, says) in [
        ("issuer", json!({ "claims": { "iss": "https://evil.example" } }), "from another issuer"),
        ("audience", json!({ "claims": { "aud": "other" } }), "for another audience"),
        ("audiences", json!({ "claims": { "aud": [CLIENT_ID, "other"] } }), "to another party"),
        ("party", json!({ "claims": { "azp": "other" } }), "to another party"),
        ("nonce", json!({ "claims": { "nonce": "guess" } }), "of another login"),
        ("no nonce", json!({ "claims": { "nonce": null } }), "of another login"),
        ("too late", json!({ "claims": { "exp": now - 120 } }), "its time is over"),
        ("too early", json!({ "claims": { "iat": now + 120 } }), "its time is over, or has not come"),
        ("no end", json!({ "claims": { "exp": null } }), "its claims do not read"),
        ("nobody", json!({ "claims": { "sub": null } }), "it names nobody"),
        ("another key", json!({ "claims": {}, "sign": "other" }), "its signature is wrong"),
        ("one bit", json!({ "claims": {}, "sign": "spoilt" }), "its signature is wrong"),
        ("no signature", json!({ "claims": {}, "sign": "none" }), "its signature is wrong"),
        ("none", json!({ "claims": {}, "sign": "none", "header": { "alg": "none" } }), "another algorithm"),
        (
            "the key as a secret",
            json!({ "claims": {}, "sign": "hmac", "header": { "alg": "HS256" } }),
            "another algorithm",
        ),
        ("an unknown key", json!({ "claims": {}, "header": { "kid": "new" } }), "by no key of the issuer"),
        ("the wrong kind", json!({ "claims": {}, "header": { "alg": "ES256" } }), "by no key of the issuer"),
        ("PKCE", json!({ "claims": {}, "challenge": "guess" }), "invalid_grant"),
        ("an error", json!({ "claims": {}, "status": 500 }), "answered 500, an error without a name"),
        ("unverified", json!({ "claims": { "sub": "eve", "email_verified": false } }), "Nobody was invited"),
        (
            "a second account",
            json!({ "claims": { "sub": "eve" } }),
            "has another account of the same provider",
        ),
    ] {
        ensure_refused(&begin()?.finish(&wired, asked)?, says, what)?;
    }

    // An owner removes the first account, by the page of the user; the second one gets in then.
    let users = wired.get("/api/users")?;
    let (ann, identity) = (&users["users"][0]["id"], &users["users"][0]["identities"][0]["id"]);
    let (ann, identity) = (ann.as_str().context("no user")?, identity.as_str().context("no account")?);
    let owner = admin_cookie(&wired)?;
    let origin = format!("http://127.0.0.1:{}", wired.port);
    let page = wired.request("GET", &format!("/people/users/{ann}"), &[("cookie", &owner)], b"")?;
    let remove = format!("/people/users/{ann}/identities/{identity}/remove");
    ensure!(page.body.contains(&format!("action=\"{remove}\"")), "{page:?}");
    let removed = wired.request("POST", &remove, &[("cookie", &owner), ("origin", &origin), FORM], b"")?;
    ensure!(removed.status == 303, "{removed:?}");
    ensure_entered(&begin()?.finish(&wired, json!({ "claims": { "sub": "eve" } }))?, "/")?;

    // The address in the provider's own answer counts, where it is about the same account.
    invite(&wired, "Bob", &json!("viewer"), &json!({}))?;
    let info = |sub: &str| {
        json!({
            "claims": { "sub": "bob", "email": null },
            "userinfo": { "sub": sub, "email": "bob@team.example", "email_verified": true },
        })
    };
    ensure_refused(&begin()?.finish(&wired, info("ann"))?, "Nobody was invited", "an answer about another")?;
    ensure_entered(&begin()?.finish(&wired, info("bob"))?, "/")?;
    Ok(())
}

#[test]
fn a_login_ends_in_the_browser_that_began_it() -> Result<()> {
    let (wired, _forger) = forged()?;
    let (ann, _) = invite(&wired, "Ann", &json!("viewer"), &json!({}))?;
    let begun = Begun::at(&wired, "/login/oidc?next=/inbox")?;
    let redirect = format!("http://127.0.0.1:{}/login/oidc/callback", wired.port);
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", CLIENT_ID),
        ("redirect_uri", &redirect),
        ("scope", "openid email"),
        ("code_challenge_method", "S256"),
    ] {
        ensure!(begun.sent(name) == value, "{name} is {}", begun.sent(name));
    }
    ensure!(begun.cookie.starts_with("corncrake-sign-on="), "{}", begun.cookie);
    let state = begun.sent("state").to_owned();
    let without = Begun { cookie: "a=b".into(), sent: begun.sent.clone() };
    ensure_refused(
        &without.finish(&wired, json!({ "claims": {} }))?,
        "not begun in this browser",
        "no cookie",
    )?;
    let other = Begun { cookie: Begun::at(&wired, "/login/oidc")?.cookie, sent: begun.sent.clone() };
    ensure_refused(
        &other.finish(&wired, json!({ "claims": {} }))?,
        "not begun in this browser",
        "another's",
    )?;
    ensure_refused(&begun.back(&wired, "code=x")?, "not begun in this browser", "no state")?;
    let denied = begun.back(&wired, &format!("state={state}&error=access_denied&error_description=x"))?;
    ensure_refused(&denied, "it says access_denied", "the provider's no")?;
    let mixed = begun.back(&wired, &format!("state={state}&code=x&iss=https%3A%2F%2Fevil.example"))?;
    ensure_refused(&mixed, "of another issuer", "another provider's answer")?;

    ensure_entered(&begun.finish(&wired, json!({ "claims": {} }))?, "/inbox")?;
    // Who tries again and again is refused.
    let mut last = 0;
    for _ in 0..40 {
        let headers = [("cookie", begun.cookie.as_str()), ("x-real-ip", "192.0.2.9")];
        let path = format!("/login/oidc/callback?state={state}&code=e30");
        last = wired.request("GET", &path, &headers, b"")?.status;
    }
    ensure!(last == 429, "{last}");
    // Another site sends nobody into an invitation.
    let (_, link) = invite(&wired, "Bob", &json!("viewer"), &json!({}))?;
    let sent = wired.request("GET", &format!("{link}/oidc"), &[("sec-fetch-site", "cross-site")], b"")?;
    ensure!(sent.header("location") == link && sent.header("set-cookie").is_empty(), "{sent:?}");
    let own = wired.request("GET", &format!("{link}/oidc"), &[("sec-fetch-site", "same-origin")], b"")?;
    ensure!(own.header("location").contains("/authorize?"), "{own:?}");
    // Whoever is removed gets in no more by the account.
    ensure!(wired.get(&format!("/api/users/{ann}"))?["identities"][0]["issuer"] == json!(_forger.issuer()));
    ensure!(wired.change("DELETE", &format!("/api/users/{ann}"), &json!({}))?.status == 204);
    let again = Begun::at(&wired, "/login/oidc")?.finish(&wired, json!({ "claims": {} }))?;
    ensure_refused(&again, "Nobody was invited", "a removed user")?;
    Ok(())
}

#[test]
fn cloudflare_access_lets_in_whom_its_token_names() -> Result<()> {
    let (wired, forger) = forged()?;
    let (ann, _) = invite(&wired, "Ann", &json!("viewer"), &json!({}))?;
    let enter = |asked: &Value| -> Result<Response> {
        let token = forger.token(asked)?;
        wired.request("GET", "/login?next=/inbox", &[("cf-access-jwt-assertion", &token)], b"")
    };
    // A token of Access says nothing of a verification: its address is one.
    let entered = enter(&json!({ "claims": { "email_verified": null, "type": "app" } }))?;
    ensure_entered(&entered, "/inbox")?;
    // The login ends with the token, in five minutes.
    let age = entered.header("set-cookie").split("Max-Age=").nth(1).and_then(|rest| rest.split(';').next());
    let age: u32 = age.context("no age")?.parse()?;
    ensure!((200..=300).contains(&age), "{age}");
    let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    ensure!(wired.request("GET", "/account", &[("cookie", &cookie)], b"")?.body.contains("Ann"));
    let now = i64::try_from(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs())?;
    for (what, asked, says) in [
        (
            "issuer",
            json!({ "claims": { "iss": "https://other.cloudflareaccess.com" } }),
            "from another issuer",
        ),
        ("audience", json!({ "claims": { "aud": ["other"] } }), "for another audience"),
        ("clock", json!({ "claims": { "exp": now - 120 } }), "its time is over"),
        ("its last minute", json!({ "claims": { "exp": now - 10 } }), "its time is over"),
        ("signature", json!({ "sign": "other" }), "its signature is wrong"),
        ("algorithm", json!({ "sign": "none", "header": { "alg": "none" } }), "another algorithm"),
        (
            "a service",
            json!({ "claims": { "sub": "", "email": null, "common_name": "ci" } }),
            "it names nobody",
        ),
        (
            "nobody's address",
            json!({ "claims": { "sub": "eve", "email": "eve@team.example" } }),
            "Nobody was invited",
        ),
    ] {
        ensure_refused(&enter(&asked)?, says, what)?;
    }
    let garbage = wired.request("GET", "/login", &[("cf-access-jwt-assertion", "a.b.c")], b"")?;
    ensure_refused(&garbage, "no signed token", "garbage")?;

    // Whoever logs out here is not let in again at once, and is told of the other login.
    let origin = format!("http://127.0.0.1:{}", wired.port);
    let out = wired.request("POST", "/logout", &[("cookie", &cookie), ("origin", &origin)], b"")?;
    ensure!(out.header("location") == "/login?left=1", "{out:?}");
    let token = forger.token(&json!({}))?;
    let left = wired.request("GET", "/login?left=1", &[("cf-access-jwt-assertion", &token)], b"")?;
    ensure!(left.status == 200 && left.body.contains("/cdn-cgi/access/logout"), "{left:?}");
    ensure!(wired.change("DELETE", &format!("/api/users/{ann}"), &json!({}))?.status == 204);
    ensure_refused(&enter(&json!({}))?, "Nobody was invited", "a removed user")?;
    Ok(())
}
