//! What a request says about who sent it: origin, IP address, User-Agent. Borrowed for one
//! request, turned into a visitor's key, and dropped; nothing here is ever stored or logged.

use std::net::IpAddr;

use corncrake_core::{
    ids::{ProjectKey, VisitorKey},
    report::Report,
    session,
    time::UnixMillis,
    wire::limits,
};
use worker::{Env, Request};

use crate::{
    agent::{self, Agent},
    bots,
    country::Country,
    delivery::{Delivery, Record},
    fault::Fault,
    salt,
    store::ProjectRow,
    variable,
};

/// The variable that names the header in which a trusted proxy tells the client's address:
/// `CF-Connecting-IP` at the edge. Unset, no header is believed, since clients can set any.
const CLIENT_IP_HEADER: &str = "CLIENT_IP_HEADER";

/// The sender of one request.
pub(crate) struct Visitor {
    origin: String,
    ip: String,
    user_agent: String,
    country: Option<Country>,
}

impl Visitor {
    /// Reads and checks the headers; the contract wants `Origin` and `User-Agent`.
    pub(crate) fn read(request: &Request, project: &ProjectRow, env: &Env) -> Result<Self, Fault> {
        let origin = request.headers().get("origin")?;
        let origin =
            origin.filter(|origin| project.origins.allow(origin)).ok_or_else(Fault::origin_not_allowed)?;
        let user_agent = request.headers().get("user-agent")?.filter(|text| is_user_agent(text));
        let user_agent = user_agent.ok_or_else(|| {
            Fault::bad_request("bad_user_agent", "User-Agent must be 1 to 500 characters of ASCII")
        })?;
        Ok(Self { origin, ip: ip(request, env)?, user_agent, country: Country::of(request) })
    }

    /// The visitor that a browser's report is of, where its page may send: several engines
    /// give a report no origin of its own, or `null`.
    pub(crate) fn of_report(
        request: &Request,
        report: &Report,
        project: &ProjectRow,
        env: &Env,
    ) -> Result<Option<Self>, Fault> {
        let sender = request.headers().get("origin")?.filter(|origin| origin != "null");
        let page = report.origin.clone();
        let may_send = |origin: &Option<String>| origin.as_deref().is_none_or(|o| project.origins.allow(o));
        let Some(origin) = page.clone().or(sender.clone()) else { return Ok(None) };
        if !may_send(&sender) || !may_send(&page) {
            return Ok(None);
        }
        let user_agent = request.headers().get("user-agent")?.filter(|text| is_user_agent(text));
        let (ip, country) = (ip(request, env)?, Country::of(request));
        Ok(Some(Self { origin, ip, user_agent: user_agent.unwrap_or_default(), country }))
    }

    /// Its key of the day, for the objects to derive what they store of it.
    pub(crate) async fn key(
        &self,
        project: ProjectKey,
        now: UnixMillis,
        env: &Env,
    ) -> Result<VisitorKey, Fault> {
        let salt = salt::of(now.day(), env).await?;
        Ok(session::visitor(&salt, project, &self.origin, &self.ip, &self.user_agent))
    }

    /// What it sends, with what is counted of its visit.
    pub(crate) fn delivery(
        &self,
        arrived: UnixMillis,
        visitor: VisitorKey,
        records: Vec<Record>,
    ) -> Delivery {
        let is_bot = bots::is_bot(&self.user_agent);
        Delivery { is_bot, country: self.country, ..Delivery::of(arrived, visitor, records) }
    }

    /// The browser and system it names.
    pub(crate) fn agent(&self) -> Agent {
        agent::read(&self.user_agent)
    }
}

/// The client's address, where a trusted header tells it; else nothing.
pub(crate) fn ip(request: &Request, env: &Env) -> Result<String, Fault> {
    let Some(name) = variable::read(env, CLIENT_IP_HEADER) else { return Ok(String::new()) };
    let Some(text) = request.headers().get(&name)? else { return Ok(String::new()) };
    match text.trim().parse::<IpAddr>() {
        Ok(ip) => Ok(ip.to_string()),
        Err(_) => Err(Fault::bad_request("bad_ip", "the client's address is no IP address")),
    }
}

fn is_user_agent(text: &str) -> bool {
    (1..=limits::USER_AGENT_BYTES).contains(&text.len())
        && text.bytes().all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_is_short_ascii() {
        assert!(is_user_agent("Node.js/20.1 (Linux x64)"));
        assert!(is_user_agent(&"a".repeat(500)));
        for bad in ["", "caf\u{e9}", "a\u{0}b", "a\nb", &"a".repeat(501)] {
            assert!(!is_user_agent(bad), "{bad:?}");
        }
    }
}
