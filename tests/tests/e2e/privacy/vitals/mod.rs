//! Response times: what leaves a page, and what never does.

mod buckets;
mod device;
mod leaving;
mod page;
