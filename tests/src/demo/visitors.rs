//! The visitors of the demo's shop and their hours: browsers in their usual shares, countries, hours of
//! the day. All of it follows from numbers, so that every run shows the same.

use serde_json::{Value, json};

use super::stack::StackFormat;

/// A browser of visitors: its share of a hundred, its User-Agent, its format of a stack.
struct BrowserShare {
    share: u64,
    agent: &'static str,
    engine: StackFormat,
}

const KINDS: [BrowserShare; 7] = [
    BrowserShare {
        share: 34,
        agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
        engine: StackFormat::V8,
    },
    BrowserShare {
        share: 22,
        agent: "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
        engine: StackFormat::V8,
    },
    BrowserShare {
        share: 19,
        agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 20_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/20.1 Mobile/15E148 Safari/604.1",
        engine: StackFormat::JavaScriptCore,
    },
    BrowserShare {
        share: 9,
        agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/20.1 Safari/605.1.15",
        engine: StackFormat::JavaScriptCore,
    },
    BrowserShare {
        share: 8,
        agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0",
        engine: StackFormat::SpiderMonkey,
    },
    BrowserShare {
        share: 5,
        agent: "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
        engine: StackFormat::SpiderMonkey,
    },
    BrowserShare {
        share: 3,
        agent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/155.0.0.0 Safari/537.36",
        engine: StackFormat::V8,
    },
];
const COUNTRIES: [(u64, &str); 8] =
    [(52, "DE"), (14, "AT"), (11, "CH"), (8, "FR"), (5, "NL"), (4, "PL"), (4, "US"), (2, "BR")];
/// Visits of each hour of a day (UTC), of a quiet shop.
const HOURS: [u64; 24] = [2, 1, 1, 1, 1, 1, 2, 4, 5, 6, 6, 7, 7, 6, 6, 6, 6, 7, 9, 10, 9, 7, 5, 3];

/// Numbers that look like chance and are always the same.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    /// One of 0 to `below` - 1.
    pub(super) fn roll(&mut self, below: u64) -> u64 {
        // xorshift64: good enough for the visitors of a shop.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below.max(1)
    }

    /// One of them by its share of a hundred.
    fn choose<'a, T>(&mut self, of: &'a [T], share: impl Fn(&T) -> u64) -> Option<&'a T> {
        let mut left = self.roll(of.iter().map(&share).sum());
        of.iter().find(|one| {
            let own = share(one);
            let is_it = left < own;
            left = left.saturating_sub(own);
            is_it
        })
    }
}

/// A visitor.
pub(super) struct DemoVisitor {
    pub(super) agent: &'static str,
    pub(super) engine: StackFormat,
    pub(super) country: &'static str,
    pub(super) ip: String,
}

/// The visitors of an hour; on a weekend there are more.
pub(super) fn of_hour(dice: &mut Dice, hour: u64) -> Vec<DemoVisitor> {
    let usual = HOURS.get((hour % 24) as usize).copied().unwrap_or(1);
    let is_weekend = matches!(hour / 24 % 7, 4 | 5);
    let more = if is_weekend { usual / 2 } else { 0 };
    let count = usual + more + dice.roll(usual / 3 + 1);
    (0..count).filter_map(|_| visitor(dice)).collect()
}

fn visitor(dice: &mut Dice) -> Option<DemoVisitor> {
    let kind = dice.choose(&KINDS, |kind| kind.share)?;
    let (_, country) = dice.choose(&COUNTRIES, |(share, _)| *share)?;
    // Addresses for tests alone (RFC 2544).
    let ip = format!("198.18.{}.{}", dice.roll(256), dice.roll(256));
    Some(DemoVisitor { agent: kind.agent, engine: kind.engine, country, ip })
}

/// The names of usage that the shop counts.
pub(super) const USAGE_LIST: [&str; 3] =
    ["checkout.express payment=card,invoice,voucher", "search filter", "wishlist"];

/// What some visitors of the shop use: as a function of their address, so that no dice are rolled for it.
pub(super) fn usage_of(visitor: &DemoVisitor, hour: u64, release: &str) -> Option<Value> {
    let sum = visitor.ip.bytes().fold(hour, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let payment = ["card", "card", "invoice"][usize::try_from(sum % 3).ok()?];
    let used = match sum % 5 {
        0 => json!({ "name": "checkout.express", "values": { "payment": payment } }),
        1 => json!({ "name": "search", "values": { "filter": sum % 2 == 0 } }),
        _ => return None,
    };
    Some(json!({ "release": release, "uses": [used] }))
}

/// The shop's application for a warehouse, which some have installed: as a function of their address, too.
pub(super) fn installation_of(visitor: &DemoVisitor, release: &str) -> Option<Value> {
    let sum = visitor.ip.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let (platform, runtime) = match sum % 8 {
        0 => ("linux", "node 22"),
        1 => ("windows", "node 22"),
        2 => ("macos", "bun 1"),
        _ => return None,
    };
    Some(json!({ "version": release, "platform": platform, "runtime": runtime }))
}

/// The pages by which the shop counts response times, and a timing of its own.
pub(super) const VITALS_LIST: [&str; 3] = ["/", "/tea/:id", "search"];

/// How long visitors of the shop wait: as a function of their address, too.
pub(super) fn timings_of(visitor: &DemoVisitor, release: &str) -> Value {
    let sum = visitor.ip.bytes().fold(11_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let page = if sum.is_multiple_of(5) { "/about" } else { "/" };
    let memory = ["low", "mid", "high", "high"].get(usize::try_from(sum % 4).unwrap_or_default());
    let bucket =
        |n: u64| [0, 0, 1, 1, 1, 2, 2, 3, 4, 5].get(usize::try_from(sum / n % 10).unwrap_or_default());
    let one = |name: &str, n: u64| json!({ "name": name, "page": page, "bucket": bucket(n) });
    json!({
        "release": release,
        "device": { "memory": memory, "viewport": "mid" },
        "timings": [one("lcp", 3), one("cls", 7), one("ttfb", 11)],
    })
}
