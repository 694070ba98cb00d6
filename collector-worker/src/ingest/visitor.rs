//! The sender of a request: origin, IP address, User-Agent. Borrowed for one
//! request, turned into a visitor's key, and dropped; nothing here is ever stored or logged.

use std::rc::Rc;

use corncrake_core::{
    event::Event,
    ids::{ProjectKey, VisitorKey, hmac_sha256},
    report::{self, Report},
    scrub, session,
    time::UnixMillis,
    wire::{limits, ping::PingLabels, sentry::SenderNames},
};
use corncrake_model::{
    events::{
        agent::Agent,
        country::Country,
        delivery::{Delivery, DeliveryRecord, NetworkKey},
    },
    project::record::ProjectRecord,
};
use worker::{Env, Request};

use super::{bots, user_agent as agent};
use crate::{
    http::{client_address::client_ip, client_ip::ClientIp, error::Fault},
    objects::salt::{
        self,
        day_digests::{self, KnownAgent},
    },
    platform::random,
};

/// The origin of a document that has none of its own (HTML, section 7.1.1).
const NO_ORIGIN: &str = "null";

/// The entry of a project's origins that lets senders without an `Origin` send.
const SERVER: &str = "server";

/// The sender of one request.
pub(crate) struct Visitor {
    origin: String,
    ip: Option<ClientIp>,
    user_agent: String,
    country: Option<Country>,
    /// Whether the request's own `Origin` is the site whose session it is: a browser sets it, and
    /// no page can.
    is_vouched: bool,
    /// Whether it is a server, which is no visitor.
    is_server: bool,
    /// Whether the browser asks for Global Privacy Control, whatever client it runs.
    is_private: bool,
}

impl Visitor {
    /// Reads and checks the headers; the contract wants `Origin` and `User-Agent`.
    pub(crate) fn read(request: &Request, project: &ProjectRecord, env: &Env) -> Result<Self, Fault> {
        let origin = request.headers().get("origin")?;
        let origin =
            origin.filter(|origin| project.origins.allow(origin)).ok_or_else(Fault::origin_not_allowed)?;
        let user_agent = user_agent(request)?.ok_or_else(|| {
            Fault::bad_request("bad_user_agent", "User-Agent must have at least one character")
        })?;
        let (ip, country) = (client_ip(request, env)?, country(request));
        let is_private = asks_for_privacy(request)?;
        Ok(Self { origin, ip, user_agent, country, is_vouched: true, is_server: false, is_private })
    }

    /// The visitor that a browser's report is of, where its page may send: several engines
    /// give a report no origin of its own, or `null`. A document without an address, such as a
    /// sandboxed frame or one of `blob:` or `data:`, counts as the page that the request names
    /// as its referrer; else its origin is `null`, which `*` allows, or an entry that says so.
    pub(crate) fn of_report(
        request: &Request,
        report: &Report,
        project: &ProjectRecord,
        env: &Env,
    ) -> Result<Option<Self>, Fault> {
        let sender = request.headers().get("origin")?.filter(|origin| origin != NO_ORIGIN);
        let page = report.origin.clone();
        let may_send = |origin: &Option<String>| origin.as_deref().is_none_or(|o| project.origins.allow(o));
        if !may_send(&sender) || !may_send(&page) {
            return Ok(None);
        }
        let referrer = request.headers().get("referer")?.and_then(|address| report::origin(&address));
        let own = page.or_else(|| sender.clone());
        let known = own.or_else(|| referrer.filter(|origin| project.origins.allow(origin)));
        let Some(origin) = known.or_else(|| project.origins.allow(NO_ORIGIN).then(|| NO_ORIGIN.to_owned()))
        else {
            return Ok(None);
        };
        let is_vouched = sender.as_ref() == Some(&origin);
        let user_agent = user_agent(request)?.unwrap_or_default();
        let (ip, country) = (client_ip(request, env)?, country(request));
        let is_private = asks_for_privacy(request)?;
        Ok(Some(Self { origin, ip, user_agent, country, is_vouched, is_server: false, is_private }))
    }

    /// The sender of an SDK that may be a page's or a server's. A page has an `Origin`; what has none is
    /// a server, a tunnel of the site's own or a program: the project must allow `server`, and nothing of
    /// the sender's address is looked at.
    pub(crate) fn of_sdk(request: &Request, project: &ProjectRecord, env: &Env) -> Result<Self, Fault> {
        let sent = request.headers().get("origin")?;
        let is_server = sent.is_none();
        let origin = sent.unwrap_or_else(|| SERVER.to_owned());
        if !project.origins.allow(&origin) {
            return Err(if is_server { Fault::server_not_allowed() } else { Fault::origin_not_allowed() });
        }
        let user_agent = user_agent(request)?.unwrap_or_default();
        let (ip, country) =
            if is_server { (None, None) } else { (client_ip(request, env)?, country(request)) };
        let is_private = !is_server && asks_for_privacy(request)?;
        Ok(Self { origin, ip, user_agent, country, is_vouched: !is_server, is_server, is_private })
    }

    /// Whether a page sent it.
    pub(crate) fn is_page(&self) -> bool {
        !self.is_server
    }

