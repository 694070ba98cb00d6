//! A deployed application of `tests/stock` or `tests/frameworks`: by a static host, or by a server of its own.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::{free_port, package::tools, site::folder::Folder, wait::eventually};

/// A deployed application.
pub enum ServedStock {
    /// By a static host.
    Static(Folder),
    /// By the server of its framework.
    Own(AppServer),
}

impl ServedStock {
    /// The address of its page, with the endpoint that the client of this page is set up with.
    pub fn page(&self, endpoint: &str) -> String {
        match self {
            Self::Static(folder) => folder.page("", endpoint),
            Self::Own(server) => format!("{}/?{}", server.origin(), endpoint.replace(':', "%3A")),
        }
    }
}

/// The server of an application; it ends, with what it started, when it goes out of scope.
pub struct AppServer {
    /// Its port on 127.0.0.1.
    pub port: u16,
    child: Child,
    log: PathBuf,
}

impl AppServer {
    /// Starts it by a tool of the tests' packages or by `node`, and waits until it prints a word.
    pub(super) fn start(folder: &Path, line: &[&str], ready: &str) -> Result<Self> {
        Self::start_with(folder, line, ready, &[])
    }

    /// The same with variables in its environment.
    pub(crate) fn start_with(
        folder: &Path,
        line: &[&str],
        ready: &str,
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let port = free_port()?;
        let (tool, args) = line.split_first().context("nothing starts it")?;
        let mut server = Command::new(tools::program(tool));
        server
            .args(args)
            .envs(tools::SILENCE)
            .envs(variables.iter().copied())
            .envs([("PORT", port.to_string().as_str()), ("HOST", "127.0.0.1")]);
        let log = folder.join("server.log");
        let to = fs::File::create(&log)?;
        server.current_dir(folder).stdin(Stdio::null()).stdout(to.try_clone()?).stderr(to).process_group(0);
        let mut started = Self { port, child: server.spawn()?, log };
        eventually("the greeting of the application", || {
            let said = started.log()?;
            ensure!(started.child.try_wait()?.is_none(), "it ended: {said}");
            Ok(said.contains(ready).then_some(()))
        })?;
        Ok(started)
    }

    /// Its origin.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Everything that it printed.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(&self.log)?)
    }
}

impl Drop for AppServer {
    fn drop(&mut self) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.child.wait();
    }
}
