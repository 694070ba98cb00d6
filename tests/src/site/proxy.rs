//! A real proxy before a collector: nginx, Caddy or HAProxy, with the configuration that
//! `docs/proxies.md` gives, put where Debian's own files would have it. Of the text that an
//! operator copies nothing is changed but what is theirs: ports, the files of the certificate.

use std::{
    env, fs,
    io::ErrorKind,
    net::UdpSocket,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::{free_port, root, site::front::certificate, wait::eventually};

/// The host of the documentation, which is its certificate's.
pub const HOST: &str = "errors.example.com";
/// The wait for a line of HAProxy's log before a look whether it is still wanted.
const LISTEN: Duration = Duration::from_millis(100);

/// A program that stands before a collector.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyProgram {
    /// nginx.
    Nginx,
    /// Caddy.
    Caddy,
    /// HAProxy.
    HaProxy,
}

impl ProxyProgram {
    /// All that are run.
    pub const ALL: [Self; 3] = [Self::Nginx, Self::Caddy, Self::HaProxy];

    /// The configuration that the documentation gives.
    pub fn documented(self) -> Result<String> {
        let page = fs::read_to_string(root().join("docs/proxies.md"))?;
        let language = match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddyfile",
            Self::HaProxy => "haproxy",
        };
        let (_, rest) = page.split_once(&format!("```{language}\n")).context("the page has none")?;
        Ok(rest.split_once("```").context("it has no end")?.0.to_owned())
    }

    fn program(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::HaProxy => "haproxy",
        }
    }

    /// The configuration with an operator's own values, and the text around it in Debian's files.
    fn installed(self, text: &str, at: &ProxyAddresses<'_>) -> Result<String> {
        let ProxyAddresses { folder, port, collector, log } = at;
        let own = |text: &str, changes: &[(&str, String)]| -> Result<String> {
            changes.iter().try_fold(text.to_owned(), |text, (from, to)| {
                ensure!(text.contains(from), "{self:?}: there is no {from:?} in the documentation");
                Ok(text.replace(from, to))
            })
        };
        let collector = ("127.0.0.1:8787", format!("127.0.0.1:{collector}"));
        let folder = folder.display();
        match self {
            Self::Nginx => {
                let site = own(
                    text,
                    &[
                        collector,
                        ("listen 443 ssl", format!("listen 127.0.0.1:{port} ssl")),
                        ("/etc/ssl/errors.example.com.pem", format!("{folder}/cert.pem")),
                        ("/etc/ssl/errors.example.com.key", format!("{folder}/key.pem")),
                    ],
                )?;
                let places: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                    .iter()
                    .map(|of| format!("  {of}_temp_path {folder}/{of};\n"))
                    .collect();
                // Both logs as in Debian's nginx.conf, the second with more in it.
                Ok(format!(
                    "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log info;\n\
                     events {{}}\nhttp {{\n  access_log {folder}/access.log;\n{places}{site}}}\n"
                ))
            }
            Self::Caddy => own(
                text,
                &[
                    collector,
                    // Its own port for http, and for commands, are not free on every machine.
                    ("{\n\tlog {", "{\n\tauto_https disable_redirects\n\tadmin off\n\tlog {".to_owned()),
                    (
                        "errors.example.com {",
                        format!(
                            "https://errors.example.com:{port} {{\n\tbind 127.0.0.1\n\t\
                             tls {folder}/cert.pem {folder}/key.pem"
                        ),
                    ),
                ],
            ),
            Self::HaProxy => {
                let site = own(
                    text,
                    &[
                        collector,
                        ("bind :443", format!("bind 127.0.0.1:{port}")),
                        ("/etc/haproxy/errors.example.com.pem", format!("{folder}/both.pem")),
                    ],
                )?;
                // As in Debian's haproxy.cfg.
                Ok(format!(
                    "global\n  log 127.0.0.1:{log} local0\n\ndefaults\n  log global\n  mode http\n  \
                     option httplog\n  option dontlognull\n  timeout connect 5000\n  timeout client 50000\n  \
                     timeout server 50000\n\n{site}"
                ))
            }
        }
    }
}

/// Where a proxy stands.
struct ProxyAddresses<'a> {
    folder: &'a Path,
    port: u16,
    collector: u16,
    log: u16,
}

/// A running proxy; it ends when it goes out of scope.
pub struct Proxy {
    /// Its port on 127.0.0.1, by https.
    pub port: u16,
    folder: TempDir,
    child: Child,
    syslog: Option<Syslog>,
}

