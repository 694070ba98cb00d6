//! Response times: what leaves a page, what never does, and what is published of it.

mod buckets;
mod counted;
mod device;
mod leaving;
mod page;
mod published;
