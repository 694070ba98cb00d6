//! The corpus of stacks: the failing shop of `tests/stacks`, built four times, run in three
//! browsers and in Node. Their stacks are those on record (`core/tests/corpus`), as long
//! as the engine is of the same version. `npm run score -- --record` writes it anew.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::{Browser, engine::Engine},
    root,
    site::Site,
    wait::eventually_async,
};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// The builds that `tests/stacks/build.mjs` makes.
const BUILDS: [&str; 4] = ["plain-a", "plain-b", "minified-a", "minified-b"];
/// The address that the record has: the port of a run and its folder mean nothing.
const SITE: &str = "https://shop.example";
const FOLDER: &str = "file:///srv/shop";
/// The most lines of a stack on record: those of a recursion are all alike.
const KEPT_LINES: usize = 12;
/// Errors whose stacks are not the same in every run: where a recursion meets the end of the stack is
/// chance, and so is whether WebKit remembers the caller that read a body.
const BY_CHANCE: [&str; 2] = ["recursion", "fetch page"];

fn node(args: &[&Path]) -> Result<String> {
    let out = Command::new("node").args(args).current_dir(root()).output()?;
    ensure!(out.status.success(), "{args:?}\n{}", String::from_utf8_lossy(&out.stderr));
    Ok(String::from_utf8(out.stdout)?)
}

fn script(name: &str) -> PathBuf {
    root().join("tests/stacks").join(name)
}

fn builds() -> Result<TempDir> {
    let folder = tempfile::tempdir()?;
    node(&[&script("build.mjs"), folder.path()])?;
    Ok(folder)
}

/// Serves a build, with the files of it by their paths.
fn serve(folder: &Path) -> Result<Site> {
    let mut files = vec![("/".to_owned(), fs::read_to_string(folder.join("index.html"))?)];
    for entry in fs::read_dir(folder.join("assets"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push((format!("/assets/{name}"), fs::read_to_string(&path)?));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Site::serve(&files)
}

/// The errors of a run with the record's address in place of the run's, and of a long stack the start.
fn normalised(text: &str, at: &str, is: &str) -> Result<Value> {
    let mut errors: Value = serde_json::from_str(&text.replace(at, is))?;
    for case in errors.as_array_mut().context("no errors")? {
        if let Some(stack) = case["stack"].as_str() {
            let lines: Vec<&str> = stack.lines().take(KEPT_LINES).collect();
            case["stack"] = without_uuid(&lines.join("\n")).into();
        }
    }
    Ok(errors)
}

/// A blob's random name, made the same for every run.
fn without_uuid(text: &str) -> String {
    let mut parts = text.split("blob:https://shop.example/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("blob:https://shop.example/17c2e0a1-abe7-46d3-be55-b70d8a3958d9");
        out.push_str(part.get(36..).unwrap_or_default());
    }
    out
}

/// A browser's errors of each build, and its name and version.
async fn in_browser(engine: Engine, folder: &Path) -> Result<(String, Map<String, Value>)> {
    let mut builds = Map::new();
    let mut agent = Value::Null;
    for build in BUILDS {
        // A browser of its own: V8 remembers of an `eval` in which page it was first compiled.
        let browser = Browser::open_in(engine).await?;
        let site = serve(&folder.join(build))?;
        browser.goto(&site.origin()).await?;
        let what = format!("the end of {build} in {engine:?}");
        let errors = eventually_async(&what, async || {
            let errors = browser.run("return globalThis.told ? JSON.stringify(told) : null").await?;
            Ok(errors.as_str().map(str::to_owned))
        })
        .await?;
        builds.insert(build.into(), normalised(&errors, &site.origin(), SITE)?);
        agent = browser.run("return navigator.userAgent").await?;
    }
    let agent = agent.as_str().context("no name")?;
    let version = |mark: &str| {
        let rest = agent.split_once(mark).map_or("", |(_, rest)| rest);
        rest.split(['.', ' ']).next().unwrap_or_default().to_owned()
    };
    let name = match engine {
        Engine::Chromium => format!("Chromium {}", version("Chrome/")),
        Engine::Firefox => format!("Firefox {}", version("Firefox/")),
        Engine::WebKit => format!("WebKit {}", version("Version/")),
    };
    Ok((name, builds))
}

fn in_node(folder: &Path) -> Result<(String, Map<String, Value>)> {
    let mut builds = Map::new();
    for build in BUILDS {
        let errors = node(&[&folder.join(build).join("node.mjs")])?;
        builds.insert(
            build.into(),
            normalised(&errors, &format!("file://{}", folder.join(build).display()), FOLDER)?,
        );
    }
    let version = node(&[Path::new("--version")])?;
    Ok((format!("Node {}", version.trim_start_matches('v').split('.').next().unwrap_or_default()), builds))
}

/// The lasting parts of an error: the frames of Node's own loader differ from run to run.
fn lasting(case: &Value) -> (&Value, &Value, Vec<&str>) {
    let lines = case["stack"].as_str().unwrap_or_default().lines();
    (&case["name"], &case["message"], lines.filter(|line| !line.contains("node:internal/")).collect())
}

/// Compares the errors of an engine with its record; or makes them the record.
fn compare(file: &str, folder: &Path, run: (String, Map<String, Value>)) -> Result<()> {
    let (engine, builds) = run;
    let raw = folder.join("errors.json");
    fs::write(&raw, json!({ "engine": engine, "builds": builds }).to_string())?;
    let corpus = node(&[&script("truth.mjs"), folder, &raw])?;
    let record = root().join("core/tests/corpus").join(format!("{file}.json"));
    if std::env::var_os("RECORD_STACKS").is_some() {
        return Ok(fs::write(record, corpus)?);
    }
    let [now, then] = [corpus, fs::read_to_string(&record)?].map(|text| serde_json::from_str::<Value>(&text));
    let (now, then) = (now?, then?);
    if now["engine"] != then["engine"] {
        println!("{} is on record, this is {}: not compared", then["engine"], now["engine"]);
        return Ok(());
    }
    let by_name = |corpus: &Value| -> BTreeMap<String, Value> {
        let cases = corpus["cases"].as_array().cloned().unwrap_or_default();
        cases.into_iter().map(|case| (format!("{} {}", case["build"], case["id"]), case)).collect()
    };
    let (now, then) = (by_name(&now), by_name(&then));
    ensure!(now.keys().eq(then.keys()), "other cases: run `npm run score -- --record`");
    let is_chance = |name: &str| BY_CHANCE.iter().any(|part| name.contains(part));
    for (name, case) in now.iter().filter(|(name, _)| !is_chance(name)) {
        let then = &then[name];
        ensure!(lasting(case) == lasting(then), "{name}\n{case}\n{then}");
    }
    Ok(())
}

async fn browser_tells_what_is_on_record(engine: Engine, file: &str) -> Result<()> {
    let folder = builds()?;
    compare(file, folder.path(), in_browser(engine, folder.path()).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn stacks_of_chromium() -> Result<()> {
    browser_tells_what_is_on_record(Engine::Chromium, "chromium").await
}

#[tokio::test(flavor = "multi_thread")]
async fn stacks_of_firefox() -> Result<()> {
    browser_tells_what_is_on_record(Engine::Firefox, "firefox").await
}

#[tokio::test(flavor = "multi_thread")]
async fn stacks_of_webkit() -> Result<()> {
    browser_tells_what_is_on_record(Engine::WebKit, "webkit").await
}

#[test]
fn stacks_of_node() -> Result<()> {
    let folder = builds()?;
    compare("node", folder.path(), in_node(folder.path())?)
}
