//! The two runtimes, workerd on one machine and Cloudflare, have the same bindings, variables
//! and compatibility date; and the template for the edge has the same as the edge.

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
    let of_template = fs::read_to_string(root().join("template/wrangler.toml"))?;
    demand(
        settings(&of_template).replace("node_modules/corncrake-collector/", "../build/")
            == settings(&wrangler),
        "template/wrangler.toml is not collector-worker/wrangler.toml with the paths of the package".into(),
    );
    Ok(problems)
}

/// All of a wrangler.toml but the comment at its top.
fn settings(text: &str) -> &str {
    text.find("name = ").and_then(|at| text.get(at..)).unwrap_or_default()
}
