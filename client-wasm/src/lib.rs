//! The client. (Being built.)
