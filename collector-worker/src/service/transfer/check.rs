//! Validates the lines of an import: the types were parsed, here are lengths, counts, times and
//! known values. The texts of events are scrubbed once more, like all input.
//!
//! A line that was exported passes unchanged.

use corncrake_core::{
    breadcrumbs,
    event::{Event, EventType},
    group::MAX_TITLE_CHARS,
    noise::NoiseRule,
    scrub::{self, GROWTH},
    time::{DAY_MS, UnixMillis},
    vitals::list::VitalsList,
    wire::{
        installation::{self, runtimes},
        limits,
        sentry::item::ItemKind,
        usage::is_word,
        vitals::{BUCKETS, DeviceClass, DeviceDimension},
    },
};
use corncrake_model::{
    access::log_entry::LogActor,
    events::{
        facets::{FacetKind, VALUES_OF_A_KIND},
        usage::{UsageGroup, UsageKind, UsageSubject, platforms},
        visits::VisitCounts,
    },
    hex,
    issues::{
        activity::{ActivityKind, COMMENT_CHARS},
        snooze::MOST_DAYS,
    },
    transfer::{
        activity_line::ActivityLine,
        export_line::{BreakdownLine, EventLine, ExportLine, IssueLine},
        export_time::ExportTime,
        usage_line::UsageLine,
    },
};
use corncrake_store::stack_hash;

/// The greatest number: what JSON's numbers hold everywhere.
const MOST: u64 = 9_007_199_254_740_991;
/// The greatest count of anything: more events than the whole world sends in an hour. So the sums
/// that pages make of counts, of thousands of hours or issues, stay numbers.
const MOST_COUNT: u64 = 1_000_000_000_000;
/// Characters of a value of a breakdown, and of the name of a browser or system.
const VALUE_CHARS: usize = 128;
/// Parts of a grouping, and their bytes in all: a fingerprint has some ten.
const PARTS: usize = 100;
const PARTS_BYTES: usize = 64 * 1024;
/// Bytes of an event without its stack, as a row of the edge takes them.
const EVENT_BYTES: usize = 1_500_000;

/// Characters of the id of an entry of the activity, and of a user or a token.
const ENTRY_ID_CHARS: usize = 64;
const ACTOR_ID_CHARS: usize = 64;

/// Checks a line and scrubs it; what is wrong with it, in words.
pub(crate) fn check(line: &mut ExportLine, now: UnixMillis) -> Result<(), String> {
    match line {
        ExportLine::Issue(one) => issue(one, now),
        ExportLine::Event(one) => event(one, now),
        ExportLine::IssueHour(one) => {
            hour(one.start, now)?;
            count(one.events)?;
            breakdown(&mut one.breakdown)
        }
        ExportLine::Activity(one) => activity(one, now),
        ExportLine::Stack(one) => {
            let text = scrub::text(&one.text);
            length("text", text.len(), limits::STACK_BYTES * GROWTH)?;
            // Events find their stack by the hash of the file.
            one.text = text;
            let is_its_own = hex::text(&stack_hash(&one.text)) == one.hash;
            if is_its_own { Ok(()) } else { Err("hash must be the one of text".into()) }
        }
        ExportLine::Value(one) => {
            let Some(_) = FacetKind::of_name(&one.kind) else { return Err("kind is unknown".into()) };
            value(&one.kind, &mut one.value)
        }
        ExportLine::Sessions(one) => {
            hour(one.start, now)?;
            [one.sessions, one.errored].into_iter().try_for_each(count)
        }
        ExportLine::Outcomes(one) => {
            hour(one.start, now)?;
            one.outcomes.named().try_for_each(|(_, number)| count(number))?;
            breakdown(&mut one.breakdown)
        }
        ExportLine::Items(one) => {
            hour(one.start, now)?;
            let Some(_) = ItemKind::named(&one.kind) else { return Err("kind is unknown".into()) };
            count(one.count)
        }
        ExportLine::Visits(one) => {
            time(ExportTime(one.day.0.start()), now)?;
            let VisitCounts { visits, errored, privacy_control, no_visit } = one.counts;
            [visits, errored, privacy_control, no_visit].into_iter().try_for_each(count)?;
            let texts = [&mut one.value, &mut one.environment].into_iter();
            texts.filter(|text| !text.is_empty()).try_for_each(release)
        }
        ExportLine::Usage(one) => usage(one, now),
        ExportLine::Country(one) => {
            time(ExportTime(one.day.0.start()), now)?;
            count(one.sessions.0)
        }
        ExportLine::Release(one) => {
            time(one.first_seen, now)?;
            count(u64::try_from(one.number).unwrap_or(u64::MAX))?;
            release(&mut one.name)
        }
        ExportLine::Fingerprint(_) | ExportLine::Export(_) | ExportLine::Object(_) | ExportLine::End(_) => {
            Ok(())
        }
    }
}

