//! Noise that is new or much more than it was, in a sentence: what is hidden must not explain nothing.

use std::collections::BTreeMap;

use corncrake_core::{
    ids::IssueId,
    noise::NoiseRule,
    time::{HOUR_MS, UnixMillis},
};
use corncrake_model::{
    issues::issue_list::{Filter, IssueRank},
    project::record::ProjectRecord,
};
use corncrake_www::{noise_rules::UnusualNoise, range::Range};
use futures_util::future;
use worker::Env;

use crate::{
    http::error::Fault,
    objects::rpc::{RankIssues, ReadTrends},
    shards,
};

/// Issues of noise that are looked at, those that were seen last.
const MOST: u32 = 100;
/// Sessions below which nothing is unusual.
const FEW: u64 = 10;
/// How many times as many sessions are unusual.
const TIMES: u64 = 5;

/// What a sentence of the page says, where the range has noise that the range before it had not.
pub(crate) async fn unusual(
    env: &Env,
    project: &ProjectRecord,
    range: Range,
    now: UnixMillis,
) -> Result<Option<UnusualNoise>, Fault> {
    let filter = Filter { noise: true, noise_off: project.settings.noise_off.clone(), ..Filter::default() };
    let rank = |from| RankIssues { filter: filter.clone(), from, most: MOST };
    let from = range.start(now);
    let (current, both) = (rank(from), rank(range.start_of_previous(now)));
    let (current, both) =
        future::try_join(shards::query(env, project, &current), shards::query(env, project, &both)).await?;
    let ids: Vec<IssueId> = current.iter().filter(|one| one.sessions > 0).map(|one| one.id).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    let issues = shards::issues_of(env, project, ids).await?;
    let mut rules: BTreeMap<String, Vec<IssueId>> = BTreeMap::new();
    for issue in issues {
        rules.entry(issue.noise.unwrap_or_default()).or_default().push(issue.id);
    }
    let sessions = |ranks: &[IssueRank], of: &[IssueId]| {
        let own = ranks.iter().filter(|one| of.contains(&one.id)).map(|one| one.sessions);
        own.fold(0, u64::saturating_add)
    };
    let rows = rules.into_iter().filter_map(|(rule, of)| {
        let rule = NoiseRule::ALL.into_iter().find(|known| known.name() == rule)?;
        let now = sessions(&current, &of);
        let before = sessions(&both, &of).saturating_sub(now);
        let is_unusual = rule != NoiseRule::NoFault && now >= FEW && now >= before.saturating_mul(TIMES);
        is_unusual.then_some((now, rule, of))
    });
    let Some((count, rule, of)) = rows.max_by_key(|(now, ..)| *now) else { return Ok(None) };
    let trends = shards::query(env, project, &ReadTrends { ids: of, from }).await?;
    let first = trends.iter().map(|(_, hour, ..)| *hour).min();
    let last = trends.iter().map(|(_, hour, ..)| UnixMillis(hour.0.saturating_add(HOUR_MS))).max();
    Ok(Some(UnusualNoise { sessions: count, rule: rule.label().to_owned(), span: first.zip(last) }))
}
