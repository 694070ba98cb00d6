//! The collector that is measured: started by the launcher on a folder of its own, and asked by its
//! admin API.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::run::launcher;

/// The admin token of a collector that is measured.
const TOKEN: &str = "a token for benchmarks only";
/// How long it may take to be ready.
const STARTS_WITHIN: Duration = Duration::from_secs(30);
/// The interval of looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A collector that answers; it ends when it goes out of scope.
pub(crate) struct Collector {
    /// Its port on 127.0.0.1.
    pub(crate) port: u16,
    workerd: u32,
    launcher: Child,
}

impl Collector {
    /// Starts one with variables of its own and without projects.
    pub(crate) fn start(data: &Path, variables: &[(&str, &str)]) -> Result<Self> {
        let log = data.join("log");
        fs::create_dir_all(data)?;
        let file = fs::File::create(&log)?;
        let mut launcher = launcher::command();
        launcher.env("DATA_DIR", data).env("ADMIN_TOKEN", TOKEN).env("HOST", "127.0.0.1").env("PORT", "0");
        launcher.env("CSP_REPORT_PROJECT", "").env("DEMO", "0").envs(variables.iter().copied());
        launcher.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let mut child = launcher.spawn().context("cannot start node")?;
        let began = Instant::now();
        while !fs::read_to_string(&log)?.contains("Press Ctrl-C to stop") {
            if let Some(status) = child.try_wait()? {
                bail!("the collector ended ({status}): {}", fs::read_to_string(&log)?);
            }
            if began.elapsed() > STARTS_WITHIN {
                child.kill()?;
                bail!("the collector was not ready in {} s", STARTS_WITHIN.as_secs());
            }
            sleep(LOOK_EVERY);
        }
        let (workerd, port) = noted(data)?;
        Ok(Self { port, workerd, launcher: child })
    }

    /// Reads from the admin API.
    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        Ok(serde_json::from_str(&self.text(path)?)?)
    }

    /// Reads a text that need not be JSON.
    pub(crate) fn text(&self, path: &str) -> Result<String> {
        let request = ureq::get(self.address(path)).header("authorization", format!("Bearer {TOKEN}"));
        Ok(request.call()?.body_mut().read_to_string()?)
    }

    /// Changes something by the admin API.
    pub(crate) fn post(&self, path: &str, body: Value) -> Result<Value> {
        let request = ureq::post(self.address(path)).header("authorization", format!("Bearer {TOKEN}"));
        Ok(request.send_json(body)?.body_mut().read_json()?)
    }

    /// Makes a project that takes events of every origin, and gives its key.
    pub(crate) fn project(&self, name: &str) -> Result<String> {
        let made = self.post("/api/projects", json!({ "name": name, "origins": ["*"] }))?;
        Ok(made["key"].as_str().context("no key")?.to_owned())
    }

    /// The process of workerd.
    pub(crate) fn process(&self) -> u32 {
        self.workerd
    }

    fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        // workerd ends with the process that started it.
        let _ = Command::new("kill").arg(self.launcher.id().to_string()).status();
        let _ = self.launcher.wait();
    }
}

/// The process of workerd and the port, as the lock of the data folder notes them.
fn noted(data: &Path) -> Result<(u32, u16)> {
    let note = fs::read_to_string(PathBuf::from(data).join("lock"))?;
    let mut words = note.split_whitespace().skip(1);
    let workerd = words.next().context("no process is noted")?.parse()?;
    let address = words.next().context("no address is noted")?;
    let port = address.rsplit(':').next().context("no port is noted")?.parse()?;
    Ok((workerd, port))
}
