//! A reader's guesses which events belong to one visitor: a model of a made-up site,
//! by `cargo run --release -p corncrake-tests --example linkage`. Its table is in docs/privacy.md.
//!
//! Each erring visitor of a day has 1 to 5 events (a geometric number with a mean of 2) of issues by
//! popularity, from a moment of the day on, 40 s apart on average, and a browser with version and
//! system of the shares below. The reader guesses that the next event of the same browser and
//! system, in the order of the list, is the same visitor's, if it is within a minute as shown;
//! with hours, that two events of an hour in which browser and system have just two are.
//!
//! Lists of today are in the order of turns, which at these rates is that of arrival: `Order::Turns`.
//! `Order::None` is what minutes alone would tell, and what is left of a sharded project's order
//! between its objects.

struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// One of several by their shares, the last one where they are used up.
    fn of(&mut self, shares: &[f64]) -> usize {
        let mut left = self.next() * shares.iter().sum::<f64>();
        for (place, share) in shares.iter().enumerate() {
            left -= share;
            if left < 0.0 {
                return place;
            }
        }
        shares.len().saturating_sub(1)
    }
}

/// Browser families, and systems; a version is the newest one mostly.
const FAMILIES: [f64; 6] = [0.52, 0.22, 0.1, 0.08, 0.05, 0.03];
const SYSTEMS: [f64; 5] = [0.4, 0.22, 0.2, 0.12, 0.06];
const VERSIONS: [f64; 6] = [0.7, 0.14, 0.06, 0.05, 0.03, 0.02];
const DAY_MS: f64 = 86_400_000.0;

#[derive(Clone, Copy)]
struct ModelEvent {
    at: f64,
    visitor: usize,
    family: usize,
    system: usize,
    version: usize,
}

fn day(visitors: usize, chance: &mut SplitMix64) -> Vec<ModelEvent> {
    let mut all = Vec::new();
    for visitor in 0..visitors {
        let (family, system, version) = (chance.of(&FAMILIES), chance.of(&SYSTEMS), chance.of(&VERSIONS));
        let mut at = chance.next() * (DAY_MS - 600_000.0);
        loop {
            all.push(ModelEvent { at, visitor, family, system, version });
            if chance.next() < 0.5 {
                break;
            }
            at -= 40_000.0 * chance.next().max(1e-9).ln();
        }
    }
    all.sort_by(|a, b| a.at.total_cmp(&b.at));
    all
}

/// The order in which events of one shown time stand in a list.
#[derive(Clone, Copy)]
enum Order {
    Turns,
    None,
}

/// Guessed pairs and right ones, where the next one of a kind within so long is guessed.
fn within(
    events: &[ModelEvent],
    step: f64,
    order: Order,
    chance: &mut SplitMix64,
    kind: impl Fn(&ModelEvent) -> usize,
) -> (u32, u32) {
    const MINUTE_MS: f64 = 60_000.0;
    let at = |event: &ModelEvent| (event.at / step).floor() * step;
    let mut listed: Vec<(f64, &ModelEvent)> = events.iter().map(|event| (chance.next(), event)).collect();
    if matches!(order, Order::None) {
        listed.sort_by(|(a, x), (b, y)| at(x).total_cmp(&at(y)).then(a.total_cmp(b)));
    }
    let (mut guessed, mut right) = (0, 0);
    for (place, (_, one)) in listed.iter().enumerate() {
        let later = listed.iter().skip(place + 1);
        let mut near = later.take_while(|(_, next)| at(next) - at(one) <= MINUTE_MS);
        if let Some((_, next)) = near.find(|(_, next)| kind(next) == kind(one)) {
            guessed += 1;
            right += u32::from(next.visitor == one.visitor);
        }
    }
    (guessed, right)
}

/// The same, where the two events of a kind that is alone with them in an hour are guessed.
fn alone_in_an_hour(events: &[ModelEvent], kind: impl Fn(&ModelEvent) -> usize) -> (u32, u32) {
    let mut groups: std::collections::BTreeMap<(i64, usize), Vec<usize>> = Default::default();
    for one in events {
        groups.entry(((one.at / 3_600_000.0) as i64, kind(one))).or_default().push(one.visitor);
    }
    let pairs: Vec<_> = groups.values().filter(|group| group.len() == 2).collect();
    let right = pairs.iter().filter(|group| group[0] == group[1]).count();
    (pairs.len() as u32, right as u32)
}

fn main() {
    let versioned = |one: &ModelEvent| (one.family * 10 + one.system) * 10 + one.version;
    let family = |one: &ModelEvent| one.family * 10 + one.system;
    println!(
        "| erring visitors a day | to the millisecond, versions | to the minute, versions, no order | to the minute, versions, in the order of turns (today) | to the hour, versions | to the hour, rare versions as families (a past day) |"
    );
    println!("|--:|--:|--:|--:|--:|--:|");
    for visitors in [20, 100, 1_000, 3_000] {
        let mut sums = [(0, 0); 5];
        let (mut chance, mut guess) = (SplitMix64(visitors as u64), SplitMix64(77));
        for _ in 0..(60_000 / visitors).max(10) {
            let events = day(visitors, &mut chance);
            let mut of = std::collections::BTreeMap::new();
            let mut known = std::collections::BTreeSet::new();
            for one in &events {
                if known.insert(one.visitor) {
                    *of.entry((one.family, one.version)).or_insert(0) += 1;
                }
            }
            let coarse = |one: &ModelEvent| {
                let is_rare = of[&(one.family, one.version)] < 20;
                if is_rare { family(one) * 10 + 9 } else { versioned(one) }
            };
            let found = [
                within(&events, 1.0, Order::Turns, &mut guess, versioned),
                within(&events, 60_000.0, Order::None, &mut guess, versioned),
                within(&events, 60_000.0, Order::Turns, &mut guess, versioned),
                alone_in_an_hour(&events, versioned),
                alone_in_an_hour(&events, coarse),
            ];
            for (sum, (guessed, right)) in sums.iter_mut().zip(found) {
                *sum = (sum.0 + guessed, sum.1 + right);
            }
        }
        let share = |(guessed, right): (u32, u32)| {
            format!("{:.0}%", 100.0 * f64::from(right) / f64::from(guessed.max(1)))
        };
        let cells: Vec<String> = sums.into_iter().map(share).collect();
        println!("| {visitors} | {} |", cells.join(" | "));
    }
}
