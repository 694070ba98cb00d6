//! What `npx corncrake sourcemaps` reads and sends, and what it never does: it leaves the folder
//! it was given for nothing, and sends its token to nobody else.

use std::{fs, os::unix::fs::symlink, path::Path, process::Command, thread};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{collector::Collector, root};

const MAP: &str = r#"{"version":3,"sources":["a.js"],"names":[],"mappings":"AAAA"}"#;
const SECRET: &str =
    r#"{"version":3,"sources":["secret-of-another-folder.js"],"names":[],"mappings":"AAAA"}"#;
/// A token in the form that the settings page gives.
const TOKEN: &str = "corncrake_0123456789ab_0123456789abcdef0123456789abcdef01234567";

/// Runs the command as it stands in the repository, and gives its exit code and its output.
fn run(folder: &Path, args: &[&str], token: &str) -> Result<(i32, String)> {
    let mut node = Command::new("node");
    node.arg(root().join("client-wasm/npm/command.js")).arg("sourcemaps").arg(folder);
    node.args(["--release", "1.0"]).args(args).env("CORNCRAKE_TOKEN", token);
    let output = node.env_remove("CORNCRAKE_ENDPOINT").output()?;
    let said = [output.stdout, output.stderr].concat();
    Ok((output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned()))
}

#[test]
fn no_map_is_read_from_outside_of_the_folder() -> Result<()> {
    let (collector, around) = (Collector::start()?, tempfile::tempdir()?);
    let (dist, out) = (around.path().join("dist"), around.path().join("out"));
    for folder in [dist.join("sub"), out.clone()] {
        fs::create_dir_all(folder)?;
    }
    fs::write(out.join("x.map"), SECRET)?;
    fs::write(dist.join("inside.map"), MAP)?;
    fs::write(dist.join("sub/inside.map"), MAP)?;
    fs::write(dist.join("..named.map"), MAP)?;
    symlink("../out/x.map", dist.join("link.map"))?;
    symlink("../out", dist.join("linked"))?;
    symlink("inside.map", dist.join("own-link.map"))?;
    symlink("../out/x.map", dist.join("beside.js.map"))?;
    let absolute = out.join("x.map").display().to_string();
    let file = format!("file://{absolute}");
    let cases = [
        ("up", "../out/x.map", false),
        ("up-encoded", "..%2Fout%2fx.map", false),
        ("up-twice", "sub/../../out/x.map", false),
        ("up-dots", "%2e%2e/out/x.map", false),
        ("up-root", "/../out/x.map", false),
        ("up-query", "../out/x.map?v=1#x", false),
        ("link", "link.map", false),
        ("linked", "linked/x.map", false),
        ("absolute", &absolute, false),
        ("file", &file, false),
        ("host", "//errors.example/x.map", false),
        ("beside", "", false),
        ("inside", "inside.map", true),
        ("around", "../dist/inside.map", true),
        ("rooted", "/sub/inside.map", true),
        ("own-link", "own-link.map", true),
        ("named", "..named.map", true),
    ];
    for (name, url, _) in &cases {
        let comment = if url.is_empty() { String::new() } else { format!("//# sourceMappingURL={url}\n") };
        fs::write(dist.join(format!("{name}.js")), format!("let a = '{name}';\n{comment}"))?;
    }
    let key = collector.project("shop", &["*"])?;
    let token = collector.upload_token(&key)?;
    let endpoint = format!("{}/v1/{key}", collector.address());
    let (code, said) = run(&dist, &["--endpoint", &endpoint, "--delete"], &token)?;
    ensure!(code == 1 && said.contains("its map is outside of the folder"), "{said}");
    ensure!(!said.contains("admin token"), "{said}");
    let files = collector.get(&format!("/api/projects/{key}/releases/1.0/files"))?;
    let listed: Vec<_> =
        files["files"].as_array().into_iter().flatten().filter_map(|file| file["name"].as_str()).collect();
    for (name, url, is_sent) in cases {
        // The first that names a map may have deleted it; each is reported all the same.
        let sent =
            said.lines().any(|line| line.starts_with(&format!("{name}.js ")) && line.contains("uploaded"));
        ensure!(is_sent || !sent && !listed.contains(&&*format!("{name}.js.map")), "{name} ({url}): {said}");
    }
    ensure!(listed.contains(&"rooted.js.map") && listed.contains(&"named.js.map"), "{listed:?}");
    ensure!(
        fs::read_to_string(out.join("x.map"))? == SECRET,
        "a file of another folder was changed or deleted"
    );
    Ok(())
}

