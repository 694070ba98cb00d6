//! Flash messages: the outcome of a form, across the redirect behind it, in the address of the page that it
//! comes back to, since there is nothing else without a session on our side. An address
//! holds words and ids alone, never a sentence: what the page says is written here.

use corncrake_core::{
    ids::{IssueId, ProjectKey},
    noise::NoiseRule,
    status::Status,
};
use corncrake_www::form_context::FlashMessage as FlashView;
use worker::Request;

use crate::http::{error::Fault, url};

/// Steps of an undo that an address holds: twice as many issues as are decided about at once.
const MOST_STEPS: usize = 200;
/// Bytes of an address to come back to: what every browser and proxy lets through.
const BACK_BYTES: usize = 2_000;
/// Characters of a user's id.
const USER_ID_CHARS: usize = 16;
/// The parameters of a notice, which are not part of the page's own address.
const OWN: [&str; 2] = ["done", "undo"];
/// The page that has forms of several projects, and the parameter by which it knows of which one a
/// message is.
pub(crate) const INBOX: &str = "/inbox";
pub(crate) const OF: &str = "done-of";

/// One step back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum UndoStep {
    /// Give an issue this status again.
    Status(Status, IssueId),
    /// Take an issue out of what it was merged into.
    Split(IssueId),
    /// Merge an issue into the second again.
    Merge(IssueId, IssueId),
    /// Assign an issue to this user again, or to nobody.
    Assign(IssueId, String),
    /// These rules of noise were off.
    NoiseOff(Vec<NoiseRule>),
}

impl std::fmt::Display for UndoStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Status(status, id) => write!(f, "{status}~{id}"),
            Self::Split(id) => write!(f, "split~{id}"),
            Self::Merge(id, into) => write!(f, "merge~{id}.{into}"),
            Self::Assign(id, user) => write!(f, "assign~{id}.{user}"),
            Self::NoiseOff(rules) => {
                let names: Vec<_> = rules.iter().map(|rule| rule.name()).collect();
                write!(f, "noise-off~{}", names.join("."))
            }
        }
    }
}

impl std::str::FromStr for UndoStep {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (what, of) = text.split_once('~').ok_or(())?;
        let id = |text: &str| text.parse::<IssueId>().map_err(|_| ());
        match what {
            "split" => Ok(Self::Split(id(of)?)),
            "merge" => {
                let (from, into) = of.split_once('.').ok_or(())?;
                Ok(Self::Merge(id(from)?, id(into)?))
            }
            "assign" => {
                let (issue, user) = of.split_once('.').ok_or(())?;
                let is_id = user.len() <= USER_ID_CHARS && user.bytes().all(|b| b.is_ascii_hexdigit());
                if is_id { Ok(Self::Assign(id(issue)?, user.to_owned())) } else { Err(()) }
            }
            "noise-off" => {
                let rule = |name: &str| NoiseRule::ALL.into_iter().find(|rule| rule.name() == name).ok_or(());
                let names = of.split('.').filter(|name| !name.is_empty());
                Ok(Self::NoiseOff(names.map(rule).collect::<Result<_, _>>()?))
            }
            status => Ok(Self::Status(status.parse().map_err(|_| ())?, id(of)?)),
        }
    }
}

/// The outcome of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FlashMessage {
    Decided(Status, usize),
    Merged(usize),
    Split(usize),
    Rules,
    RuleSaved(u64),
    RuleOff,
    RuleRemoved,
    Saved,
    Revoked,
    Undone,
    ErasedEvent,
    ErasedIssue,
    ErasedText,
    ErasedSpan,
    Imported,
    WasHere,
    Removed,
    TestSent,
    SentAgain,
    LoginsEnded,
    Assigned,
    Commented,
    CommentDeleted,
    // The action failed, and the message gives the reason.
    Unchanged,
    NothingChosen,
    OneChosen,
    TooMany,
    NoSuchIssue,
    Itself,
    Full,
}

