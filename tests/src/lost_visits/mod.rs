//! What each way of loading the client loses where visitors leave at random: the parts of `npm run lost`.
//! Nothing here makes time pass faster or slower than it does, and no part knows how a visit will end.

mod pages;
pub mod plan;
pub mod site;
pub mod tally;
pub mod visits;
mod wire;
