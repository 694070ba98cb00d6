//! The rules of noise as a project has them: every one there is, with what it recognised.

use corncrake_core::noise::NoiseRule;
use corncrake_www::noise_rules::NoiseRuleRow;
use worker::Env;

use crate::{fault::Fault, objects::ReadNoise, spread, store::ProjectRow};

/// Every rule, in the order of a page.
pub(crate) async fn of_project(project: &ProjectRow, env: &Env) -> Result<Vec<NoiseRuleRow>, Fault> {
    let counts = spread::ask(env, project, &ReadNoise {}).await?;
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
