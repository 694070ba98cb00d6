//! The project's data, behind a small SQL trait.
//!
//! `SqlStorage::exec` of a Durable Object is synchronous, and so is rusqlite: the same
//! schema and the same queries run in the object in production and in `cargo test`.
//! What is written in one turn of the object, with no await between, is committed together.

mod adopted;
mod coarse;
mod counted;
mod countries;
mod decisions;
mod decisions_schema;
mod erase;
mod erase_text;
mod events;
mod export;
mod floods;
mod folded;
mod import;
mod issue_hours;
mod issues;
mod journal;
mod kept;
mod list;
mod lists;
mod logins;
mod merges;
mod newest;
mod noise;
mod orders_schema;
mod outcomes;
mod own_limits;
mod past_days;
mod projects;
mod releases;
mod retention;
mod salt;
pub(crate) mod schema;
mod search;
mod sessions;
mod settings;
mod span;
mod tokens;

pub(crate) use adopted::{adopt, decided};
pub(crate) use coarse::coarsen;
pub(crate) use counted::{Counted, CountsRows};
pub(crate) use countries::{count_countries, countries, publish_countries};
pub(crate) use decisions::{decide, note_releases};
pub(crate) use erase::{erase_event, erase_issues};
pub(crate) use erase_text::{Does, text_turn};
#[cfg(test)]
pub(crate) use events::forget_stacks;
pub(crate) use events::{Kept, put_events, stack_hash};
pub(crate) use export::{ExportPage, Reached, export_page};
pub(crate) use floods::{limit_provisional, thin_flood};
pub(crate) use import::{abandon_import, begin_import, finish_import, is_importing, put_lines};
pub(crate) use issue_hours::{
    FACETS_OF_AN_ISSUE, IssueHour, begin_hours, issue_hours, put_issue_facets, put_issue_hours, trend, trends,
};
pub(crate) use issues::{
    Counters, Gain, Opening, Running, count_issues, issue, issues_of, open_issues, opening_bytes,
    put_fingerprints, seen_in_hours,
};
pub(crate) use journal::{commit, is_committed, list_issues, prepare, run_operation, unfinished};
pub(crate) use kept::{around, kept_event, kept_events};
pub(crate) use list::{issues, issues_by_id};
pub(crate) use logins::{end_login, end_logins, is_login_open, login_epoch};
pub(crate) use merges::{members, merge, split};
pub(crate) use newest::{first, latest, newest, seen_in_minute};
pub(crate) use noise::noise_counts;
pub(crate) use outcomes::{add_hour, add_outcomes, hour_facets, outcomes};
pub(crate) use own_limits::{keep_to, own_limits};
pub(crate) use past_days::{SumsUntil, breakdown, issue_breakdown};
pub(crate) use projects::{
    add_project, begin_previous, delete_project, key_secret, note_maps, project, projects, prove_storage,
};
pub(crate) use releases::releases;
pub(crate) use retention::{keep_for, retire};
pub(crate) use salt::{delete_salt_half, put_salt_half, salt_days_but, salt_half};
pub(crate) use search::{settle, text_of};
pub(crate) use sessions::{
    Visit, add_hours, begin_again, forget_before, forget_sessions, hours, known_keys, newest_day, put_keys,
    put_visits, visit_issues, visits,
};
pub(crate) use settings::change_project;
pub(crate) use span::first_seen_in;
pub(crate) use tokens::{add_token, revoke_token, revoke_tokens_of, tokens, use_token};

/// What no time and no count reaches, and the edge still takes as a number.
const FAR: i64 = (1 << 53) - 1;

/// What the database said when it failed: its own words, which hold no value of ours.
#[derive(Debug, thiserror::Error)]
#[error("the store failed: {0}")]
pub(crate) struct SqlError(pub(crate) String);

/// A value on its way in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Arg<'a> {
    Integer(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

/// A value on its way out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Integer(i64),
    Text(String),
    Blob(Vec<u8>),
}

