//! A project that is exported and brought into an empty one is the same, table by table; in
//! whatever pieces it comes, and however often.

use corncrake_core::{
    json::Json,
    status::Status,
    time::{HOUR_MS, UtcDay},
    usage_list::UsageList,
};
use corncrake_model::{
    events::{country::Country, outcomes::Outcomes},
    issues::{
        interest::InterestMark,
        issue::RuleMarks,
        issue_list::{Filter, Sort},
        triage::TriageRequest,
    },
    transfer::import::{ImportEnd, ImportStart},
};

use super::*;
use crate::{
    counts::{
        countries::{count_countries, countries, publish_countries},
        outcomes::add_outcomes,
        sessions::forget_before,
        usage::{publish_usage, set_usage_list},
    },
    delete::issue::erase_event,
    issues::{list::issues, merge::merge, triage::triage},
    native::Native,
    transfer::export::{ExportCursor, export_page},
    write::fixtures::{
        NOON, TestEvent, at, bug, bug_in, issue, listed_titles, receive, receive_with, stored_issue,
    },
};

/// A project with all that there can be.
fn full() -> Native {
    let sql = Native::project();
    for number in 1..=6 {
        for visitor in 101..=107 {
            let heard =
                TestEvent { visitor, ..bug_in("1.0", number, i64::from(visitor - 100) * HOUR_MS / 3) };
            receive_with(&sql, heard, |processed| {
                processed.body.stack =
                    Some(format!("Error: x\n    at func{number} (https://a.example/a.js:1:{number})"));
                processed.body.meta = Some(Json::Map(vec![("n".into(), Json::Number("1.5".into()))]));
                processed.body.browser = Some("Firefox 153".into());
            });
        }
    }
    receive(&sql, TestEvent { noise: Some("extension"), count: 5_000, ..bug(9, 50) });
    receive(&sql, TestEvent { count: 40, ..bug_in("1.1", 1, 60) });
    receive_with(&sql, bug(8, 70), |processed| {
        processed.grouping.rules =
            RuleMarks { hidden_by: 3, grouped_by: 2, interest: InterestMark(-4), lists_up_to: 0 };
    });
    merge(&sql, issue(2), issue(1)).unwrap();
    merge(&sql, issue(3), issue(2)).unwrap();
    for (number, to) in [(4, Status::Resolved), (5, Status::Ignored), (6, Status::Resolved)] {
        let decision = TriageRequest {
            issues: vec![issue(number)],
            to,
            at: at(HOUR_MS * 3),
            releases: vec![],
            is_undo: false,
            fixed_in: Default::default(),
            snooze: None,
            by: None,
        };
        triage(&sql, &decision).unwrap();
    }
    receive(&sql, bug_in("2.0", 4, HOUR_MS * 4));
    assert!(erase_event(&sql, issue(5), 2).unwrap());
    add_outcomes(&sql, NOON.hour(), &Outcomes { refused: 3, limited: 1, ..Outcomes::default() }).unwrap();
    let countries = [("DE", 700), ("LI", 7)].map(|(code, count)| (code.parse::<Country>().unwrap(), count));
    count_countries(&sql, UtcDay(NOON.day().0 - 1), &countries).unwrap();
    let names = countries.map(|(country, _)| country);
    publish_countries(&sql, NOON.day(), &names, &mut || 7_777_777_777_777_777_777).unwrap();
    count_countries(&sql, NOON.day(), &countries).unwrap();
    let list = UsageList::parse(["export format=pdf,csv", "search"]).unwrap();
    set_usage_list(&sql, &list, UtcDay(NOON.day().0 - 1)).unwrap();
    sql.exec(
        "INSERT INTO usage_day VALUES (?, 'n', '', '', 'search', 900)",
        &[Arg::Integer(NOON.day().0 - 1)],
    )
    .unwrap();
    publish_usage(&sql, NOON.day(), &mut || 7_777_777_777_777_777_777).unwrap();
    sql
}

fn exported(sql: &Native) -> Vec<ExportLine> {
    let (mut lines, mut next) = (Vec::new(), Some(ExportCursor::default()));
    while let Some(from) = next {
        let page = export_page(sql, from, 1).unwrap();
        assert_eq!(page.text.lines().count() as u64, page.lines);
        for text in page.text.lines() {
            let line: ExportLine = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&line).unwrap(), text);
            lines.push(line);
        }
        next = page.next;
    }
    lines
}

fn bring(sql: &Native, lines: &[ExportLine], at_once: usize) -> u64 {
    lines.chunks(at_once).map(|some| put_lines(sql, "e", some).unwrap().unwrap()).sum()
}

