//! The fields of a form that a page of ours sent (`application/x-www-form-urlencoded`).

use worker::Request;

use super::{body, error::Fault};

/// Bytes of a form: a project's settings, with fifty origins.
const FORM_BYTES: usize = 64 * 1024;

/// A form that was sent.
#[derive(Clone)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    pub(crate) async fn read(request: &mut Request) -> Result<Self, Fault> {
        let bytes = body::read(request, FORM_BYTES).await?;
        Ok(Self(form_urlencoded::parse(&bytes).into_owned().collect()))
    }

    /// Its fields, in their order.
    pub(crate) fn into_fields(self) -> Vec<(String, String)> {
        self.0
    }

    /// Every value of a field that may be there several times.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// A field's value; empty where it was not sent.
    /// Whether the form has a field.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(found, _)| found == name)
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }
}
