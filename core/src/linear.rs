//! Work is linear in the text, whatever the text: a generator puts all fragments that make a rule of
//! the scrubber, the stack parser, the grouping or the noise look around into pairs and triples,
//! repeats each, and counts the steps per byte. `e2e/ingest/linear.rs` sends the worst of them, which stand in
//! `core/tests/worst.txt`, to a real collector.

extern crate std;

use alloc::{string::String, vec::Vec};

use crate::{event::Event, group, noise, scrub, stack, steps, wire::limits};

/// What makes a rule look, and what it looks for; `¦` stands between them.
const FRAGMENTS: &str = "a¦Z¦é¦漢¦0¦12¦1234¦123456789¦ab1-¦abcdefg1-¦a1-¦0-0_¦a.¦a@¦@¦a@b.cc,¦@b.cc¦%40a¦%2540¦＠¦\
    \\u0040¦&#64;¦&quot;¦%¦%20¦\\¦\\\\¦/¦//¦://¦https://¦https://a@¦https://a.b/¦?¦?a=¦#¦a?b#¦=¦==¦: ¦:¦::¦:1:2¦ffff:¦\
    1.2.3.¦1.2.3.4¦/1.2.3.4¦[¦]¦(¦)¦)),¦{¦}¦\"¦'¦`¦ ¦  ¦\t¦\n¦,¦;¦&¦<¦>¦<a ¦ value=\"¦value='a ¦ content=¦--¦--a ¦-u ¦\
    password¦password=¦password: ¦\"password\":\"¦\\\"pwd\\\":\\\"¦pwd='a¦pwd='a'b¦pin=¦pass ¦pppppppp¦ppppppppppppppppppppppppppppppp=¦\
    sssssssssssssssssssssssssssssss:¦Cookie: ¦Bearer ¦bearer a¦eyJ¦eyJ.¦ghp_¦sk_live_¦AKIA¦ya29.¦SG.a.¦\
    GB29NWBK¦GB29 NWBK 6016 1331 ¦aa11 ¦4111-¦4111 ¦4111.¦+49 (0)¦[digits]¦[email]¦[token]¦\
    550e8400-e29b-41d4-a716-446655440000¦d41d8cd98f00b204e9800998ecf8427e¦Xq3vR7tYp2Lk9sWd4fGh6j¦a1B2c3-¦ZN¦_ZN4¦\
    .js¦.js?¦app.js:1:2¦data:¦data:a,¦data:,a;¦;base64,¦javascript:a¦blob:¦/home/¦/Users/¦/Users/A B¦\\Users\\¦\\Users\\a a¦\
    /@fs¦/data/user/¦Chrome/¦v1.¦version ¦    at ¦at f (¦ (¦async ¦new ¦eval at ¦eval at f (¦, <anonymous>:1:1)¦\
    <anonymous>¦[native code]¦[as x]¦ line 1 > ¦:wasm-function[¦wasm-function[1]:0xff¦f@/x:1:2¦async*¦/<¦Error: ¦\
    Uncaught ¦ of undefined (reading 'a')¦'a ¦\"a ¦“a¦Failed to ¦': ¦ is not a function¦a(b)¦a[0]¦...¦.¦extension:(//¦\
    node_modules/¦ResizeObserver loop¦Loading chunk ";

/// Bytes of a text in which all pairs are tried: a look back that nothing bounds has hundreds of
/// steps per byte there, and is among the worst.
const PAIR_BYTES: usize = 256;
/// Bytes of a text in which the worst of these are tried again, and the worst of all.
const LONG_BYTES: usize = 16 * 1024;
const WHOLE_BYTES: usize = 1024 * 1024;
/// Bytes that an event counts as at least: a batch has no more than 50 of them in its mebibyte, and a
/// short one may cost what the table of engines' wordings has lines.
const EVENT_BYTES: usize = 4 * 1024;
/// The most steps per byte.
const MOST: u64 = 340;
/// How many of the worst pairs get each fragment as a third, how many of all are read at length, and
/// how many of these at full length.
const WORST: [usize; 3] = [4, 16, 2];

/// The first of the fragments that frames and messages have.
const FIRST_OF_STACKS: &str = "    at ";

/// What is done with a text; how many bytes of it are looked at.
type TextPass = fn(&str) -> usize;

fn scrubbed(text: &str) -> usize {
    scrub::text(text);
    text.len()
}

