//! The pages of people: escaped, complete without a script, and with a way out for each row.

use super::*;
use crate::hostile;

fn person() -> PersonRow {
    PersonRow {
        id: "00ff".into(),
        name: hostile::text(1),
        email: hostile::text(2),
        roles: vec![hostile::text(3)],
        seen: Some(UtcDay(20_000)),
        passkeys: vec![PasskeyRow { id: "a-b".into(), created: UtcDay(20_000), used: None }],
        identities: vec![IdentityRow {
            id: "c-d".into(),
            provider: hostile::text(14),
            created: UtcDay(20_000),
            used: UtcDay(20_000),
        }],
        logins: vec![LoginRow {
            id: "1".into(),
            created: UtcDay(20_000),
            seen: UtcDay(20_000),
            is_own: true,
        }],
        invited_until: Some(UnixMillis(7)),
    }
}

fn user_form() -> UserForm {
    UserForm {
        name: FormField { value: hostile::text(4), error: Some(hostile::text(5)) },
        email: FormField { value: hostile::text(6), error: None },
        everywhere: "viewer".into(),
        projects: vec![("abc123def45".parse().unwrap(), hostile::text(7), "member".into())],
        roles_error: Some(hostile::text(8)),
    }
}

fn view() -> PeopleView {
    PeopleView {
        flash: Some(FlashMessage { text: hostile::text(9), is_refusal: false, undo: vec![] }),
        people: vec![person()],
        link: Some((hostile::text(10), hostile::text(11))),
        form: user_form(),
        tokens: vec![ReviewedToken {
            id: "0123".into(),
            name: hostile::text(12),
            scopes: "read".into(),
            project: Some(hostile::text(13)),
            owner: Some(hostile::text(15)),
            used: None,
        }],
        admin_token: AdminTokenSwitch::On,
    }
}

#[test]
fn every_row_can_be_removed_by_one_click() {
    let html = page(&view()).into_string();
    hostile::assert_harmless(&html, 1..=15);
    hostile::assert_scriptless(&html);
    for action in
        ["/people/users/00ff/remove", "/people/tokens/0123/revoke", "/people/admin-token", "/people"]
    {
        assert!(html.contains(&format!(r#"method="post" action="{action}""#)), "{action}: {html}");
    }
    assert_eq!(html.matches(r#"<option value="owner""#).count(), 1, "an owner has all projects");
    let empty = PeopleView {
        people: vec![],
        tokens: vec![],
        link: None,
        admin_token: AdminTokenSwitch::OnOnly,
        ..view()
    };
    let html = page(&empty).into_string();
    assert!(html.contains("Nobody yet") && html.contains("No tokens"), "{html}");
    assert!(!html.contains(r#"name="to""#), "nobody could get in again: {html}");
}

#[test]
fn a_user_has_a_page_with_an_end_for_each_login() {
    let html = user_page(&UserPageView { flash: None, person: person(), form: user_form() }).into_string();
    hostile::assert_harmless(&html, [1, 4, 5, 6, 7, 8, 14]);
    hostile::assert_scriptless(&html);
    for action in [
        "",
        "/invite",
        "/logout",
        "/logins/1/end",
        "/passkeys/a-b/remove",
        "/identities/c-d/remove",
        "/remove",
    ] {
        assert!(html.contains(&format!(r#"action="/people/users/00ff{action}""#)), "{action}: {html}");
    }
}

#[test]
fn the_log_is_a_table_with_older_lines_behind_it() {
    let line = AccessLogLine {
        at: UnixMillis(7),
        actor: hostile::text(1),
        action: hostile::text(2),
        project: Some(hostile::text(3)),
    };
    let html = log_page(&AccessLogView { lines: vec![line], older: Some(9) }).into_string();
    hostile::assert_harmless(&html, 1..=3);
    hostile::assert_scriptless(&html);
    assert!(html.contains(r#"href="/people/log?before=9""#), "{html}");
    let html = log_page(&AccessLogView { lines: vec![], older: None }).into_string();
    assert!(html.contains("Nothing was done yet") && !html.contains("Older"));
}
