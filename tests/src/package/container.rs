//! The steps of `container/Containerfile`, run as they stand there in a root of its own, where this
//! machine cannot build an image: it has the programs of the machine, and nothing else of it.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::{package::installed::pack_collector, root, test_times, wait::eventually};

/// Makes the root: the machine's programs and settings, read-only, and whatever steps make.
const MAKE_ROOT: &str = r#"
set -e
mount --make-rprivate /
mount --bind "$R" "$R"
mkdir -p "$R/usr" "$R/etc" "$R/proc" "$R/dev" "$R/tmp" "$R/npm"
for name in bin sbin lib lib64; do ln -s "usr/$name" "$R/$name"; done
mount --bind -o ro /usr "$R/usr"; mount --bind -o ro /etc "$R/etc"
mount --rbind /proc "$R/proc"; mount --rbind /dev "$R/dev"; mount -t tmpfs tmpfs "$R/tmp"
mount --bind "$NPM" "$R/npm"
"#;

/// An instruction, and what follows it.
type Instruction<'a> = (&'a str, &'a str);

/// The instructions of the file, without comments.
pub fn instructions(text: &str) -> Vec<Instruction<'_>> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).collect()
}

/// A container that was started; it ends when it goes out of scope.
pub struct Container {
    folder: TempDir,
    child: Child,
}

impl Container {
    /// Whether this machine lets a test make a root for another user.
    pub fn is_possible() -> bool {
        let is_root = rustix::process::geteuid().is_root();
        is_root
            && Command::new("unshare").args(["--mount", "true"]).status().is_ok_and(|it| it.success())
            && Path::new("/usr/bin/node").exists()
    }

    /// Runs every step, and starts it on a port, read-only but for its volume and `/tmp`.
    pub fn start(port: u16) -> Result<Self> {
        test_times::begin();
        let folder = tempfile::tempdir()?;
        let tarball = pack_collector(folder.path())?;
        let script = script(&fs::read_to_string(root().join("container/Containerfile"))?, &tarball)?;
        fs::create_dir(folder.path().join("root"))?;
        let log = File::create(folder.path().join("log"))?;
        let npm = std::env::home_dir().context("no home")?.join(".npm");
        fs::create_dir_all(&npm)?;
        let mut shell = Command::new("unshare");
        shell.args(["--mount", "sh", "-c", &format!("{MAKE_ROOT}{script}")]).env_clear();
        shell
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("R", folder.path().join("root"))
            .env("NPM", npm);
        shell.env("FOLDER", folder.path()).env("OUTSIDE_PORT", port.to_string()).process_group(0);
        let child = shell.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        let mut container = Self { folder, child };
        eventually("the container's greeting", || {
            if let Some(status) = container.child.try_wait()? {
                bail!("it ended ({status}): {}", container.log()?);
            }
            Ok(container.log()?.contains("Press Ctrl-C to stop").then_some(()))
        })?;
        Ok(container)
    }

    /// Everything that steps and collector printed.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.path().join("log"))?)
    }

    /// The exit code of the health check, in the container.
    pub fn health(&self) -> Result<i32> {
        let (asked, answered) = (self.folder.path().join("ask"), self.folder.path().join("health"));
        let _ = fs::remove_file(&answered);
        fs::write(asked, "")?;
        let code = eventually("the health check", || {
            Ok(fs::read_to_string(&answered).ok().filter(|code| code.ends_with('\n')))
        })?;
        Ok(code.trim().parse()?)
    }

    /// The process that was started in it.
    pub fn process(&self) -> Result<Pid> {
        let pid = fs::read_to_string(self.folder.path().join("pid"))?;
        Pid::from_raw(pid.trim().parse()?).context("no pid")
    }

    /// Stops it by the signal of the file, and gives its exit code.
    pub fn stop(&mut self) -> Result<i32> {
        kill_process(self.process()?, Signal::TERM)?;
        self.child.wait()?.code().context("it was killed")
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.stop();
        }
    }
}

/// The steps as a script for the shell in which the root was made.
fn script(containerfile: &str, tarball: &Path) -> Result<String> {
    let (mut script, mut folder, mut user) = (String::new(), "/".to_owned(), "0:0".to_owned());
    let mut variables =
        "PATH=/usr/bin:/bin HOME=/tmp npm_config_cache=/npm npm_config_prefer_offline=true".to_owned();
    let (mut health, mut entry, mut arguments) = (String::new(), String::new(), String::new());
    let line = |list: &str| -> Result<String> {
        let words: Vec<String> = serde_json::from_str(list).with_context(|| list.to_owned())?;
        Ok(words.iter().map(|word| format!("'{}' ", word.replace('\'', r"'\''"))).collect())
    };
    let inside = |user: &str, variables: &str, folder: &str, command: &str| {
        format!(
            "chroot --userspec={user} \"$R\" /usr/bin/env -i {variables} sh -c 'cd {folder} && exec \"$@\"' sh {command}"
        )
    };
    for (instruction, rest) in instructions(containerfile) {
        match instruction {
            "FROM" => ensure!(rest.contains("node:") && rest.ends_with("-slim"), "{rest}"),
            "WORKDIR" => {
                folder = rest.to_owned();
                script += &format!("mkdir -p \"$R{rest}\"\n");
            }
            "COPY" => {
                let target = rest.split_whitespace().last().context("no target")?;
                script += &format!("cp '{}' \"$R{target}\"\n", tarball.display());
            }
            "RUN" => {
                let step = format!("sh -c '{}'", rest.replace('\'', r"'\''"));
                script += &format!("{}\n", inside(&user, &variables, &folder, &step));
            }
            "USER" => rest.clone_into(&mut user),
            "ENV" => variables += &format!(" {rest}"),
            "VOLUME" => script += &format!("mount --bind \"$R{rest}\" \"$R{rest}\"\n"),
            "HEALTHCHECK" => health = line(rest.split_once("CMD ").context("no command")?.1)?,
            "ENTRYPOINT" => entry = line(rest)?,
            "CMD" => arguments = line(rest)?,
            "STOPSIGNAL" => ensure!(rest == "SIGTERM", "{rest}"),
            "EXPOSE" => {}
            other => bail!("this does not know {other}"),
        }
    }
    // As `--env PORT=`: several may run here at once.
    variables += " PORT=$OUTSIDE_PORT";
    let start = inside(&user, &variables, &folder, &format!("{entry}{arguments}"));
    let health = inside(&user, &variables, &folder, &health);
    Ok(format!(
        "{script}umount \"$R/npm\"\nmount -o remount,bind,ro \"$R\"\nset +e\n{start} &\necho $! > \"$FOLDER/pid\"\n\
         while kill -0 $! 2>/dev/null; do\n  if rm \"$FOLDER/ask\" 2>/dev/null; then\n    {health}\n    \
         echo $? > \"$FOLDER/health\"\n  fi\n  sleep 0.1\ndone\nwait $!\n"
    ))
}

/// The folder of the container's files.
pub fn folder() -> PathBuf {
    root().join("container")
}
