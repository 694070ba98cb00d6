//! A set-up: what builds the application, what serves it or runs it, and what is not expected of it.

use crate::package::{framework_app::FrameworkApp, kept_build::Line};

/// A way in which the application fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// A timer throws.
    Error,
    /// A promise is rejected.
    Rejection,
    /// A handler of a click throws.
    Handler,
    /// A page of a server, or a handler of one, throws.
    Server,
}

impl Failure {
    /// Every one of them, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Error, Self::Rejection, Self::Handler, Self::Server];

    /// The message that it has in every application.
    pub fn message(self) -> &'static str {
        match self {
            Self::Error => "a timer of the page fails",
            Self::Rejection => "a promise of the page fails",
            Self::Handler => "a click fails",
            Self::Server => "a page of the server fails",
        }
    }
}

/// One set-up.
pub struct SetUp {
    /// Its name in the table.
    pub name: &'static str,
    /// The packages and programs whose versions the table has; `chromium` and `node` are the machine's.
    pub versions: &'static [&'static str],
    /// What is done with it.
    pub kind: Kind,
    /// Messages that have to be told besides, of failures that no other set-up has.
    pub more: &'static [&'static str],
    /// Failures that do not arrive, each with the reason in one line. Once one of them arrives, its line has to go.
    pub exceptions: &'static [(Failure, &'static str)],
}

/// What is done with a set-up.
pub enum Kind {
    /// A page of `tests/matrix/tag`, with the tag of the collector.
    Tag {
        /// Its file.
        page: &'static str,
    },
    /// A folder of `tests/matrix` that is built, and served by a static host.
    Built {
        /// The folder.
        app: &'static str,
        /// What builds it.
        lines: &'static [Line],
        /// The part of it that is served.
        served: &'static str,
        /// The page in it.
        page: &'static str,
    },
    /// A folder of `tests/matrix` that has a server of its own.
    Served {
        /// The folder.
        app: &'static str,
        /// What builds it.
        lines: &'static [Line],
        /// What starts its server.
        server: OwnServer,
    },
    /// An application of `tests/frameworks`.
    Framework {
        /// It.
        app: FrameworkApp,
        /// What starts its server.
        server: OwnServer,
    },
    /// A script of `tests/matrix/processes`, by a program with its arguments.
    Process {
        /// The program, and what stands before `main`'s name.
        line: Line,
    },
    /// A test of `tests/matrix/runners`, by a program with its arguments.
    Runner {
        /// The program and its arguments.
        line: Line,
    },
    /// The Worker of `tests/matrix/processes`, in workerd.
    Worker,
}

/// A server of an application.
pub struct OwnServer {
    /// What starts it, with its port in `PORT`.
    pub line: Line,
    /// What it prints once it is there.
    pub ready: &'static str,
    /// The path of the page with the button.
    pub page: &'static str,
    /// The path of a page that fails on the server.
    pub failing: Option<&'static str>,
}