/// The words of what needs no number.
const WORDS: [(FlashMessage, &str, &str); 26] = [
    (FlashMessage::Rules, "rules", "Saved the noise filters."),
    (FlashMessage::RuleOff, "rule-off", "Switched the rule off. What it hid is listed again."),
    (FlashMessage::RuleRemoved, "rule-removed", "Removed the rule. What it hid is listed again."),
    (FlashMessage::Saved, "saved", "Saved."),
    (FlashMessage::Revoked, "revoked", "Revoked the token. It no longer works."),
    (FlashMessage::Undone, "undone", "Undone."),
    (FlashMessage::ErasedEvent, "erased-event", "Erased the event. The issue's counts stay."),
    (FlashMessage::ErasedIssue, "erased-issue", "Erased the issue with all that was kept of it."),
    (FlashMessage::ErasedText, "erased-text", "Erased all that had the text."),
    (FlashMessage::ErasedSpan, "erased-span", "Erased the issues that were first seen then."),
    (FlashMessage::Imported, "imported", "Imported all of the file, with its settings."),
    (FlashMessage::WasHere, "was-here", "All of this file is here already. Nothing was counted twice."),
    (FlashMessage::Removed, "removed", "Removed."),
    (FlashMessage::TestSent, "test-sent", "A test is on its way. Its delivery is listed below."),
    (FlashMessage::SentAgain, "sent-again", "It is tried again, for a day at most."),
    (FlashMessage::LoginsEnded, "logins-ended", "Ended. The user has to log in again."),
    (FlashMessage::Assigned, "assigned", "Assigned."),
    (FlashMessage::Commented, "commented", "Added the comment."),
    (FlashMessage::CommentDeleted, "comment-deleted", "Deleted the comment."),
    (FlashMessage::Unchanged, "unchanged", "Nothing to change: it is so already."),
    (FlashMessage::NothingChosen, "nothing-chosen", "Nothing was selected. Select some issues first."),
    (FlashMessage::OneChosen, "one-chosen", "One issue cannot be merged with nothing. Select at least two."),
    (FlashMessage::TooMany, "too-many", "These are too many at once. Choose at most 100 issues."),
    (
        FlashMessage::NoSuchIssue,
        "no-such-issue",
        "This project has no such issue. Paste the address of an issue's page, or its id of 16 characters.",
    ),
    (
        FlashMessage::Itself,
        "itself",
        "An issue cannot be merged into itself. Paste the address or the id of another one.",
    ),
    (
        FlashMessage::Full,
        "full",
        "That issue has 100 others merged into it, which are the most. Split some, or merge elsewhere.",
    ),
];

impl FlashMessage {
    fn word(self) -> String {
        match self {
            Self::Decided(status, count) => format!("{status}-{count}"),
            Self::Merged(count) => format!("merged-{count}"),
            Self::Split(count) => format!("split-{count}"),
            Self::RuleSaved(count) => format!("ruled-{count}"),
            other => {
                WORDS.iter().find(|(done, ..)| *done == other).map_or("", |(_, word, _)| word).to_owned()
            }
        }
    }

    fn of_word(text: &str) -> Option<Self> {
        if let Some((done, ..)) = WORDS.iter().find(|(_, word, _)| *word == text) {
            return Some(*done);
        }
        let (word, count) = text.split_once('-')?;
        let count = count.parse().ok()?;
        match word {
            "merged" => Some(Self::Merged(count)),
            "split" => Some(Self::Split(count)),
            "ruled" => Some(Self::RuleSaved(count as u64)),
            status => Some(Self::Decided(status.parse().ok()?, count)),
        }
    }

    fn sentence(self) -> String {
        let issues = |verb, count| format!("{verb} {count} issue{}.", if count == 1 { "" } else { "s" });
        match self {
            Self::Decided(Status::Open, count) => issues("Reopened", count),
            Self::Decided(Status::Resolved, count) => issues("Resolved", count),
            Self::Decided(Status::Ignored, count) => issues("Ignored", count),
            Self::Decided(Status::Snoozed, count) => issues("Snoozed", count),
            Self::Merged(count) => format!("{} You can split them again below.", issues("Merged", count)),
            Self::Split(count) => issues("Split", count),
            Self::RuleSaved(0) => "Saved the rule.".to_owned(),
            Self::RuleSaved(1) => "Saved the rule. It hides 1 issue that was listed.".to_owned(),
            Self::RuleSaved(count) => format!("Saved the rule. It hides {count} issues that were listed."),
            other => WORDS.iter().find(|(done, ..)| *done == other).map_or("", |(.., said)| said).to_owned(),
        }
    }

    /// Whether the form changed something.
    pub(crate) fn is_change(self) -> bool {
        !self.is_refusal() && !matches!(self, Self::Unchanged | Self::WasHere)
    }

    fn is_refusal(self) -> bool {
        use FlashMessage::{Full, Itself, NoSuchIssue, NothingChosen, OneChosen, TooMany};
        matches!(self, NothingChosen | OneChosen | TooMany | NoSuchIssue | Itself | Full)
    }
}

/// The address to come back to: one of this project's pages, the inbox, which is then told whose
/// form it was, and else the project's issues. Only what stands for itself in an address may stand in it (RFC 3986), so that none can lead away.
pub(crate) fn return_path(key: ProjectKey, wanted: &str) -> String {
    if wanted == INBOX {
        return format!("{INBOX}?{OF}={key}");
    }
    let home = format!("/projects/{key}");
    let is_ours = wanted
        .strip_prefix(&home)
        .is_some_and(|rest| matches!(rest.as_bytes().first(), None | Some(b'/' | b'?')));
    let is_plain = wanted.bytes().all(|b| b.is_ascii_alphanumeric() || b"/?&=%+-._~:,".contains(&b));
    // No path of ours has a dot, a percent sign or an empty part: a browser would read `%2e%2e`
    // as a step up.
    let path = wanted.split('?').next().unwrap_or_default();
    let climbs = path.contains(['.', '%']) || path.contains("//");
    let is_good = is_ours && is_plain && !climbs && wanted.len() <= BACK_BYTES;
    if is_good { wanted.to_owned() } else { format!("{home}/issues") }
}

