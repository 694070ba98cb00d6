//! The items of Sentry's SDKs that several shards counted, as one list.

use corncrake_model::events::items::ItemCount;

use super::merge::{MergeAnswers, added};
use crate::objects::rpc::ReadItems;

impl MergeAnswers for ReadItems {
    fn merge(&self, answers: Vec<Vec<ItemCount>>) -> Vec<ItemCount> {
        let counts = answers.into_iter().flatten().map(|item| ((item.kind, item.outcome), item.count));
        let sums = added(counts, |a, b| a.saturating_add(*b)).into_iter();
        sums.map(|((kind, outcome), count)| ItemCount { kind, outcome, count }).collect()
    }
}
