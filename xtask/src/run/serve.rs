//! A running collector: plain workerd on a data folder, and its end.

use std::{
    io,
    os::{
        fd::{AsFd, AsRawFd},
        unix::process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use rustix::{
    io::{FdFlags, fcntl_setfd},
    process::{Pid, Signal, getpid, getppid, kill_process, set_parent_process_death_signal},
};
use serde_json::{Value, json};

use crate::{
    run::{data::Data, socket::ListeningSocket},
    tools::{command::command, paths},
};

/// How long workerd may take to serve: it is up in a tenth of a second.
const STARTS_WITHIN: Duration = Duration::from_secs(30);
/// How long workerd may finish what it is answering before it is killed.
const STOPS_WITHIN: Duration = Duration::from_secs(3);
/// How long one look may take.
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);
/// How long the day may take to begin in all projects; what is left then goes on all the same.
const MAINTAINS_WITHIN: Duration = Duration::from_secs(60);
/// The interval of looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// A collector that answers.
pub(crate) struct Collector {
    pub(crate) address: String,
    pub(crate) port: u16,
    token: String,
    child: Child,
}

impl Collector {
    /// Starts one that takes over a socket, with variables of its own.
    pub(crate) fn start(data: &Data, listening: ListeningSocket, variables: &[(&str, &str)]) -> Result<Self> {
        let program = workerd()?;
        let mut workerd = command(&program);
        workerd
            .current_dir(paths::build().join("collector"))
            .args(["serve", "workerd.capnp"])
            .arg(format!("--directory-path=objects={}", data.folder.join("objects").display()))
            .env("ADMIN_TOKEN", &data.token)
            .envs(variables.iter().copied())
            // Ctrl-C is for us alone: we let it finish what it is answering.
            .process_group(0)
            // It holds the folder's lock as long as it runs, even where we are killed.
            .stdin(Stdio::from(data.lock()?));
        let (address, port) = (listening.address(), listening.at.port());
        hand_over(&mut workerd, &listening)?;
        let child = workerd.spawn().map_err(|error| cannot_start(&program, &error))?;
        // From now on it is the runtime's alone.
        drop(listening);
        let mut collector = Self { address, port, token: data.token.clone(), child };
        data.note_process(collector.process());
        collector.wait_until_healthy(data)?;
        Ok(collector)
    }

    /// Waits until it stores; or, on a disk that is full, until it can be looked at.
    fn wait_until_healthy(&mut self, data: &Data) -> Result<()> {
        let health = format!("{}/health", self.address);
        let began = Instant::now();
        loop {
            let look = ureq::get(&health).config().timeout_global(Some(ANSWERS_WITHIN));
            if let Ok(mut answer) = look.http_status_as_error(false).build().call() {
                let error = answer.body_mut().read_json::<Value>().unwrap_or_default()["error"].take();
                let message = error["message"].as_str().unwrap_or_default();
                match error["code"].as_str() {
                    _ if answer.status() == 200 => return Ok(()),
                    Some("disk_full") => {
                        eprintln!("warning: {message} ({})", data.folder.display());
                        return Ok(());
                    }
                    Some(_) => bail!("the collector cannot use {}: {message}", data.folder.display()),
                    None => {}
                }
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("workerd ended while it started ({status}); what it said stands above");
            }
            if began.elapsed() > STARTS_WITHIN {
                self.stop()?;
                bail!("the collector did not become healthy in {} s", STARTS_WITHIN.as_secs());
            }
            sleep(LOOK_EVERY);
        }
    }

    /// Begins the day in every project: the rows of past days are deleted without a visitor.
    pub(crate) fn maintain(&self) -> Result<()> {
        let request = ureq::post(format!("{}/api/maintenance", self.address));
        let request = request.config().timeout_global(Some(MAINTAINS_WITHIN)).build();
        let done: Value =
            request.header("authorization", self.bearer()).send_json(json!({}))?.body_mut().read_json()?;
        match done["failed"].as_u64() {
            Some(0) => Ok(()),
            _ => Err(anyhow!("the day could not begin in every project: {done}; the log says why")),
        }
    }

    /// Reads from the admin API.
    pub(crate) fn get(&self, path: &str) -> Result<Value> {
        let request = ureq::get(format!("{}{path}", self.address));
        Ok(request.header("authorization", self.bearer()).call()?.body_mut().read_json()?)
    }

    /// Reads a text that is not JSON.
    pub(crate) fn text(&self, path: &str) -> Result<String> {
        let request = ureq::get(format!("{}{path}", self.address));
        Ok(request.header("authorization", self.bearer()).call()?.body_mut().read_to_string()?)
    }

    /// The process of workerd.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Tells the admin API.
    pub(crate) fn post(&self, path: &str, body: Value) -> Result<Value> {
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

/// Gives the runtime a socket that is bound already, and has it end with us, however we end: a
/// runtime without us would serve on with nobody to stop it.
fn hand_over(workerd: &mut Command, listening: &ListeningSocket) -> Result<()> {
    let socket = listening.socket.as_fd().try_clone_to_owned()?;
    workerd.arg(format!("--socket-fd=http={}", socket.as_raw_fd()));
    let own = getpid();
    let prepare = move || {
        fcntl_setfd(&socket, FdFlags::empty())?;
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // We may have ended before that was set.
        if getppid() == Some(own) { Ok(()) } else { Err(io::Error::other("the starter has ended")) }
    };
    // SAFETY: between fork and exec only system calls are made, without memory or locks.
    unsafe { workerd.pre_exec(prepare) };
    Ok(())
}

/// Why a program that is there does not start.
fn cannot_start(program: &Path, error: &io::Error) -> anyhow::Error {
    let path = program.display();
    match error.kind() {
        io::ErrorKind::NotFound if program.exists() => anyhow!(
            "cannot start {path}: the loader that this binary names is missing; it is made for Linux with \
             glibc, such as Debian, and not for musl (Alpine)"
        ),
        io::ErrorKind::PermissionDenied => {
            anyhow!("cannot start {path}: {error}; is its file executable, and its file system not `noexec`?")
        }
        _ => anyhow!("cannot start {path}: {error}"),
    }
}

/// The program itself: npm's launcher would stand between us and its signals.
pub(crate) fn workerd() -> Result<PathBuf> {
    let folder = paths::root().join("node_modules/@cloudflare");
    let packages = std::fs::read_dir(&folder).context("workerd is not installed; run npm start")?;
    packages
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("workerd-"))
        .map(|entry| entry.path().join("bin/workerd"))
        .find(|path| path.is_file())
        .context("there is no workerd for this machine in node_modules")
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use super::*;

    #[test]
    fn a_program_without_its_loader_is_told_from_one_that_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("workerd");
        let said = |program: &Path| {
            let error = Command::new(program).spawn().unwrap_err();
            cannot_start(program, &error).to_string()
        };
        let missing = said(&program);
        assert!(missing.contains("workerd") && !missing.contains("musl"), "{missing}");
        // A script's interpreter is looked for as a binary's loader is.
        fs::write(&program, "#!/no/such/loader\n").unwrap();
        let denied = said(&program);
        assert!(denied.contains("executable"), "{denied}");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
        let without = said(&program);
        assert!(without.contains("loader") && without.contains("musl"), "{without}");
    }
}
