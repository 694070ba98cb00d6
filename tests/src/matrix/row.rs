//! The result of a set-up: which failures were told, by which form of the client, and what was wrong.

use serde_json::Value;

use crate::matrix::set_up::{Failure, SetUp};

/// The result of a set-up.
pub struct Row {
    /// Its name.
    pub name: &'static str,
    /// What it was made with.
    pub versions: String,
    /// Which failures it has, and whether each was told as it has to be.
    pub cells: Vec<(Failure, bool)>,
    /// The form of the client that a page ran.
    pub form: Option<&'static str>,
    /// Whether the application did the same without the client.
    pub is_alike: bool,
    /// Reasons that are known, one for each failure that is not told.
    pub reasons: Vec<&'static str>,
    /// What is wrong and not known.
    pub problems: Vec<String>,
}

/// What the application itself did: it has to be the same with the client and without it.
#[derive(Debug, PartialEq, Eq)]
pub struct Trace(pub Vec<String>);

impl Row {
    /// The row of what was observed: the project's issues with their latest events, and two traces, with the
    /// client and without it.
    pub fn of(set_up: &SetUp, failures: &[Failure], found: &[Value], traces: (&Trace, &Trace)) -> Self {
        let (mut cells, mut reasons, mut problems) = (Vec::new(), Vec::new(), Vec::new());
        for failure in failures {
            let told = check_reported_once(found, failure.message());
            let known = set_up.exceptions.iter().find(|(of, _)| of == failure).map(|(_, reason)| *reason);
            match (&told, known) {
                (Err(_), Some(reason)) => reasons.push(reason),
                (Err(problem), None) => problems.push(format!("{failure:?}: {problem}")),
                (Ok(()), Some(_)) => {
                    problems.push(format!("{failure:?} is told now: take its exception away"))
                }
                (Ok(()), None) => {}
            }
            cells.push((*failure, told.is_ok()));
        }
        for message in set_up.more {
            if let Err(problem) = check_reported_once(found, message) {
                problems.push(problem);
            }
        }
        let expected: Vec<&str> =
            failures.iter().map(|failure| failure.message()).chain(set_up.more.iter().copied()).collect();
        for issue in found {
            let title = issue["issue"]["title"].as_str().unwrap_or_default();
            if !expected.iter().any(|message| title.contains(message)) {
                problems.push(format!("told as well: {title}"));
            }
        }
        let (with, without) = traces;
        if with != without {
            problems.push(format!("with the client {with:?}, without it {without:?}"));
        }
        let is_alike = with == without;
        Self { name: set_up.name, versions: String::new(), cells, form: None, is_alike, reasons, problems }
    }

    /// The row of a set-up that could not be tried.
    pub fn untried(set_up: &SetUp, problem: String) -> Self {
        let (cells, reasons) = (Failure::ALL.map(|failure| (failure, false)).to_vec(), Vec::new());
        let versions = String::new();
        Self {
            name: set_up.name,
            versions,
            cells,
            form: None,
            is_alike: false,
            reasons,
            problems: vec![problem],
        }
    }
}

/// Whether one issue has this message, with one event and at least one frame.
fn check_reported_once(found: &[Value], message: &str) -> Result<(), String> {
    let of: Vec<&Value> = found
        .iter()
        .filter(|issue| issue["issue"]["title"].as_str().is_some_and(|title| title.contains(message)))
        .collect();
    match of.as_slice() {
        [] => Err(format!("{message:?} is not told")),
        [one] if one["issue"]["events"] != 1 => {
            Err(format!("{message:?} is told {} times", one["issue"]["events"]))
        }
        [one] if one["event"]["frames"].as_array().is_none_or(Vec::is_empty) => {
            Err(format!("{message:?} has no frame"))
        }
        [_] => Ok(()),
        _ => Err(format!("{message:?} is {} issues", of.len())),
    }
}
