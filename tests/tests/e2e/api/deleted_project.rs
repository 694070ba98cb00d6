//! A deleted project: its data is gone, and senders get 410.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::{Collector, Response, TOKEN},
    inspect::search::holding,
};

/// A text of the stored event, which nothing may hold afterwards.
const MARK: &str = "UnforgettableMessage";

fn delete(collector: &Collector, key: &str, token: &str) -> Result<Response> {
    let bearer = format!("Bearer {token}");
    collector.request("DELETE", &format!("/api/projects/{key}"), &[("authorization", &bearer)], b"")
}

fn send(collector: &Collector, key: &str, place: &str, body: &str) -> Result<Response> {
    let headers =
        [("origin", "https://shop.example"), ("user-agent", "visitor"), ("content-type", "application/json")];
    collector.request("POST", &format!("/v1/{key}/{place}"), &headers, body.as_bytes())
}

#[test]
fn its_data_is_destroyed_and_everything_that_is_sent_to_it_is_gone() -> Result<()> {
    let mut collector = Collector::start()?;
    let key = collector.project("shop", &["https://shop.example"])?;
    let other = collector.project("blog", &["*"])?;
    let event = format!(r#"{{"type":1,"message":"{MARK}","name":"KeptError"}}"#);
    for key in [&key, &other] {
        ensure!(send(&collector, key, "event", &event)?.status == 200);
    }
    ensure!(holding(&collector.data(), MARK.as_bytes())? > 0, "the mark is not found where it should be");

    ensure!(delete(&collector, &key, "wrong")?.status == 401);
    ensure!(delete(&collector, "aaaaaaaaaaa", TOKEN)?.status == 404);
    let done = delete(&collector, &key, TOKEN)?;
    ensure!(done.status == 204 && done.body.is_empty(), "{done:?}");

    let batch = format!(r#"{{"events":[{event}]}}"#);
    let report = r#"[{"type":"deprecation","url":"https://shop.example/","body":{"id":"x"}}]"#;
    for restarted in [false, true] {
        for (place, body) in [("event", &*event), ("batch", &batch), ("ping", ""), ("report", report)] {
            let answer = send(&collector, &key, place, body)?;
            ensure!(answer.status == 410, "{place}, restarted: {restarted}: {answer:?}");
            ensure!(answer.json()["error"]["code"] == "project_deleted", "{answer:?}");
            ensure!(answer.header("access-control-allow-origin") == "https://shop.example", "{answer:?}");
        }
        let bearer = format!("Bearer {TOKEN}");
        let look = |path: String| collector.request("GET", &path, &[("authorization", &bearer)], b"");
        ensure!(look(format!("/api/projects/{key}/issues"))?.status == 404);
        ensure!(!collector.get("/api/projects")?.to_string().contains(&key));
        collector.wait_for_issue(&other, "KeptError")?;
        if !restarted {
            ensure!(delete(&collector, &key, TOKEN)?.status == 204, "once more is no harm");
            collector.interrupt()?;
            collector.start_again()?;
        }
    }
    ensure!(delete(&collector, &other, TOKEN)?.status == 204);
    collector.interrupt()?;
    ensure!(holding(&collector.data(), MARK.as_bytes())? == 0, "its data is still on the disk");
    ensure!(holding(&collector.data(), b"shop.example")? == 0, "its settings are still on the disk");
    Ok(())
}
