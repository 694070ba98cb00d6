//! Attacks a04 and a18: an operator merges issues and takes them apart, and learns no number that
//! was not told of each singly: above all not how many visitors met both.

use anyhow::{Context, Result, ensure};
use corncrake_tests::collector::wired::{Salt, WiredCollector};
use serde_json::{Value, json};

/// Two issues with three visitors each; whether they are the same three.
fn project(wired: &WiredCollector, are_same: bool) -> Result<String> {
    let key = wired.project()?;
    for visitor in 0..3 {
        ensure!(wired.event(&key, &format!("visitor {visitor}"), "AError")?.status == 200);
        let other = if are_same { visitor } else { visitor + 3 };
        ensure!(wired.event(&key, &format!("visitor {other}"), "BError")?.status == 200);
    }
    Ok(key)
}

/// All that the API says of issues, by title.
fn shown_issues(wired: &WiredCollector, key: &str) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for path in ["issues?sort=events", "issues?sort=sessions"] {
        let list = wired.get(&format!("/api/projects/{key}/{path}"))?;
        for issue in list["issues"].as_array().context("no issues")? {
            let id = issue["id"].as_str().context("no id")?;
            let mut breakdown = wired.get(&format!("/api/projects/{key}/issues/{id}/breakdown"))?;
            breakdown["since"].take();
            let names = ["title", "events", "sessions"].map(|name| issue[name].clone());
            all.push(json!([
                names,
                breakdown,
                wired.get(&format!("/api/projects/{key}/issues/{id}/members"))?["members"]
                    .as_array()
                    .map(Vec::len)
            ]));
        }
    }
    all.sort_by_key(ToString::to_string);
    Ok(all)
}

/// Held by `add_up` of the merges, which adds up what is told of the members: with a count of distinct
/// hashes the merged issue has three sessions in one project, and six in the other.
#[test]
fn an_operator_who_merges_issues_cannot_count_the_visitors_who_met_both() -> Result<()> {
    let wired = WiredCollector::start(Salt::Memory)?;
    let keys = [project(&wired, true)?, project(&wired, false)?];
    let mut merged = Vec::new();
    for key in &keys {
        let before = shown_issues(&wired, key)?;
        let list = wired.get(&format!("/api/projects/{key}/issues"))?;
        let id = |title: &str| -> Result<String> {
            let all = list["issues"].as_array().context("no issues")?;
            let found = all.iter().find(|issue| issue["title"].as_str().is_some_and(|t| t.contains(title)));
            Ok(found.and_then(|issue| issue["id"].as_str()).context("no such issue")?.to_owned())
        };
        let (one, other) = (id("AError")?, id("BError")?);
        let path = format!("/api/projects/{key}/issues/{one}");
        ensure!(wired.change("POST", &format!("{path}/merge"), &json!({ "into": other }))?.status == 200);
        let whole = shown_issues(&wired, key)?;
        ensure!(whole.iter().all(|issue| issue[0][1] == 6 && issue[0][2] == 6), "{whole:?}");
        merged.push(whole);
        ensure!(wired.change("POST", &format!("{path}/split"), &json!({}))?.status == 200);
        ensure!(shown_issues(&wired, key)? == before, "{before:?}");
    }
    ensure!(merged[0] == merged[1], "{merged:?}");
    Ok(())
}