#[test]
fn a_token_goes_by_https_or_to_this_machine_and_the_admins_is_warned_about() -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("a.js"), "let a;\n//# sourceMappingURL=a.js.map\n")?;
    fs::write(folder.path().join("a.js.map"), MAP)?;
    let key = "abc123def45";
    for host in [
        "errors.example",
        "10.0.0.7",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "0.0.0.0",
        "[2001:db8::1]",
    ] {
        let (code, said) = run(folder.path(), &["--endpoint", &format!("http://{host}/v1/{key}")], TOKEN)?;
        ensure!(code == 2 && said.contains("plain http"), "{host}: {code} {said}");
    }
    // Port 1 of this machine, where nobody listens: it was tried.
    for host in ["127.0.0.1", "localhost", "[::1]", "127.1"] {
        let endpoint = format!("http://{host}:9/v1/{key}");
        let (code, said) = run(folder.path(), &["--endpoint", &endpoint, "--no-inject"], TOKEN)?;
        ensure!(
            code == 1 && said.contains("cannot reach") && !said.contains("admin token"),
            "{host}: {said}"
        );
    }
    let endpoint = format!("http://127.0.0.1:9/v1/{key}");
    let (_, said) = run(folder.path(), &["--endpoint", &endpoint, "--no-inject"], "the admin's own token")?;
    ensure!(said.contains("admin token") && said.contains("upload token"), "{said}");
    let (code, said) = run(folder.path(), &["--endpoint", &endpoint], "")?;
    ensure!(code == 2 && said.contains("upload token"), "{said}");
    let (code, said) = run(folder.path(), &["--endpoint", &format!("ftp://127.0.0.1/v1/{key}")], TOKEN)?;
    ensure!(code == 2 && said.contains("ftp:"), "{said}");
    Ok(())
}

#[test]
fn a_redirect_takes_neither_map_nor_token_along() -> Result<()> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("a.js"), "let a;\n//# sourceMappingURL=a.js.map\n")?;
    fs::write(folder.path().join("a.js.map"), MAP)?;
    let listen = || tiny_http::Server::http("127.0.0.1:0").map_err(|error| anyhow::anyhow!("{error}"));
    let (from, to) = (listen()?, listen()?);
    let port = |server: &tiny_http::Server| server.server_addr().to_ip().map(|address| address.port());
    let (from_port, to_port) = (port(&from).context("no port")?, port(&to).context("no port")?);
    let redirecting = thread::spawn(move || -> Result<()> {
        let location = format!("http://127.0.0.1:{to_port}/elsewhere");
        let header =
            tiny_http::Header::from_bytes("location", location).map_err(|()| anyhow::anyhow!("no header"))?;
        Ok(from.recv()?.respond(tiny_http::Response::empty(307).with_header(header))?)
    });
    let endpoint = format!("http://127.0.0.1:{from_port}/v1/abc123def45");
    let (code, said) = run(folder.path(), &["--endpoint", &endpoint, "--no-inject"], TOKEN)?;
    redirecting.join().map_err(|_| anyhow::anyhow!("nobody redirected"))??;
    ensure!(code == 1 && said.contains("307") && said.contains("elsewhere"), "{said}");
    ensure!(to.try_recv()?.is_none(), "it was followed");
    Ok(())
}
