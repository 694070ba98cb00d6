//! A deployed application of `tests/stock`: by a static host, or by the server of its framework.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Result, ensure};

use crate::{free_port, package::tools, site::folder::Folder, wait::eventually};

/// A deployed application.
pub enum ServedStock {
    /// By a static host.
    Static(Folder),
    /// By the server of Next.js.
    Next(NextServer),
}

impl ServedStock {
    /// The address of its page, with the endpoint that the client of this page is set up with.
    pub fn page(&self, endpoint: &str) -> String {
        match self {
            Self::Static(folder) => folder.page("", endpoint),
            Self::Next(next) => format!("http://127.0.0.1:{}/?{}", next.port, endpoint.replace(':', "%3A")),
        }
    }
}

/// `next start`; it ends when it goes out of scope.
pub struct NextServer {
    port: u16,
    child: Child,
}

impl NextServer {
    pub(super) fn start(folder: &Path) -> Result<Self> {
        let port = free_port()?;
        let mut next = Command::new(tools::program("next"));
        next.args(["start", "--hostname", "127.0.0.1", "--port", &port.to_string()]).envs(tools::SILENCE);
        let log = folder.join("next.log");
        let to = fs::File::create(&log)?;
        next.current_dir(folder).stdin(Stdio::null()).stdout(to.try_clone()?).stderr(to);
        let mut started = Self { port, child: next.spawn()? };
        eventually("the greeting of Next.js", || {
            let said = fs::read_to_string(&log)?;
            ensure!(started.child.try_wait()?.is_none(), "it ended: {said}");
            Ok(said.contains("Ready in").then_some(()))
        })?;
        Ok(started)
    }
}

impl Drop for NextServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