fn activity(one: &mut ActivityLine, now: UnixMillis) -> Result<(), String> {
    time(one.at, now)?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    if one.id.is_empty() || one.id.len() > ENTRY_ID_CHARS || !one.id.chars().all(is_word) {
        return Err("id must be some letters and digits".into());
    }
    match &one.by {
        Some(LogActor::User(id) | LogActor::Token(id)) => actor_id("by", id)?,
        Some(LogActor::Admin) | None => {}
    }
    if one.kind != ActivityKind::Comment {
        one.detail = label(&one.detail);
    }
    length("detail", one.detail.chars().count(), COMMENT_CHARS)
}

/// The id of a user or of a token: random digits.
fn actor_id(field: &str, id: &str) -> Result<(), String> {
    let is_id = (1..=ACTOR_ID_CHARS).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_id { Ok(()) } else { Err(format!("{field} must be an id")) }
}

/// A line of a list that is a pattern of pages.
fn is_page_pattern(text: &str) -> bool {
    text.starts_with('/') && text.trim() == text && VitalsList::parse([text]).is_ok()
}

/// A class of devices.
fn is_device_key(text: &str) -> bool {
    let classes = |dimension| DeviceClass::ALL.map(|class| UsageGroup::device_key(dimension, class));
    DeviceDimension::ALL.into_iter().flat_map(classes).any(|key| key == text)
}

/// Cells are words of a list, but for releases and versions, which are scrubbed, our own platforms and
/// runtimes, and buckets.
fn usage(one: &mut UsageLine, now: UnixMillis) -> Result<(), String> {
    time(ExportTime(one.day.0.start()), now)?;
    count(one.visitors)?;
    let is_of_timings = one.kind.subject() == UsageSubject::Timings;
    let has_name = match one.kind.subject() {
        UsageSubject::Features => one.kind != UsageKind::Name,
        UsageSubject::Installations => false,
        UsageSubject::Timings => true,
    };
    let is_name = if has_name { is_word(&one.name) } else { one.name.is_empty() };
    let is_key = match one.kind {
        UsageKind::Value => is_word(&one.key),
        UsageKind::TimingPage => one.key.is_empty() || is_page_pattern(&one.key),
        UsageKind::TimingRelease => one.key.is_empty() || release(&mut one.key).is_ok(),
        UsageKind::TimingDevice => is_device_key(&one.key),
        _ => one.key.is_empty(),
    };
    if !is_name || !is_key {
        return Err("name and key must be words of a list, where the kind has them".into());
    }
    let Some(cell) = &mut one.cell else { return Ok(()) };
    let is_one = match one.kind {
        UsageKind::Release => return release(cell),
        UsageKind::Platform => platforms().any(|platform| platform == *cell),
        UsageKind::Name | UsageKind::Value => is_word(cell),
        UsageKind::InstalledVersion => return release(cell),
        UsageKind::InstalledPlatform => installation::PLATFORMS.contains(&cell.as_str()),
        UsageKind::InstalledRuntime => runtimes().any(|runtime| runtime == *cell),
        _ => is_of_timings && (0..BUCKETS).any(|bucket| bucket.to_string() == *cell),
    };
    if is_one {
        Ok(())
    } else {
        Err("cell must be a word of a list, a platform, a runtime or a bucket".into())
    }
}

