//! `corncrake-bundler` in a project of each bundler: the client is set up by one import, maps are
//! uploaded and gone, and an error of a real browser is shown as it was written. Without a token a
//! build is as it would be without the plug-in, and one whose maps are refused fails.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    browser::Browser,
    collector::{Collector, TOKEN},
    package::consumer::Consumer,
    site::folder::Folder,
};

const BUNDLERS: [&str; 5] = ["vite", "webpack", "rspack", "rollup", "esbuild"];
/// Whoever commits in a test's repository.
const GIT: [&str; 6] =
    ["-c", "user.name=test", "-c", "user.email=test@shop.example", "-c", "commit.gpgsign=false"];

/// A project with both packages and every bundler.
struct Project {
    consumer: Consumer,
    token: String,
    endpoint: String,
}

impl Project {
    fn new(collector: &Collector, key: &str) -> Result<Self> {
        let consumer = Consumer::with_plugins()?;
        let (token, endpoint) = (collector.upload_token(key)?, format!("{}/v1/{key}", collector.address()));
        Ok(Self { consumer, token, endpoint })
    }

    fn folder(&self) -> PathBuf {
        self.consumer.folder().join("plugins")
    }

    fn dist(&self) -> PathBuf {
        self.folder().join("dist")
    }

    /// Builds into an empty folder, with these variables besides.
    fn build(&self, bundler: &str, variables: &[(&str, &str)]) -> Result<Output> {
        self.run(&["build.mjs", bundler], variables)
    }

    fn run(&self, args: &[&str], variables: &[(&str, &str)]) -> Result<Output> {
        let _ = fs::remove_dir_all(self.dist());
        let mut node = Command::new("node");
        node.args(args).current_dir(self.folder()).env("NO_COLOR", "1");
        node.env_remove("CORNCRAKE_TOKEN").env_remove("CORNCRAKE_RELEASE");
        // A repository around the temporary folder is none of the project's.
        node.env("GIT_CEILING_DIRECTORIES", self.folder()).env("CORNCRAKE_ENDPOINT", &self.endpoint);
        Ok(node.envs(variables.iter().copied()).output()?)
    }

    fn git(&self, args: &[&str]) -> Result<String> {
        let git = Command::new("git").args(GIT).args(args).current_dir(self.folder()).output()?;
        ensure!(git.status.success(), "{args:?}: {git:?}");
        Ok(String::from_utf8(git.stdout)?.trim().to_owned())
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// The files below a folder with this ending.
fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, ending)?);
        } else if path.to_string_lossy().ends_with(ending) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Serves what was built, with a page beside it where the bundler made none.
