//! Which logins are open: all that were signed in the epoch of now, but for those that ended.
//!
//! What is kept of a login that ended is its random id. Reading writes nothing, so that people
//! get in where the disk is full.

use corncrake_core::time::UnixMillis;
use corncrake_model::access::ticket::LoginTicket;

use crate::engine::{Arg, Sql, SqlError};

/// Ids that are remembered: links that were used and logins that were logged out, of two weeks
/// at most. More than an operator makes; where there are more all the same, everybody is logged
/// out instead.
const MOST_ENDED: i64 = 1_000;

/// The epoch of now.
pub fn login_epoch(sql: &impl Sql) -> Result<i64, SqlError> {
    sql.first("SELECT epoch FROM login_epoch", &[])?.map_or(Ok(0), |row| row.integer(0))
}

/// Whether a ticket is good.
pub fn is_login_open(sql: &impl Sql, ticket: &LoginTicket) -> Result<bool, SqlError> {
    let ended = sql.first("SELECT 1 FROM ended_login WHERE id = ?", &[Arg::Text(&ticket.id)])?;
    Ok(ended.is_none() && ticket.epoch == login_epoch(sql)?)
}

/// Ends a ticket; whether it was good until now.
pub fn end_login(sql: &impl Sql, ticket: &LoginTicket, now: UnixMillis) -> Result<bool, SqlError> {
    if !is_login_open(sql, ticket)? {
        return Ok(false);
    }
    let args = [Arg::Text(&ticket.id), Arg::Integer(ticket.expires.0)];
    sql.exec("INSERT INTO ended_login (id, expires) VALUES (?, ?)", &args)?;
    if count(sql)? > MOST_ENDED {
        sql.exec("DELETE FROM ended_login WHERE expires <= ?", &[Arg::Integer(now.0)])?;
        if count(sql)? > MOST_ENDED {
            end_logins(sql)?;
        }
    }
    Ok(true)
}

fn count(sql: &impl Sql) -> Result<i64, SqlError> {
    sql.first("SELECT count(*) FROM ended_login", &[])?.map_or(Ok(0), |row| row.integer(0))
}

/// Begins the next epoch, in which nothing that was signed before is good; logins of users end, too.
pub fn end_logins(sql: &impl Sql) -> Result<(), SqlError> {
    let next = login_epoch(sql)?.saturating_add(1);
    sql.exec("DELETE FROM login_epoch", &[])?;
    sql.exec("INSERT INTO login_epoch (epoch) VALUES (?)", &[Arg::Integer(next)])?;
    sql.exec("DELETE FROM user_login", &[])?;
    sql.exec("DELETE FROM ended_login", &[]).map(drop)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::native::Native;

    const DAY: i64 = 86_400_000;
    const NOW: UnixMillis = UnixMillis(0);
    const LATER: UnixMillis = UnixMillis(2 * DAY);

    fn ticket(n: i64, epoch: i64, expires: i64) -> LoginTicket {
        LoginTicket { id: format!("{n:032x}"), epoch, expires: UnixMillis(expires) }
    }

    #[test]
    fn a_ticket_ends_once_and_others_go_on() {
        let sql = Native::directory();
        let (one, other) = (ticket(1, 0, DAY), ticket(2, 0, DAY));
        assert!(is_login_open(&sql, &one).unwrap() && end_login(&sql, &one, NOW).unwrap());
        assert!(!is_login_open(&sql, &one).unwrap() && !end_login(&sql, &one, NOW).unwrap());
        assert!(is_login_open(&sql, &other).unwrap());
        assert!(!is_login_open(&sql, &ticket(3, 1, DAY)).unwrap(), "of an epoch that has not begun");

        end_logins(&sql).unwrap();
        assert_eq!(login_epoch(&sql).unwrap(), 1);
        assert!(!is_login_open(&sql, &other).unwrap() && !is_login_open(&sql, &one).unwrap());
        assert!(!end_login(&sql, &other, NOW).unwrap(), "it ended with all others");
        assert!(is_login_open(&sql, &ticket(2, 1, DAY)).unwrap());
    }

    #[test]
    fn what_is_remembered_is_bounded_and_nothing_that_ended_is_good_again() {
        let sql = Native::directory();
        for n in 0..MOST_ENDED {
            assert!(end_login(&sql, &ticket(n, 0, if n % 2 == 0 { DAY } else { 3 * DAY }), NOW).unwrap());
        }
        assert_eq!(count(&sql).unwrap(), MOST_ENDED);
        assert!(end_login(&sql, &ticket(MOST_ENDED, 0, 3 * DAY), LATER).unwrap());
        assert_eq!(count(&sql).unwrap(), MOST_ENDED / 2 + 1, "what has expired need not be remembered");
        assert_eq!(login_epoch(&sql).unwrap(), 0);
        for n in 1..=MOST_ENDED / 2 {
            assert!(end_login(&sql, &ticket(MOST_ENDED + n, 0, 3 * DAY), LATER).unwrap());
        }
        assert_eq!((count(&sql).unwrap(), login_epoch(&sql).unwrap()), (0, 1), "everybody is logged out");
        assert!(!is_login_open(&sql, &ticket(MOST_ENDED, 0, 3 * DAY)).unwrap());
    }
}
