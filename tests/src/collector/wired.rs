//! A collector whose runtime is wired for a test: plain workerd with the very modules that
//! were built, below them a clock that can be set and a module that traps on request
//! (`tests/wired`), beside them what only the edge has: KV, and the country of a request.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    collector::TOKEN,
    free_port,
    http::{Response, request},
    root, test_times,
    wait::eventually,
};

/// A running collector; it is killed when it goes out of scope.
pub struct WiredCollector {
    /// Its port on 127.0.0.1.
    pub port: u16,
    folder: PathBuf,
    /// Unless its folder is kept.
    temporary: Option<TempDir>,
    variables: Vec<(String, String)>,
    child: Child,
}

/// Where it keeps the salt.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Salt {
    /// In memory, as on one machine.
    Memory,
    /// In two halves, as at the edge.
    Halves,
}

impl WiredCollector {
    /// Starts one with nothing in it, that believes `X-Real-IP`.
    pub fn start(salt: Salt) -> Result<Self> {
        Self::start_with(salt, &[])
    }

    /// Starts one with variables of its own.
    pub fn start_with(salt: Salt, variables: &[(&str, &str)]) -> Result<Self> {
        let temporary = tempfile::tempdir()?;
        let mut wired = Self::start_in(temporary.path().to_owned(), salt, variables)?;
        wired.temporary = Some(temporary);
        Ok(wired)
    }

    /// Starts one in a folder that is kept, with what was left there, and variables of its own.
    pub fn start_in(folder: PathBuf, salt: Salt, variables: &[(&str, &str)]) -> Result<Self> {
        test_times::begin();
        let built = root().join("build/collector");
        for data in ["objects", "kv"] {
            fs::create_dir_all(folder.join(data))?;
        }
        fs::copy(built.join("entry.mjs"), folder.join("built.mjs"))?;
        fs::copy(built.join("index_bg.wasm"), folder.join("index_bg.wasm"))?;
        for file in ["entry.mjs", "doors.mjs", "jurisdictions.mjs"] {
            fs::copy(root().join("tests/wired").join(file), folder.join(file))?;
        }
        let config = fs::read_to_string(built.join("workerd.capnp"))?;
        let mut wired = wire(&config, salt)?;
        if folder.join("trusted.pem").exists() {
            // Private hosts whose certificate only a test trusts.
            let trusted = "trustBrowserCas = true, trustedCertificates = [embed \"trusted.pem\"]";
            wired = wired.replace("trustBrowserCas = true", trusted);
        }
        if folder.join("mail-binding.mjs").exists() {
            // A binding of the shape of Cloudflare's Email Service, by a module of the test's.
            wired = with_mail_binding(&wired)?;
        }
        fs::write(folder.join("workerd.capnp"), wired)?;
        let variables = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<Vec<_>>();
        let port = free_port()?;
        let child = spawn(port, &folder, &variables)?;
        let mut wired = Self { port, folder, temporary: None, variables, child };
        wired.wait_until_healthy()?;
        Ok(wired)
    }

    fn wait_until_healthy(&mut self) -> Result<()> {
        eventually("a healthy collector", || {
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("it ended ({status}): {}", self.log()?);
            }
            let health = request(self.port, "GET", "/health", &[], b"");
            Ok(health.ok().filter(|answer| answer.status == 200))
        })?;
        Ok(())
    }

    /// Sends a request; an answer of any status is an answer.
    pub fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Response> {
        request(self.port, method, path, headers, body)
    }

    /// Reads from the admin API.
    pub fn get(&self, path: &str) -> Result<Value> {
        let answer = self.request("GET", path, &[("authorization", &bearer())], b"")?;
        ensure!(answer.status == 200, "GET {path}: {} {}", answer.status, answer.body);
        Ok(answer.json())
    }

    /// Changes something by the admin API.
    pub fn change(&self, method: &str, path: &str, body: &Value) -> Result<Response> {
        let headers = [("authorization", &*bearer()), ("content-type", "application/json")];
        self.request(method, path, &headers, body.to_string().as_bytes())
    }

    /// Makes a project of every origin and gives its key.
    pub fn project(&self) -> Result<String> {
        let body = json!({ "name": "shop", "origins": ["*"] }).to_string();
        let answer =
            self.request("POST", "/api/projects", &[("authorization", &bearer())], body.as_bytes())?;
        Ok(answer.json()["key"].as_str().with_context(|| format!("no key: {answer:?}"))?.to_owned())
    }

    /// Sends an event of a visitor with this User-Agent.
    pub fn event(&self, key: &str, user_agent: &str, name: &str) -> Result<Response> {
        let body = json!({ "type": 1, "name": name, "message": "m" }).to_string();
        self.request("POST", &format!("/v1/{key}/event"), &sender(user_agent), body.as_bytes())
    }

    /// Sessions of each hour that has any.
    pub fn sessions(&self, key: &str) -> Result<Vec<u64>> {
        let series = self.get(&format!("/api/projects/{key}/sessions?interval=day"))?;
        let days = series["series"].as_array().context("no series")?;
        Ok(days.iter().filter_map(|day| day["sessions"].as_u64()).filter(|sessions| *sessions > 0).collect())
    }

    /// Sets the doors of `tests/wired`, and gives their state.
    pub fn doors(&self, set: &Value) -> Result<Value> {
        Ok(self.request("POST", "/doors", &[], set.to_string().as_bytes())?.json())
    }

    /// The runs of 32 random bytes that it was given since it started: the secret of its
    /// keys, then salts or halves of them.
    pub fn random_bytes(&self) -> Result<Vec<[u8; 32]>> {
        let doors = self.doors(&json!({}))?;
        let all = doors["random"].as_array().context("no random bytes")?;
        all.iter().map(|hex| unhex(hex.as_str().unwrap_or_default())).collect()
    }

    /// Has the alarm of an object ring.
    pub fn ring(&self, binding: &str, name: &str) -> Result<()> {
        let answer = self.request("POST", &format!("/doors/alarm/{binding}/{name}"), &[], b"")?;
        ensure!(answer.body == "rang", "{answer:?}");
        Ok(())
    }

    /// The folder of its databases and of its KV.
    pub fn data(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Everything that it logged.
    pub fn log(&self) -> Result<String> {
        Ok(fs::read_to_string(self.folder.join("log"))?)
    }

    /// Its process.
    pub fn pid(&self) -> Result<Pid> {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).context("no pid")
    }

    /// Ends it kindly, so that it closes its databases.
    pub fn stop(&mut self) -> Result<()> {
        kill_process(self.pid()?, Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }

    /// Kills it, and starts again on the same data: every object is evicted.
    pub fn kill_and_restart(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        self.child = spawn(self.port, &self.folder, &self.variables)?;
        self.wait_until_healthy()
    }
}

