//! Usage: who used a feature, as counts of a day, and never as rows of a visitor.

use corncrake_core::{
    time::UtcDay,
    wire::{
        usage::FeatureUse,
        vitals::{DeviceClass, DeviceDimension},
    },
};
use serde::{Deserialize, Serialize};

use super::agent::Agent;

/// What a page says of the features that were used, as it may be counted: every word is on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageReport {
    /// The release of the site that the page runs, scrubbed; empty where it names none.
    pub release: String,
    /// The uses.
    pub uses: Vec<FeatureUse>,
}

/// What visitors are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsageKind {
    /// The names: each is a cell.
    Name,
    /// The values of a name's key.
    Value,
    /// The releases in which a name was used.
    Release,
    /// The platforms on which a name was used.
    Platform,
    /// The versions of an installed application.
    InstalledVersion,
    /// The platforms on which an application is installed.
    InstalledPlatform,
    /// The runtimes of an installed application, with their major versions.
    InstalledRuntime,
    /// Response times by a name, on all pages: each bucket is a cell.
    Timing,
    /// Response times by a name on a page.
    TimingPage,
    /// Response times by a name in a release.
    TimingRelease,
    /// Response times by a name on a class of devices.
    TimingDevice,
}

impl UsageKind {
    /// Each, in the order of their letters.
    pub const ALL: [Self; 11] = [
        Self::Timing,
        Self::TimingDevice,
        Self::TimingRelease,
        Self::TimingPage,
        Self::InstalledVersion,
        Self::Name,
        Self::Platform,
        Self::Release,
        Self::InstalledPlatform,
        Self::InstalledRuntime,
        Self::Value,
    ];

    /// Its letter in a row; the letters are stored, and so never change.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Timing => "a",
            Self::TimingDevice => "d",
            Self::TimingRelease => "e",
            Self::TimingPage => "g",
            Self::InstalledVersion => "i",
            Self::Name => "n",
            Self::Platform => "p",
            Self::Release => "r",
            Self::InstalledPlatform => "s",
            Self::InstalledRuntime => "t",
            Self::Value => "v",
        }
    }

    /// What it is of.
    pub fn subject(self) -> UsageSubject {
        match self {
            Self::Name | Self::Value | Self::Release | Self::Platform => UsageSubject::Features,
            Self::InstalledVersion | Self::InstalledPlatform | Self::InstalledRuntime => {
                UsageSubject::Installations
            }
            Self::Timing | Self::TimingPage | Self::TimingRelease | Self::TimingDevice => {
                UsageSubject::Timings
            }
        }
    }

    /// Those of a subject, in the order of their letters.
    pub fn of_subject(subject: UsageSubject) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |kind| kind.subject() == subject)
    }

    /// The kind with a letter.
    pub fn of_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// What is switched on, published and shown by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum UsageSubject {
    /// Features of a site, and events of an application.
    Features,
    /// Installations of an application.
    Installations,
    /// Response times.
    Timings,
}

/// Cells that are published together: those that are too small are one number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UsageGroup {
    /// What they are of.
    pub kind: UsageKind,
    /// The name that was used or measured; empty where each cell is a name.
    pub name: String,
    /// The key of values; of response times the page, the release or the class of devices; else empty.
    pub key: String,
}

impl UsageGroup {
    /// The names of a project.
    pub fn names() -> Self {
        Self { kind: UsageKind::Name, name: String::new(), key: String::new() }
    }

    /// The values of a key.
    pub fn values(name: &str, key: &str) -> Self {
        Self { kind: UsageKind::Value, name: name.to_owned(), key: key.to_owned() }
    }

    /// The installations of an application, by what the kind says.
    pub fn installations(kind: UsageKind) -> Self {
        Self { kind, name: String::new(), key: String::new() }
    }

    /// Response times by a name on all pages.
    pub fn timings(name: &str) -> Self {
        Self::timings_of(UsageKind::Timing, name, "")
    }

    /// Response times by a name, by what the kind says.
    pub fn timings_of(kind: UsageKind, name: &str, key: &str) -> Self {
        Self { kind, name: name.to_owned(), key: key.to_owned() }
    }

    /// The key of a class of devices.
    pub fn device_key(dimension: DeviceDimension, class: DeviceClass) -> String {
        format!("{}.{}", dimension.word(), class.word())
    }

    /// What a name is counted by, beside its values.
    pub fn of_name(kind: UsageKind, name: &str) -> Self {
        Self { kind, name: name.to_owned(), key: String::new() }
    }
}

/// Visitors of a past day, as they are published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsageCount {
    /// The UTC day, which is over.
    pub day: UtcDay,
    /// What they are counted by.
    pub group: UsageGroup,
    /// The cell; none for the sum of all that are not named.
    pub cell: Option<String>,
    /// Visitors, with the noise of their publication.
    pub visitors: u64,
}

/// Browsers that are told apart; the others are one.
const BROWSERS: [&str; 5] = ["Chrome", "Edge", "Firefox", "Opera", "Safari"];
/// Systems that are told apart; the others are one.
const SYSTEMS: [&str; 5] = ["Android", "Linux", "Windows", "iOS", "macOS"];

fn platform_of(browser: &str, system: &str) -> String {
    format!("{browser}, {system}")
}

/// The platforms that are told apart.
pub fn platforms() -> impl Iterator<Item = String> {
    BROWSERS.into_iter().flat_map(|browser| SYSTEMS.into_iter().map(|system| platform_of(browser, system)))
}

/// The platform of families of a browser and a system; empty where it is another one.
pub fn platform(families: &Agent) -> String {
    let listed = |name: &Option<String>, of: &[&'static str]| {
        of.iter().copied().find(|one| name.as_deref() == Some(*one))
    };
    let both = listed(&families.browser, &BROWSERS).zip(listed(&families.os, &SYSTEMS));
    both.map(|(browser, system)| platform_of(browser, system)).unwrap_or_default()
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_letter_stands_for_one_kind() {
        let letters = UsageKind::ALL.map(UsageKind::letter);
        assert!(letters.is_sorted_by(|a, b| a < b), "{letters:?}");
        for kind in UsageKind::ALL {
            assert_eq!(UsageKind::of_letter(kind.letter()), Some(kind));
        }
    }

    #[test]
    fn a_platform_is_a_family_on_a_system_or_another_one() {
        let of = |browser: &str, os: &str| {
            let agent = Agent { browser: Some(browser.into()), os: Some(os.into()) };
            platform(&agent.families())
        };
        assert_eq!(of("Firefox 153", "Linux"), "Firefox, Linux");
        assert_eq!(of("Safari 18", "iOS 18"), "Safari, iOS");
        assert!(of("Lynx 2", "Linux").is_empty() && of("Firefox 153", "BeOS").is_empty());
        assert!(platform(&Agent::default()).is_empty());
        let all: Vec<String> = platforms().collect();
        assert!(all.len() == 25 && all.is_sorted() && all.contains(&"Firefox, Linux".to_owned()));
    }
}
