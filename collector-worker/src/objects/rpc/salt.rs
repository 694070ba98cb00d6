//! What the keeper of the salt is asked.

use corncrake_core::{session::SALT_BYTES, time::UtcDay};

use super::kinds::SaltObject;

requests! {
    /// About the salt of a day.
    SaltRequest of SaltObject;

    /// Have the salt of this day in the memory of the isolate that the keeper is in.
    MakeSalt { day: UtcDay } -> ();
    /// Destroy what is left of days that are over; whether there is a salt of today.
    EndSalt {} -> bool;
    /// The salt of this day, or of the newest one where this day is over.
    SaltOf { day: UtcDay } -> (UtcDay, [u8; SALT_BYTES]);
}
