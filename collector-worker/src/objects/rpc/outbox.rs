//! What the outbox of a project's alerts is asked.

use corncrake_core::ids::ProjectKey;
use corncrake_model::alerts::{
    delivery::{DeliveryPage, DeliveryState, LogPlace},
    signal::AlertSignal,
};

use super::{
    kinds::OutboxObject,
    shared::{Destroy, EraseAlerts, ReadDatabase},
};

alternatives! {
    /// What an outbox is asked.
    OutboxRequest of OutboxObject: Destroy, ReadDatabase;
    then Work(OutboxWork)
}

requests! {
    /// What an outbox that is there is asked.
    OutboxWork of OutboxObject, with EraseAlerts;

    /// Take over signals of a project.
    TakeSignals { key: ProjectKey, signals: Vec<AlertSignal> } -> ();
    /// Try a destination.
    TestDestination { key: ProjectKey, project: String, dashboard: String, destination: String } -> ();
    /// The newest deliveries before a place in its log, of a state or of all.
    ListDeliveries { state: Option<DeliveryState>, before: LogPlace, limit: u32 } -> DeliveryPage;
    /// Try a delivery again that was given up; whether there is such a one.
    SendAgain { number: u64 } -> bool;
}