fn length(field: &str, length: usize, most: usize) -> Result<(), String> {
    if length <= most { Ok(()) } else { Err(format!("{field} is longer than {most}")) }
}

fn chars(field: &str, text: &str, most: usize) -> Result<(), String> {
    // Scrubbing can make it longer after the length was checked.
    length(field, text.chars().count(), most * GROWTH)
}

fn count(number: u64) -> Result<(), String> {
    if number <= MOST_COUNT { Ok(()) } else { Err(format!("a count is greater than {MOST_COUNT}")) }
}

/// Nothing happened before 1970, and clocks differ by less than a day.
fn time(at: ExportTime, now: UnixMillis) -> Result<(), String> {
    let latest = now.0.saturating_add(DAY_MS);
    if (0..=latest).contains(&at.0.0) {
        Ok(())
    } else {
        Err("a time is in the future, or before 1970".into())
    }
}

fn hour(start: ExportTime, now: UnixMillis) -> Result<(), String> {
    time(start, now)?;
    if start.0 == start.0.hour() { Ok(()) } else { Err("start must be the start of an hour".into()) }
}

fn kind(code: u8) -> Result<(), String> {
    EventType::from_code(code.into()).map(drop).ok_or_else(|| "type must be 0 to 99".into())
}

/// A name of the site's own, as an event tells it.
fn label(text: &str) -> String {
    let mut event = Event { release: Some(text.to_owned()), ..Event::default() };
    scrub::event(&mut event);
    event.release.unwrap_or_default()
}

/// A release by its whole name: cut, one that scrubbing made longer would count as another.
fn release(name: &mut String) -> Result<(), String> {
    *name = label(name);
    if name.is_empty() {
        return Err("a release is empty".into());
    }
    chars("a release", name, limits::RELEASE_CHARS)
}

fn value(of: &str, value: &mut String) -> Result<(), String> {
    if of == "type" {
        let code = value.parse().ok().filter(|code: &u8| code.to_string() == *value);
        return kind(code.ok_or("a type must be a number, 0 to 99")?);
    }
    let scrubbed = label(value);
    *value = scrubbed.chars().take(VALUE_CHARS).collect();
    if value.is_empty() {
        return Err("a value is empty".into());
    }
    length("a value", value.chars().count(), VALUE_CHARS)
}

fn breakdown(breakdown: &mut BreakdownLine) -> Result<(), String> {
    for (name, line) in &mut breakdown.0 {
        if FacetKind::of_name(name).is_none() {
            return Err("a kind of the breakdown is unknown".into());
        }
        if line.values.len() > VALUES_OF_A_KIND {
            return Err(format!("a kind of the breakdown has more than {VALUES_OF_A_KIND} values"));
        }
        for one in &mut line.values {
            value(name, &mut one.value)?;
            count(one.events)?;
            count(one.sessions.0)?;
        }
        if let Some(other) = &line.other {
            count(other.events)?;
            count(other.sessions.0)?;
        }
    }
    Ok(())
}

