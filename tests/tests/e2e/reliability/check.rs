//! `corncrake-collector check`: each mistake that operators make is named, with what to do; and of an
//! installation that is right nothing is said to be wrong.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::{FileExt, PermissionsExt},
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{
        Collector, CollectorOptions, TOKEN,
        launcher::{command, printed},
    },
    inspect::database::of_objects,
    site::proxy::{HOST, Proxy, ProxyProgram},
};
use serde_json::Value;

/// The findings of a check that is not `ok`, by name and status, and the whole of it.
struct Checked {
    code: Option<i32>,
    report: Value,
}

impl Checked {
    fn of(mut check: Command) -> Result<Self> {
        let output = check.arg("--json").env("ADMIN_TOKEN", TOKEN).output()?;
        let report = serde_json::from_slice(&output.stdout).with_context(|| printed(&output))?;
        let checked = Self { code: output.status.code(), report };
        for finding in checked.findings() {
            let needs_action = ["warning", "failure"].iter().any(|status| finding["status"] == *status);
            ensure!(!needs_action || finding["action"].is_string(), "nothing to do: {finding}");
        }
        ensure!(checked.report["ok"] == checked.names("failure").is_empty(), "{:#}", checked.report);
        ensure!(
            checked.code == Some(i32::from(!checked.names("failure").is_empty())),
            "{:#}",
            checked.report
        );
        Ok(checked)
    }