fn serve(dist: &Path) -> Result<Folder> {
    let page = dist.join("index.html");
    if !page.exists() {
        fs::write(page, "<!doctype html><title>shop</title><script type='module' src='main.js'></script>")?;
    }
    Folder::serve(dist)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_each_bundler_is_shown_as_it_was_written() -> Result<()> {
    let collector = Collector::start()?;
    let browser = Browser::open().await?;
    for bundler in BUNDLERS {
        let key = collector.project(bundler, &["http://127.0.0.1"])?;
        let project = Project::new(&collector, &key)?;
        if bundler == "esbuild" {
            // Without a release there is none to guess; with git, it is the commit.
            let refused = project.build(bundler, &[])?;
            let said = text(&refused);
            ensure!(!refused.status.success() && said.contains("there is no release"), "{said}");
        }
        project.git(&["init", "--quiet"])?;
        project.git(&["commit", "--quiet", "--allow-empty", "--message", "first"])?;
        let commit = project.git(&["rev-parse", "HEAD"])?;

        let built = project.build(bundler, &[("CORNCRAKE_TOKEN", &project.token)])?;
        ensure!(built.status.success(), "{bundler}: {}", text(&built));
        ensure!(
            text(&built).contains(&format!("uploaded for release {commit}")),
            "{bundler}: {}",
            text(&built)
        );
        ensure!(files(&project.dist(), ".map")?.is_empty(), "{bundler}: maps are left");
        let mut is_known = 0;
        for script in files(&project.dist(), ".js")? {
            let script = fs::read_to_string(script)?;
            ensure!(!script.contains("sourceMappingURL"), "{bundler}: a comment leads to a map that is gone");
            is_known += usize::from(script.contains("//# debugId="));
        }

        ensure!(is_known > 0, "{bundler}: no script has a debug id");

        let site = serve(&project.dist())?;
        browser.goto(&format!("{}/", site.origin())).await?;
        let issue = collector.wait_for_issue(&key, "reading 'amount'")?;
        let event = &issue["event"];
        ensure!(event["release"] == commit && event["environment"] == "staging", "{bundler}: {event:#}");
        let innermost = &event["frames"][0];
        let original = &innermost["original"];
        ensure!(original["function"] == "readPrice" && original["line"] == 8, "{bundler}: {innermost:#}");
        ensure!(
            original["file"].as_str().is_some_and(|file| file.ends_with("src/price.js")),
            "{innermost:#}"
        );
    }
    Ok(())
}

#[test]
fn without_a_token_a_build_is_its_own_and_with_a_wrong_one_it_fails() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["http://127.0.0.1"])?;
    let other = collector.project("other", &["http://127.0.0.1"])?;
    let foreign = collector.upload_token(&other)?;
    let project = Project::new(&collector, &key)?;
    for bundler in BUNDLERS {
        let release = ("CORNCRAKE_RELEASE", "1.4.2");
        let plain = project.build(bundler, &[release])?;
        ensure!(plain.status.success(), "{bundler}: {}", text(&plain));
        ensure!(files(&project.dist(), ".map")?.is_empty(), "{bundler}: maps that nobody asked for");
        let scripts = files(&project.dist(), ".js")?;
        let texts: Vec<String> = scripts.iter().map(fs::read_to_string).collect::<Result<_, _>>()?;
        ensure!(texts.iter().any(|script| script.contains(&project.endpoint)), "{bundler}: no endpoint");
        ensure!(texts.iter().all(|script| !script.contains("debugId=")), "{bundler}: it was changed");

        let failed = project.build(bundler, &[release, ("CORNCRAKE_TOKEN", &foreign)])?;
        ensure!(!failed.status.success(), "{bundler}: {}", text(&failed));
        ensure!(text(&failed).contains("maps were not uploaded"), "{bundler}: {}", text(&failed));
        ensure!(!text(&failed).contains(&foreign), "{bundler}: the token is printed");
        ensure!(
            !files(&project.dist(), ".map")?.is_empty(),
            "{bundler}: a map that is nowhere else was deleted"
        );
    }
    let unset = project.build("esbuild", &[("CORNCRAKE_RELEASE", "1"), ("CORNCRAKE_ENDPOINT", "")])?;
    ensure!(!unset.status.success() && text(&unset).contains("`endpoint` is missing"), "{}", text(&unset));
    Ok(())
}

#[test]
fn while_a_bundler_watches_no_upload_is_repeated() -> Result<()> {
    const RELEASE: &str = "1.4.2";
    let collector = Collector::start()?;
    for bundler in BUNDLERS {
        let key = collector.project(bundler, &["http://127.0.0.1"])?;
        let project = Project::new(&collector, &key)?;
        let variables = [("CORNCRAKE_RELEASE", RELEASE), ("CORNCRAKE_TOKEN", &*project.token)];
        let watched = project.run(&["build.mjs", bundler, "watch"], &variables)?;
        ensure!(watched.status.success(), "{bundler}: {}", text(&watched));
        // esbuild does not say that it watches: its first build is one as any other.
        let expected = usize::from(bundler == "esbuild");
        let uploads = text(&watched).matches("uploaded for release").count();
        ensure!(uploads == expected, "{bundler}: {uploads} uploads: {}", text(&watched));
        let listed = collector.get(&format!("/api/projects/{key}/releases/{RELEASE}/files"))?;
        let files = listed["files"].as_array().context("no list")?.len();
        ensure!(files == expected, "{bundler}: {listed:#}");
        let is_told = text(&watched).contains("further builds in this context are not uploaded");
        ensure!(is_told == (bundler == "esbuild"), "{bundler}: {}", text(&watched));
    }
    Ok(())
}

#[test]
fn an_upload_with_the_admin_token_is_warned_of_and_no_other() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["http://127.0.0.1"])?;
    let project = Project::new(&collector, &key)?;
    for (token, is_warned) in [(TOKEN, true), (&*project.token, false)] {
        let built = project.build("rollup", &[("CORNCRAKE_RELEASE", "1.4.2"), ("CORNCRAKE_TOKEN", token)])?;
        ensure!(built.status.success(), "{}", text(&built));
        ensure!(text(&built).contains("the token is the admin token") == is_warned, "{}", text(&built));
        ensure!(!text(&built).contains(token), "the token is printed");
    }
    Ok(())
}