impl Drop for WiredCollector {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn unhex(hex: &str) -> Result<[u8; 32]> {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2).context("no hex")?, 16)?;
    }
    Ok(bytes)
}

/// The headers of a visitor.
pub fn sender(user_agent: &str) -> [(&str, &str); 3] {
    [("origin", "https://shop.example"), ("user-agent", user_agent), ("content-type", "text/plain")]
}

/// What the admin API takes.
pub fn bearer() -> String {
    format!("Bearer {TOKEN}")
}

/// Puts the doors, KV and the country into the configuration that is built.
fn wire(config: &str, salt: Salt) -> Result<String> {
    let assets = root().join("build/assets");
    let changes = [
        (
            "(name = \"index_bg.wasm\"".to_owned(),
            "(name = \"doors.mjs\", esModule = embed \"doors.mjs\"),\n\
             (name = \"jurisdictions.mjs\", esModule = embed \"jurisdictions.mjs\"),\n\
             (name = \"built.mjs\", esModule = embed \"built.mjs\"),\n\
             (name = \"index_bg.wasm\""
                .to_owned(),
        ),
        (
            "(name = \"ADMIN_TOKEN\"".to_owned(),
            "(name = \"TEST_JURISDICTIONS\", fromEnvironment = \"TEST_JURISDICTIONS\"),\n\
             (name = \"ADMIN_TOKEN\""
                .to_owned(),
        ),
        (
            "(name = \"ASSETS\"".to_owned(),
            match salt {
                Salt::Memory => "(name = \"ASSETS\"".to_owned(),
                Salt::Halves => {
                    "(name = \"SALT_HALF\", kvNamespace = \"kv\"),\n(name = \"ASSETS\"".to_owned()
                }
            },
        ),
        (
            "(name = \"objects\",".to_owned(),
            "(name = \"kv\", disk = (writable = true)),\n(name = \"objects\",".to_owned(),
        ),
        ("http = (".to_owned(), "http = (cfBlobHeader = \"x-test-cf\", ".to_owned()),
        ("\"../assets\"".to_owned(), format!("\"{}\"", assets.display())),
    ];
    with_changes(config, &changes)
}

/// A configuration with texts replaced, each of which it has once.
fn with_changes(config: &str, changes: &[(String, String)]) -> Result<String> {
    let mut changed = config.to_owned();
    for (from, to) in changes {
        ensure!(changed.matches(from).count() == 1, "workerd.capnp should have {from} once");
        changed = changed.replace(from, to);
    }
    Ok(changed)
}

/// Adds the binding `SEND_EMAIL`: `Sender` of `mail-binding.mjs`, which may reach this machine.
fn with_mail_binding(config: &str) -> Result<String> {
    let changes = [
        ("  services = [", "  services = [\n    (name = \"mail\", worker = .mail),"),
        (
            "(name = \"ASSETS\"",
            "(name = \"SEND_EMAIL\", service = (name = \"mail\", entrypoint = \"Sender\")),\n    (name = \"ASSETS\"",
        ),
        (
            "const collector :Workerd.Worker",
            "const mail :Workerd.Worker = (\n  compatibilityDate = \"2026-11-01\",\n  \
             modules = [(name = \"mail\", esModule = embed \"mail-binding.mjs\")],\n  \
             globalOutbound = \"private-network\",\n);\n\nconst collector :Workerd.Worker",
        ),
    ];
    with_changes(config, &changes.map(|(from, to)| (from.to_owned(), to.to_owned())))
}

fn spawn(port: u16, folder: &Path, variables: &[(String, String)]) -> Result<Child> {
    let log = File::options().create(true).append(true).open(folder.join("log"))?;
    let mut workerd = Command::new(workerd()?);
    workerd.current_dir(folder).args(["serve", "workerd.capnp"]);
    workerd.arg(format!("--socket-addr=http=127.0.0.1:{port}"));
    for data in ["objects", "kv"] {
        workerd.arg(format!("--directory-path={data}={}", folder.join(data).display()));
    }
    workerd.env("ADMIN_TOKEN", TOKEN).env("CLIENT_IP_HEADER", "X-Real-IP").env("DEMO", "1");
    workerd.envs(variables.iter().map(|(name, value)| (name, value)));
    workerd.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    workerd.spawn().context("cannot start workerd")
}

/// The program itself, of the package for this machine.
pub fn workerd() -> Result<PathBuf> {
    let packages = fs::read_dir(root().join("node_modules/@cloudflare"))?;
    packages
        .flatten()
        .map(|entry| entry.path().join("bin/workerd"))
        .find(|path| path.is_file())
        .context("workerd is not installed; run npm start")
}
