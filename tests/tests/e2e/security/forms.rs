//! Every form of every page, sent from anywhere but a page of ours: as requests whose `Origin`
//! is another, and by a real page of another port in a real Chromium, to which the browser gives
//! our cookies. Each is refused, and nothing has changed.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::TOKEN,
    demo::Demo,
    http::Response,
    site::{Site, front::Front},
};
use serde_json::{Value, json};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
/// The text of the erasure.
const ERASED: &str = "Quota";
const PARTS: (&str, &str) = ("content-type", "multipart/form-data; boundary=frontier");
/// Where forms lead to that change something; there may be more.
const KNOWN: [&str; 16] = [
    "/projects",
    "/logout",
    "/logout/everywhere",
    "/projects/KEY/issues",
    "/projects/KEY/issues/ID/merge",
    "/projects/KEY/issues/ID/split",
    "/projects/KEY/merge",
    "/projects/KEY/noise",
    "/projects/KEY/settings",
    "/projects/KEY/tokens",
    "/projects/KEY/delete",
    "/projects/KEY/erase",
    "/projects/KEY/import",
    "/projects/KEY/issues/ID/erase",
    "/projects/KEY/issues/ID/erase/N",
    "/login",
];

fn log_in(demo: &Demo) -> Result<String> {
    let link = demo.login_link()?;
    let path = link.strip_prefix(&demo.address()).context("no path")?;
    let entered = demo.wired.request("GET", path, &[], b"")?;
    let cookie = entered.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    ensure!(cookie.len() > 40, "{entered:?}");
    Ok(cookie)
}

/// The addresses that forms of any page are sent to by POST.
fn forms(demo: &Demo, cookie: &str) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for page in demo.pages()? {
        let headers: &[(&str, &str)] = if page.inside { &[("cookie", cookie)] } else { &[] };
        let html = demo.wired.request("GET", &page.path, headers, b"")?.body;
        for form in html.split("<form").skip(1).filter(|form| form.contains("method=\"post\"")) {
            let inside = form.split("</form>").next().unwrap_or_default();
            for name in [" action=\"", " formaction=\""] {
                let all = inside.split(name).skip(1).filter_map(|rest| rest.split('"').next());
                found.extend(all.map(str::to_owned));
            }
        }
    }
    // The form of a flash message, which no page shows by itself.
    found.insert(format!("/projects/{}/undo", demo.key));
    let general = |path: &str| {
        let mut path = path.replace(&demo.key, "KEY").replace(&demo.empty, "KEY");
        if let Some((head, rest)) = path.clone().split_once("/issues/") {
            let tail = rest.split_once('/').map_or("", |(_, tail)| tail);
            let tail = if tail.starts_with("erase/") { "erase/N" } else { tail };
            path = format!("{head}/issues/ID/{tail}");
        }
        path
    };
    // Who has a receipt's code may send it from anywhere: there is no login that another page could use.
    found.remove("/r");
    let all: BTreeSet<String> = found.iter().map(|path| general(path)).collect();
    for known in KNOWN {
        ensure!(all.contains(known), "no page has a form for {known}: {all:#?}");
    }
    Ok(found)
}

/// All that a form could change.
fn state(demo: &Demo) -> Result<Value> {
    let issues = demo.wired.get(&format!("/api/projects/{}/issues?limit=100", demo.key))?;
    let noise = demo.wired.get(&format!("/api/projects/{}/noise", demo.key))?;
    let events = demo.wired.get(&format!("/api/projects/{}/events?limit=100", demo.key))?;
    let empty = demo.wired.get(&format!("/api/projects/{}/issues", demo.empty))?;
    let (projects, tokens) = (demo.wired.get("/api/projects")?, demo.wired.get("/api/tokens")?);
    Ok(json!([projects, issues, noise, events, empty, tokens]))
}

