//! Recorded requests, changed at random: no answer of the collector's own failure, no trap, and nothing
//! stored but events.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use corncrake_tests::{collector::Collector, sentry, xorshift::XorShift};

const ROUNDS: usize = 8;
const STATUSES: [u16; 6] = [200, 204, 400, 401, 403, 413];

const PIECES: [&[u8]; 12] = [
    b"null",
    b"{",
    b"}",
    b"\n",
    b"\"",
    b"\xff\x00",
    b"[[[[",
    b"-1",
    b"\"length\":9",
    b"{\"type\":\"event\"}\n",
    b"\"\\ud83d\"",
    b"1e400",
];

fn mutate(body: &mut Vec<u8>, numbers: &mut XorShift) {
    let at = numbers.below(body.len());
    match numbers.below(6) {
        0 => body.truncate(at),
        1 => drop(body.splice(at..at, PIECES[numbers.below(PIECES.len())].iter().copied())),
        2 => {
            let end = (at + numbers.below(60)).min(body.len());
            drop(body.drain(at..end));
        }
        3 => body.extend_from_within(at..),
        4 => {
            let end = (at + 5).min(body.len());
            drop(body.splice(at..end, PIECES[numbers.below(PIECES.len())].iter().copied()));
        }
        _ => {
            if let Some(byte) = body.get_mut(at) {
                *byte ^= 1 << numbers.below(8);
            }
        }
    }
}

#[test]
fn a_changed_request_is_taken_or_refused() -> Result<()> {
    let collector = Collector::start()?;
    let key = collector.project("shop", &["http://shop.example.com", "server"])?;
    let mut numbers = XorShift(0x9e37_79b9_7f4a_7c15);
    let mut statuses = BTreeMap::<u16, u32>::new();
    for request in sentry::recorded_requests()? {
        for round in 0..ROUNDS {
            let mut body = request.body.clone();
            for _ in 0..=round / 2 {
                mutate(&mut body, &mut numbers);
            }
            let answer = request.send_body(&collector, &key, &body)?;
            ensure!(STATUSES.contains(&answer.status), "{}: {answer:?}", request.name);
            *statuses.entry(answer.status).or_default() += 1;
        }
    }
    println!("{statuses:?}");
    ensure!(
        statuses.values().sum::<u32>() >= 200 && statuses[&200] > 20 && statuses[&400] > 20,
        "{statuses:?}"
    );
    ensure!(!collector.log()?.contains("trapped"), "{}", collector.log()?);
    ensure!(collector.request("GET", "/health", &[], b"")?.status == 200);
    // Whatever a change made of them: what is never read is nowhere.
    for secret in ["4711", "jane@example.com", "4111", "Bearer", "s3cr3t", "sys.argv", "REMOTE_ADDR"] {
        let found = corncrake_tests::inspect::search::holding(&collector.data(), secret.as_bytes())?;
        ensure!(found == 0, "{secret} is in {found} files");
    }
    Ok(())
}
