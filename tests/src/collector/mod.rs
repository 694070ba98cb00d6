//! A collector as `npm start` runs it, on a port and a data folder of its own.

pub mod clock;
pub mod edge;
pub mod held_kill;
pub mod launcher;
pub mod routes;
pub mod wired;

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

pub use crate::http::Response;
use crate::{free_port, http, root, test_times, wait::eventually};

/// The admin token of every collector under test.
pub const TOKEN: &str = "a token for tests only";

/// The value that removes a variable from the environment.
pub const UNSET: &str = "-";

/// Settings of a start.
#[derive(Default)]
pub struct CollectorOptions {
    /// Variables of its environment; an empty value takes one away.
    pub environment: Vec<(&'static str, String)>,
    /// A program and its arguments, which run the rest of the line: none where it is empty.
    pub around: Vec<&'static str>,
}

/// A running collector; it is stopped when it goes out of scope.
pub struct Collector {
    /// Its port on 127.0.0.1.
    pub port: u16,
    folder: TempDir,
    options: CollectorOptions,
    child: Child,
}

impl Collector {
    /// Starts one with nothing in it but the demo project.
    pub fn start() -> Result<Self> {
        Self::start_with(CollectorOptions::default())
    }

    /// Starts one with an environment of its own.
    pub fn start_with(options: CollectorOptions) -> Result<Self> {
        test_times::begin();
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let child = spawn(port, folder.path(), &options)?;
        let mut collector = Self { port, folder, options, child };
        collector.wait_until_ready()?;
        Ok(collector)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let log = self.log_file();
        eventually("the collector's greeting", || {
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("it ended ({status}): {}", fs::read_to_string(&log)?);
            }
            Ok(fs::read_to_string(&log)?.contains("Press Ctrl-C to stop").then_some(()))
        })?;
        Ok(())
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The folder of its databases.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Everything that it printed and logged.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.log_file())?)
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    /// Sends a request; an answer of any status is an answer.
    pub fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Response> {
        http::request(self.port, method, path, headers, body)
    }

    /// Reads from the admin API.
    pub fn get(&self, path: &str) -> Result<Value> {
        let answer = self.request("GET", path, &[("authorization", &bearer())], b"")?;
        ensure!(answer.status == 200, "GET {path}: {} {}", answer.status, answer.body);
        Ok(answer.json())
    }

    /// Makes a project and gives its key.
    pub fn project(&self, name: &str, origins: &[&str]) -> Result<String> {
        let body = json!({ "name": name, "origins": origins }).to_string();
        let headers = [("authorization", bearer()), ("content-type", "application/json".into())];
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let answer = self.request("POST", "/api/projects", &headers, body.as_bytes())?;
        ensure!(answer.status == 201, "{} {}", answer.status, answer.body);
        Ok(answer.json()["key"].as_str().context("no key")?.to_owned())
    }

    /// Makes a token that may upload source maps of a project, and do nothing else.
    pub fn upload_token(&self, key: &str) -> Result<String> {
        let body = json!({ "name": "CI", "scopes": ["upload"], "project": key }).to_string();
        let headers = [("authorization", &*bearer())];
        let answer = self.request("POST", "/api/tokens", &headers, body.as_bytes())?;
        Ok(answer.json()["token"].as_str().context("no token")?.to_owned())
    }

    /// The key of the demo project.
    pub fn demo_key(&self) -> Result<String> {
        let projects = self.get("/api/projects")?;
        let all = projects["projects"].as_array().context("no projects")?;
        let demo = all.iter().find(|project| project["name"] == "demo").context("no demo project")?;
        Ok(demo["key"].as_str().context("no key")?.to_owned())
    }

    /// Every issue of a project, newest first, by as many pages as it takes.
    pub fn issues(&self, key: &str) -> Result<Vec<Value>> {
        let (mut issues, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/api/projects/{key}/issues?limit=100{after}"))?;
            issues.extend(page["issues"].as_array().context("no issues")?.iter().cloned());
            match page["next"].as_str() {
                Some(next) => after = format!("&after={next}"),
                None => return Ok(issues),
            }
        }
    }

    /// An issue and its latest event, once there is one with this in its title.
    pub fn wait_for_issue(&self, key: &str, title: &str) -> Result<Value> {
        let id = eventually(&format!("an issue titled {title:?}"), || {
            let issues = self.issues(key)?;
            let found =
                issues.iter().find(|issue| issue["title"].as_str().is_some_and(|t| t.contains(title)));
            Ok(found.and_then(|issue| issue["id"].as_str()).map(str::to_owned))
        })?;
        self.get(&format!("/api/projects/{key}/issues/{id}"))
    }

    /// The sessions of the last day, and those of them with an error.
    pub fn sessions(&self, key: &str) -> Result<(u64, u64)> {
        let series = self.get(&format!("/api/projects/{key}/sessions"))?;
        let points = series["series"].as_array().context("no series")?;
        let sum = |field: &str| points.iter().filter_map(|point| point[field].as_u64()).sum();
        Ok((sum("sessions"), sum("errored")))
    }

    /// The count of an outcome in the last 24 hours, by its name.
    pub fn outcome(&self, key: &str, name: &str) -> Result<u64> {
        let outcomes = self.get(&format!("/api/projects/{key}/outcomes"))?;
        let hours = outcomes["series"].as_array().context("no series")?;
        ensure!(hours.len() == 24, "{outcomes}");
        Ok(hours.iter().filter_map(|hour| hour[name].as_u64()).sum())
    }

    /// A new login link: each is good once.
    pub fn login_link(&self) -> Result<String> {
        let answer = self.request("POST", "/api/login-links", &[("authorization", &bearer())], b"")?;
        let path = answer.json()["path"].as_str().with_context(|| format!("no link: {answer:?}"))?.to_owned();
        Ok(format!("{}{path}", self.address()))
    }

    /// The login link that it printed.
    pub fn printed_link(&self) -> Result<String> {
        let log = self.log()?;
        let line =
            log.lines().find(|line| line.trim_start().starts_with("Log in")).context("no login link")?;
        Ok(line.split_whitespace().last().context("no login link")?.to_owned())
    }

    /// Kills workerd by `kill -9`, and starts again on the same data.
    pub fn kill_and_restart(&mut self) -> Result<()> {
        if let Ok(workerd) = self.workerd() {
            kill_process(workerd, Signal::KILL)?;
        }
        self.child.wait()?;
        self.child = spawn(self.port, self.folder.path(), &self.options)?;
        self.wait_until_ready()
    }

    /// Stops as Ctrl-C does, and gives the exit code.
    pub fn interrupt(&mut self) -> Result<Option<i32>> {
        let own = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).context("no pid")?;
        kill_process(own, Signal::INT)?;
        Ok(self.child.wait()?.code())
    }

    /// Kills the process that was started, not workerd, by `kill -9`.
    pub fn kill(&mut self) -> Result<ExitStatus> {
        self.child.kill()?;
        Ok(self.child.wait()?)
    }

    /// Starts again on the same data after it was stopped.
    pub fn start_again(&mut self) -> Result<()> {
        self.child = spawn(self.port, self.folder.path(), &self.options)?;
        self.wait_until_ready()
    }

    /// The process of workerd, a child of the one we started.
    pub fn workerd(&self) -> Result<Pid> {
        let parent = self.child.id().to_string();
        for entry in fs::read_dir("/proc")?.flatten() {
            let Ok(pid) = entry.file_name().to_string_lossy().parse::<i32>() else { continue };
            let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            // pid (name) state parent ...; the name may hold spaces.
            let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
            if after_name.split_whitespace().nth(1) == Some(parent.as_str()) {
                return Pid::from_raw(pid).context("no pid");
            }
        }
        anyhow::bail!("workerd is not running")
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.interrupt();
        }
    }
}

