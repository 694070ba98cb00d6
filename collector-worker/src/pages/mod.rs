//! The pages an operator sees, one file a page: each finds what its view shows. Who may see
//! them is decided before (`Route::access`).

mod demo;
mod entrance;
mod erasure;
mod install;
mod issue;
mod issues;
mod live;
mod overview;
mod projects;
mod reports;
mod sessions;
mod settings;
mod shown;
mod tokens;
mod transfer;

pub(crate) use demo::demo;
pub(crate) use entrance::{login, login_link, login_page, logout, logout_everywhere};
pub(crate) use erasure::{erase_event, erase_issue, erase_span, erase_text};
pub(crate) use install::install;
pub(crate) use issue::issue;
pub(crate) use issues::issues;
pub(crate) use live::{follow, live};
pub(crate) use overview::overview;
pub(crate) use projects::{create_project, projects};
pub(crate) use reports::reports;
pub(crate) use sessions::sessions;
pub(crate) use settings::{delete, save, settings};
pub(crate) use tokens::{make_token, revoke_token};
pub(crate) use transfer::{export, import};

use corncrake_www::{self as www, range::Range};
use worker::{Request, Response};

use crate::{address, answer, fault::Fault};

/// The name of the project that `/demo/` sends to; `npm start` makes it.
const DEMO: &str = "demo";

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

/// The range that an address names; the shortest where it names none.
fn range(request: &Request) -> Result<Range, Fault> {
    Ok(address::parameter(request, "range")?.and_then(|name| name.parse().ok()).unwrap_or_default())
}

/// The collector's own origin, as the operator reaches it.
fn origin(request: &Request) -> Result<String, Fault> {
    Ok(address::url(request)?.origin().ascii_serialization())
}

/// The page of a fault.
pub(crate) fn fault(fault: &Fault, signed_in: bool) -> worker::Result<Response> {
    let view = www::error::ErrorView { status: fault.status, sentence: sentence(fault), signed_in };
    answer::page(fault.status, &www::error::page(&view))
}

/// What a fault says, to a person.
fn sentence(fault: &Fault) -> String {
    let mut sentence = fault.message.clone();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}
