//! A wired collector shortly before a midnight that comes by itself: its process's clock stands
//! below the build, and the alarms that ring are the runtime's own.

use anyhow::{Result, ensure};
use corncrake_core::time::{DAY_MS, UnixMillis, UtcDay};
use tempfile::TempDir;

use crate::{
    collector::{
        clock::Clock,
        wired::{Salt, WiredCollector},
    },
    inspect::database::rows,
    wait::eventually,
};

/// The day that ends; it is not today.
pub const ENDING: UtcDay = UtcDay(20_779);
/// The time before midnight at which the clock begins: what a test does fits, on a busy machine too.
const BEFORE_MS: i64 = 40_000;

/// A collector with its clock.
pub struct NightCollector {
    /// The collector.
    pub wired: WiredCollector,
    clock: Clock,
    /// Goes last: the process writes to it until it ends.
    _folder: TempDir,
}

impl NightCollector {
    /// Starts one on the evening of `ENDING`.
    pub fn start() -> Result<Self> {
        let clock = Clock::new()?;
        clock.set(UnixMillis(ENDING.next().start().0 - BEFORE_MS))?;
        let variables = clock.variables();
        let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, &**value)).collect();
        let folder = tempfile::tempdir()?;
        let wired = WiredCollector::start_in(folder.path().to_owned(), Salt::Memory, &variables)?;
        Ok(Self { wired, clock, _folder: folder })
    }

    /// Fails where the day has ended meanwhile.
    pub fn is_evening(&self) -> Result<()> {
        ensure!(self.clock.now()? < ENDING.next().start(), "this machine is too slow for the test");
        Ok(())
    }

    /// Sends nothing until midnight is over and the alarms of all projects have done their work.
    pub fn pass(&self) -> Result<()> {
        self.pass_with(|| Ok(()))
    }

    /// The same with visitors, so that objects stay awake, which are put to sleep after some seconds.
    pub fn pass_with(&self, visit: impl Fn() -> Result<()>) -> Result<()> {
        self.is_evening()?;
        let folder = self.wired.data("objects").join("corncrake-project");
        let is_coarse = format!("coarse WHERE day * {DAY_MS} > {}", ENDING.start().0);
        eventually("the night's work to be done", || {
            visit()?;
            let mut hashes = 0;
            for table in ["session", "issue_session", "release_session", "report"] {
                hashes += rows(&folder, &format!("{table} WHERE day <= {}", ENDING.0))?;
            }
            let all = rows(&folder, "today")?;
            let is_over = self.clock.now()? > ENDING.next().start() && hashes == 0;
            Ok((is_over && rows(&folder, &is_coarse)? == all).then_some(()))
        })
    }
}
