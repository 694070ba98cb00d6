//! Usage counters: on the device, and as they are published.

mod device;
mod published;
