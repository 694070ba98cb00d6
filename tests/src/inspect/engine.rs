//! The runtime's own SQLite without the collector: one object that does what SQL it is sent, so
//! that a test sees what the engine itself can be made to do.

use std::{
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::{collector::wired::workerd, free_port, http::request, wait::eventually};

const CONFIG: &str = r#"using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), (name = "objects", disk = (writable = true))],
  sockets = [(name = "http", http = (), service = "main")],
);
const main :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [(name = "main.mjs", esModule = embed "main.mjs")],
  bindings = [(name = "TABLES", durableObjectNamespace = "Tables")],
  durableObjectNamespaces = [(className = "Tables", uniqueKey = "tables", enableSql = true)],
  durableObjectStorage = (localDisk = "objects"),
);
"#;

const MODULE: &str = r#"import { DurableObject } from "cloudflare:workers";
export class Tables extends DurableObject {
  async fetch(request) {
    try {
      return Response.json(this.ctx.storage.sql.exec(await request.text()).toArray());
    } catch (error) {
      return Response.json({ error: String(error) });
    }
  }
}
export default { fetch: (request, env) => env.TABLES.getByName("only").fetch(request) };
"#;

/// A running engine; it is killed when it goes out of scope.
pub struct PlainEngine {
    port: u16,
    folder: TempDir,
    child: Child,
}

impl PlainEngine {
    /// Starts one with an empty database.
    pub fn start() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("objects"))?;
        fs::write(folder.path().join("config.capnp"), CONFIG)?;
        fs::write(folder.path().join("main.mjs"), MODULE)?;
        let port = free_port()?;
        let mut command = Command::new(workerd()?);
        command.current_dir(folder.path()).args(["serve", "config.capnp"]);
        command.arg(format!("--socket-addr=http=127.0.0.1:{port}"));
        command.arg(format!("--directory-path=objects={}", folder.path().join("objects").display()));
        let child = command.stdin(Stdio::null()).spawn().context("cannot start workerd")?;
        let engine = Self { port, folder, child };
        eventually("the engine", || Ok(engine.exec("SELECT 1 AS one").ok()))?;
        Ok(engine)
    }

    /// The rows of a statement, or an object with an `error`.
    pub fn exec(&self, sql: &str) -> Result<Value> {
        Ok(request(self.port, "POST", "/", &[], sql.as_bytes())?.json())
    }

    /// The folder of its database.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().join("objects/tables")
    }

    /// Ends it kindly, so that it closes its database and writes the log back.
    pub fn stop(&mut self) -> Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).context("no pid")?;
        kill_process(pid, Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for PlainEngine {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
