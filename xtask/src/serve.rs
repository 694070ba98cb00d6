//! A running collector: plain workerd on a data folder, and its end.

use std::{
    net::{SocketAddr, TcpListener},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

use crate::{command::command, data::Data, place};

/// How long workerd may take to serve: it is up in a tenth of a second.
const STARTS_WITHIN: Duration = Duration::from_secs(30);
/// How long workerd may finish what it is answering before it is killed.
const STOPS_WITHIN: Duration = Duration::from_secs(3);
/// How long one look may take.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);
/// How often is looked.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A collector that answers.
pub(crate) struct Collector {
    pub(crate) address: String,
    pub(crate) port: u16,
    token: String,
    child: Child,
}

impl Collector {
    /// Starts one on the port of `PORT`, or 8787, with variables of its own.
    pub(crate) fn start(data: &Data, variables: &[(&str, &str)]) -> Result<Self> {
        let port = match std::env::var("PORT").ok().filter(|port| !port.is_empty()) {
            Some(port) => port.parse().with_context(|| format!("PORT={port} is no port"))?,
            None => 8787_u16,
        };
        Self::start_on(data, port, variables)
    }

    /// Starts one on a port, or on a free one where it is 0, with variables of its own.
    pub(crate) fn start_on(data: &Data, port: u16, variables: &[(&str, &str)]) -> Result<Self> {
        let port = match port {
            0 => TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port(),
            port => port,
        };
        let socket = SocketAddr::from(([127, 0, 0, 1], port));
        if let Err(error) = TcpListener::bind(socket) {
            bail!("cannot listen on {socket}: {error}\nstop what listens there or set PORT");
        }
        let mut workerd = command(workerd()?);
        workerd
            .current_dir(place::build().join("collector"))
            .args(["serve", "workerd.capnp"])
            .arg(format!("--socket-addr=http={socket}"))
            .arg(format!("--directory-path=objects={}", data.folder.join("objects").display()))
            .env("ADMIN_TOKEN", &data.token)
            .envs(variables.iter().copied())
            // Ctrl-C is for us alone: we let it finish what it is answering.
            .process_group(0)
            // It holds the folder's lock as long as it runs, even where we are killed.
            .stdin(Stdio::from(data.lock()?));
        let child = workerd.spawn().context("cannot start workerd")?;
        let address = format!("http://{socket}");
        let mut collector = Self { address, port, token: data.token.clone(), child };
        collector.wait_until_healthy()?;
        Ok(collector)
    }

    fn wait_until_healthy(&mut self) -> Result<()> {
        let health = format!("{}/health", self.address);
        let began = Instant::now();
        let look = || ureq::get(&health).config().timeout_global(Some(ANSWERS_WITHIN)).build().call();
        while look().is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("workerd ended while it started ({status})");
            }
            if began.elapsed() > STARTS_WITHIN {
                self.stop()?;
                bail!("the collector did not become healthy in {} s", STARTS_WITHIN.as_secs());
            }
            sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// Asks the admin API.
    pub(crate) fn get(&self, path: &str) -> Result<serde_json::Value> {
        let request = ureq::get(format!("{}{path}", self.address));
        Ok(request.header("authorization", self.bearer()).call()?.body_mut().read_json()?)
    }

    /// Asks for what is no JSON.
    pub(crate) fn text(&self, path: &str) -> Result<String> {
        let request = ureq::get(format!("{}{path}", self.address));
        Ok(request.header("authorization", self.bearer()).call()?.body_mut().read_to_string()?)
    }

    /// The process of workerd.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Tells the admin API.
    pub(crate) fn post(&self, path: &str, body: serde_json::Value) -> Result<serde_json::Value> {
        let request = ureq::post(format!("{}{path}", self.address));
        Ok(request.header("authorization", self.bearer()).send_json(body)?.body_mut().read_json()?)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Whether it ended by itself.
    pub(crate) fn ended(&mut self) -> Result<Option<std::process::ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Ends it: first kindly, so that open requests are answered, then for good.
    pub(crate) fn stop(&mut self) -> Result<()> {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, Signal::TERM);
        }
        let began = Instant::now();
        while self.child.try_wait()?.is_none() {
            if began.elapsed() > STOPS_WITHIN {
                self.child.kill()?;
                self.child.wait()?;
            }
            sleep(LOOK_EVERY);
        }
        Ok(())
    }
}

/// No failure of ours leaves one behind.
impl Drop for Collector {
    fn drop(&mut self) {
        let _ = self.stop();
    }
}

/// The program itself: npm's launcher would stand between us and its signals.
pub(crate) fn workerd() -> Result<PathBuf> {
    let folder = place::root().join("node_modules/@cloudflare");
    let packages = std::fs::read_dir(&folder).context("workerd is not installed; run npm start")?;
    packages
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("workerd-"))
        .map(|entry| entry.path().join("bin/workerd"))
        .find(|path| path.is_file())
        .context("there is no workerd for this machine in node_modules")
}
