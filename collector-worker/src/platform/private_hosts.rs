//! Which hosts the collector sends to, and how: public hosts by https, private ones where the operator
//! listed them in `PRIVATE_HOSTS`. What a name resolves to is decided by the runtime when it
//! connects: its public way out refuses private addresses.

use std::net::IpAddr;

use worker::{Env, Url};

use super::env;

/// The variable with hosts, each with or without a port, with commas.
const PRIVATE_HOSTS: &str = "PRIVATE_HOSTS";
/// Its name when alerts alone were sent.
const FORMER_NAME: &str = "ALERT_PRIVATE_HOSTS";
/// Endings of names that only a private network knows.
const PRIVATE_NAMES: [&str; 5] = ["localhost", "local", "internal", "lan", "home.arpa"];

/// How an address is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OutboundNetwork {
    /// By the way out that refuses private addresses.
    Public,
    /// By the way that the operator opened.
    Private,
}

/// How an address is reached, or in words why it is not.
pub(crate) fn network_of(env: &Env, address: &str) -> Result<OutboundNetwork, String> {
    let listed = env::read(env, PRIVATE_HOSTS).or_else(|| env::read(env, FORMER_NAME));
    network_with(&listed.unwrap_or_default(), address)
}

/// The host of an address, with its port where it has one.
pub(crate) fn host_of(address: &str) -> String {
    let url = address.parse::<Url>().ok();
    let host = url.as_ref().and_then(|url| Some((url.host_str()?, url.port())));
    match host {
        Some((host, Some(port))) => format!("{host}:{port}"),
        Some((host, None)) => host.to_owned(),
        None => String::new(),
    }
}

fn network_with(listed: &str, address: &str) -> Result<OutboundNetwork, String> {
    let url: Url = address.parse().map_err(|_| "It is no address.".to_owned())?;
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    if host.is_empty() || !url.username().is_empty() || url.password().is_some() {
        return Err("It must name a host, without a login.".to_owned());
    }
    let with_port = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
    let entries = listed.split(',').map(|entry| entry.trim().to_ascii_lowercase());
    let is_listed = entries.into_iter().any(|entry| entry == host || entry == with_port);
    match url.scheme() {
        "http" | "https" | "smtp" | "smtps" if is_listed => Ok(OutboundNetwork::Private),
        "https" | "smtp" | "smtps" if is_private(&host) => {
            Err(format!("{host} is no public host. The operator can list it in PRIVATE_HOSTS."))
        }
        "https" | "smtp" | "smtps" => Ok(OutboundNetwork::Public),
        "http" => Err("It must begin with https://.".to_owned()),
        _ => Err("It must begin with https://, or smtps:// or smtp:// for mail.".to_owned()),
    }
}

/// Whether a host cannot be public, by how it is written.
fn is_private(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(IpAddr::V4(v4)) => {
            let [a, b, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || a == 0
                || (a == 100 && (64..128).contains(&b))
        }
        Ok(IpAddr::V6(v6)) => {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || v6.is_multicast()
                || v6.to_ipv4().is_some_and(|v4| is_private(&v4.to_string()))
        }
        Err(_) => {
            let name = bare.trim_end_matches('.');
            !name.contains('.')
                || PRIVATE_NAMES.iter().any(|end| name == *end || name.ends_with(&format!(".{end}")))
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_private_host_is_reached_only_where_it_is_listed() {
        for address in [
            "https://127.0.0.1/x",
            "https://[::1]:8443/",
            "https://10.1.2.3",
            "https://192.168.0.1",
            "https://172.16.9.9",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://localhost:3000",
            "https://a.localhost",
            "https://printer.local",
            "https://db.internal.",
            "https://intranet/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://127.1/",
            "smtps://mail",
        ] {
            assert!(network_with("", address).is_err(), "{address}");
        }
        for address in
            ["https://hooks.slack.com/services/T/B/x", "smtps://mail.example", "smtp://mail.example:587"]
        {
            assert_eq!(network_with("127.0.0.1", address), Ok(OutboundNetwork::Public), "{address}");
        }
        let listed = "127.0.0.1:9000, mattermost.internal";
        for address in
            ["http://127.0.0.1:9000/hook", "https://Mattermost.internal/x", "http://mattermost.internal:80/"]
        {
            assert_eq!(network_with(listed, address), Ok(OutboundNetwork::Private), "{address}");
        }
        for bad in [
            "http://127.0.0.1:9001/",
            "https://127.0.0.1/",
            "http://public.example/",
            "ftp://127.0.0.1:9000/",
            "https://a:b@public.example/",
            "https://",
            "x",
            "",
        ] {
            assert!(network_with(listed, bad).is_err(), "{bad}");
        }
        assert_eq!(host_of("https://ntfy.example:8443/x"), "ntfy.example:8443");
        assert_eq!(host_of("nothing"), "");
    }
}
