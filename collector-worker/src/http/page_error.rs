//! The reason why a page is not shown.

use super::error::Fault;

/// Why a page is not shown: to the login with you, or a fault.
pub(crate) enum Stop {
    Login,
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for Stop {
    fn from(error: E) -> Self {
        Stop::Fault(error.into())
    }
}