    fn findings(&self) -> &[Value] {
        self.report["findings"].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    fn names(&self, status: &str) -> BTreeSet<&str> {
        self.findings()
            .iter()
            .filter(|it| it["status"] == status)
            .filter_map(|it| it["name"].as_str())
            .collect()
    }

    /// The text and the action of a finding.
    fn of_name(&self, name: &str) -> String {
        let of_name = self.findings().iter().filter(|it| it["name"] == name);
        of_name.map(|it| format!("{} {}\n", it["text"], it["action"])).collect()
    }
}

fn behind_a_proxy(header: &str) -> Result<Collector> {
    let environment = vec![("CLIENT_IP_HEADER", header.to_owned()), ("DEMO", "1".to_owned())];
    Collector::start_with(CollectorOptions { environment, ..CollectorOptions::default() })
}

/// A check of a proxy by its name, which leads to this machine.
fn through(proxy: &Proxy, collector: &Collector) -> Result<Checked> {
    let at = format!("127.0.0.1:{}", proxy.port);
    let mut check = command(&collector.data(), &["check", "--url", &proxy.origin(), "--connect", &at]);
    check.env("NODE_EXTRA_CA_CERTS", proxy.folder().join("cert.pem"));
    Checked::of(check)
}

#[test]
fn proxies_as_documented_have_no_mistake() -> Result<()> {
    for kind in ProxyProgram::ALL {
        let collector = behind_a_proxy("X-Real-IP")?;
        let proxy = Proxy::start(kind, &kind.documented()?, collector.port)?;
        let checked = through(&proxy, &collector)?;
        ensure!(checked.names("failure").is_empty(), "{kind:?}: {:#}", checked.report);
        for name in [
            "TLS",
            "Host",
            "X-Forwarded-Proto",
            "address header",
            "WebSocket",
            "upload",
            "CORS of /v1",
            "cache of /client",
            "client",
            "page headers",
        ] {
            ensure!(checked.names("ok").contains(name), "{kind:?}: {name}: {:#}", checked.report);
        }
    }
    Ok(())
}

/// A mistake: the line of the documentation, what stands instead of it, the findings that name it, and a
/// word of what they say.
const MISTAKES: [(&str, &str, &str, &str); 10] = [
    ("proxy_set_header Upgrade $http_upgrade;", "", "WebSocket", "$http_upgrade"),
    ("proxy_set_header Host $http_host;", "proxy_set_header Host $host;", "Host", "$http_host"),
    ("proxy_set_header Host $http_host;", "", "Host", "127.0.0.1"),
    ("proxy_set_header X-Forwarded-Proto $scheme;", "", "X-Forwarded-Proto", "$scheme"),
    ("proxy_set_header X-Real-IP $remote_addr;", "", "address header", "without an address"),
    (
        "proxy_set_header X-Real-IP $remote_addr;",
        "set $from $remote_addr; if ($http_x_real_ip) { set $from $http_x_real_ip; } proxy_set_header X-Real-IP $from;",
        "address header",
        "chooses the address",
    ),
    ("client_max_body_size 0;", "client_max_body_size 1m;", "upload", "client_max_body_size"),
    (
        "proxy_http_version 1.1;",
        "proxy_http_version 1.1; add_header Access-Control-Allow-Origin * always;",
        "CORS of /v1",
        "twice",
    ),
    (
        "proxy_http_version 1.1;",
        "proxy_http_version 1.1; expires 30d;",
        "cache of /client",
        "max-age=2592000",
    ),
    (
        "location / {",
        "location /v1/ { if ($request_method = OPTIONS) { return 405; } proxy_pass http://127.0.0.1:8787; } location / {",
        "CORS of /v1",
        "405",
    ),
];

#[test]
fn each_mistake_of_an_nginx_is_named() -> Result<()> {
    let collector = behind_a_proxy("X-Real-IP")?;
    let documented = ProxyProgram::Nginx.documented()?;
    for (line, instead, name, word) in MISTAKES {
        ensure!(documented.contains(line), "{line} is not documented");
        let proxy =
            Proxy::start(ProxyProgram::Nginx, &documented.replacen(line, instead, 1), collector.port)?;
        let checked = through(&proxy, &collector)?;
        ensure!(checked.names("failure").contains(name), "{line} -> {instead}: {:#}", checked.report);
        ensure!(checked.of_name(name).contains(word), "{word}: {}", checked.of_name(name));
        // Nothing else is blamed for it, but for the client's own header of CORS.
        let others: Vec<&str> = checked
            .names("failure")
            .into_iter()
            .filter(|it| *it != name && *it != "CORS of /client")
            .collect();
        ensure!(others.is_empty(), "{line} -> {instead}: {others:?} {:#}", checked.report);
    }
    // All five of one site at once: each is named all the same.
    let mut all = documented;
    for (line, instead, _, _) in [MISTAKES[0], MISTAKES[2], MISTAKES[3], MISTAKES[4], MISTAKES[6]] {
        all = all.replacen(line, instead, 1);
    }
    let proxy = Proxy::start(ProxyProgram::Nginx, &all, collector.port)?;
    let checked = through(&proxy, &collector)?;
    let expected = BTreeSet::from(["WebSocket", "Host", "X-Forwarded-Proto", "address header", "upload"]);
    ensure!(checked.names("failure") == expected, "{:#}", checked.report);
    Ok(())
}

#[test]
fn an_address_that_cannot_be_right_is_named_and_gets_no_token() -> Result<()> {
    let collector = Collector::start()?;
    let data = collector.data();
    let proxy = Proxy::start(ProxyProgram::Nginx, &ProxyProgram::Nginx.documented()?, collector.port)?;
    // Without a variable, the proxy's header is not looked at.
    let checked = through(&proxy, &collector)?;
    ensure!(
        checked.of_name("address header").contains("CLIENT_IP_HEADER is not set"),
        "{:#}",
        checked.report
    );
    // A certificate that nobody trusts, another host's, no TLS, a path, and nobody at all.
    let (at, nobody) = (format!("127.0.0.1:{}", proxy.port), corncrake_tests::free_port()?);
    let other = format!("https://other.example.com:{}", proxy.port);
    let below = format!("{}/errors/", proxy.origin());
    for (url, connect, trusts, name) in [
        (proxy.origin(), at.clone(), false, "TLS"),
        (other, at.clone(), true, "TLS"),
        (collector.address(), format!("127.0.0.1:{}", collector.port), true, "TLS"),
        (below, at, true, "path"),
        (proxy.origin(), format!("127.0.0.1:{nobody}"), true, "TLS"),
    ] {
        let mut check = command(&data, &["check", "--url", &url, "--connect", &connect]);
        if trusts {
            check.env("NODE_EXTRA_CA_CERTS", proxy.folder().join("cert.pem"));
        }
        let checked = Checked::of(check)?;
        ensure!(checked.names("failure").contains(name), "{url}: {:#}", checked.report);
        ensure!(checked.of_name("Host").is_empty(), "{url}: the token was sent: {:#}", checked.report);
    }
    for url in ["errors.example.com", "ftp://errors.example.com", ""] {
        let checked = Checked::of(command(&data, &["check", "--url", url]))?;
        ensure!(checked.of_name("proxy").contains("is no address"), "{url}: {:#}", checked.report);
    }
    ensure!(!proxy.origin().is_empty() && proxy.origin().contains(HOST));
    Ok(())
}

#[test]
fn what_is_wrong_on_the_machine_is_named() -> Result<()> {
    let mut collector = Collector::start()?;
    let (data, key) = (collector.data(), collector.demo_key()?);
    let headers =
        [("origin", "http://localhost:5173"), ("user-agent", "test"), ("content-type", "text/plain")];
    let body = br#"{"name":"CheckedError","message":"m","type":1}"#;
    ensure!(collector.request("POST", &format!("/v1/{key}/event"), &headers, body)?.status == 200);

    let checked = Checked::of(command(&data, &["check"]))?;
    ensure!(checked.names("failure").is_empty(), "{:#}", checked.report);
    for name in ["version", "collector", "folder", "disk", "descriptors", "databases", "alarms", "last event"]
    {
        ensure!(!checked.of_name(name).is_empty(), "{name}: {:#}", checked.report);
    }
    for name in ["collector", "folder", "databases", "alarms", "last event"] {
        ensure!(checked.names("ok").contains(name), "{name}: {:#}", checked.report);
    }
    ensure!(checked.of_name("version").contains(env!("CARGO_PKG_VERSION")));
    ensure!(
        checked.of_name("last event").contains(&collector.issues(&key)?[0]["last_seen"].to_string()[1..17])
    );
    // For people, the same in lines.
    let output = command(&data, &["check"]).env("ADMIN_TOKEN", TOKEN).output()?;
    let text = printed(&output);
    ensure!(output.status.success() && text.contains("ok       databases"), "{text}");

    let rights = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    rights(&data, 0o755)?;
    let checked = Checked::of(command(&data, &["check"]))?;
    ensure!(checked.of_name("folder").contains("chmod 700"), "{:#}", checked.report);
    rights(&data, 0o700)?;
    rights(&data.join("lock"), 0o644)?;
    let checked = Checked::of(command(&data, &["check"]))?;
    ensure!(checked.names("warning").contains("folder"), "{:#}", checked.report);
    rights(&data.join("lock"), 0o600)?;

    ensure!(collector.interrupt()? == Some(0));
    let checked = Checked::of(command(&data, &["check"]))?;
    ensure!(
        checked.names("note").contains("collector") && checked.names("failure").is_empty(),
        "{:#}",
        checked.report
    );

    // Pages in the middle of the largest database, as a disk that ends does it.
    let mut databases = of_objects(&data.join("objects/corncrake-project"))?;
    databases.sort_by_key(|path| fs::metadata(path).map(|it| it.len()).unwrap_or(0));
    let database = databases.pop().context("no database")?;
    let file = fs::File::options().write(true).open(&database)?;
    file.write_all_at(&[0x5a; 4096 * 6], 4096 * 3)?;
    let checked = Checked::of(command(&data, &["check"]))?;
    let named = checked.of_name("databases");
    let name = database.file_name().context("no name")?.to_string_lossy().into_owned();
    ensure!(checked.names("failure") == BTreeSet::from(["databases"]), "{:#}", checked.report);
    ensure!(named.contains(&name) && named.contains("restore"), "{named}");

    let nowhere = Checked::of(command(Path::new("/no/such/folder"), &["check"]))?;
    ensure!(nowhere.names("failure").contains("folder"), "{:#}", nowhere.report);
    Ok(())
}

#[test]
fn too_few_descriptors_are_named() -> Result<()> {
    let around = vec!["sh", "-c", r#"ulimit -n 1024 && exec "$0" "$@""#];
    let collector = Collector::start_with(CollectorOptions { around, ..CollectorOptions::default() })?;
    let checked = Checked::of(command(&collector.data(), &["check"]))?;
    ensure!(checked.names("warning").contains("descriptors"), "{:#}", checked.report);
    ensure!(checked.of_name("descriptors").contains("about 512 connections"), "{:#}", checked.report);
    Ok(())
}
