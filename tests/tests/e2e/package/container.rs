//! The files of `container`: the steps of the image, and the proxy before it.

use std::{fs, io, os::unix::fs::MetadataExt};

use anyhow::{Result, ensure};
use corncrake_tests::{
    free_port, http,
    package::container::{Container, folder, instructions},
    site::proxy::ProxyProgram,
};

#[test]
fn the_steps_of_the_image_make_a_collector_without_rights() -> Result<()> {
    if !Container::is_possible() {
        println!("this machine does not let a test make a root");
        return Ok(());
    }
    let port = free_port()?;
    let mut container = Container::start(port)?;
    ensure!(http::request(port, "GET", "/health", &[], b"")?.status == 200);
    ensure!(container.health()? == 0, "{}", container.log()?);
    ensure!(
        container.log()?.contains("put a proxy") && !container.log()?.contains("/demo/"),
        "{}",
        container.log()?
    );

    let process = container.process()?.as_raw_nonzero();
    let inside = format!("/proc/{process}/root");
    let user = fs::metadata(format!("/proc/{process}"))?.uid();
    ensure!(user == 65_532, "{user}");
    ensure!(fs::metadata(format!("{inside}/data/objects"))?.mode() & 0o777 == 0o700);
    for read_only in ["opt/corncrake", "etc", "usr", "."] {
        let written = fs::write(format!("{inside}/{read_only}/written"), "");
        ensure!(written.is_err_and(|error| error.kind() == io::ErrorKind::ReadOnlyFilesystem), "{read_only}");
    }
    let code = container.stop()?;
    ensure!(code == 0 && container.log()?.contains("Stopped."), "{code}: {}", container.log()?);
    Ok(())
}

#[test]
fn the_image_says_what_a_runtime_asks_for() -> Result<()> {
    let text = fs::read_to_string(folder().join("Containerfile"))?;
    let all = instructions(&text);
    for wanted in ["FROM", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT"] {
        ensure!(all.iter().filter(|(name, _)| *name == wanted).count() == 1, "{wanted}");
    }
    let place = |wanted: &str| all.iter().position(|(name, _)| *name == wanted);
    ensure!(place("USER") < place("ENTRYPOINT") && place("USER") > place("RUN"));
    Ok(())
}

#[test]
fn the_proxy_of_the_compose_file_is_the_documented_one() -> Result<()> {
    let documented = ProxyProgram::Caddy.documented()?;
    let own = fs::read_to_string(folder().join("Caddyfile"))?;
    let named =
        own.replace("{$CORNCRAKE_HOST}", "errors.example.com").replace("corncrake:8787", "127.0.0.1:8787");
    ensure!(named == documented, "container/Caddyfile is not what docs/proxies.md has:\n{own}");
    Ok(())
}