impl Value {
    /// No column of ours has fractions: a float is a sum that grew beyond what the engine hands over
    /// as an integer. It is the greatest one, so that a number too many takes no page away.
    pub(crate) fn of_float(number: f64) -> Self {
        if number.is_nan() {
            return Self::Null;
        }
        Self::Integer(if number.is_sign_negative() { -FAR } else { FAR })
    }
}

/// An engine that speaks SQLite. Statements take `?` places only, one statement a call.
pub(crate) trait Sql {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError>;

    /// The first row, where there is one.
    fn first(&self, statement: &str, args: &[Arg<'_>]) -> Result<Option<Row>, SqlError> {
        Ok(self.exec(statement, args)?.into_iter().next())
    }
}

/// One row of an answer.
#[derive(Debug)]
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    pub(crate) fn integer(&self, column: usize) -> Result<i64, SqlError> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Ok(*number),
            other => Err(Self::unexpected(column, "an integer", other)),
        }
    }

    /// A count, which is never less than nothing.
    pub(crate) fn count(&self, column: usize) -> Result<u64, SqlError> {
        Ok(u64::try_from(self.integer(column)?).unwrap_or_default())
    }

    pub(crate) fn text(&self, column: usize) -> Result<&str, SqlError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text),
            other => Err(Self::unexpected(column, "text", other)),
        }
    }

    /// A text that is parsed into a type of its own.
    pub(crate) fn parse<T: std::str::FromStr>(&self, column: usize) -> Result<T, SqlError> {
        self.text(column)?.parse().map_err(|_| SqlError(format!("column {column} does not read")))
    }

    fn unexpected(column: usize, wanted: &str, found: Option<&Value>) -> SqlError {
        let found = match found {
            None => "nothing",
            Some(Value::Null) => "null",
            Some(Value::Integer(_)) => "an integer",
            Some(Value::Text(_)) => "text",
            Some(Value::Blob(_)) => "a blob",
        };
        SqlError(format!("column {column} should be {wanted} and is {found}"))
    }
}

#[cfg(test)]
pub(crate) mod native {
    //! The trait over rusqlite: the same SQLite, without the edge around it.

    use super::{
        Arg, Row, Sql, SqlError, Value,
        schema::{self, Migrations},
    };

    pub(crate) struct Native(rusqlite::Connection);

    impl Native {
        pub(crate) fn project() -> Self {
            Self::with(schema::PROJECT)
        }

        pub(crate) fn directory() -> Self {
            Self::with(schema::DIRECTORY)
        }

        pub(crate) fn salt() -> Self {
            Self::with(schema::SALT)
        }

        pub(crate) fn with(migrations: &Migrations) -> Self {
            let native = Self(rusqlite::Connection::open_in_memory().unwrap());
            schema::migrate(&native, migrations).unwrap();
            native
        }
    }

    impl Sql for Native {
        fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
            let run = || -> rusqlite::Result<Vec<Row>> {
                let mut prepared = self.0.prepare(statement)?;
                let columns = prepared.column_count();
                let args = args.iter().map(|arg| match arg {
                    Arg::Integer(n) => rusqlite::types::Value::Integer(*n),
                    Arg::Text(t) => rusqlite::types::Value::Text((*t).to_owned()),
                    Arg::Blob(b) => rusqlite::types::Value::Blob(b.to_vec()),
                });
                let mut rows = prepared.query(rusqlite::params_from_iter(args))?;
                let mut out = Vec::new();
                while let Some(row) = rows.next()? {
                    let values = (0..columns).map(|column| {
                        Ok(match row.get(column)? {
                            rusqlite::types::Value::Null => Value::Null,
                            rusqlite::types::Value::Integer(n) => Value::Integer(n),
                            rusqlite::types::Value::Real(number) => Value::of_float(number),
                            rusqlite::types::Value::Text(t) => Value::Text(t),
                            rusqlite::types::Value::Blob(b) => Value::Blob(b),
                        })
                    });
                    out.push(Row(values.collect::<rusqlite::Result<_>>()?));
                }
                Ok(out)
            };
            run().map_err(|error| SqlError(error.to_string()))
        }
    }
}
