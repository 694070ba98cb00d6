//! A batch as every way to write one is read.

use alloc::vec::Vec;

use super::WireError;
use crate::{event::Event, ids::BatchId};

/// What a page gathered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    /// Random for this batch only, so that one that is sent again is counted once.
    pub id: Option<BatchId>,
    /// Events that the page could not keep, and only counted.
    pub lost: u32,
    /// The events, each read or refused on its own.
    pub events: Vec<Result<BatchEvent, WireError>>,
}

/// One event of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchEvent {
    /// The event.
    pub event: Event,
    /// How often exactly this happened in the page, from 1.
    pub count: u32,
    /// Milliseconds before the batch was sent at which the first of them happened.
    pub ago: u32,
}
