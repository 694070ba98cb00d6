//! People: the page of the review with its forms, the page of a user's own account, and what a
//! passkey sends.

mod account;
mod form;
mod own_tokens;
mod page;
mod passkey;

pub(crate) use account::account;
pub(crate) use page::people;
pub(crate) use passkey::{accept_invitation, answer_of, invitation, login_form};
