//! `template/` with the packed package, as the Deploy button and `npm install` have it: without Rust and
//! without a checkout, wrangler makes what is deployed, and it takes an event.

use std::fs;

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::{
        clock::Clock,
        edge::{EdgeCollector, wrangler},
    },
    package::consumer::unpack,
    root,
};

/// The template with the package beside it, and nothing of a checkout.
fn install() -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    for file in fs::read_dir(root().join("template"))? {
        let file = file?;
        if file.file_type()?.is_file() {
            fs::copy(file.path(), folder.path().join(file.file_name()))?;
        }
    }
    unpack(&root().join("build/package"), &folder.path().join("node_modules/corncrake-collector"))?;
    Ok(folder)
}

#[test]
fn the_template_is_deployed_from_the_packed_package() -> Result<()> {
    let folder = install()?;
    let out = folder.path().join("out");
    let mut deploy = wrangler(folder.path(), &["deploy", "--dry-run", "--outdir"]);
    let output = deploy.arg(&out).output()?;
    let said = String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned();
    ensure!(output.status.success(), "{said}");
    for binding in ["DIRECTORY", "PROJECT", "SALT", "SOURCES", "OUTBOX", "SALT_HALF", "ASSETS"] {
        ensure!(said.contains(binding), "{binding} is not in {said}");
    }
    let has = |ending: &str| -> Result<bool> {
        let files = fs::read_dir(&out)?.flatten();
        Ok(files.into_iter().any(|file| file.file_name().to_string_lossy().ends_with(ending)))
    };
    ensure!(has(".wasm")? && has(".js")?, "{said}");
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(folder.path().join("package.json"))?)?;
    let version: serde_json::Value =
        serde_json::from_slice(&fs::read(root().join("build/package/package.json"))?)?;
    ensure!(manifest["dependencies"]["corncrake-collector"] == version["version"], "{manifest:#}");
    Ok(())
}

#[test]
fn the_template_takes_an_event_and_serves_the_client() -> Result<()> {
    let folder = install()?;
    let edge = EdgeCollector::start_in(folder.path(), &Clock::new()?)?;
    let key = edge.project()?;
    ensure!(edge.event(&key, "192.0.2.7", "TemplateError")?.status == 200);
    let issues = edge.api("GET", &format!("/api/projects/{key}/issues"), &serde_json::Value::Null)?;
    ensure!(issues.to_string().contains("TemplateError"), "{issues}");
    let script = edge.request("GET", "/client/script.js", &[], b"")?;
    ensure!(script.status == 200 && script.header("access-control-allow-origin") == "*", "{script:?}");
    Ok(())
}
