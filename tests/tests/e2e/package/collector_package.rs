//! `npx corncrake-collector` on a machine that has Node and no Rust.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    time::{Instant, SystemTime},
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser, collector::launcher::printed, free_port, http, package::installed::InstalledPackages,
    site::folder::Folder, wait::eventually,
};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

/// The project, not to be written to: it is mounted over itself, read-only but for the data.
const READ_ONLY: [&str; 7] = [
    "unshare",
    "--user",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    r#"mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && exec "$0" "$@""#,
];

/// Every file below a folder, with its time.
fn files(folder: &Path) -> Result<BTreeMap<String, SystemTime>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && !path.is_symlink() {
            all.extend(files(&path)?);
        } else {
            all.insert(path.display().to_string(), path.symlink_metadata()?.modified()?);
        }
    }
    Ok(all)
}

fn get(port: u16, token: &str, path: &str) -> Result<Value> {
    let bearer = format!("Bearer {token}");
    let answer = http::request(port, "GET", path, &[("authorization", &bearer)], b"")?;
    ensure!(answer.status == 200, "{path}: {answer:?}");
    Ok(answer.json())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_reports_to_a_collector_that_npx_started() -> Result<()> {
    let installed = InstalledPackages::install()?;
    let before = files(&installed.project())?;
    let port = free_port()?;
    let variables = port.to_string();
    let began = Instant::now();
    let mut started = installed.start(&[], &[("PORT", &variables)])?;
    let first = began.elapsed();
    let data = installed.project().join("data");
    let token = fs::read_to_string(data.join("admin-token"))?.trim().to_owned();
    let projects = get(port, &token, "/api/projects")?;
    let demo = projects["projects"].as_array().context("no projects")?.iter().find(|it| it["name"] == "demo");
    let key = demo.and_then(|demo| demo["key"].as_str()).context("no demo")?.to_owned();

    let site = tempfile::tempdir()?;
    let page = format!(
        r#"<!doctype html><script src="http://127.0.0.1:{port}/client/script.js"
        data-endpoint="http://127.0.0.1:{port}/v1/{key}"></script>
        <script>throw new TypeError('from a real page')</script>"#
    );
    fs::write(site.path().join("index.html"), page)?;
    let folder = Folder::serve(site.path())?;
    let browser = Browser::open().await?;
    browser.goto(&folder.origin()).await?;
    eventually("an issue", || {
        let issues = get(port, &token, &format!("/api/projects/{key}/issues"))?;
        Ok(issues["issues"][0]["title"]
            .as_str()
            .is_some_and(|it| it.contains("from a real page"))
            .then_some(()))
    })?;

    let link = printed(&installed.npx(&[], &["login"], &[]).output()?);
    let path = link.lines().next().and_then(|line| line.strip_prefix(&format!("http://127.0.0.1:{port}")));
    let answer = http::request(port, "GET", path.with_context(|| link.clone())?, &[], b"")?;
    ensure!(answer.status == 303 && answer.header("set-cookie").contains("HttpOnly"), "{answer:?}");
    started.stop()?;

    let began = Instant::now();
    let mut again = installed.start(&[], &[("PORT", &variables)])?;
    println!(
        "from `npx` to the greeting: {} ms at first, {} ms then; by its own count:\n{}",
        first.as_millis(),
        began.elapsed().as_millis(),
        again.log()?.lines().find(|line| line.contains("is ready after")).unwrap_or_default()
    );
    again.stop()?;
    let mut after = files(&installed.project())?;
    after.retain(|path, _| !Path::new(path).starts_with(&data));
    ensure!(after == before, "something else than data was written");
    Ok(())
}

#[test]
fn it_listens_where_host_says() -> Result<()> {
    let installed = InstalledPackages::install()?;
    for host in ["::1", "[::1]", "::", "0.0.0.0", "localhost", "127.0.0.2"] {
        let port = free_port()?.to_string();
        let started = installed.start(&[], &[("PORT", &port), ("HOST", host)])?;
        let log = started.log()?;
        let shown = match host {
            "::1" | "[::1]" | "::" => "[::1]",
            "127.0.0.2" => host,
            _ => "127.0.0.1",
        };
        ensure!(log.contains(&format!("Dashboard   http://{shown}:{port}/")), "{host}: {log}");
        let is_public = matches!(host, "::" | "0.0.0.0");
        ensure!(
            log.contains("put a proxy") == is_public && log.contains("/demo/") != is_public,
            "{host}: {log}"
        );
        let health = ureq::get(format!("http://{shown}:{port}/health")).call()?;
        ensure!(health.status() == 200, "{host}");
    }
    for (name, value) in [("HOST", "errors.example"), ("HOST", "[::1"), ("PORT", "70000"), ("DEMO", "yes")] {
        let refused = installed.npx(&[], &[], &[(name, value)]).output()?;
        let text = printed(&refused);
        ensure!(refused.status.code() == Some(1) && text.contains(&format!("{name}={value}")), "{text}");
        ensure!(!text.contains("    at "), "a stack is no answer: {text}");
    }
    Ok(())
}

#[test]
fn a_read_only_installation_works() -> Result<()> {
    let installed = InstalledPackages::install()?;
    let [program, args @ ..] = READ_ONLY;
    let mut tried = Command::new(program);
    tried.args(args).arg("true").current_dir(installed.project());
    if !tried.output()?.status.success() {
        println!("this machine does not let a test mount");
        return Ok(());
    }
    let (data, port) = (tempfile::tempdir()?, free_port()?.to_string());
    let folder = data.path().join("data").display().to_string();
    let started = installed.start(&READ_ONLY, &[("PORT", &port), ("DATA_DIR", &folder)])?;
    ensure!(started.log()?.contains(&folder));
    // By default the data would be where nothing can be written, and that is said.
    let other = free_port()?.to_string();
    let refused = installed.npx(&READ_ONLY, &[], &[("PORT", &other)]).output()?;
    let text = printed(&refused);
    ensure!(refused.status.code() == Some(1) && text.contains("cannot make the data folder"), "{text}");
    Ok(())
}

#[test]
fn it_says_how_it_is_called_and_what_it_lacks() -> Result<()> {
    let installed = InstalledPackages::install()?;
    let output = |args: &[&str]| installed.npx(&[], args, &[]).output();
    let version = printed(&output(&["--version"])?);
    ensure!(version.trim() == env!("CARGO_PKG_VERSION"), "{version}");
    let help = printed(&output(&["--help"])?);
    for command in ["start", "login", "backup FILE", "restore FILE", "check", "service"] {
        ensure!(help.contains(&format!("\n  {command}")), "{command} is not in the help: {help}");
    }
    for wrong in
        [&["serve"][..], &["start", "now"], &["backup"], &["restore", "a", "b"], &["login", "--ulr", "x"]]
    {
        let output = output(wrong)?;
        ensure!(output.status.code() == Some(2) && output.stdout.is_empty(), "{wrong:?}: {output:?}");
    }
    let nobody = output(&["login"])?;
    let text = printed(&nobody);
    ensure!(nobody.status.code() == Some(1) && text.contains("no collector is running"), "{text}");

    // A script's interpreter is looked for as a binary's loader is.
    let module = "process.stdout.write(require('workerd').default)";
    let program = installed.command("node").args(["--input-type=commonjs", "--eval", module]).output()?;
    let program = String::from_utf8(program.stdout)?;
    ensure!(Path::new(&program).starts_with(installed.project()), "{program}");
    fs::write(&program, "#!/no/such/loader\n")?;
    let text = printed(&output(&[])?);
    ensure!(text.contains("loader") && text.contains("musl"), "{text}");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o600))?;
    let text = printed(&output(&[])?);
    ensure!(text.contains("executable"), "{text}");
    Ok(())
}

