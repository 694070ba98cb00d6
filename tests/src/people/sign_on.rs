//! Providers of single sign-on, as programs of their own: a real one, and one that signs whatever it is asked to.

use std::{
    io::{BufRead, BufReader, Lines, Write},
    process::{Child, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::{http, root};

/// The id that the collector has at each.
pub const CLIENT_ID: &str = "corncrake";
/// The secret that it has at the real one.
pub const CLIENT_SECRET: &str = "a secret of tests: %/+";

/// A provider; it ends when it goes out of scope.
pub struct LoginProvider {
    /// Its port on 127.0.0.1.
    pub port: u16,
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl LoginProvider {
    /// Starts `provider.mjs` or `forger.mjs`.
    pub fn start(script: &str) -> Result<Self> {
        let mut server = Command::new("node");
        server.arg(format!("sign-on/{script}")).current_dir(root().join("tests"));
        server.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = server.spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        let first: Value = serde_json::from_str(&lines.next().context("it ended")??)?;
        let port = u16::try_from(first["port"].as_u64().context("no port")?)?;
        Ok(Self { port, child, lines })
    }

    /// The issuer's address.
    pub fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The host, as the operator lists it.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Tells the real provider where browsers come back to.
    pub fn allow(&mut self, callback: &str) -> Result<()> {
        let input = self.child.stdin.as_mut().context("no input")?;
        writeln!(input, "{callback}")?;
        let said = self.lines.next().context("it ended")??;
        ensure!(said.contains("ready"), "{said}");
        Ok(())
    }

    /// A token that the forger signs as it is asked to.
    pub fn token(&self, asked: &Value) -> Result<String> {
        let answer = http::request(self.port, "POST", "/sign", &[], asked.to_string().as_bytes())?;
        Ok(answer.json()["token"].as_str().context("no token")?.to_owned())
    }
}

impl Drop for LoginProvider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
