//! The client's IP address, where a trusted header has it. Borrowed for one request; it must never
//! be stored or logged.

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};

use worker::{Env, Request};

use super::{client_ip::ClientIp, error::Fault, url};
use crate::platform::{env, log};

/// The variable that names the header in which a trusted proxy tells the client's address:
/// `CF-Connecting-IP` at the edge. Unset, no header is believed, since clients can set any.
const CLIENT_IP_HEADER: &str = "CLIENT_IP_HEADER";

/// Headers in which proxies tell addresses: where one comes in, the collector stands behind one.
const HEADERS_OF_PROXIES: [&str; 3] = ["x-forwarded-for", "x-real-ip", "forwarded"];

/// The client's address as text, where a trusted header tells it; else nothing.
pub(crate) fn ip(request: &Request, env: &Env) -> Result<String, Fault> {
    Ok(client_ip(request, env)?.map(|ip| ip.to_string()).unwrap_or_default())
}

/// The header that is believed, if there is one; it is read once an isolate.
pub(crate) fn trusted_header(env: &Env) -> Option<Rc<str>> {
    TRUSTED.with(|trusted| trusted.get_or_init(|| env::read(env, CLIENT_IP_HEADER).map(Rc::from)).clone())
}

/// The client's address, where a trusted header tells one. What does not read is none, which is
/// said once in the log, without the value.
pub(crate) fn client_ip(request: &Request, env: &Env) -> Result<Option<ClientIp>, Fault> {
    let Some(name) = trusted_header(env) else {
        if is_from_elsewhere(request)? {
            warn_once(
                &NO_HEADER,
                "CLIENT_IP_HEADER is not set, and this collector is reached from elsewhere: visitors with the \
                 same browser are one session, and nothing limits a network",
            );
        }
        return Ok(None);
    };
    let value = request.headers().get(&name)?;
    let ip = value.as_deref().and_then(ClientIp::read);
    match (&value, ip) {
        (_, Some(_)) => {}
        (Some(_), None) => warn_once(
            &NO_ADDRESS,
            "the header that CLIENT_IP_HEADER names held no address; such requests go on without one",
        ),
        (None, None) => warn_once(
            &MISSING,
            "the header that CLIENT_IP_HEADER names was missing; such requests go on without an address",
        ),
    }
    Ok(ip)
}

thread_local! {
    static TRUSTED: OnceCell<Option<Rc<str>>> = const { OnceCell::new() };
    /// What this isolate has warned of: each once, or a proxy that is set up wrongly would fill the log.
    static NO_HEADER: Cell<bool> = const { Cell::new(false) };
    static NO_ADDRESS: Cell<bool> = const { Cell::new(false) };
    static MISSING: Cell<bool> = const { Cell::new(false) };
}

fn warn_once(is_said: &'static std::thread::LocalKey<Cell<bool>>, what: &'static str) {
    if !is_said.replace(true) {
        log::warning(what);
    }
}

/// Whether a request came through a proxy, or to another name than this machine's own.
fn is_from_elsewhere(request: &Request) -> Result<bool, Fault> {
    for name in HEADERS_OF_PROXIES {
        if request.headers().has(name)? {
            return Ok(true);
        }
    }
    let url = url::url(request)?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_loopback = host
        .parse::<std::net::IpAddr>()
        .map_or_else(|_| host == "localhost" || host.ends_with(".localhost"), |ip| ip.is_loopback());
    Ok(!is_loopback)
}
