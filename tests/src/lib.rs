//! End-to-end tests. (Being built.)
