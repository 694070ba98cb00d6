//! Receivers of alerts on this machine, and a collector that may reach them.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    collector::wired::{Salt, WiredCollector},
    root,
    site::front::certificate,
    wait::eventually,
};

/// What a receiver got.
#[derive(Debug, Clone)]
pub struct ReceivedAlert {
    /// The path of the request.
    pub path: String,
    /// Its headers, names in small letters.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
}

impl ReceivedAlert {
    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// How a receiver answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiverMode {
    /// With this status.
    Status(u16),
    /// With 429, and seconds to wait.
    Busy(u32),
    /// With a redirect to another path of it.
    Redirect,
    /// After longer than anybody waits.
    Slow,
}

/// An HTTP receiver: it ends with the test's process.
pub struct AlertReceiver {
    /// Its port on 127.0.0.1.
    pub port: u16,
    received: Arc<Mutex<Vec<ReceivedAlert>>>,
    mode: Arc<Mutex<ReceiverMode>>,
}

impl AlertReceiver {
    /// Starts one that takes everything.
    pub fn start() -> Result<Self> {
        let server = Arc::new(tiny_http::Server::http(("127.0.0.1", 0)).map_err(|error| anyhow!(error))?);
        let port = server.server_addr().to_ip().context("no port")?.port();
        let (received, mode) = (Arc::default(), Arc::new(Mutex::new(ReceiverMode::Status(200))));
        // Several at once, so that a slow answer keeps nobody else waiting.
        for _ in 0..8 {
            let (server, received, mode) = (Arc::clone(&server), Arc::clone(&received), Arc::clone(&mode));
            thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    let now = mode.lock().map_or(ReceiverMode::Status(500), |mode| *mode);
                    receive(request, &received, now);
                }
            });
        }
        Ok(Self { port, received, mode })
    }

    /// Has it answer in another way from now on.
    pub fn set(&self, to: ReceiverMode) {
        if let Ok(mut mode) = self.mode.lock() {
            *mode = to;
        }
    }

    /// All that it got so far.
    pub fn received(&self) -> Vec<ReceivedAlert> {
        self.received.lock().map(|all| all.clone()).unwrap_or_default()
    }

    /// All that it got, once that is so many.
    pub fn wait_for(&self, count: usize) -> Result<Vec<ReceivedAlert>> {
        eventually(&format!("{count} alerts"), || Ok(Some(self.received()).filter(|all| all.len() >= count)))
    }
}

fn receive(mut request: tiny_http::Request, received: &Mutex<Vec<ReceivedAlert>>, mode: ReceiverMode) {
    let mut body = String::new();
    let _ = request.as_reader().read_to_string(&mut body);
    let headers = request.headers().iter();
    let headers =
        headers.map(|one| (one.field.as_str().as_str().to_ascii_lowercase(), one.value.to_string()));
    let alert = ReceivedAlert { path: request.url().to_owned(), headers: headers.collect(), body };
    if let Ok(mut all) = received.lock() {
        all.push(alert);
    }
    let with = |status: u16, header: Option<(&str, String)>| {
        let mut answer = tiny_http::Response::from_string("{}").with_status_code(status);
        if let Some(header) = header.and_then(|(name, value)| tiny_http::Header::from_bytes(name, value).ok())
        {
            answer.add_header(header);
        }
        answer
    };
    let answer = match mode {
        ReceiverMode::Status(status) => with(status, None),
        ReceiverMode::Busy(seconds) => with(429, Some(("retry-after", seconds.to_string()))),
        ReceiverMode::Redirect => with(302, Some(("location", "/elsewhere".to_owned()))),
        ReceiverMode::Slow => {
            // The collector waits for ten seconds.
            thread::sleep(Duration::from_secs(30));
            with(200, None)
        }
    };
    let _ = request.respond(answer);
}

/// A collector with a project, whose alerts may reach ports of this machine.
pub struct AlertingCollector {
    /// The collector.
    pub wired: WiredCollector,
    /// The project.
    pub key: String,
    /// Its data, as long as it runs.
    _folder: TempDir,
}

impl AlertingCollector {
    /// Starts one that may reach these ports of 127.0.0.1.
    pub fn start(ports: &[u16]) -> Result<Self> {
        let hosts: Vec<String> = ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        Self::start_with(&hosts, None)
    }

    /// Starts one that may reach these hosts, and trusts a certificate.
    pub fn start_with(hosts: &[String], certificate: Option<&Path>) -> Result<Self> {
        Self::start_with_variables(hosts, certificate, &[])
    }