/// The most that a unit may leave open to an attacker, in tenths of systemd's scale to 10.
const MOST_EXPOSED: &str = "--threshold=20";

#[test]
fn systemd_accepts_the_unit_of_this_installation() -> Result<()> {
    let installed = InstalledPackages::install()?;
    let variables = [
        ("CLIENT_IP_HEADER", "X-Client IP"),
        ("ADMIN_TOKEN", "a token that nobody prints"),
        ("SESSION_EVENTS", "77"),
    ];
    let output = installed.npx(&[], &["service"], &variables).output()?;
    ensure!(output.status.success(), "{output:?}");
    let unit = String::from_utf8(output.stdout)?;
    let command = installed.project().join("node_modules/corncrake-collector/command.js").canonicalize()?;
    ensure!(unit.contains(&format!("{} start\n", command.display())), "{unit}");
    ensure!(
        unit.contains("Environment=\"CLIENT_IP_HEADER=X-Client IP\"\n")
            && unit.contains("PORT=8787")
            && unit.contains("SESSION_EVENTS=77"),
        "{unit}"
    );
    ensure!(!unit.contains("nobody prints"), "{unit}");
    let (folder, analyze) = (tempfile::tempdir()?, ["verify", "security"]);
    let file = folder.path().join("corncrake.service");
    fs::write(&file, &unit)?;
    for task in analyze {
        let mut systemd = Command::new("systemd-analyze");
        systemd.arg(task);
        if task == "security" {
            systemd.args(["--offline=true", MOST_EXPOSED]);
        }
        let Ok(output) = systemd.arg(&file).output() else {
            println!("this machine has no systemd-analyze");
            return Ok(());
        };
        let text = printed(&output);
        // What `verify` does not understand it ignores, and says so.
        ensure!(
            output.status.success() && !(task == "verify" && text.contains("corncrake")),
            "{task}: {text}"
        );
    }
    Ok(())
}

#[test]
fn without_flock_the_noted_processes_keep_a_second_one_away() -> Result<()> {
    let installed = InstalledPackages::install()?;
    let start = || {
        let mut node = installed.command("node");
        // Nothing but Node is found; a shell is where every system has it.
        node.arg("node_modules/corncrake-collector/command.js").env("PATH", installed.programs());
        node
    };
    let (log, port) = (installed.project().join("log"), free_port()?.to_string());
    let mut first = start().env("PORT", &port).stdout(fs::File::create(&log)?).spawn()?;
    let is_ready = || -> Result<Option<()>> {
        Ok(fs::read_to_string(&log)?.contains("Press Ctrl-C to stop").then_some(()))
    };
    eventually("the greeting", is_ready)?;
    let refused = start().env("PORT", free_port()?.to_string()).output()?;
    let text = printed(&refused);
    ensure!(
        refused.status.code() == Some(1) && text.contains(&format!("(process {},", first.id())),
        "{text}"
    );
    // What is noted of processes that are gone is in nobody's way.
    first.kill()?;
    first.wait()?;
    eventually("a start after a kill", || {
        let mut second = start().env("PORT", &port).stdout(fs::File::create(&log)?).spawn()?;
        let started = eventually("a greeting or an end", || {
            if second.try_wait()?.is_some() { Ok(Some(false)) } else { Ok(is_ready()?.map(|()| true)) }
        })?;
        if started {
            kill_process(Pid::from_child(&second), Signal::TERM)?;
            ensure!(second.wait()?.success());
        }
        Ok(started.then_some(()))
    })?;
    Ok(())
}
