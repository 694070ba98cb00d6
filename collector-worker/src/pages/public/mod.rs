//! The pages that need no login: the demo, what a project collects, and what is
//! stored under a receipt.

pub(super) mod demo;
mod privacy;
mod receipt;

pub(crate) use demo::demo;
pub(crate) use privacy::privacy;
pub(crate) use receipt::{receipt, receipt_form, send_receipt_form};
