//! Requests of clients and browsers to the collector: taken, counted, limited or refused.

mod batch;
mod flood;
mod known_visits;
mod limits;
mod linear;
mod real_reports;
mod refusals;
mod report_bodies;
mod report_faults;
mod report_mutations;
mod reports;
mod trackx;