fn bearer() -> String {
    format!("Bearer {TOKEN}")
}

/// Starts `xtask serve`, which is `npm start` without the build.
pub fn command(port: u16, data: &Path) -> Result<Command> {
    let tests = std::env::current_exe()?;
    let built = tests.parent().and_then(Path::parent).context("where is this test?")?;
    let mut serve = Command::new(built.join("xtask"));
    serve.arg("serve").current_dir(root()).stdin(Stdio::null());
    serve.env("PORT", port.to_string()).env("DATA_DIR", data).env("ADMIN_TOKEN", TOKEN);
    // No project but the tests' own and the demo's, unless a test wants it.
    serve.env("CSP_REPORT_PROJECT", "");
    Ok(serve)
}

fn spawn(port: u16, folder: &Path, options: &CollectorOptions) -> Result<Child> {
    let log = File::create(folder.join("log"))?;
    let mut serve = command(port, &folder.join("data"))?;
    if let [program, args @ ..] = options.around.as_slice() {
        let inner = std::mem::replace(&mut serve, Command::new(program));
        serve.args(args).arg(inner.get_program()).args(inner.get_args());
        serve.current_dir(root()).stdin(Stdio::null());
        serve.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
    }
    for (name, value) in &options.environment {
        if value == UNSET {
            serve.env_remove(name)
        } else {
            serve.env(name, value)
        };
    }
    serve.stdout(log.try_clone()?).stderr(log);
    serve.spawn().context("cannot start the collector; build it by `npm run build`")
}
