//! The pages: they need a login, and work without a line of JavaScript.

use anyhow::{Result, ensure};
use corncrake_tests::collector::{Collector, Response, TOKEN};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

fn log_in(collector: &Collector) -> Result<String> {
    let own = collector.address();
    let form = format!("token={}", TOKEN.replace(' ', "+"));
    let answer = collector.request("POST", "/login", &[("origin", &own), FORM], form.as_bytes())?;
    ensure!(answer.status == 303, "{answer:?}");
    Ok(answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned())
}

#[test]
fn nobody_sees_them_without_a_login() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.demo_key()?;
    for path in
        ["/".to_owned(), format!("/projects/{key}"), format!("/projects/{key}/issues/0123456789abcdef")]
    {
        for cookie in ["", "corncrake=", "corncrake=9999999999999.00", "corncrake=x.y; corncrake=z"] {
            let answer = collector.request("GET", &path, &[("cookie", cookie)], b"")?;
            ensure!(
                answer.status == 303 && answer.header("location").starts_with("/login"),
                "{path} {cookie}: {answer:?}"
            );
        }
    }
    let own = collector.address();
    let wrong = collector.request("POST", "/login", &[("origin", &own), FORM], b"token=wrong")?;
    ensure!(wrong.status == 401 && wrong.header("set-cookie").is_empty(), "{wrong:?}");
    ensure!(collector.request("GET", "/login/1.00", &[], b"")?.status == 401);
    Ok(())
}

#[test]
fn forms_of_other_sites_change_nothing() -> Result<()> {
    let collector = Collector::start()?;
    let cookie = log_in(&collector)?;
    let form = b"name=stolen&origins=*";
    for origin in ["https://evil.example", "null", "http://127.0.0.1"] {
        let headers = [("cookie", cookie.as_str()), ("origin", origin), FORM];
        let answer = collector.request("POST", "/projects", &headers, form)?;
        ensure!(answer.status == 403, "{origin}: {answer:?}");
    }
    let answer = collector.request("POST", "/projects", &[("cookie", &cookie), FORM], form)?;
    ensure!(answer.status == 403, "no origin: {answer:?}");
    ensure!(!collector.get("/api/projects")?.to_string().contains("stolen"));
    Ok(())
}

#[test]
fn a_project_is_made_watched_and_left_without_javascript() -> Result<()> {
    let collector = Collector::start()?;
    let cookie = log_in(&collector)?;
    let own = collector.address();
    let headers = [("cookie", cookie.as_str()), ("origin", own.as_str()), FORM];
    let get = |path: &str| -> Result<Response> {
        let answer = collector.request("GET", path, &headers[..1], b"")?;
        let policy = answer.header("content-security-policy");
        ensure!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"),
            "{path}: {policy}"
        );
        ensure!(answer.header("cache-control") == "no-store", "{path}");
        Ok(answer)
    };

    let refused = collector.request("POST", "/projects", &headers, b"name=&origins=a%20b%2F%2F")?;
    ensure!(refused.status == 422 && refused.body.contains("must be 1 to 100 characters"), "{refused:?}");

    let made = collector.request(
        "POST",
        "/projects",
        &headers,
        b"name=My+%3Cshop%3E&origins=https%3A%2F%2Fshop.example%0A*.shop.example",
    )?;
    ensure!(made.status == 303, "{made:?}");
    let place = made.header("location").to_owned();
    let key = place.rsplit('/').next().unwrap_or_default().to_owned();
    let empty = get(&place)?;
    ensure!(empty.status == 200 && empty.body.contains("My &lt;shop&gt;"), "{}", empty.body);
    ensure!(empty.body.contains("/client/script.js") && empty.body.contains(&key), "it teaches the install");

    let sender =
        [("origin", "https://shop.example"), ("user-agent", "test"), ("content-type", "application/json")];
    let hostile = r#"{"name":"<img src=x onerror=alert(1)>","message":"\"><script>alert(1)</script>","type":1,"uri":"javascript:alert(1)","meta":{"<b>":"</pre><script>"},"stack":"x\n    at <script> (https://shop.example/a.js:1:2)"}"#;
    let sent = collector.request("POST", &format!("/v1/{key}/event"), &sender, hostile.as_bytes())?;
    ensure!(sent.status == 200, "{sent:?}");
    let list = get(&format!("{place}/issues"))?;
    let id = collector
        .issues(&key)?
        .first()
        .and_then(|issue| issue["id"].as_str().map(str::to_owned))
        .unwrap_or_default();
    ensure!(list.body.contains(&format!("{place}/issues/{id}")), "{}", list.body);
    let issue = get(&format!("{place}/issues/{id}"))?;
    for page in [&list, &issue] {
        for bad in ["<script>alert", "<img src=x", "href=\"javascript:", "</pre><script>"] {
            ensure!(!page.body.contains(bad), "{bad} is in the page:\n{}", page.body);
        }
    }
    ensure!(issue.body.contains("https://shop.example/a.js"), "{}", issue.body);

    ensure!(get(&format!("{place}/issues/0123456789abcdef"))?.status == 404);
    ensure!(get("/projects/aaaaaaaaaaa")?.status == 404);
    ensure!(get("/nothing")?.status == 404);

    let left = collector.request("POST", "/logout", &headers, b"")?;
    ensure!(left.status == 303 && left.header("set-cookie").contains("Max-Age=0"), "{left:?}");
    Ok(())
}