/// Fields by which any of them would do something: what is erased is confirmed by its number,
/// and the project's end by its name.
fn fields(demo: &Demo, ids: &[String], path: &str) -> Result<String> {
    let (one, other) = (ids.first().map_or("", String::as_str), ids.get(1).map_or("", String::as_str));
    let confirm = if path.ends_with("/erase") {
        let place = format!("/api/projects/{}/erase", demo.key);
        let found = demo.wired.change("POST", &place, &json!({ "query": ERASED }))?.json();
        found["confirm"].as_u64().filter(|count| *count > 0).context("nothing to erase")?.to_string()
    } else {
        "Tea+shop".to_owned()
    };
    Ok(format!(
        "name=stolen&origins=*&objects=2&retention_days=1&token-name=stolen&scope=read&id={one}&id={other}&to=resolved\
         &into={one}&step=resolved%7E{one}&confirm={confirm}&on=extension&query={ERASED}&back=%2Fprojects%2F{}%2Fissues",
        demo.key
    ))
}

/// A project's file, as the form of import sends it: a small one, since a collector that refuses
/// does not read it.
fn file(demo: &Demo) -> Result<Vec<u8>> {
    let bearer = format!("Bearer {TOKEN}");
    let key = demo.wired.project()?;
    demo.wired.event(&key, "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "E")?;
    let place = format!("/api/projects/{key}/export");
    let export = demo.wired.request("GET", &place, &[("authorization", &bearer)], b"")?;
    ensure!(export.status == 200 && export.bytes.len() > 500, "{export:?}");
    let head = b"--frontier\r\ncontent-disposition: form-data; name=\"file\"; filename=\"x.ndjson\"\r\n\r\n";
    Ok([head.as_slice(), &export.bytes, b"\r\n--frontier--\r\n"].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_sent_from_our_own_pages_or_not_at_all() -> Result<()> {
    let demo = Demo::open()?;
    let cookie = log_in(&demo)?;
    let (forms, file) = (forms(&demo, &cookie)?, file(&demo)?);
    let before = state(&demo)?;
    let ids = vec![demo.issue("Failed to fetch")?, demo.issue("Quota")?];
    let port = demo.wired.port;
    // A new project is where a file could be brought to.
    let import = format!("/projects/{}/import", demo.empty);
    let foreign = [
        String::new(),
        "null".to_owned(),
        "https://evil.example".to_owned(),
        format!("http://127.0.0.1:{}", port.wrapping_add(1)),
        "http://127.0.0.1".to_owned(),
        format!("https://127.0.0.1:{port}"),
        format!("http://localhost:{port}"),
        format!("http://sub.127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}@evil.example"),
        format!("{} {0}", demo.address()),
        demo.address().to_uppercase(),
    ];
    let mut tried = 0;
    for path in forms.iter().chain([&import]) {
        let fields = fields(&demo, &ids, path)?;
        let (media, sent) =
            if path.ends_with("/import") { (PARTS, &*file) } else { (FORM, fields.as_bytes()) };
        for origin in &foreign {
            let headers = [("cookie", cookie.as_str()), media, ("origin", origin)];
            let headers = if origin.is_empty() { &headers[..2] } else { &headers[..] };
            let answer = demo.wired.request("POST", path, headers, sent)?;
            ensure!(answer.status == 403, "{path} from {origin:?}: {} {}", answer.status, answer.body);
            ensure!(answer.header("set-cookie").is_empty(), "{path} from {origin:?}: {answer:?}");
            tried += 1;
        }
        // By a link, an image, another method, or without a login, it does nothing either.
        let own = demo.address();
        let ask = |method: &str, path: &str, headers: &[(&str, &str)]| -> Result<Response> {
            demo.wired.request(method, path, headers, fields.as_bytes())
        };
        for method in ["GET", "HEAD", "PUT", "PATCH", "DELETE"] {
            let body = format!("{path}?{fields}");
            let answer = demo.wired.request(method, &body, &[("cookie", &cookie)], b"")?;
            ensure!(answer.header("set-cookie").is_empty(), "{method} {path}: {answer:?}");
            ensure!(
                answer.status != 303 || answer.header("location") == "/login",
                "{method} {path}: {answer:?}"
            );
        }
        // Whoever logs in or has an invitation has no login yet.
        if !["/login", "/login/passkey", "/logout", &demo.invitation].contains(&path.as_str()) {
            let stranger = ask("POST", path, &[("origin", &own), FORM])?;
            ensure!(stranger.header("location") == "/login", "{path}: {stranger:?}");
        }
    }
    ensure!(tried >= KNOWN.len() * foreign.len(), "{tried} were tried");
    ensure!(state(&demo)? == before, "something was changed");

    // A page of another port is of the same site, so that the cookie goes along.
    let browser = Browser::open().await?;
    browser.goto(&demo.login_link()?).await?;
    for path in &forms {
        let fields = fields(&demo, &ids, path)?;
        let media = if path.ends_with("/import") { PARTS } else { FORM };
        let media = media.1.split(';').next().unwrap_or_default();
        let inputs = fields.split('&').filter_map(|field| field.split_once('='));
        let inputs: String =
            inputs.map(|(name, value)| format!("<input name='{name}' value='{value}'>")).collect();
        let page = format!(
            "<!doctype html><title>prize</title><form id=f method=post enctype='{media}' action='{}{path}'>{inputs}</form>\
             <script>f.submit()</script>",
            demo.address()
        );
        let site = Site::serve(&[("/", &page)])?;
        browser.goto(&format!("{}/", site.origin())).await?;
        let said = browser.text("main").await?;
        ensure!(said.contains("must be sent from the collector"), "{path}: {said}");
    }
    ensure!(state(&demo)? == before, "a page of another port changed something");
    browser.goto(&format!("{}/", demo.address())).await?;
    ensure!(browser.text("h1").await? == "Projects", "the login is still good");

    // That the same is taken from our own page shows that what was refused would have worked.
    let own = demo.address();
    let erase = format!("/projects/{}/erase", demo.key);
    for path in [format!("/projects/{}/issues", demo.key), erase, import] {
        let (before, fields) = (state(&demo)?, fields(&demo, &ids, &path)?);
        let (media, sent) =
            if path.ends_with("/import") { (PARTS, &*file) } else { (FORM, fields.as_bytes()) };
        let headers = [("cookie", cookie.as_str()), media, ("origin", &own)];
        let taken = demo.wired.request("POST", &path, &headers, sent)?;
        ensure!(taken.status == 303 && state(&demo)? != before, "{path}: {taken:?}");
    }
    cookies_are_as_promised(&demo).await
}

/// The login's cookie by http on a loopback address, and by https.
async fn cookies_are_as_promised(demo: &Demo) -> Result<()> {
    let link = demo.login_link()?;
    let path = link.strip_prefix(&demo.address()).context("no path")?;
    let plain = demo.wired.request("GET", path, &[], b"")?.header("set-cookie").to_owned();
    let value =
        plain.strip_prefix("corncrake=").and_then(|rest| rest.split_once("; ")).context("no cookie")?;
    ensure!(value.1 == "Path=/; Max-Age=1209600; HttpOnly; SameSite=Strict", "{plain}");

    let (port, link) = (Front::port()?, demo.login_link()?);
    let path = link.strip_prefix(&demo.address()).context("no path")?;
    let front = Front::start(port, demo.wired.port, &json!({}))?;
    let browser =
        Browser::open_to_report(corncrake_tests::browser::engine::Engine::Chromium, &front.key_digest)
            .await?;
    browser.goto(&format!("https://127.0.0.1:{port}{path}")).await?;
    ensure!(browser.text("h1").await? == "Projects");
    // The zone of the browser is no secret, and is not there where that is UTC.
    let logins = async || -> Result<Vec<_>> {
        let all = browser.page.get_all_cookies().await?;
        Ok(all.into_iter().filter(|cookie| cookie.name() != "corncrake-zone").collect())
    };
    let cookies = logins().await?;
    let cookie = cookies.first().context("no cookie")?;
    ensure!(cookies.len() == 1 && cookie.name() == "__Host-corncrake", "{cookies:?}");
    ensure!(cookie.http_only() == Some(true) && cookie.secure() == Some(true), "{cookie:?}");
    ensure!(
        cookie.path() == Some("/") && cookie.domain().is_none_or(|host| host == "127.0.0.1"),
        "{cookie:?}"
    );
    ensure!(cookie.same_site().is_some_and(|same| same.is_strict()), "{cookie:?}");
    let read = browser.run("return document.cookie.replace(/corncrake-zone=[^;]*(; )?/, '')").await?;
    ensure!(read == "", "a script can read it");
    browser.click("form[action='/logout'] button").await?;
    browser.text("input[name=token]").await?;
    ensure!(logins().await?.is_empty(), "the logout left it");
    Ok(())
}
