//! The visitors of the shop: browsers, countries, addresses and the releases that they have open,
//! by chance. All of it is made up.

use crate::{bugs::StackStyle, chance::SplitMix};

/// User-Agents, the most frequent first.
const AGENTS: [(&str, StackStyle); 9] = [
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
        StackStyle::Chromium,
    ),
    (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
        StackStyle::Chromium,
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
        StackStyle::Other,
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15",
        StackStyle::Other,
    ),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0", StackStyle::Other),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/155.0.0.0 Safari/537.36 Edg/155.0.0.0",
        StackStyle::Chromium,
    ),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", StackStyle::Other),
    (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/155.0.0.0 Safari/537.36",
        StackStyle::Chromium,
    ),
    (
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/154.0.0.0 Safari/537.36",
        StackStyle::Chromium,
    ),
];
const COUNTRIES: [&str; 16] =
    ["DE", "US", "FR", "GB", "NL", "PL", "ES", "IT", "AT", "CH", "SE", "BR", "JP", "IN", "CA", "AU"];
const ENVIRONMENTS: [&str; 3] = ["production", "staging", "development"];
/// Days after which there is a new release; and how many of the last ones are still open.
const DAYS_OF_A_RELEASE: u64 = 3;
const OPEN_RELEASES: u64 = 4;

/// One visitor of a day.
pub(crate) struct FilledVisitor {
    agent: &'static str,
    pub(crate) engine: StackStyle,
    country: &'static str,
    address: String,
    /// The end of each of this visitor's events, and of the JSON object that it is.
    pub(crate) release: String,
    pub(crate) environment: &'static str,
}

impl FilledVisitor {
    /// The visitor of a number, on a day: no two have the same address.
    pub(crate) fn new(number: u64, day: u64, chance: &mut SplitMix) -> Self {
        let (agent, engine) = chance.mostly_first(&AGENTS).copied().unwrap_or(("", StackStyle::Other));
        let newest = day / DAYS_OF_A_RELEASE + OPEN_RELEASES;
        let release = newest - chance.below(OPEN_RELEASES).min(chance.below(OPEN_RELEASES));
        Self {
            agent,
            engine,
            country: chance.mostly_first(&COUNTRIES).copied().unwrap_or_default(),
            address: format!("20.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255),
            release: format!("3.{release}.0"),
            environment: match chance.below(20) {
                0 => ENVIRONMENTS[2],
                1..4 => ENVIRONMENTS[1],
                _ => ENVIRONMENTS[0],
            },
        }
    }

    /// A request of this visitor.
    pub(crate) fn request(&self, path: &str, media_type: &str, body: &str) -> Vec<u8> {
        let Self { agent, country, address, .. } = self;
        format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\norigin: https://shop.example\r\nuser-agent: {agent}\r\n\
             x-real-ip: {address}\r\nx-test-cf: {{\"country\":\"{country}\"}}\r\ncontent-type: {media_type}\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }
}