    /// The same, with variables of its own.
    pub fn start_with_variables(
        hosts: &[String],
        certificate: Option<&Path>,
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        if let Some(certificate) = certificate {
            fs::copy(certificate, folder.path().join("trusted.pem"))?;
        }
        let hosts = hosts.join(",");
        let mut variables = variables.to_vec();
        variables.push(("ALERT_PRIVATE_HOSTS", &hosts));
        let wired = WiredCollector::start_in(folder.path().to_owned(), Salt::Memory, &variables)?;
        let key = wired.project()?;
        Ok(Self { wired, key, _folder: folder })
    }

    /// Starts one whose mail leaves by a binding: a module with a class `Sender`.
    pub fn start_with_binding(module: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("mail-binding.mjs"), module)?;
        let wired = WiredCollector::start_in(folder.path().to_owned(), Salt::Memory, &[])?;
        let key = wired.project()?;
        Ok(Self { wired, key, _folder: folder })
    }

    /// Makes a destination, and gives its id.
    pub fn destination(&self, fields: &Value) -> Result<String> {
        self.made("destinations", fields)
    }

    /// Makes a webhook to a path of a receiver.
    pub fn webhook(&self, receiver: &AlertReceiver, path: &str) -> Result<String> {
        self.destination(&json!({
            "name": path, "kind": "webhook", "token": SECRET,
            "url": format!("http://127.0.0.1:{}/{path}", receiver.port),
        }))
    }

    /// Makes a rule, and gives its id.
    pub fn rule(&self, trigger: &Value, destinations: &[&str], schedule: &Value) -> Result<String> {
        self.made(
            "rules",
            &json!({ "name": "A rule", "trigger": trigger, "destinations": destinations, "schedule": schedule }),
        )
    }

    fn made(&self, what: &str, fields: &Value) -> Result<String> {
        let path = format!("/api/projects/{}/alerts/{what}", self.key);
        let answer = self.wired.change("POST", &path, fields)?;
        ensure!(answer.status == 201, "{answer:?}");
        Ok(answer.json()["id"].as_str().context("no id")?.to_owned())
    }

    /// Hands over what was raised, and sends it.
    pub fn ring(&self) -> Result<()> {
        self.wired.ring("PROJECT", &self.key)?;
        self.wired.ring("OUTBOX", &self.key)
    }

    /// The log of deliveries of a state, or of all.
    pub fn deliveries(&self, state: &str) -> Result<Vec<Value>> {
        let log = self.wired.get(&format!("/api/projects/{}/alerts/deliveries?state={state}", self.key))?;
        Ok(log["deliveries"].as_array().context("no deliveries")?.clone())
    }

    /// Sends an event of an error with a name of its own, by a visitor of its own.
    pub fn event(&self, visitor: &str, name: &str) -> Result<()> {
        let answer = self.wired.event(&self.key, visitor, name)?;
        ensure!(answer.status == 200, "{answer:?}");
        Ok(())
    }
}

/// A real SMTP server (`tests/smtp/server.mjs`); it ends when it goes out of scope.
pub struct MailServer {
    /// Its port on 127.0.0.1.
    pub port: u16,
    folder: TempDir,
    said: Arc<Mutex<Vec<Value>>>,
    child: Child,
}

impl MailServer {
    /// Starts one with TLS from the start (`tls`), with STARTTLS (`starttls`), or with none (`plain`).
    pub fn start(mode: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        certificate(folder.path(), "localhost")?;
        let mut server = Command::new("node");
        server.arg("smtp/server.mjs").arg(mode).current_dir(root().join("tests"));
        server.args([folder.path().join("key.pem"), folder.path().join("cert.pem")]);
        let mut child = server.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let first: Value = serde_json::from_str(&lines.next().context("it ended")??)?;
        let port = u16::try_from(first["port"].as_u64().context("no port")?)?;
        let said: Arc<Mutex<Vec<Value>>> = Arc::default();
        let noted = Arc::clone(&said);
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let (Ok(line), Ok(mut all)) = (serde_json::from_str(&line), noted.lock()) {
                    all.push(line);
                }
            }
        });
        Ok(Self { port, folder, said, child })
    }

    /// The certificate that a client has to trust.
    pub fn certificate(&self) -> std::path::PathBuf {
        self.folder.path().join("cert.pem")
    }

    /// All that it noted: logins and mails.
    pub fn session_log(&self) -> Vec<Value> {
        self.said.lock().map(|all| all.clone()).unwrap_or_default()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The secret that tests sign with.
pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
