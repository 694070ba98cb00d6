//! The reason why a page is not shown.

use super::error::Fault;

/// Why a page is not shown: to the login with you, or a fault.
pub(crate) enum PageError {
    Login,
    Fault(Fault),
}

impl<E: Into<Fault>> From<E> for PageError {
    fn from(error: E) -> Self {
        PageError::Fault(error.into())
    }
}