    /// The browser and system of an event: as the event names them, or else as the sender does. A server's
    /// runtime stands where a page has its browser.
    pub(crate) fn agent_of_sdk(&self, names: &SenderNames) -> Agent {
        let known = if self.is_server { Agent::default() } else { self.agent() };
        let runtime = names.runtime.clone().filter(|_| self.is_server);
        Agent {
            browser: names.browser.clone().or(runtime).or(known.browser),
            os: names.os.clone().or(known.os),
        }
    }

    /// Its key of the day, for the objects to derive what they store of it.
    pub(crate) async fn key(
        &self,
        project: ProjectKey,
        now: UnixMillis,
        env: &Env,
    ) -> Result<VisitorKey, Fault> {
        if self.is_server {
            // Nothing is derived of it: each request is a sender of its own.
            return Ok(VisitorKey(random::bytes()));
        }
        let salt = salt::of(now.day(), env).await?;
        let ip = self.ip.map(|ip| ip.to_string()).unwrap_or_default();
        Ok(salt::derive(&salt, |salt| session::visitor(salt, project, &self.origin, &ip, &self.user_agent)))
    }

    /// What it sends, with what is counted of its visit.
    pub(crate) async fn delivery(
        &self,
        arrived: UnixMillis,
        visitor: VisitorKey,
        records: Vec<DeliveryRecord>,
        env: &Env,
    ) -> Result<Delivery, Fault> {
        let network = match self.ip {
            Some(ip) => {
                let salt = salt::of(arrived.day(), env).await?;
                Some(salt::derive(&salt, |salt| network_key(salt, ip)))
            }
            None => None,
        };
        let known = self.known_agent();
        let (country, is_vouched) = (self.country, self.is_vouched);
        Ok(Delivery {
            is_bot: known.is_bot,
            country,
            network,
            is_vouched,
            is_private: self.is_private,
            platform: known.agent.families(),
            noted: arrived.minute(),
            ..Delivery::of(arrived, visitor, records)
        })
    }

    /// What it says of a visit, scrubbed as an event's release is; nothing where its visits do not count.
    pub(crate) fn visit(&self, labels: PingLabels) -> Option<PingLabels> {
        let PingLabels { release, environment } = labels;
        let mut event = Event { release, environment, ..Event::default() };
        scrub::event(&mut event);
        let Event { release, environment, .. } = event;
        (!self.is_private).then_some(PingLabels { release, environment })
    }

    /// Whether the request's own origin is the site whose session it is.
    pub(crate) fn is_vouched(&self) -> bool {
        self.is_vouched
    }

    /// The browser and system it names.
    pub(crate) fn agent(&self) -> Agent {
        self.known_agent().agent.clone()
    }

    /// What its User-Agent names: few of them are most of a day's requests.
    fn known_agent(&self) -> Rc<KnownAgent> {
        day_digests::known_agent(&self.user_agent, || KnownAgent {
            agent: agent::read(&self.user_agent),
            is_bot: bots::is_bot(&self.user_agent),
        })
    }
}

/// A network as nobody can read it: good for the day of its salt, and in memory only.
fn network_key(salt: &[u8], ip: ClientIp) -> NetworkKey {
    let [a, b, c, d, e, f, g, h, ..] = hmac_sha256(salt, &[b"corncrake network", ip.network().as_bytes()]);
    NetworkKey(u64::from_be_bytes([a, b, c, d, e, f, g, h]))
}

/// The country of a request, where the edge knows it. Nothing tells it on one's own machine: a
/// header could be anybody's.
fn country(request: &Request) -> Option<Country> {
    request.cf()?.country()?.parse().ok()
}

/// Whether a browser sends Global Privacy Control (its specification, section 3.1).
fn asks_for_privacy(request: &Request) -> Result<bool, Fault> {
    Ok(request.headers().get("sec-gpc")?.is_some_and(|value| value.trim() == "1"))
}

/// The User-Agent; nothing where it is empty.
fn user_agent(request: &Request) -> Result<Option<String>, Fault> {
    Ok(request.headers().get("user-agent")?.as_deref().map(printable).filter(|text| !text.is_empty()))
}

/// As much of a User-Agent as names a browser: any characters but controls, up to the limit.
fn printable(text: &str) -> String {
    let mut end = text.len().min(limits::USER_AGENT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default().trim();
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_user_agent_of_any_characters_is_one_and_a_long_one_is_cut() {
        assert_eq!(printable("Node.js/20.1 (Linux x64)"), "Node.js/20.1 (Linux x64)");
        assert_eq!(printable("Dalvik/1.6.0 (INCO AIR\u{ae})"), "Dalvik/1.6.0 (INCO AIR\u{ae})");
        assert_eq!(printable("a\u{0}b\nc\t "), "a b c");
        assert_eq!(printable(&"a".repeat(501)).len(), 500);
        assert_eq!(printable(&format!("{}\u{ae}", "a".repeat(499))).len(), 499, "no half of a character");
        assert_eq!(printable(" \t"), "");
    }

    #[test]
    fn a_network_is_known_by_nothing_but_its_key() {
        let ip = |text: &str| ClientIp::read(text).unwrap();
        let key = |salt: u8, text: &str| network_key(&[salt; 32], ip(text));
        assert_eq!(key(1, "203.0.113.7"), key(1, "203.0.113.200"));
        assert_ne!(key(1, "203.0.113.7"), key(1, "203.0.114.7"));
        assert_ne!(key(1, "203.0.113.7"), key(2, "203.0.113.7"), "another day is another key");
    }
}
