//! The fields of a JSON body that changes something: each is asked for by its name and its
//! form, and every refusal names it.

use std::ops::RangeInclusive;

use corncrake_core::time::UnixMillis;
use serde_json::{Map, Value};
use worker::Request;

use crate::{
    http::{body, error::Fault},
    service::settings::check::RawNumber,
};

/// Bytes of a request to the API: a project's settings, with fifty origins.
const BODY_BYTES: usize = 64 * 1024;

/// What is left to be read of a body.
pub(super) struct BodyFields(Map<String, Value>);

impl BodyFields {
    pub(super) async fn read(request: &mut Request) -> Result<Self, Fault> {
        body::json(request, BODY_BYTES).await.map(Self)
    }

    /// The same, where a request may have no body at all.
    pub(super) async fn read_optional(request: &mut Request) -> Result<Self, Fault> {
        let length = request.headers().get("content-length")?;
        let has_body =
            request.headers().has("transfer-encoding")? || length.is_some_and(|length| length != "0");
        if has_body { Self::read(request).await } else { Ok(Self(Map::new())) }
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Fault> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Fault::invalid(name, "must be text")),
        }
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, Fault> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(Fault::invalid(name, "must be true or false")),
        }
    }

    /// Whatever it is.
    pub(super) fn value(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name)
    }

    /// A JSON object with fields of its own.
    pub(super) fn object(&mut self, name: &str) -> Result<Option<Self>, Fault> {
        match self.0.remove(name) {
            None => Ok(None),
            Some(Value::Object(members)) => Ok(Some(Self(members))),
            Some(_) => Err(Fault::invalid(name, "must be a JSON object")),
        }
    }

    /// A time of RFC 3339.
    pub(super) fn time(&mut self, name: &str) -> Result<UnixMillis, Fault> {
        let text = self.text(name)?.unwrap_or_default();
        UnixMillis::parse(&text).ok_or_else(|| Fault::invalid(name, "must be a time of RFC 3339"))
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, name: &str) -> Result<Option<Vec<String>>, Fault> {
        self.0
            .remove(name)
            .map(|list| {
                serde_json::from_value(list).map_err(|_| Fault::invalid(name, "must be a list of text"))
            })
            .transpose()
    }

    /// A whole number of a range.
    pub(super) fn number(&mut self, name: &str, range: RangeInclusive<u64>) -> Result<Option<u64>, Fault> {
        let (first, last) = (range.start(), range.end());
        let rule = || Fault::invalid(name, &format!("must be a whole number from {first} to {last}"));
        let number =
            self.0.remove(name).map(|value| value.as_u64().filter(|n| range.contains(n)).ok_or_else(rule));
        number.transpose()
    }

    /// A number whose range is checked with others.
    pub(super) fn raw_number(&mut self, name: &str) -> Option<RawNumber> {
        self.0.remove(name).map(|value| RawNumber(value.as_u64()))
    }

    /// There must be no other field: one that is misspelt would change nothing, unseen.
    pub(super) fn end(self) -> Result<(), Fault> {
        match self.0.keys().next() {
            None => Ok(()),
            Some(name) => Err(Fault::invalid(name, "is no field of this request")),
        }
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_refusal_names_the_field() {
        let fields = |json| BodyFields(serde_json::from_str(json).unwrap());
        let mut good = fields(r#"{"name":"n","all":["a","b"]}"#);
        assert_eq!(good.text("name").unwrap().as_deref(), Some("n"));
        assert_eq!(good.texts("all").unwrap().unwrap(), ["a", "b"]);
        assert_eq!(good.text("absent").unwrap(), None);
        assert!(good.end().is_ok());
        for (json, number) in [
            ("{}", Ok(None)),
            (r#"{"n":7}"#, Ok(Some(7))),
            (r#"{"n":8}"#, Err(())),
            (r#"{"n":"7"}"#, Err(())),
        ] {
            assert_eq!(fields(json).number("n", 1..=7).map_err(|_| ()), number, "{json}");
        }
        let message = |fault: Result<_, Fault>| fault.map(|_: Option<Vec<String>>| ()).unwrap_err().message;
        assert_eq!(message(fields(r#"{"all":"a"}"#).texts("all")), "all must be a list of text");
        assert_eq!(fields(r#"{"name":1}"#).text("name").unwrap_err().message, "name must be text");
        assert_eq!(fields(r#"{"nane":1}"#).end().unwrap_err().message, "nane is no field of this request");
    }
}
