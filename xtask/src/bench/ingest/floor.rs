//! The floors: three Workers on the same workerd, one that does nothing, one that only writes, and one
//! that counts for an issue and keeps, each in JavaScript and in Rust (`tests/benches/ingest`).

use std::{
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{
    build::{collector, wasm},
    run::launcher,
    tools::{command::command, paths},
};

/// How long workerd may take to serve: it is up in a tenth of a second.
const STARTS_WITHIN: Duration = Duration::from_secs(30);
/// The interval of looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The sockets of `floor.capnp`, with what the table calls each.
pub(super) const FLOORS: [(&str, &str); 6] = [
    ("trivial", "trivial"),
    ("write", "write"),
    ("keep", "keep"),
    ("rust-trivial", "trivial, in Rust"),
    ("rust-write", "write, in Rust"),
    ("rust-keep", "keep, in Rust"),
];

/// The Workers, in one process of workerd.
pub(super) struct Floor {
    /// The port of each, in the order of `FLOORS`.
    pub(super) ports: [u16; FLOORS.len()],
    child: Child,
}

impl Floor {
    /// Builds and starts them, with their databases in a folder.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        let workers = folder.join("floor");
        build(&workers)?;
        let mut ports = [0; FLOORS.len()];
        let objects = folder.join("floor-objects");
        fs::create_dir(&objects)?;
        let mut workerd = command(launcher::workerd()?);
        workerd.current_dir(&workers).args(["serve", "floor.capnp"]).stdin(Stdio::null());
        for (port, (socket, _)) in ports.iter_mut().zip(FLOORS) {
            *port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
            workerd.arg(format!("--socket-addr={socket}=127.0.0.1:{port}"));
        }
        workerd.arg(format!("--directory-path=objects={}", objects.display()));
        let mut floor = Self { ports, child: workerd.spawn()? };
        floor.wait_until_it_answers()?;
        Ok(floor)
    }

    fn wait_until_it_answers(&mut self) -> Result<()> {
        let began = Instant::now();
        while ureq::get(format!("http://127.0.0.1:{}", self.ports[0])).call().is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("the floor's workerd ended while it started ({status})");
            }
            if began.elapsed() > STARTS_WITHIN {
                bail!("the floor did not answer in {} s", STARTS_WITHIN.as_secs());
            }
            sleep(LOOK_EVERY);
        }
        Ok(())
    }

    /// The process of workerd.
    pub(super) fn process(&self) -> u32 {
        self.child.id()
    }
}

/// Builds the floor in Rust into a folder, as the collector is built, beside the scripts of the others.
fn build(out: &Path) -> Result<()> {
    let (raw, glue) = (wasm::compile("corncrake-floor", "collector", &[], &[])?, out.join("glue"));
    fs::create_dir_all(&glue)?;
    let source = paths::root().join("tests/benches/ingest");
    collector::bind_module(&raw, &glue)?;
    fs::copy(source.join("rust/entry.mjs"), glue.join("entry.mjs"))?;
    for file in ["keep.mjs", "write.mjs"] {
        fs::copy(source.join(file), glue.join(file))?;
    }
    collector::bundle(&glue, out)?;
    for file in ["floor.capnp", "trivial.mjs", "keep.mjs", "write.mjs"] {
        fs::copy(source.join(file), out.join(file))?;
    }
    Ok(())
}

impl Drop for Floor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
