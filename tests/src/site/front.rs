//! TLS before a collector and a site beside it, by workerd: browsers send many of their
//! reports only from an https page to an https address.

use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

use crate::{collector::wired, free_port, root, wait::eventually};

/// A front; it ends when it goes out of scope.
pub struct Front {
    port: u16,
    /// The digest of its certificate's key, in base64, by which Chromium trusts it.
    pub key_digest: String,
    folder: TempDir,
    child: Child,
}

impl Front {
    /// Starts one on a port, before the collector on another. Each page has a `body` and
    /// `headers`.
    pub fn start(port: u16, collector: u16, pages: &Value) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let key_digest = certificate(folder.path(), "localhost")?;
        fs::copy(root().join("tests/wired/front.mjs"), folder.path().join("front.mjs"))?;
        fs::write(folder.path().join("pages.json"), pages.to_string())?;
        fs::write(folder.path().join("front.capnp"), config(collector))?;
        let log = fs::File::create(folder.path().join("log"))?;
        let mut workerd = Command::new(wired::workerd()?);
        workerd.current_dir(folder.path()).args(["serve", "front.capnp"]);
        workerd.arg(format!("--socket-addr=https=127.0.0.1:{port}"));
        workerd.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = workerd.spawn().context("cannot start workerd")?;
        let mut front = Self { port, key_digest, folder, child };
        eventually("the front", || {
            if let Some(status) = front.child.try_wait()? {
                anyhow::bail!(
                    "it ended ({status}): {}",
                    fs::read_to_string(front.folder.path().join("log"))?
                );
            }
            Ok(std::net::TcpStream::connect(("127.0.0.1", port)).ok())
        })?;
        Ok(front)
    }

    /// A port for one: pages name the collector's address before it is there.
    pub fn port() -> Result<u16> {
        free_port()
    }

    /// The site's origin.
    pub fn site(&self) -> String {
        format!("https://localhost:{}", self.port)
    }
}

impl Drop for Front {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn config(collector: u16) -> String {
    format!(
        r#"using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "front", worker = (
      modules = [(name = "front.mjs", esModule = embed "front.mjs")],
      compatibilityDate = "2026-11-01",
      bindings = [(name = "PAGES", json = embed "pages.json"), (name = "COLLECTOR", service = "collector")],
    )),
    (name = "collector", external = (
      address = "127.0.0.1:{collector}",
      http = (forwardedProtoHeader = "X-Forwarded-Proto"),
    )),
  ],
  sockets = [(
    name = "https",
    https = (
      options = (),
      tlsOptions = (keypair = (privateKey = embed "key.pem", certificateChain = embed "cert.pem")),
    ),
    service = "front",
  )],
);
"#
    )
}

/// Makes a key and its certificate, and gives the digest of the key.
pub(crate) fn certificate(folder: &Path, host: &str) -> Result<String> {
    let steps = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ec.pem \
        -out cert.pem -days 30 -subj /CN=$HOST -addext subjectAltName=DNS:$HOST,IP:127.0.0.1 2>/dev/null \
        && openssl pkcs8 -topk8 -nocrypt -in ec.pem -out key.pem \
        && openssl x509 -in cert.pem -pubkey -noout | openssl pkey -pubin -outform der \
        | openssl dgst -sha256 -binary | openssl base64";
    let made = Command::new("sh").args(["-c", steps]).env("HOST", host).current_dir(folder).output()?;
    ensure!(made.status.success(), "openssl made no certificate: {}", String::from_utf8_lossy(&made.stderr));
    Ok(String::from_utf8(made.stdout)?.trim().to_owned())
}