impl Proxy {
    /// Starts one before a collector, with a text that is the documentation's or made of it.
    pub fn start(kind: ProxyProgram, text: &str, collector: u16) -> Result<Self> {
        let (temporary, port) = (tempfile::tempdir()?, free_port()?);
        let folder = temporary.path();
        certificate(folder, HOST)?;
        let both = [fs::read(folder.join("cert.pem"))?, fs::read(folder.join("key.pem"))?].concat();
        fs::write(folder.join("both.pem"), both)?;
        let syslog = Syslog::start(folder.join("syslog"))?;
        let at = ProxyAddresses { folder, port, collector, log: syslog.port };
        let config = folder.join("configuration");
        fs::write(&config, kind.installed(text, &at)?)?;
        let log = fs::File::create(folder.join("log"))?;
        let mut proxy = command(kind.program())?;
        match kind {
            ProxyProgram::Nginx => {
                proxy.arg("-p").arg(folder).arg("-e").arg(folder.join("error.log")).arg("-c").arg(&config)
            }
            ProxyProgram::Caddy => proxy.args(["run", "--adapter", "caddyfile", "--config"]).arg(&config),
            ProxyProgram::HaProxy => proxy.arg("-db").arg("-f").arg(&config),
        };
        for variable in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
            proxy.env(variable, folder);
        }
        proxy.current_dir(folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = proxy.spawn().with_context(|| format!("cannot start {kind:?}"))?;
        let mut proxy = Self { port, folder: temporary, child, syslog: Some(syslog) };
        eventually(&format!("{kind:?}"), || {
            if let Some(status) = proxy.child.try_wait()? {
                anyhow::bail!("it ended ({status}): {}", fs::read_to_string(proxy.folder().join("log"))?);
            }
            Ok(std::net::TcpStream::connect(("127.0.0.1", port)).ok())
        })?;
        Ok(proxy)
    }

    /// Its origin, as browsers send it.
    pub fn origin(&self) -> String {
        format!("https://{HOST}:{}", self.port)
    }

    /// Everything that it has written, whether or not as a log.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The real curl, asking it from an address of this machine.
    pub fn curl(&self, from: &str, path: &str) -> Command {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--max-time", "120", "--interface", from]);
        curl.arg("--cacert").arg(self.folder().join("cert.pem"));
        curl.args(["--resolve", &format!("{HOST}:{}:127.0.0.1", self.port)]);
        curl.arg(format!("{}{path}", self.origin()));
        curl
    }

    /// Ends it, so that all it has to say is written.
    pub fn stop(&mut self) -> Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw);
        rustix::process::kill_process(pid.context("no pid")?, rustix::process::Signal::TERM)?;
        self.child.wait()?;
        drop(self.syslog.take());
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program of the machine, or of Debian's packages where they were only unpacked: then its
/// libraries are beside it.
fn command(program: &str) -> Result<Command> {
    let path = env::var_os("PATH").unwrap_or_default();
    let debian = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    let found =
        env::split_paths(&path).chain(debian).map(|folder| folder.join(program)).find(|path| path.is_file());
    let found = found.with_context(|| format!("{program} is not there; run `cargo xtask test e2e`"))?;
    let mut command = Command::new(&found);
    if let Some(libraries) = found.parent().and_then(Path::parent).map(|unpacked| unpacked.join("lib")) {
        let folders = fs::read_dir(libraries).into_iter().flatten().flatten().map(|entry| entry.path());
        let own: Vec<PathBuf> = folders
            .filter(|path| !path.starts_with("/usr") && path.to_string_lossy().ends_with("-gnu"))
            .collect();
        if !own.is_empty() {
            command.env("LD_LIBRARY_PATH", env::join_paths(own)?);
        }
    }
    Ok(command)
}

/// The system's log, in a file.
struct Syslog {
    port: u16,
    is_over: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl Syslog {
    fn start(file: PathBuf) -> Result<Self> {
        let socket = UdpSocket::bind(("127.0.0.1", 0))?;
        socket.set_read_timeout(Some(LISTEN))?;
        let (port, is_over) = (socket.local_addr()?.port(), Arc::new(AtomicBool::new(false)));
        let over = Arc::clone(&is_over);
        let listening = thread::spawn(move || {
            let (mut all, mut line) = (Vec::new(), [0; 65_536]);
            loop {
                match socket.recv(&mut line) {
                    Ok(length) => all.extend_from_slice(&line[..length]),
                    Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                    Err(_) => break,
                }
            }
            let _ = fs::write(file, all);
        });
        Ok(Self { port, is_over, listening: Some(listening) })
    }
}

impl Drop for Syslog {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(listening) = self.listening.take() {
            let _ = listening.join();
        }
    }
}
