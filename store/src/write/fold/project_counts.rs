//! What a turn counts for the project as a whole, by the hour.

use corncrake_core::time::UnixMillis;
use corncrake_model::events::{
    delivery::Delivery, facets::FacetCount, outcomes::Outcomes, stored_event::StoredEvent,
};

use super::DeliveryFold;
use crate::counts::items;

impl DeliveryFold<'_> {
    /// Counts an event in the project's hour.
    pub(crate) fn count_for_project(&mut self, arrived: UnixMillis, body: &StoredEvent, more: FacetCount) {
        let (_, facets, has_more) = self.project_hours.entry(arrived.hour()).or_default();
        facets.add(body, more);
        *has_more = true;
    }

    /// Adds what an SDK sent or kept back that is not stored.
    pub(crate) fn items(&mut self, delivery: &Delivery) {
        items::add(&mut self.items, delivery.arrived.hour(), &delivery.items);
    }

    /// Adds to what became of what was sent in an hour.
    pub(crate) fn outcomes(&mut self, arrived: UnixMillis, outcomes: &Outcomes) {
        let (sum, _, _) = self.project_hours.entry(arrived.hour()).or_default();
        *sum = sum.and(outcomes);
    }
}