fn finish(sql: &Native) {
    let mut ended = finish_import(sql, "e", None).unwrap();
    while let ImportEnd::Behind(last) = ended {
        ended = finish_import(sql, "e", Some(last)).unwrap();
    }
    assert_eq!(ended, ImportEnd::Done);
}

/// Every table but for hashes of today, what is remembered of imports, and the index.
fn tables(sql: &Native, with_breakdowns: bool) -> Vec<String> {
    let names = [
        "issue",
        "fingerprint",
        "issue_facet",
        "stack",
        "event",
        "session_hour",
        "outcome_hour",
        "country_published",
        "usage_published",
        "release",
    ];
    let mut all = Vec::new();
    for name in names {
        if !with_breakdowns && name == "outcome_hour" {
            continue;
        }
        // A running hour makes no difference: the view below reads it as well. The sample of an issue
        // continues from its stored events.
        let columns = sql.exec(&format!("SELECT name FROM pragma_table_info('{name}')"), &[]).unwrap();
        let columns: Vec<&str> = columns.iter().map(|row| row.text(0).unwrap()).collect();
        let columns: Vec<&str> =
            columns.into_iter().filter(|name| !name.starts_with("running_") && *name != "records").collect();
        for row in sql.exec(&format!("SELECT {} FROM {name}", columns.join(", ")), &[]).unwrap() {
            all.push(format!("{name} {row:?}"));
        }
    }
    for row in sql.exec("SELECT issue, hour, events FROM hour_of_issue ORDER BY issue, hour", &[]).unwrap() {
        all.push(format!("hours {row:?}"));
    }
    all
}

#[test]
fn a_project_is_the_same_after_it_whatever_the_pieces() {
    let there = full();
    let lines = exported(&there);
    for at_once in [1, 7, 10_000] {
        let here = Native::project();
        assert_eq!(begin_import(&here, "e").unwrap(), ImportStart::Open);
        assert_eq!(bring(&here, &lines, at_once), 0);
        finish(&here);
        assert_eq!(tables(&here, false), tables(&there, false), "{at_once}");
        assert_eq!(exported(&here), lines);
        assert_eq!(listed_titles(&here), listed_titles(&there));
        for text in ["func4", "bug 5", "a.js"] {
            let filter = Filter { text: Some(text.into()), ..Filter::default() };
            let found = |sql| issues(sql, &filter, Sort::MostEvents, None, 10).unwrap();
            assert_eq!(found(&here), found(&there), "{text}");
            assert!(!found(&here).issues.is_empty());
        }
        // And both go on in the same way, on the next day.
        let goes_on = full();
        for sql in [&goes_on, &here] {
            forget_before(sql, UtcDay(NOON.day().0 + 1)).unwrap();
            for (release, number) in [("1.0", 6), ("2.0", 6), ("3.0", 2), ("3.0", 8), ("3.0", 6)] {
                receive(sql, TestEvent { visitor: 3, ..bug_in(release, number, 24 * HOUR_MS) });
            }
        }
        assert_eq!(tables(&here, false), tables(&goes_on, false));
        assert_eq!(stored_issue(&here, 6).regressed, Some((at(24 * HOUR_MS), Some("2.0".to_owned()))));
    }
}

#[test]
fn a_file_that_comes_again_changes_nothing() {
    let (there, here) = (full(), Native::project());
    let lines = exported(&there);
    // Broken off in each third, and again from the start.
    for part in [1, 2, 3] {
        bring(&here, &lines[..lines.len() * part / 3], 50);
    }
    finish(&here);
    assert_eq!(tables(&here, false), tables(&there, false));
    assert_eq!(begin_import(&here, "e").unwrap(), ImportStart::Done);
    assert_eq!(bring(&here, &lines, 50), 0, "what is done is not done again");
    receive(&here, bug(1, 99));
    bring(&here, &lines, 50);
    finish(&here);
    assert_eq!(stored_issue(&here, 1).events, stored_issue(&there, 1).events + 1);
    let search = Filter { text: Some("func4".into()), ..Filter::default() };
    assert_eq!(issues(&here, &search, Sort::Newest, None, 10).unwrap().issues.len(), 1, "indexed once");
}

