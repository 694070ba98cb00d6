//! What a request says about who sent it: origin, IP address, User-Agent. Borrowed for one
//! request, turned into a session hash, and dropped; nothing here is ever stored or logged.

use std::net::IpAddr;

use corncrake_core::{ids::SessionHash, session, time::UnixMillis, wire::limits};
use worker::{Env, Request};

use crate::{
    agent::{self, Agent},
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
}

impl Visitor {
    /// Reads and checks the headers; the contract wants `Origin` and `User-Agent`.
    pub(crate) fn read(request: &Request, project: &ProjectRow, env: &Env) -> Result<Self, Fault> {
        let header = |name: &str| request.headers().get(name);
        let origin = header("origin")?.filter(|origin| project.origins.allow(origin)).ok_or_else(|| {
            Fault::new(403, "origin_not_allowed", "this origin may not send to this project")
        })?;
        let user_agent = header("user-agent")?.filter(|text| is_user_agent(text)).ok_or_else(|| {
            Fault::bad_request("bad_user_agent", "User-Agent must be 1 to 500 characters of ASCII")
        })?;
        let told = match variable::read(env, CLIENT_IP_HEADER) {
            Some(name) => header(&name)?,
            None => None,
        };
        let ip = match told {
            Some(text) => text
                .trim()
                .parse::<IpAddr>()
                .map_err(|_| Fault::bad_request("bad_ip", "the client's address is no IP address"))?
                .to_string(),
            None => String::new(),
        };
        Ok(Self { origin, ip, user_agent })
    }

    /// The hash of this visit.
    pub(crate) async fn session(&self, now: UnixMillis, env: &Env) -> Result<SessionHash, Fault> {
        let salt = salt::of(now.day(), env).await?;
        Ok(session::hash(&salt, &self.origin, &self.ip, &self.user_agent))
    }

    /// The browser and system it names.
    pub(crate) fn agent(&self) -> Agent {
        agent::read(&self.user_agent)
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
