//! A Worker of somebody else's in the real runtime: its modules, its variables, and its log.

use std::{
    fs,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tempfile::TempDir;

use crate::{collector::wired, free_port, wait::eventually};

/// A running Worker; it ends when it goes out of scope.
pub struct Worker {
    /// Its port on 127.0.0.1.
    pub port: u16,
    child: Child,
    folder: TempDir,
}

impl Worker {
    /// Starts one of modules, the first of them its entry, each by its name and its text; with variables.
    pub fn start(modules: &[(&str, &str)], variables: &[(&str, &str)]) -> Result<Self> {
        let (folder, port) = (tempfile::tempdir()?, free_port()?);
        let mut listed = Vec::new();
        for (number, (name, text)) in modules.iter().enumerate() {
            let file = format!("module{number}.mjs");
            fs::write(folder.path().join(&file), text)?;
            listed.push(format!("(name = {}, esModule = embed \"{file}\")", json!(name)));
        }
        let bound: Vec<String> = variables
            .iter()
            .map(|(name, value)| format!("(name = {}, text = {})", json!(name), json!(value)))
            .collect();
        let config = format!(
            r#"using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private", "local"])),
  ],
  sockets = [(name = "http", http = (), service = "main")],
);
const main :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [{}],
  bindings = [{}],
);
"#,
            listed.join(", "),
            bound.join(", ")
        );
        fs::write(folder.path().join("config.capnp"), config)?;
        let log = fs::File::create(folder.path().join("log"))?;
        let mut workerd = Command::new(wired::workerd()?);
        workerd.current_dir(folder.path()).args(["serve", "--verbose", "config.capnp"]);
        workerd.arg(format!("--socket-addr=http=127.0.0.1:{port}"));
        workerd.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = workerd.spawn().context("cannot start workerd")?;
        let mut worker = Self { port, child, folder };
        eventually("the worker", || {
            if let Some(status) = worker.child.try_wait()? {
                bail!("it ended ({status}): {}", worker.log()?);
            }
            Ok(std::net::TcpStream::connect(("127.0.0.1", port)).ok())
        })?;
        Ok(worker)
    }

    /// Everything that it and the runtime have logged.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.path().join("log"))?)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
