//! The collector. (Being built.)
