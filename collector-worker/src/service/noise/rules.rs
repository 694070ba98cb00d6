//! The noise rules of a project, each with its counts.

use corncrake_core::noise::NoiseRule;
use corncrake_model::project::record::ProjectRecord;
use corncrake_www::noise_rules::NoiseRuleRow;
use worker::Env;

use crate::{http::error::Fault, objects::rpc::ReadNoise, shards};

/// Every rule, in the order of a page.
pub(crate) async fn of_project(project: &ProjectRecord, env: &Env) -> Result<Vec<NoiseRuleRow>, Fault> {
    let counts = shards::query(env, project, &ReadNoise {}).await?;
    let row = |rule: NoiseRule| {
        let count = counts.iter().find(|count| count.rule == rule.name());
        NoiseRuleRow {
            rule,
            is_on: project.settings.is_noise(rule.name()),
            issues: count.map_or(0, |count| count.issues),
            events: count.map_or(0, |count| count.events),
        }
    };
    Ok(NoiseRule::ALL.into_iter().map(row).collect())
}
