//! The hash of a page's receipt, of events that have one (`events/receipts`).

/// One version of the project's schema.
pub const MIGRATION: &[&str] = &[
    // Another hash in each event, in hexadecimal digits; empty where the page has no receipt.
    "ALTER TABLE event ADD COLUMN receipt TEXT NOT NULL DEFAULT ''",
    // Without a row for events that have none.
    "CREATE INDEX event_receipt ON event (receipt) WHERE receipt <> ''",
];
