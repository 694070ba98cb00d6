//! The matrix: one small application in every set-up that the documents name, opened with the client and
//! without it. Each of its failures has to be told once, with its message and a frame, and it has to go on
//! as without. `npm run matrix` runs all of it, and writes the table of `docs/set-ups.md`.

pub mod bench;
mod page;
mod process;
pub mod row;
mod server;
pub mod set_up;
pub mod set_ups;
pub mod table;
pub mod trial;
mod visit;
