//! The two runtimes, workerd on one machine and Cloudflare, have the same bindings, variables
//! and compatibility date.

use std::fs;

use anyhow::Result;

use super::problems::Problems;
use crate::tools::paths::root;

const BINDINGS: [&str; 6] = ["ASSETS", "DIRECTORY", "PROJECT", "SALT", "SOURCES", "OUTBOX"];
const VARIABLES: [&str; 7] = [
    "PROJECT_EVENTS_PER_SECOND",
    "PROJECT_MEGABYTES",
    "SESSION_EVENTS",
    "CSP_REPORT_PROJECT",
    "BASE_PATH",
    "DASHBOARD_URL",
    "INGEST_URL",
];

pub(super) fn check() -> Result<Problems> {
    let capnp = fs::read_to_string(root().join("collector-worker/workerd.capnp"))?;
    let wrangler = fs::read_to_string(root().join("collector-worker/wrangler.toml"))?;
    let mut problems = Vec::new();
    let mut demand = |is_there: bool, problem: String| {
        if !is_there {
            problems.push(problem);
        }
    };
    for binding in BINDINGS {
        demand(capnp.contains(&format!("(name = \"{binding}\"")), format!("workerd.capnp has no {binding}"));
        demand(wrangler.contains(&format!("\"{binding}\"")), format!("wrangler.toml has no {binding}"));
    }
    for variable in VARIABLES {
        let line = format!("(name = \"{variable}\", fromEnvironment = \"{variable}\")");
        demand(capnp.contains(&line), format!("workerd.capnp has no {variable}"));
        demand(wrangler.contains(&format!("{variable} = \"")), format!("wrangler.toml has no {variable}"));
    }
    let date = |text: &str, key: &str| {
        text.split_once(key).and_then(|(_, rest)| rest.split('"').nth(1)).map(str::to_owned)
    };
    demand(
        date(&capnp, "compatibilityDate") == date(&wrangler, "compatibility_date"),
        "workerd.capnp and wrangler.toml have two compatibility dates".into(),
    );
    Ok(problems)
}
