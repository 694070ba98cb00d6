//! The addresses of the collector as values. What each needs (`access`) follows from its place in the
//! enum, so that a new address has a rule.

mod access;

/// An address of the collector.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Route<'a> {
    /// Open to every page.
    Ingest {
        key: &'a str,
        endpoint: Ingest,
    },
    /// Open to every page and server: where Sentry's SDKs send.
    Sentry(Sentry),
    Health,
    /// What is collected, for everybody.
    Manifest,
    Metrics,
    /// For bearers of a token.
    Api(Api<'a>),
    Page(Page<'a>),
    File(File<'a>),
    /// What is stored under a visitor's receipt, for whoever has its code.
    Receipt(Receipt<'a>),
    Unknown,
}

/// An address of receipts. The code in one is as good as a key.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Receipt<'a> {
    /// The form that takes a code.
    Form,
    /// The page of a code.
    Code { code: &'a str },
    /// The same as JSON.
    Json { code: &'a str },
}

/// An endpoint to which pages of other origins send.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Ingest {
    Event,
    Ping,
    Report,
    Batch,
    Usage,
    Installation,
    Vitals,
}

/// An address to which Sentry's SDKs send. The number in it means nothing.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Sentry {
    /// An envelope of items.
    Envelope,
    /// One event.
    Store,
    /// Reports of browsers.
    Security,
    /// One that is not taken.
    Unknown,
}

/// An address of the API.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Api<'a> {
    Projects,
    Maintenance,
    Request,
    Check,
    LoginLinks,
    Logins,
    Tokens,
    Token {
        id: &'a str,
    },
    Unknown,
    /// The alerts of all projects.
    Alerts(AlertPart<'a>),
    People(PeoplePart<'a>),
    /// What waits in all projects.
    Inbox,
    /// Of one project.
    Project {
        key: &'a str,
        part: ProjectApi<'a>,
    },
}

/// An address of the API below a project.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum ProjectApi<'a> {
    Overview,
    Issues,
    Issue { id: &'a str },
    Erase,
    EraseSpan,
    Export,
    Import,
    Trend { id: &'a str },
    IssueBreakdown { id: &'a str },
    Breakdown,
    Merge { id: &'a str },
    Split { id: &'a str },
    Assign { id: &'a str },
    AssignChosen,
    Assignees,
    Activity { id: &'a str },
    Comments { id: &'a str },
    Comment { id: &'a str, comment: &'a str },
    Members { id: &'a str },
    Wordings { id: &'a str },
    IssueEvents { id: &'a str },
    IssueEvent { id: &'a str, event: &'a str },
    Events,
    Reports,
    Releases,
    Noise,
    Rules,
    PreviewRule,
    Rule { id: &'a str },
    Sessions,
    Outcomes,
    Items,
    Refusals,
    Countries,
    Usage,
    Installations,
    Vitals,
    Visits,
    Files { release: &'a str },
    File { release: &'a str, name: &'a str },
    Release { release: &'a str },
    Deploys { release: &'a str },
    Alerts(AlertPart<'a>),
}

/// An address below the alerts of a project, or of all.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum AlertPart<'a> {
    All,
    Defaults,
    Rules,
    Rule { id: &'a str },
    DeleteRule { id: &'a str },
    Destinations,
    Destination { id: &'a str },
    DeleteDestination { id: &'a str },
    Test { id: &'a str },
    Deliveries,
    SendAgain { id: &'a str },
}

/// An address below the people of the collector.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum PeoplePart<'a> {
    All,
    User { id: &'a str },
    RemoveUser { id: &'a str },
    InviteUser { id: &'a str },
    EndLogins { id: &'a str },
    EndLogin { id: &'a str, login: &'a str },
    RemovePasskey { id: &'a str, passkey: &'a str },
    RemoveIdentity { id: &'a str, identity: &'a str },
    RevokeToken { id: &'a str },
    AdminToken,
    Log,
}

/// An address below the page of whoever is logged in.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum AccountPart<'a> {
    All,
    Passkeys,
    RemovePasskey { id: &'a str },
    RemoveIdentity { id: &'a str },
    Tokens,
    RevokeToken { id: &'a str },
    EndLogins,
    EndLogin { id: &'a str },
}

/// A page, or a form that leads back to one.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum Page<'a> {
    Projects,
    Login,
    LoginLink {
        ticket: &'a str,
    },
    LoginByPasskey,
    /// To the provider of single sign-on.
    SignOn,
    /// Back from there.
    SignOnCallback,
    /// To the provider, by an invitation's link.
    InvitationSignOn {
        ticket: &'a str,
    },
    /// An invitation's link.
    Invitation {
        ticket: &'a str,
    },
    Logout,
    LogoutEverywhere,
    /// What the collector knows of itself.
    Check,
    Demo,
    /// What waits in all projects.
    Inbox,
    /// What is collected for a project, for everybody where the project says so.
    Privacy {
        key: &'a str,
    },
    /// The time zone of the reader.
    Zone,
    People(PeoplePart<'a>),
    Account(AccountPart<'a>),
    /// The alerts of all projects.
    Alerts(AlertPart<'a>),
    /// Of one project.
    Project {
        key: &'a str,
        part: ProjectPage<'a>,
    },
}

/// A page, or a form, of a project.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum ProjectPage<'a> {
    Overview,
    Issues,
    Issue { id: &'a str },
    IssueEvent { id: &'a str, event: &'a str },
    IssueEvents { id: &'a str },
    Releases,
    Sessions,
    Usage,
    Installations,
    Vitals,
    Reports,
    Install,
    Live,
    Follow { place: &'a str },
    Settings,
    MergeChosen,
    Merge { id: &'a str },
    Split { id: &'a str },
    Assign { id: &'a str },
    AssignChosen,
    Comments { id: &'a str },
    DeleteComment { id: &'a str, comment: &'a str },
    Noise,
    Rules,
    PreviewRule,
    Rule { id: &'a str },
    Tokens,
    RevokeToken { id: &'a str },
    Delete,
    EraseIssue { id: &'a str },
    EraseEvent { id: &'a str, event: &'a str },
    EraseText,
    EraseSpan,
    Export,
    Import,
    Undo,
    Alerts(AlertPart<'a>),
}

/// A file that is served as it is.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(crate) enum File<'a> {
    Asset {
        path: &'a str,
    },
    /// A file of the npm client, for pages of other origins.
    Client {
        path: &'a str,
    },
}

impl<'a> Route<'a> {
    /// An address of the API below a project.
    pub(crate) fn api(key: &'a str, part: ProjectApi<'a>) -> Self {
        Self::Api(Api::Project { key, part })
    }

    /// A page or a form of a project.
    pub(crate) fn page(key: &'a str, part: ProjectPage<'a>) -> Self {
        Self::Page(Page::Project { key, part })
    }

    /// Its name in a log: no part of the path that a request chose.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ingest { endpoint: Ingest::Event, .. } => "event",
            Self::Ingest { endpoint: Ingest::Ping, .. } => "ping",
            Self::Ingest { endpoint: Ingest::Report, .. } => "report",
            Self::Ingest { endpoint: Ingest::Batch, .. } => "batch",
            Self::Ingest { endpoint: Ingest::Usage, .. } => "usage",
            Self::Ingest { endpoint: Ingest::Installation, .. } => "installation",
            Self::Ingest { endpoint: Ingest::Vitals, .. } => "vitals",
            Self::Sentry(_) => "sentry",
            Self::Health => "health",
            Self::Manifest => "manifest",
            Self::Metrics => "metrics",
            Self::Api(_) => "api",
            Self::File(_) => "file",
            Self::Receipt(_) => "receipt",
            Self::Page(_) | Self::Unknown => "page",
        }
    }

    /// Whether an error is answered as JSON, for programs.
    pub(crate) fn speaks_json(self) -> bool {
        !matches!(
            self,
            Self::Page(_)
                | Self::File(_)
                | Self::Receipt(Receipt::Form | Receipt::Code { .. })
                | Self::Unknown
        )
    }

    /// The key, as it was written, of the project that a page is below.
    pub(crate) fn project_of_page(self) -> Option<&'a str> {
        if let Self::Page(Page::Project { key, .. }) = self { Some(key) } else { None }
    }

    /// The key, as it was written, of an endpoint to which pages of other origins send.
    pub(crate) fn ingest_key(self) -> Option<&'a str> {
        if let Self::Ingest { key, .. } = self { Some(key) } else { None }
    }
}
