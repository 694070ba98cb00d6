//! What the pages of the night weigh (`demo::incident`), with all that a browser without anything of them
//! loads. `cargo xtask test e2e weight -- --nocapture` prints the table.

use std::time::SystemTime;

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::{Collector, TOKEN},
    demo::incident::{self, TITLE},
    inspect::weight::{self, FileWeights, HEAD, MOST},
    scenario::{operator::Operator, shop::Shop},
};

#[test]
fn every_page_of_a_night_is_light() -> Result<()> {
    let collector = Collector::start()?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let key = incident::fill(&collector.address(), TOKEN, i64::try_from(now.as_millis())?)?;
    let shop = Shop { collector, key };
    let operator = Operator::log_in(&shop)?;
    let home = format!("/projects/{}", shop.key);
    let issue = format!("{home}/issues/{}", shop.id(TITLE)?);
    let below = |page: &str| format!("{home}/{page}");
    let pages = [
        ("projects", "/".to_owned()),
        ("overview", home.clone()),
        ("issues", below("issues")),
        ("issue", issue.clone()),
        ("events of an issue", format!("{issue}/events")),
        ("releases", below("releases")),
        ("reports", below("reports")),
        ("sessions", below("sessions")),
        ("live", below("live")),
        ("install", below("install")),
        ("settings", below("settings")),
        ("time zone", "/zone".to_owned()),
    ];
    let mut file = |path: &str| {
        let answer = shop.collector.request("GET", path, &[], b"")?;
        ensure!(answer.status == 200, "{path}: {}", answer.status);
        Ok(answer.bytes)
    };
    let (mut too_heavy, mut known) = (Vec::new(), FileWeights::new());
    println!("{HEAD}");
    for (name, path) in pages {
        let page = operator.page(&path)?;
        let weights = weight::of_page(page.as_bytes(), &mut known, &mut file)?;
        println!("{}", weight::line(name, page.len(), weights));
        if weights.1.brotli > MOST {
            too_heavy.push(format!("{name}: {} bytes", weights.1.brotli));
        }
    }
    ensure!(too_heavy.is_empty(), "over {MOST} bytes of brotli: {too_heavy:?}");
    Ok(())
}
