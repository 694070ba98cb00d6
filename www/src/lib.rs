//! Corncrake's pages: view-models in, markup out. (Being built.)
#![forbid(unsafe_code)]
