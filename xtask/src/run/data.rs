//! The data folder of a collector on one machine: the objects' databases and the admin
//! token, readable by its owner only.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{ErrorKind, Read, Seek, Write},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{run::whole_file, tools::paths};

/// Random bytes of a token that we make: nobody guesses 256 bits.
const TOKEN_BYTES: usize = 32;

/// Characters that a token must have: fewer can be guessed. The collector refuses them, too.
const LEAST_CHARACTERS: usize = 20;

/// A data folder that nobody else is using.
pub(crate) struct Data {
    pub(crate) folder: PathBuf,
    pub(crate) token: String,
    /// Where the token is kept, unless the environment gave it.
    pub(crate) token_file: Option<PathBuf>,
    lock: File,
}

impl Data {
    /// Opens the folder of `DATA_DIR`, or `./data`.
    pub(crate) fn open() -> Result<Self> {
        let folder = match std::env::var_os("DATA_DIR").filter(|path| !path.is_empty()) {
            Some(path) => std::path::absolute(path)?,
            None => paths::root().join("data"),
        };
        Self::open_at(folder)
    }

    /// Opens this folder.
    pub(crate) fn open_at(folder: PathBuf) -> Result<Self> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder.join("objects"));
        made.with_context(|| format!("cannot make the data folder {}", folder.display()))?;
        // An earlier version, or a backup that was brought back, may have left them open to others.
        for folder in [&folder, &folder.join("objects")] {
            close(folder)?;
        }
        let lock = lock(&folder)?;
        for name in ["ADMIN_TOKEN", "METRICS_TOKEN"] {
            check(&std::env::var(name).unwrap_or_default(), name)?;
        }
        let given = std::env::var("ADMIN_TOKEN").ok().filter(|token| !token.is_empty());
        let (token, token_file) = match given {
            Some(token) => (token, None),
            None => {
                let file = folder.join("admin-token");
                (kept_token(&file)?, Some(file))
            }
        };
        Ok(Self { folder, token, token_file, lock })
    }

    /// The lock, to be held by another process too.
    pub(crate) fn lock(&self) -> Result<File> {
        Ok(self.lock.try_clone()?)
    }

    /// Notes the processes that use the folder, for the message that it is in use. A full disk is no
    /// reason not to start.
    pub(crate) fn note_process(&self, workerd: u32) {
        let _ = note(&self.lock, &format!("{} {workerd}", std::process::id()));
    }
}

/// Makes a folder its owner's only; where it is somebody else's, that is for them to do.
fn close(folder: &Path) -> Result<()> {
    let mode = fs::metadata(folder)
        .with_context(|| format!("cannot look at {}", folder.display()))?
        .permissions()
        .mode();
    if mode & 0o077 != 0 && fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).is_err() {
        eprintln!("warning: others may look into {}, and its owner is another user", folder.display());
    }
    Ok(())
}

/// Refuses a token that is too short to be safe.
fn check(token: &str, what: &str) -> Result<()> {
    let characters = token.trim().chars().count();
    if (1..LEAST_CHARACTERS).contains(&characters) {
        bail!(
            "{what} has {characters} characters, which can be guessed: it must have at least {LEAST_CHARACTERS}\n\
             without one, a token is made"
        );
    }
    Ok(())
}

/// Locks the folder, or fails with the process that holds it.
fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
    let mut lock = opened.with_context(|| format!("cannot open {}", path.display()))?;
    if lock.try_lock().is_err() {
        let mut noted = String::new();
        let _ = lock.read_to_string(&mut noted);
        let who = match noted.split_whitespace().collect::<Vec<_>>().as_slice() {
            [] => String::new(),
            [starter] => format!(" (process {starter})"),
            [starter, workerd, ..] => format!(" (process {starter}, its workerd {workerd})"),
        };
        bail!("another collector{who} is using {}; stop it or set DATA_DIR", folder.display());
    }
    let _ = note(&lock, &std::process::id().to_string());
    Ok(lock)
}

fn note(mut lock: &File, text: &str) -> std::io::Result<()> {
    lock.set_len(0)?;
    lock.rewind()?;
    writeln!(lock, "{text}")
}

fn kept_token(file: &Path) -> Result<String> {
    match fs::read_to_string(file) {
        Ok(token) if token.trim().is_empty() => {
            bail!("{} is empty; remove it for a new token", file.display())
        }
        Ok(token) => {
            check(&token, &format!("the token in {}", file.display()))?;
            return Ok(token.trim().to_owned());
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
    }
    let mut bytes = [0_u8; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    whole_file::write(file, &format!("{token}\n"))?;
    Ok(token)
}
