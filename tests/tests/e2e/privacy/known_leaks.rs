//! Attacks that are not held: each succeeds as often as docs/privacy.md says. A test here fails if a
//! leak is closed, or grows: then the table there is wrong.

use anyhow::{Context, Result, ensure};
use corncrake_tests::{
    collector::wired::{Salt, WiredCollector, sender},
    inspect::stolen::StolenFolder,
    scenario::night::NightCollector,
    wait::eventually,
};
use serde_json::json;

/// Noon of a day in the future, so that no alarm rings by itself.
const NOON: i64 = 1_893_499_200_000;
const DAY: i64 = 86_400_000;

/// The sessions of the issue of this name.
fn sessions(wired: &WiredCollector, key: &str, name: &str) -> Result<u64> {
    let list = wired.get(&format!("/api/projects/{key}/issues?query={name}"))?;
    list["issues"][0]["sessions"].as_u64().with_context(|| format!("no {name}: {list}"))
}

/// Attacks a06 and a21.
#[test]
fn leak_a_reader_who_sends_as_a_visitor_sees_which_issues_that_one_met_today() -> Result<()> {
    const VICTIMS: usize = 20;
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    ensure!(wired.event(&key, "somebody", "AError")?.status == 200);
    let victim = |number: usize| format!("victim {number}");
    for number in (0..VICTIMS).step_by(2) {
        ensure!(wired.event(&key, &victim(number), "AError")?.status == 200);
    }
    let mut right = 0;
    for number in 0..VICTIMS {
        let before = sessions(&wired, &key, "AError")?;
        ensure!(wired.event(&key, &victim(number), "AError")?.status == 200);
        let was_here = sessions(&wired, &key, "AError")? == before;
        right += usize::from(was_here == (number % 2 == 0));
    }
    println!("{right} of {VICTIMS} guesses today are right");
    ensure!(right == VICTIMS, "{right} of {VICTIMS}");
    // The day after, nobody was here: every one is new.
    wired.doors(&json!({ "now": NOON + DAY }))?;
    for number in 0..VICTIMS {
        let before = sessions(&wired, &key, "AError")?;
        ensure!(wired.event(&key, &victim(number), "AError")?.status == 200);
        ensure!(sessions(&wired, &key, "AError")? == before + 1, "a visitor of yesterday is known");
    }
    Ok(())
}

/// Attack a14, with events: a full bucket that is emptied tells what is missing in it; one that was
/// empty fills after a time that nobody knows (the limits' random delay). The clock stands: in truth
/// five tokens come back each second, so only what is sent at that moment is missing.
#[test]
fn leak_a_sender_of_a_thousand_events_counts_those_of_the_same_address_and_browser() -> Result<()> {
    const BURST: u64 = 1_000;
    let wired = WiredCollector::start(Salt::Memory)?;
    wired.doors(&json!({ "now": NOON }))?;
    let key = wired.project()?;
    let send = |agent: &str, events: usize| -> Result<u16> {
        let events = vec![json!({ "type": 1, "name": "AnError", "message": "m" }); events];
        let body = json!({ "events": events }).to_string();
        Ok(wired.request("POST", &format!("/v1/{key}/batch"), &sender(agent), body.as_bytes())?.status)
    };
    // Fifty at once, and the rest one by one.
    let drain = |agent: &str| -> Result<u64> {
        let mut taken = 0;
        for step in [50, 1] {
            while send(agent, step)? == 200 {
                taken += step as u64;
            }
        }
        Ok(taken)
    };
    for (place, of_victim) in [0, 1, 3, 37].into_iter().enumerate() {
        let agent = format!("victim {place}");
        for _ in 0..of_victim {
            ensure!(send(&agent, 1)? == 200);
        }
        let seen = BURST - drain(&agent)?;
        println!("{of_victim} events of the victim were seen as {seen}");
        // A batch of fifty that is refused delays what comes back, and takes nothing.
        ensure!(seen == of_victim, "{of_victim} were seen as {seen}");
    }
    // Emptied again a minute later: 300 less what two delays of up to 20 s kept away.
    wired.doors(&json!({ "now": NOON + 60_000 }))?;
    let mut again = Vec::new();
    for place in 0..4 {
        again.push(drain(&format!("victim {place}"))?);
    }
    println!("a minute later, of buckets that nobody else used, {again:?}");
    ensure!(again.iter().all(|taken| (100..=300).contains(taken)), "{again:?}");
    ensure!(again.iter().any(|taken| *taken != again[0]), "four delays are the same: {again:?}");
    Ok(())
}

/// Attack A3 on countries, which only the edge knows, whose recovery is such a log of thirty days:
/// the turns before midnight have the true counts, whatever is overwritten after them.
#[test]
fn leak_a_thief_of_the_log_reads_the_true_countries_of_the_day_that_is_over() -> Result<()> {
    const VISITORS: u32 = 57;
    let night = NightCollector::start()?;
    let key = night.wired.project()?;
    let ping = |visitor: u32| -> Result<()> {
        let agent = format!("visitor {visitor}");
        let headers = [
            ("origin", "https://shop.example"),
            ("user-agent", &*agent),
            ("x-test-cf", r#"{"country":"DE"}"#),
        ];
        ensure!(night.wired.request("POST", &format!("/v1/{key}/ping"), &headers, b"")?.status == 200);
        Ok(())
    };
    (0..VISITORS).try_for_each(ping)?;
    eventually("the visits to be counted", || {
        Ok((night.wired.sessions(&key)? == [u64::from(VISITORS)]).then_some(()))
    })?;
    // A ping of a session that is counted would not keep the object awake.
    night.pass_with(|| {
        ensure!(night.wired.event(&key, "visitor 0", "AnError")?.status == 200);
        Ok(())
    })?;
    let stolen = StolenFolder::take(&night.wired.data("objects").join("corncrake-project"))?;
    let mut was_read = false;
    for path in stolen.databases()? {
        let query = "SELECT country, sessions FROM country_day";
        let states =
            stolen.turns(&path, query, |row| Ok((row.get::<_, String>(0)?, row.get::<_, u32>(1)?)))?;
        let truth = ("DE".to_owned(), VISITORS);
        was_read |= states.iter().any(|state| state.contains(&truth));
        ensure!(states.last().is_some_and(|last| !last.contains(&truth)), "they are in a table");
    }
    ensure!(was_read, "the log no longer has them");
    Ok(())
}
