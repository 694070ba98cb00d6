//! Addresses: a line break that would become a header, a path that climbs out of its folder, a
//! parameter that would lead to another site. Sent as bytes, since no client would send them.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::TOKEN,
    http::{percent_encoded, raw},
    scenario::{operator::Operator, shop::Shop},
};

/// Values that would become a header, or a second response.
const BREAKS: [&str; 10] = [
    "%0d%0aInjected:%20yes",
    "%0aInjected:%20yes",
    "%0dInjected:%20yes",
    "%0D%0A%0D%0A<script>Injected:%20yes</script>",
    "%250d%250aInjected:%20yes",
    "%E5%98%8A%E5%98%8DInjected:%20yes",
    "%c4%8d%c4%8aInjected:%20yes",
    "%00%0d%0aInjected:%20yes",
    "x%u000d%u000aInjected:%20yes",
    "%e2%80%a8Injected:%20yes",
];
/// Addresses that would lead to another site.
const AWAY: [&str; 18] = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "http://evil.example/projects/KEY",
    "javascript:alert(1)",
    "/projects/KEY@evil.example",
    "/projects/KEY.evil.example",
    "/projects/KEY/..//evil.example",
    "/projects/KEY/%2e%2e/%2e%2e//evil.example",
    "/projects/KEY/../../login",
    "/projects/KEY\\..\\..\\evil",
    "/%09/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/projects/KEY?\r\nLocation: https://evil.example",
];
/// Paths that would climb out of a folder of files.
const CLIMBS: [&str; 12] = [
    "../collector/index_bg.wasm",
    "..%2fcollector%2findex_bg.wasm",
    "%2e%2e/collector/index_bg.wasm",
    "%2e%2e%2fcollector%2fworkerd.capnp",
    "%252e%252e%252fcollector%252fworkerd.capnp",
    "..\\collector\\workerd.capnp",
    "..%5ccollector%5cworkerd.capnp",
    "....//collector/workerd.capnp",
    "style.css/../../../collector/workerd.capnp",
    "style.css%00.png",
    "/etc/passwd",
    "%2fetc%2fpasswd",
];

/// Sends a request with a login, a token and our own origin, so that it is let in.
fn request(shop: &Shop, cookie: &str, method: &str, path: &str, body: &str) -> Result<raw::RawResponse> {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\norigin: http://127.0.0.1:{port}\r\n\
         cookie: {cookie}\r\nauthorization: Bearer {TOKEN}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {length}\r\n\r\n{body}",
        port = shop.collector.port,
        length = body.len()
    );
    raw::send(shop.collector.port, request.as_bytes())
}

/// The lines of an answer's head, in small letters.
fn head(answer: &raw::RawResponse) -> Vec<String> {
    let head = answer.text.split("\r\n\r\n").next().unwrap_or_default();
    head.split(['\r', '\n']).map(str::to_lowercase).collect()
}

#[test]
fn no_line_break_becomes_a_header() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("AError", "m", Some("1.0"), 1)?;
    let (operator, a) = (Operator::log_in(&shop)?, shop.id("AError: m")?);
    let home = format!("/projects/{}", shop.key);
    let mut redirects = 0;
    for text in BREAKS {
        let asked = [
            ("GET", format!("/?query={text}&{text}=1"), String::new()),
            (
                "GET",
                format!("{home}/issues?query={text}&release={text}&after={text}&done={text}&undo={text}"),
                String::new(),
            ),
            ("GET", format!("{home}/issues/{text}"), String::new()),
            ("GET", format!("/login/{text}"), String::new()),
            ("GET", format!("/assets/{text}"), String::new()),
            ("GET", format!("/client/script.js?v={text}"), String::new()),
            ("GET", format!("/{text}"), String::new()),
            ("GET", format!("/api/projects/{}/releases/{text}/files", shop.key), String::new()),
            ("GET", format!("/api/projects/{}/issues?query={text}&cursor={text}", shop.key), String::new()),
            ("POST", format!("{home}/issues"), format!("id={a}&to=open&back={home}%3Fx={text}")),
            ("POST", format!("{home}/issues"), format!("id={text}&to=resolved&back={text}")),
            (
                "POST",
                format!("{home}/issues/{a}/merge"),
                format!("into={text}&back={home}/issues%3Fx%3D{text}"),
            ),
            ("POST", format!("{home}/undo"), format!("step=open~{text}&back={home}{text}")),
            ("POST", format!("{home}/tokens/{text}/revoke"), format!("back={text}")),
            (
                "POST",
                format!("{home}/settings"),
                format!("name=shop{text}&origins=*&objects=1&retention_days=90&back={text}"),
            ),
            ("POST", "/projects".to_owned(), format!("name=x{text}&origins=*")),
            (
                "POST",
                "/login".to_owned(),
                format!("token={}&next={text}&back={text}", TOKEN.replace(' ', "+")),
            ),
        ];
        for (method, path, body) in asked {
            let answer = request(&shop, &operator.cookie, method, &path, &body)?;
            ensure!((200..500).contains(&answer.status), "{method} {path} {body}: {}", answer.text);
            let head = head(&answer);
            ensure!(
                !head.iter().any(|line| line.starts_with("injected")),
                "{method} {path} {body}: {head:?}"
            );
            let known = |line: &&String| line.starts_with("location:") && line.contains("injected: yes");
            ensure!(!head.iter().any(|line| known(&line)), "{method} {path} {body}: {head:?}");
            redirects += usize::from(answer.status == 303);
        }
    }
    ensure!(redirects >= 5 * BREAKS.len(), "only {redirects} answers had a Location to be broken");
    Ok(())
}

