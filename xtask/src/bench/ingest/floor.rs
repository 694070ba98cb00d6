//! The floors: two JavaScript Workers on the same workerd, one that does nothing and one that
//! only writes (`tests/benches/ingest`).

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
    run::launcher,
    tools::{command::command, paths},
};

/// How long workerd may take to serve: it is up in a tenth of a second.
const STARTS_WITHIN: Duration = Duration::from_secs(30);
/// The interval of looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Both Workers, in one process of workerd.
pub(super) struct Floor {
    /// The port of the Worker that does nothing.
    pub(super) trivial: u16,
    /// The port of the Worker that writes.
    pub(super) write: u16,
    child: Child,
}

impl Floor {
    /// Starts both, with their database in a folder.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        let free = || -> Result<u16> { Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port()) };
        let (trivial, write) = (free()?, free()?);
        let objects = folder.join("floor");
        fs::create_dir(&objects)?;
        let mut workerd = command(launcher::workerd()?);
        workerd
            .current_dir(paths::root().join("tests/benches/ingest"))
            .args(["serve", "floor.capnp"])
            .arg(format!("--socket-addr=trivial=127.0.0.1:{trivial}"))
            .arg(format!("--socket-addr=write=127.0.0.1:{write}"))
            .arg(format!("--directory-path=objects={}", objects.display()))
            .stdin(Stdio::null());
        let mut floor = Self { trivial, write, child: workerd.spawn()? };
        floor.wait_until_it_answers()?;
        Ok(floor)
    }

    fn wait_until_it_answers(&mut self) -> Result<()> {
        let began = Instant::now();
        while ureq::get(format!("http://127.0.0.1:{}", self.trivial)).call().is_err() {
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

impl Drop for Floor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
