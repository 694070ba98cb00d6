//! The rules of a project as they are compared with events: the first that matches acts, of each
//! action one.
//!
//! The work for an event is bounded: of so many rules each looks at so many frames, of which so
//! many characters count. A project without rules costs nothing.

use corncrake_core::{json::Json, report::SOURCE_FILE, stack::Frame};
use wildmatch::WildMatch;

use super::rule::{Rule, RuleAction, RuleConditions};
use crate::issues::interest::InterestMark;

/// Frames of a stack that are compared, the innermost first: as many as a page shows.
pub const FRAMES: usize = 50;
/// Characters of a text that are compared. With that, the most that all rules can take for one event
/// was 140 ms, with a hundred equal letters in each of 50 patterns; usual ones take microseconds.
pub const TEXT_CHARS: usize = 200;

/// What rules look at of an event.
#[derive(Debug, Clone, Copy)]
pub struct RuleSubject<'a> {
    /// The event's title.
    pub title: &'a str,
    /// Its frames as they were sent.
    pub frames: &'a [Frame],
    /// Its frames as source maps have them; none where no map changed any.
    pub original: &'a [Frame],
    /// Its release.
    pub release: Option<&'a str>,
    /// Its environment.
    pub environment: Option<&'a str>,
}

/// The script that a browser's report names, as the one frame that rules compare: without a function,
/// since a report has no stack of calls.
pub fn frames_of_report(meta: Option<&Json>) -> Vec<Frame> {
    let file = meta.and_then(|meta| meta.get(SOURCE_FILE)).and_then(Json::as_text);
    let frame = |file: &str| Frame { file: Some(file.to_owned()), ..Frame::default() };
    file.filter(|file| !file.is_empty()).map(frame).into_iter().collect()
}

/// The rules that act on an event.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RuleMatches<'a> {
    /// The edition of the first noise rule that matches.
    pub noise: Option<u32>,
    /// The first rule's fingerprint, with the rule's edition.
    pub fingerprint: Option<(u32, &'a str)>,
    /// What the first rule says of how much it matters.
    pub interest: InterestMark,
}

/// Rules that are on, ready to be compared.
pub struct RuleSet<'a>(Vec<(&'a Rule, Patterns)>);

impl<'a> RuleSet<'a> {
    /// The rules that are on.
    pub fn new(rules: &'a [Rule]) -> Self {
        let on = rules.iter().filter(|rule| rule.on);
        Self(on.map(|rule| (rule, Patterns::new(&rule.conditions))).collect())
    }

    /// Whether there is nothing to compare.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one looks at frames.
    pub fn needs_frames(&self) -> bool {
        self.0.iter().any(|(rule, _)| rule.conditions.needs_frames())
    }

    /// What acts on an event.
    pub fn matches(&self, subject: &RuleSubject<'_>) -> RuleMatches<'a> {
        let mut found = RuleMatches::default();
        for (rule, patterns) in &self.0 {
            match &rule.action {
                RuleAction::Noise if found.noise.is_none() && patterns.match_event(subject) => {
                    found.noise = Some(rule.edition);
                }
                RuleAction::Fingerprint(parts)
                    if found.fingerprint.is_none() && patterns.match_event(subject) =>
                {
                    found.fingerprint = Some((rule.edition, parts));
                }
                RuleAction::Interest(interest)
                    if found.interest == InterestMark::default() && patterns.match_event(subject) =>
                {
                    found.interest = InterestMark::of(*interest, rule.edition);
                }
                _ => {}
            }
        }
        found
    }
}

/// The patterns of a rule.
pub struct Patterns {
    title: Option<WildMatch>,
    function: Option<WildMatch>,
    file: Option<WildMatch>,
    release: Option<WildMatch>,
    environment: Option<WildMatch>,
}

impl Patterns {
    /// The patterns of these conditions.
    pub fn new(conditions: &RuleConditions) -> Self {
        let pattern = |text: &Option<String>| text.as_deref().map(WildMatch::new_case_insensitive);
        Self {
            title: pattern(&conditions.title),
            function: pattern(&conditions.function),
            file: pattern(&conditions.file),
            release: pattern(&conditions.release),
            environment: pattern(&conditions.environment),
        }
    }

    /// Whether an event is what the conditions say. What an event does not have matches no pattern.
    pub fn match_event(&self, subject: &RuleSubject<'_>) -> bool {
        matches(self.release.as_ref(), subject.release)
            && matches(self.environment.as_ref(), subject.environment)
            && matches(self.title.as_ref(), Some(subject.title))
            && self.match_frames(subject)
    }

    /// Function and file are those of one frame.
    fn match_frames(&self, subject: &RuleSubject<'_>) -> bool {
        let is_one = |frame: &Frame| {
            matches(self.function.as_ref(), frame.function.as_deref())
                && matches(self.file.as_ref(), frame.file.as_deref())
        };
        (self.function.is_none() && self.file.is_none())
            || [subject.original, subject.frames].iter().any(|all| all.iter().take(FRAMES).any(is_one))
    }
}

fn matches(pattern: Option<&WildMatch>, text: Option<&str>) -> bool {
    let Some(pattern) = pattern else { return true };
    let Some(text) = text.filter(|text| !text.is_empty()) else { return false };
    let end = text.char_indices().nth(TEXT_CHARS).map_or(text.len(), |(at, _)| at);
    pattern.matches(text.get(..end).unwrap_or(text))
}

#[cfg(test)]
mod tests;