fn issue(one: &mut IssueLine, now: UnixMillis) -> Result<(), String> {
    kind(one.kind)?;
    one.title = scrub::text(&one.title);
    chars("title", &one.title, MAX_TITLE_CHARS)?;
    length("grouping", one.grouping.len(), PARTS)?;
    for part in &mut one.grouping {
        *part = scrub::text(part);
    }
    length("grouping", one.grouping.iter().map(String::len).sum(), PARTS_BYTES)?;
    if one.noise.as_deref().is_some_and(|noise| NoiseRule::ALL.iter().all(|rule| rule.name() != noise)) {
        return Err("noise must be the name of a rule".into());
    }
    let regressed = one.regressed.as_ref().map(|regressed| regressed.at);
    let times = [Some(one.first_seen), Some(one.last_seen), one.decided_at, regressed, one.came_back];
    times.into_iter().flatten().try_for_each(|at| time(at, now))?;
    if one.first_seen.0 > one.last_seen.0 {
        return Err("first_seen is after last_seen".into());
    }
    if let Some(release) = one.regressed.as_mut().and_then(|regressed| regressed.release.as_mut()) {
        self::release(release)?;
    }
    if let Some(fixed_in) = one.fixed_in.as_mut() {
        self::release(fixed_in)?;
    }
    one.place = scrub::text(&one.place);
    chars("place", &one.place, VALUE_CHARS * 4)?;
    one.browsers = scrub::text(&one.browsers);
    chars("browsers", &one.browsers, VALUE_CHARS * 12)?;
    if one.first_release > one.last_release && one.last_release == 0
        || one.first_release < 0
        || one.last_release < 0
    {
        return Err("first_release and last_release must be numbers of releases".into());
    }
    if one.merged_into == Some(one.id) || one.merged_into.is_some() != one.merged_under.is_some() {
        return Err("merged_into must be another issue, and merged_under stand beside it".into());
    }
    if let Some(until) = one.snooze_until {
        // It may be over by now, and was not further away than this when it was snoozed.
        let latest = now.0.saturating_add((MOST_DAYS + 1) * DAY_MS);
        if !(0..=latest).contains(&until.0.0) {
            return Err(format!("snooze_until must be within {MOST_DAYS} days"));
        }
    }
    if let Some(assignee) = &one.assignee {
        actor_id("assignee", assignee)?;
    }
    [one.events, one.sessions, one.snooze_sessions, u64::try_from(one.known_releases).unwrap_or(u64::MAX)]
        .into_iter()
        .try_for_each(count)
}

fn event(one: &mut EventLine, now: UnixMillis) -> Result<(), String> {
    time(one.at, now)?;
    let kind = EventType::from_code(one.kind.into()).ok_or("type must be 0 to 99")?;
    if !(1..=MOST).contains(&one.number) || !(1..=limits::COUNT).contains(&one.count) {
        return Err("number or count is out of its range".into());
    }
    let mut event = Event {
        kind,
        name: one.name.take(),
        message: std::mem::take(&mut one.message),
        uri: one.uri.take(),
        stack: one.raw_stack.take(),
        meta: one.meta.take(),
        release: one.release.take(),
        environment: one.environment.take(),
        fingerprint: None,
    };
    // A report's decoder scrubs it before it is stored; but anybody may have written a file.
    scrub::event(&mut event);
    if let Some(meta) = &mut event.meta {
        breadcrumbs::normalize(meta);
    }
    let Event { name, message, uri, stack, meta, release, environment, .. } = event;
    for (field, text, most) in [
        ("name", name.as_deref(), limits::NAME_CHARS),
        ("message", Some(message.as_str()), limits::MESSAGE_CHARS),
        ("uri", uri.as_deref(), limits::MESSAGE_CHARS),
        ("release", release.as_deref(), limits::RELEASE_CHARS),
        ("environment", environment.as_deref(), limits::RELEASE_CHARS),
        ("browser", one.browser.as_deref(), VALUE_CHARS),
        ("os", one.os.as_deref(), VALUE_CHARS),
    ] {
        chars(field, text.unwrap_or_default(), most)?;
    }
    length("raw_stack", stack.as_ref().map_or(0, String::len), limits::STACK_BYTES * GROWTH)?;
    let mut written = String::new();
    if let Some(meta) = &meta {
        meta.write(&mut written);
    }
    length("meta", written.len(), EVENT_BYTES)?;
    let is_hash = |hash: &String| {
        hash.len() == 2 * stack_hash("").len() && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    if one.stack.as_ref().is_some_and(|hash| !is_hash(hash)) {
        return Err("stack must be the hash of one".into());
    }
    let scrubbed = |text: Option<String>| text.map(|text| scrub::text(&text));
    (one.browser, one.os) = (scrubbed(one.browser.take()), scrubbed(one.os.take()));
    (one.name, one.message, one.uri, one.raw_stack) = (name, message, uri, stack);
    (one.meta, one.release, one.environment) = (meta, release, environment);
    Ok(())
}

#[cfg(test)]
mod tests;
