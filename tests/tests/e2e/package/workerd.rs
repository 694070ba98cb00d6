//! `corncrake/workerd` in the real runtime: what a Worker's handler throws is sent, scrubbed, and thrown
//! on; a Worker that works sends nothing; and nothing of a request is read.

use std::{
    fs,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::{Collector, wired},
    free_port,
    http::{Response, request},
    root,
    wait::eventually,
};

const WORKER: &str = "
import { corncrake, sendEvent, meta } from 'corncrake/workerd';
meta.service = 'billing';
function charge(card) { throw new RangeError(`no card for jane.doe@example.com`); }
export default corncrake((env) => ({ endpoint: env.ENDPOINT, release: '1.4.2', origin: 'https://api.shop.example' }), {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/fails') charge();
    if (pathname === '/fails-later') await new Promise(() => { throw new TypeError('in a promise') });
    if (pathname === '/sends') sendEvent(new Error('caught by the worker'), { step: 2 });
    if (pathname === '/throws-text') throw 'no error at all';
    return new Response('fine');
  },
});
";

fn config(endpoint: &str) -> String {
    format!(
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
  modules = [
    (name = "worker.mjs", esModule = embed "worker.mjs"),
    (name = "corncrake/workerd", esModule = embed "workerd.js"),
  ],
  bindings = [(name = "ENDPOINT", text = "{endpoint}")],
);
"#
    )
}

/// A running Worker; it ends when it goes out of scope.
struct Worker {
    port: u16,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Worker {
    fn start(endpoint: &str) -> Result<Self> {
        let (folder, port) = (tempfile::tempdir()?, free_port()?);
        fs::write(folder.path().join("worker.mjs"), WORKER)?;
        fs::write(folder.path().join("config.capnp"), config(endpoint))?;
        fs::copy(root().join("client-wasm/dist/workerd.js"), folder.path().join("workerd.js"))?;
        let log = fs::File::create(folder.path().join("log"))?;
        let mut workerd = Command::new(wired::workerd()?);
        workerd.current_dir(folder.path()).args(["serve", "config.capnp"]);
        workerd.arg(format!("--socket-addr=http=127.0.0.1:{port}"));
        workerd.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = workerd.spawn().context("cannot start workerd")?;
        let mut worker = Self { port, child, _folder: folder };
        eventually("the worker", || {
            if let Some(status) = worker.child.try_wait()? {
                let log = fs::read_to_string(worker._folder.path().join("log"))?;
                anyhow::bail!("it ended ({status}): {log}");
            }
            Ok(worker.get("/").ok().filter(|answer| answer.body == "fine"))
        })?;
        Ok(worker)
    }

    fn get(&self, path: &str) -> Result<Response> {
        let headers = [("user-agent", "MarkedAgent/83.19"), ("cookie", "session=marked-cookie-83")];
        request(self.port, "GET", path, &headers, b"")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn what_a_worker_throws_is_sent_scrubbed_and_thrown_on() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("api", &["https://api.shop.example"])?;
    let worker = Worker::start(&format!("{}/v1/{key}", collector.address()))?;
    ensure!(collector.issues(&key)?.is_empty(), "a worker that works sends nothing");
    for (path, title) in [
        ("/fails?token=marked-query-83", "no card for [email]"),
        ("/fails-later", "in a promise"),
        ("/throws-text", "no error at all"),
    ] {
        let answer = worker.get(path)?;
        ensure!(answer.status == 500, "{path}: {answer:?}");
        let found = collector.wait_for_issue(&key, title)?;
        let event = &found["event"];
        ensure!(event["type"] == 1 && event["release"] == "1.4.2", "{path}: {found:#}");
        ensure!(event["meta"]["service"] == "billing", "{path}: {found:#}");
        for mark in ["marked-query-83", "MarkedAgent", "marked-cookie-83", "jane.doe"] {
            ensure!(!found.to_string().contains(mark), "{mark}: {found:#}");
        }
    }
    let thrown = collector.wait_for_issue(&key, "no card for [email]")?;
    ensure!(thrown["event"]["name"] == "RangeError", "{thrown:#}");
    ensure!(thrown["event"]["frames"][0]["function"] == "charge", "{thrown:#}");
    ensure!(worker.get("/sends")?.body == "fine");
    let sent = collector.wait_for_issue(&key, "caught by the worker")?;
    ensure!(sent["event"]["type"] == 4 && sent["event"]["meta"]["step"] == 2, "{sent:#}");
    ensure!(collector.issues(&key)?.len() == 4, "{:#?}", collector.issues(&key)?);
    Ok(())
}

#[test]
fn a_collector_that_is_gone_is_nothing_to_the_worker() -> Result<()> {
    let worker = Worker::start(&format!("http://127.0.0.1:{}/v1/abc123def45", free_port()?))?;
    for _ in 0..3 {
        ensure!(worker.get("/fails")?.status == 500 && worker.get("/")?.body == "fine");
    }
    Ok(())
}