fn scrubbed_address(text: &str) -> usize {
    scrub::url(text);
    text.len()
}

fn parsed(text: &str) -> usize {
    let stack = cut(text, limits::STACK_BYTES);
    let frames = stack::parse_event(stack, Some("Error"), cut(stack, PAIR_BYTES));
    group::fingerprint(&Event { stack: Some(stack.into()), ..Event::default() }, &frames);
    noise::of_event(&Event::default(), &frames);
    stack.len().max(EVENT_BYTES)
}

fn grouped(text: &str) -> usize {
    let message = cut(text, limits::MESSAGE_CHARS);
    let event = Event { message: message.into(), name: Some("TypeError".into()), ..Event::default() };
    group::fingerprint(&event, &[]);
    group::title(&event);
    noise::of_event(&event, &[]);
    message.len().max(EVENT_BYTES)
}

fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    text.get(..end.unwrap_or(0)).unwrap_or_default()
}

fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes.div_ceil(piece.len()))
}

/// Steps per byte of the dearest way to read a piece that is repeated to so many bytes.
fn cost(piece: &str, bytes: usize, passes: &[TextPass]) -> u64 {
    let text = repeated(piece, bytes);
    let cost = |pass: &TextPass| {
        let mut read = 0;
        steps::of(|| read = pass(&text)) / read.max(1) as u64
    };
    passes.iter().map(cost).max().unwrap_or(0)
}

/// The dearest of many pieces, the worst first.
fn worst(
    pieces: impl Iterator<Item = String>,
    bytes: usize,
    passes: &[TextPass],
    most: usize,
) -> Vec<(u64, String)> {
    let mut costs: Vec<(u64, String)> = pieces.map(|piece| (cost(&piece, bytes, passes), piece)).collect();
    costs.sort_by(|(a, one), (b, other)| b.cmp(a).then(one.cmp(other)));
    costs.dedup();
    costs.truncate(most);
    costs
}

/// Pairs of fragments, and triples of the worst of these.
fn pairs_and_triples(fragments: &[&str], passes: &[TextPass]) -> Vec<String> {
    let [thirds, long, _] = WORST;
    let pairs = fragments.iter().flat_map(|a| fragments.iter().map(move |b| [*a, *b].concat()));
    let pairs = worst(pairs, PAIR_BYTES, passes, long);
    let triples = pairs.iter().take(thirds).flat_map(|(_, pair)| {
        fragments.iter().flat_map(move |third| [[pair, *third].concat(), [*third, pair].concat()])
    });
    let triples = worst(triples, PAIR_BYTES, passes, long);
    pairs.into_iter().chain(triples).map(|(_, piece)| piece).collect()
}

fn holds(fragments: &[&str], passes: &[TextPass]) {
    let [_, long, whole] = WORST;
    let mut pieces = pairs_and_triples(fragments, passes);
    for (bytes, most) in [(LONG_BYTES, long), (WHOLE_BYTES, whole)] {
        let found = worst(pieces.into_iter(), bytes, passes, most);
        for (steps, piece) in &found {
            std::println!("{steps:>5} {piece:?} in {bytes} bytes");
            assert!(*steps <= MOST, "{piece:?}: {steps} steps per byte in {bytes}");
        }
        pieces = found.into_iter().take(whole).map(|(_, piece)| piece).collect();
    }
}

#[test]
fn no_text_costs_the_scrubber_more_than_it_is_long() {
    let fragments: Vec<&str> = FRAGMENTS.split('¦').collect();
    holds(&fragments, &[scrubbed]);
}

#[test]
fn no_text_costs_the_parsers_and_the_grouping_more_than_it_is_long() {
    let fragments = FRAGMENTS.split('¦').skip_while(|one| *one != FIRST_OF_STACKS);
    let fragments: Vec<&str> =
        fragments.chain(["/", ":", ":1:2", "(", ")", "@", " ", "\n", "'", "\"", "a"]).collect();
    holds(&fragments, &[parsed, grouped]);
}

#[test]
fn the_worst_on_record_are_no_worse_as_addresses() {
    let worst = include_str!("../tests/worst.txt").lines().filter(|line| !line.starts_with('#'));
    for piece in worst.map(|line| serde_json::from_str::<String>(line).unwrap()) {
        let steps = cost(&piece, LONG_BYTES, &[scrubbed, scrubbed_address, parsed, grouped]);
        assert!(steps <= MOST, "{piece:?}: {steps} steps per byte");
    }
}
