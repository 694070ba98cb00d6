//! A project's Durable Object: `object` dispatches its requests, `deliveries` admits and writes
//! deliveries, `queries` answers the pages, `erase_import` erases and imports, `operations` runs
//! what takes several turns or several objects, `alerts` watches for what rules of alerts are about. The writing itself is `corncrake_store::write`.

mod alerts;
pub(crate) mod decisions;
mod deliveries;
pub(crate) mod erase_import;
mod object;
mod operations;
pub(crate) mod queries;
mod snooze;

pub use object::Project;