/// The same with a flash message.
pub(crate) fn with_flash(back: &str, done: FlashMessage, undo: &[UndoStep]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("done", &done.word());
    if undo.len() <= MOST_STEPS {
        query.extend_pairs(undo.iter().map(|step| ("undo", step.to_string())));
    }
    let sign = if back.contains('?') { '&' } else { '?' };
    format!("{back}{sign}{}", query.finish())
}

/// The page's own address, without its flash message.
pub(crate) fn path_without_flash(request: &Request) -> Result<String, Fault> {
    let url = url::url(request)?;
    let pairs = url.query_pairs().filter(|(name, _)| !OWN.contains(&name.as_ref()));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    Ok(if query.is_empty() { url.path().to_owned() } else { format!("{}?{query}", url.path()) })
}

/// The flash message of this page.
pub(crate) fn read(request: &Request) -> Result<Option<FlashView>, Fault> {
    let url = url::url(request)?;
    let Some(done) = url::parameter(request, "done")?.as_deref().and_then(FlashMessage::of_word) else {
        return Ok(None);
    };
    let undo = url.query_pairs().filter(|(name, _)| name == "undo").take(MOST_STEPS);
    let undo = undo.filter_map(|(_, step)| step.parse::<UndoStep>().ok()).map(|step| step.to_string());
    Ok(Some(FlashView { text: done.sentence(), is_refusal: done.is_refusal(), undo: undo.collect() }))
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn what_is_told_is_read() {
        let (a, b) = ("00ff00ff00ff00ff", "1111111111111111");
        let steps = [
            format!("open~{a}"),
            format!("split~{a}"),
            format!("merge~{a}.{b}"),
            format!("assign~{a}.{b}"),
            format!("assign~{a}."),
            "noise-off~extension.masked-url".to_owned(),
            "noise-off~".to_owned(),
        ];
        for step in steps {
            assert_eq!(step.parse::<UndoStep>().unwrap().to_string(), step);
        }
        for bad in [
            "",
            "open",
            "shut~00ff00ff00ff00ff",
            "open~1",
            "merge~00ff00ff00ff00ff",
            "assign~00ff00ff00ff00ff.<b>",
            "noise-off~all",
        ] {
            assert_eq!(bad.parse::<UndoStep>(), Err(()), "{bad}");
        }
        let done = WORDS.iter().map(|(done, ..)| *done);
        for done in done.chain([
            FlashMessage::Decided(Status::Open, 3),
            FlashMessage::Merged(1),
            FlashMessage::Split(2),
        ]) {
            assert_eq!(FlashMessage::of_word(&done.word()), Some(done));
            assert!(done.sentence().ends_with('.'), "{done:?}");
        }
        assert_eq!(FlashMessage::Decided(Status::Resolved, 1).sentence(), "Resolved 1 issue.");
        assert_eq!(FlashMessage::of_word("resolved-<b>"), None);
    }

    #[test]
    fn nothing_leads_away() {
        let key: ProjectKey = "abc123def45".parse().unwrap();
        let home = "/projects/abc123def45";
        for good in ["", "?noise=1&after=17-00ff", "/issues/00ff00ff00ff00ff", "?q=a%20b..c"] {
            assert_eq!(return_path(key, &format!("{home}{good}")), format!("{home}{good}"));
        }
        assert_eq!(return_path(key, "/inbox"), format!("/inbox?done-of={key}"));
        let long = format!("{home}?q={}", "a".repeat(BACK_BYTES));
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/projects/abc123def45evil",
            "/projects/abc123def45/../../login",
            "/projects/abc123def45/%2e%2e/%2E./login",
            "/projects/abc123def45//evil.example",
            "/projects/abc123def45?\r\nset-cookie: a=b",
            "/projects/abc123def45\\evil",
            "/projects/zzz123def45",
            &long,
        ] {
            assert_eq!(return_path(key, bad), format!("{home}/issues"), "{bad}");
        }
        assert_eq!(with_flash(home, FlashMessage::Rules, &[]), "/projects/abc123def45?done=rules");
        let step = UndoStep::Split("00ff00ff00ff00ff".parse().unwrap());
        let address = with_flash("/projects/abc123def45?noise=1", FlashMessage::Merged(1), &[step]);
        assert_eq!(address, "/projects/abc123def45?noise=1&done=merged-1&undo=split%7E00ff00ff00ff00ff");
    }
}