#[test]
fn no_parameter_leads_to_another_site() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("AError", "m", Some("1.0"), 1)?;
    let (operator, a) = (Operator::log_in(&shop)?, shop.id("AError: m")?);
    let (home, own) = (format!("/projects/{}", shop.key), shop.collector.address());
    let names =
        ["back", "next", "return", "returnTo", "redirect", "redirect_uri", "url", "to_url", "continue"];
    let mut tried = 0;
    for away in AWAY {
        let text = percent_encoded(&away.replace("KEY", &shop.key));
        let every: String = names.iter().map(|name| format!("&{name}={text}")).collect();
        let token = TOKEN.replace(' ', "+");
        for (path, form) in [
            (format!("{home}/issues"), format!("id={a}&to=open")),
            (format!("{home}/merge"), format!("id={a}")),
            (format!("{home}/issues/{a}/merge"), "into=x".to_owned()),
            (format!("{home}/issues/{a}/split"), String::new()),
            (format!("{home}/noise"), "on=extension".to_owned()),
            (format!("{home}/undo"), "step=x".to_owned()),
            (format!("{home}/settings"), "name=shop&origins=*&objects=1&retention_days=90".to_owned()),
            (format!("{home}/tokens/none/revoke"), String::new()),
            ("/projects".to_owned(), "name=more&origins=*".to_owned()),
            ("/login".to_owned(), format!("token={token}")),
            ("/logout".to_owned(), String::new()),
        ] {
            let answer = request(
                &shop,
                &operator.cookie,
                "POST",
                &format!("{path}?{every}"),
                &format!("{form}{every}"),
            )?;
            let head = head(&answer);
            let place = head.iter().find_map(|line| line.strip_prefix("location: "));
            if place.is_none() && path.contains("/tokens/") && answer.status == 404 {
                continue;
            }
            let Some(place) = place else {
                anyhow::bail!("{path} {form}: no Location: {}", answer.text);
            };
            let is_ours = place == "/"
                || place == "/login"
                || place.starts_with("/login?next=%2fprojects%2f")
                || place.starts_with("/projects/");
            let path_of = place.split('?').next().unwrap_or_default();
            let leads = !is_ours
                || place.contains("//")
                || path_of.contains(['\\', '@', '\t', ' '])
                || path_of.contains("..");
            ensure!(!leads && !path_of.contains("evil"), "{path} with {away}: Location: {place}");
            tried += 1;
        }
        let link = shop.collector.login_link()?.replace(&own, "");
        let entered = request(&shop, "", "GET", &format!("{link}?{every}"), "")?;
        ensure!(head(&entered).contains(&"location: /".to_owned()), "{away}: {}", entered.text);
        let stranger = request(&shop, "", "GET", &format!("{home}?{every}"), "")?;
        let is_login = |line: &String| {
            line == "location: /login" || line.starts_with("location: /login?next=%2fprojects%2f")
        };
        ensure!(head(&stranger).iter().any(is_login), "{away}: {}", stranger.text);
        let path = request(
            &shop,
            &operator.cookie,
            "GET",
            &away.replace("KEY", &shop.key).replace(['\t', ' ', '\r', '\n'], ""),
            "",
        )?;
        ensure!(
            path.status != 303 || !head(&path).iter().any(|line| line.contains("evil") && !is_login(line)),
            "{away}: {}",
            path.text
        );
    }
    ensure!(tried >= 10 * AWAY.len());
    Ok(())
}

#[test]
fn no_path_leads_out_of_its_folder() -> Result<()> {
    let shop = Shop::open()?;
    let operator = Operator::log_in(&shop)?;
    for climb in CLIMBS {
        for folder in ["/assets", "/client", "/demo", "/login", "", "/projects", "/health"] {
            let path = format!("{folder}/{climb}");
            let answer = request(&shop, &operator.cookie, "GET", &path, "")?;
            let is_file = answer.text.contains("Workerd.Config")
                || answer.text.contains("root:")
                || answer.text.contains("\0asm");
            ensure!(!is_file, "{path}: {}", answer.text);
            ensure!(matches!(answer.status, 303 | 400..=404 | 405), "{path}: {}", answer.text);
        }
        // The name of an uploaded file and of its release is a name, not a place on a disk.
        for path in [
            format!("/api/projects/{}/releases/1/files/{climb}", shop.key),
            format!("/api/projects/{}/releases/{climb}/files/a.js.map", shop.key),
        ] {
            let put = request(
                &shop,
                &operator.cookie,
                "PUT",
                &path,
                r#"{"version":3,"sources":[],"names":[],"mappings":""}"#,
            )?;
            ensure!((200..500).contains(&put.status), "{path}: {}", put.text);
        }
    }
    ensure!(request(&shop, "", "GET", "/assets/style.css", "")?.status == 200, "a file is a file");
    ensure!(shop.collector.request("GET", "/health", &[], b"")?.status == 200);
    let log = shop.collector.log()?;
    ensure!(!log.contains("trapped"), "the module trapped");
    Ok(())
}
