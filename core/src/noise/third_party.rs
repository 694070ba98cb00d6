//! Scripts of advertisers, analytics and widgets, which a site loads and did not write.
//!
//! Only hosts that serve nothing else are listed. A site's own scripts may come from any other
//! host, and those of a tag manager hold what the site wrote, so neither is third party here.

/// Hosts, with all below them.
const HOSTS: &[&str] = &[
    "amazon-adsystem.com",
    "analytics.tiktok.com",
    "bat.bing.com",
    "cdn.cookielaw.org",
    "cdn.taboola.com",
    "clarity.ms",
    "connect.facebook.net",
    "criteo.com",
    "criteo.net",
    "doubleclick.net",
    "google-analytics.com",
    "googleadservices.com",
    "googlesyndication.com",
    "hs-analytics.net",
    "hs-banner.com",
    "intercomcdn.com",
    "mc.yandex.ru",
    "outbrain.com",
    "quantserve.com",
    "scorecardresearch.com",
    "snap.licdn.com",
    "static.ads-twitter.com",
    "static.hotjar.com",
    "script.hotjar.com",
    "static.zdassets.com",
    "widget.intercom.io",
];

/// Whether a script is such a third party's.
pub(super) fn is_third_party(file: &str) -> bool {
    host(file).is_some_and(|host| HOSTS.iter().any(|known| is_within(host, known)))
}

/// Whether the page itself is of such a host: then it is the first party.
pub(super) fn is_own(page: Option<&str>) -> bool {
    page.is_some_and(is_third_party)
}

fn host(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    authority.split(':').next()
}

fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
