//! Where the collector listens: `HOST` and `PORT`.
//!
//! The socket is bound here and handed to the runtime as it is, so that nobody else can take
//! the port in between and be sent the admin token.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};

use anyhow::{Context, Result};

/// The port, unless `PORT` is set.
const PORT: u16 = 8787;

/// A socket that is bound, and how this machine reaches it.
pub(crate) struct ListeningSocket {
    pub(crate) socket: TcpListener,
    /// Where it listens.
    pub(crate) at: SocketAddr,
}

impl ListeningSocket {
    /// At `HOST` and `PORT`, or 127.0.0.1 and 8787.
    pub(crate) fn by_environment() -> Result<Self> {
        let set = |name| std::env::var(name).ok().filter(|text| !text.is_empty());
        let host = match set("HOST") {
            Some(text) => host(&text).with_context(|| {
                format!("HOST={text} is no IP address; such as 127.0.0.1, ::1, or 0.0.0.0 for all of IPv4")
            })?,
            None => Ipv4Addr::LOCALHOST.into(),
        };
        let port = match set("PORT") {
            Some(text) => text.parse().with_context(|| format!("PORT={text} is no port"))?,
            None => PORT,
        };
        Self::at(SocketAddr::new(host, port))
    }

    /// At a free port of 127.0.0.1.
    pub(crate) fn anywhere() -> Result<Self> {
        Self::at(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0))
    }

    fn at(wanted: SocketAddr) -> Result<Self> {
        let socket = TcpListener::bind(wanted).with_context(|| {
            format!("cannot listen on {wanted}; stop what listens there or set HOST or PORT")
        })?;
        let at = socket.local_addr()?;
        Ok(Self { socket, at })
    }

    /// Once more at the same place, for a runtime that takes the place of another one.
    pub(crate) fn again(&self) -> Result<Self> {
        Ok(Self { socket: self.socket.try_clone()?, at: self.at })
    }

    /// The address by which this machine reaches it.
    pub(crate) fn address(&self) -> String {
        let host = match self.at.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            ip => ip,
        };
        format!("http://{}", SocketAddr::new(host, self.at.port()))
    }

    /// Whether only this machine reaches it.
    pub(crate) fn is_local(&self) -> bool {
        self.at.ip().is_loopback()
    }
}

fn host(text: &str) -> Result<IpAddr> {
    if text == "localhost" {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    Ok(bare.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_an_address_in_any_spelling() {
        for (text, ip) in
            [("127.0.0.1", "127.0.0.1"), ("[::1]", "::1"), ("::", "::"), ("localhost", "127.0.0.1")]
        {
            assert_eq!(host(text).unwrap().to_string(), ip);
        }
        for bad in ["", "errors.example", "127.0.0.1:8787", "[::1"] {
            assert!(host(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_listens_everywhere_is_reached_by_loopback() {
        let listening = ListeningSocket::at("0.0.0.0:0".parse().unwrap()).unwrap();
        assert_eq!(listening.address(), format!("http://127.0.0.1:{}", listening.at.port()));
        assert!(!listening.is_local() && ListeningSocket::anywhere().unwrap().is_local());
    }

    #[test]
    fn a_port_that_is_taken_says_so() {
        let taken = ListeningSocket::anywhere().unwrap();
        let error = ListeningSocket::at(taken.at).err().unwrap().to_string();
        assert!(error.contains(&taken.at.to_string()) && error.contains("PORT"), "{error}");
    }
}