#[test]
fn another_project_is_not_mixed_up_with_it() {
    let (there, here) = (full(), Native::project());
    let lines = exported(&there);
    assert_eq!(begin_import(&there, "e").unwrap(), ImportStart::Taken, "there is something");
    bring(&here, &lines[..20], 20);
    assert_eq!(begin_import(&here, "other").unwrap(), ImportStart::Taken);
    assert_eq!(put_lines(&here, "other", &lines).unwrap(), None);
    assert!(is_importing(&here).unwrap());
    abandon_import(&here).unwrap();
    assert_eq!(
        (begin_import(&here, "e").unwrap(), is_importing(&here).unwrap()),
        (ImportStart::Taken, false)
    );
    let empty = Native::project();
    assert_eq!(begin_import(&empty, "e").unwrap(), ImportStart::Open);
    assert_eq!(begin_import(&empty, "other").unwrap(), ImportStart::Open, "nothing of the first came");
    assert_eq!(put_lines(&empty, "other", &lines).unwrap(), Some(0));
}

#[test]
fn an_event_before_the_end_leaves_what_is_merged_as_it_should_be() {
    let (there, here) = (full(), Native::project());
    let lines = exported(&there);
    bring(&here, &lines, 50);
    assert!(matches!(finish_import(&here, "e", None).unwrap(), ImportEnd::Behind(_)));
    abandon_import(&here).unwrap();
    for after in [None, Some(issue(1))] {
        assert_eq!(finish_import(&here, "e", after).unwrap(), ImportEnd::Taken);
    }

    // All lines arrived, and the end did not: heads have their sums.
    let all = Native::project();
    bring(&all, &lines, 50);
    abandon_import(&all).unwrap();
    assert_eq!(
        (listed_titles(&all), stored_issue(&all, 1)),
        (listed_titles(&there), stored_issue(&there, 1))
    );
    // A head has not arrived: its members are shown by themselves.
    let headless: Vec<ExportLine> = lines
        .iter()
        .filter(|line| !matches!(line, ExportLine::Issue(one) if one.id == issue(1)))
        .cloned()
        .collect();
    let part = Native::project();
    bring(&part, &headless, 50);
    assert_eq!(listed_titles(&part).len(), listed_titles(&there).len() - 1);
    abandon_import(&part).unwrap();
    assert_eq!(listed_titles(&part).len(), listed_titles(&there).len() + 1);
}

#[test]
fn what_fits_nothing_is_left_out_and_breaks_nothing() {
    let (there, here) = (full(), Native::project());
    let mut lines = exported(&there);
    for line in &mut lines {
        match line {
            // The head of a group is missing, and an issue has fewer events than are stored.
            ExportLine::Issue(one) if one.id == issue(1) => one.id = issue(200),
            ExportLine::Issue(one) if one.id == issue(6) => one.events = 2,
            ExportLine::Issue(one) if one.id == issue(4) => one.merged_into = Some(issue(5)),
            ExportLine::Issue(one) if one.id == issue(5) => one.merged_into = Some(issue(4)),
            _ => {}
        }
    }
    assert!(bring(&here, &lines, 9) > 10);
    finish(&here);
    assert!(here.exec("SELECT 1 FROM issue WHERE merged_into <> ''", &[]).unwrap().is_empty());
    let kept = here.exec("SELECT 1 FROM event WHERE issue = ?", &[Arg::Text(&issue(6).to_string())]).unwrap();
    assert_eq!(kept.len(), 2);
    for number in 1..=9 {
        receive(&here, bug(number, HOUR_MS));
    }
    assert_eq!(stored_issue(&here, 6).events, 3);
}

#[test]
fn the_file_says_of_countries_what_everybody_reads_and_nothing_of_today() {
    let sql = full();
    let in_file: Vec<_> = exported(&sql)
        .into_iter()
        .filter_map(|line| if let ExportLine::Country(one) = line { Some(one) } else { None })
        .map(|one| (one.day.0, one.country, one.sessions.0))
        .collect();
    let mut read = countries(&sql, UtcDay(0)).unwrap();
    read.sort_by_key(|(day, country, _)| (*day, *country));
    assert_eq!(in_file, read);
    assert!(read.iter().all(|(day, ..)| *day < NOON.day()) && read.len() == 2, "{read:?}");

    let here = Native::project();
    bring(&here, &exported(&sql), 7);
    finish(&here);
    assert_eq!(countries(&here, UtcDay(0)).unwrap(), countries(&sql, UtcDay(0)).unwrap());
}

#[test]
fn no_hash_is_in_a_line() {
    let sql = full();
    let mut hashes = 0;
    let texts: Vec<String> = exported(&sql).iter().map(|line| serde_json::to_string(line).unwrap()).collect();
    for table in ["session", "issue_session"] {
        for row in sql.exec(&format!("SELECT lower(hex(hash)) FROM {table}"), &[]).unwrap() {
            hashes += 1;
            assert!(!texts.iter().any(|text| text.contains(row.text(0).unwrap())), "{table}");
        }
    }
    assert!(hashes > 20, "{hashes}");
}
