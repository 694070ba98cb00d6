//! The data folder of a collector on one machine: the objects' databases and the admin
//! token, readable by its owner only.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::PathBuf,
};

use anyhow::{Context, Result, bail};

use crate::place;

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
            None => place::root().join("data"),
        };
        Self::open_at(folder)
    }

    /// Opens this folder.
    pub(crate) fn open_at(folder: PathBuf) -> Result<Self> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder.join("objects"));
        made.with_context(|| format!("cannot make the data folder {}", folder.display()))?;
        let lock = File::create(folder.join("lock"))?;
        if lock.try_lock().is_err() {
            bail!("another collector is using {}; stop it or set DATA_DIR", folder.display());
        }
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

fn kept_token(file: &PathBuf) -> Result<String> {
    if let Ok(token) = fs::read_to_string(file) {
        let token = token.trim().to_owned();
        if token.is_empty() {
            bail!("{} is empty; remove it for a new token", file.display());
        }
        check(&token, &format!("the token in {}", file.display()))?;
        return Ok(token);
    }
    let mut bytes = [0_u8; TOKEN_BYTES];
    getrandom::fill(&mut bytes)?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut kept = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    writeln!(kept, "{token}")?;
    Ok(token)
}
