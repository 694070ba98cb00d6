//! The contract between the stateless part and the Durable Objects, in one place: every request,
//! and the type of its answer.
//!
//! The strings here are storage keys: to change one is to lose the data behind it.

use corncrake_core::{
    ids::{IssueId, ProjectKey},
    origin::Origins,
    receipt::{ReceiptHash, ReceiptPrefix},
    session::SALT_BYTES,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::{
    access::{
        attempts::GuesserId,
        log_entry::{AccessLogEntry, LogActor, NumberedLogEntry},
        role::RoleGrants,
        ticket::LoginTicket,
        token::ApiToken,
        user::{
            AccessSecret, AdminTokenState, Passkey, PasskeyLoginOutcome, User, UserOutcome, UserOverview,
        },
    },
    alerts::{
        delivery::{DeliveryPage, DeliveryState, LogPlace},
        settings::AlertSettings,
        signal::{AlertSignal, AlertWatch},
    },
    events::{
        counts::{CountrySessions, SessionHour},
        facets::Facets,
        items::ItemCount,
        outcomes::Outcomes,
        rule_candidate::{CandidateCursor, RuleCandidate},
        stored_event::{EventNeighbours, EventPosition, FirstEvent, RecentEvent, StoredEvent, WantedEvent},
        usage::{UsageCount, UsageSubject},
        visits::VisitDay,
    },
    issues::{
        activity::{ActivityEntry, AssignOutcome, AssignRequest, CommentOutcome},
        erasure::{EraseCursor, SpanMatch, TextMatches},
        interest::InterestMark,
        issue::{Issue, IssuesOfRelease, NoiseCount, Release, ReleaseWindow, RuleCount, RuleMarks},
        issue_list::{Cursor, EventFilter, Filter, IssuePage, IssueRank, Sort},
        operation::Operation,
        triage::{MergeOutcome, ReplicatedIssue, SplitOutcome, TriageOutcome, TriageRequest},
    },
    project::{
        limits::ProjectLimits,
        record::{ProjectLookup, ProjectRecord},
        refusal::{DeletedKeyUse, Refusal},
        settings::{CountedUsage, ProjectChange, Retention},
        shards::ShardMap,
    },
    source_maps::{
        frame_lookup::{FrameLookup, LookupOutcome},
        source_file::{StoredFile, UploadedFile},
    },
    transfer::{
        export_line::ExportLine,
        import::{ImportEnd, ImportStart},
    },
};
use corncrake_store::{ErasedReceipt, ExportCursor, ExportPage, IssueHourCount};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A request to an object.
pub(crate) trait ObjectRequest: Serialize + DeserializeOwned {
    /// Its name in the request's path.
    const NAME: &'static str;
    /// The type of the answer.
    type Answer: Serialize + DeserializeOwned;
}

macro_rules! asks {
    ($($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* } -> $answer:ty;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub(crate) struct $name { $(pub(crate) $field: $type),* }
        impl ObjectRequest for $name {
            const NAME: &'static str = stringify!($name);
            type Answer = $answer;
        }
    )*};
}

asks! {
    /// Directory: add to what was refused of a project.
    NoteRefusals { key: ProjectKey, refusals: Vec<Refusal>, now: UnixMillis } -> ();
    /// Directory: what was refused of a project within a week.
    ReadRefusals { key: ProjectKey, now: UnixMillis } -> Vec<Refusal>;
    /// Directory: the keys of deleted projects that were used within a week.
    ReadDeletedKeyUses { now: UnixMillis } -> Vec<DeletedKeyUse>;
    /// Directory: forget the origins that were refused of a project and have a text.
    EraseRefusals { key: ProjectKey, text: String } -> ();
    /// Directory: the secret that keys are proved with.
    KeySecret {} -> Vec<u8>;
    /// Directory: make a project.
    CreateProject { name: String, origins: Origins, now: UnixMillis } -> ProjectRecord;
    /// Directory: the project of a key.
    FindProject { key: ProjectKey } -> ProjectLookup;
    /// Directory: change a project; nothing where there is none.
    ChangeProject { key: ProjectKey, change: ProjectChange } -> Option<ProjectRecord>;
    /// Directory: delete a project; its shards, where there was one.
    DeleteProject { key: ProjectKey, now: UnixMillis } -> Option<ShardMap>;
    /// Directory: whether a project has source maps.
    SetHasSourceMaps { key: ProjectKey, maps: bool } -> ();
    /// Directory: all of them.
    ListProjects {} -> Vec<ProjectRecord>;
    /// Salt: have the salt of this day in the memory of the isolate that the keeper is in.
    MakeSalt { day: UtcDay } -> ();
    /// Salt: destroy what is left of days that are over; whether there is a salt of today.
    EndSalt {} -> bool;
    /// Salt: the salt of this day, or of the newest one where this day is over.
    SaltOf { day: UtcDay } -> (UtcDay, [u8; SALT_BYTES]);
    /// Directory: keep a new token; `false` where there are too many.
    AddToken { token: ApiToken } -> bool;
    /// Directory: all tokens.
    ListTokens {} -> Vec<ApiToken>;
    /// Directory: the token of an id and a digest of its secret, which is used today.
    UseToken { id: String, digest: String, today: UtcDay } -> Option<ApiToken>;
    /// Directory: forget a token; whether there was one.
    RevokeToken { id: String } -> bool;
    /// Directory: the epoch that logins are signed in.
    ReadLoginEpoch {} -> i64;
    /// Directory: whether a login, or a link to one, is good.
    IsLoginOpen { ticket: LoginTicket } -> bool;
    /// Directory: log out, or use a link up; whether it was good until now.
    EndLogin { ticket: LoginTicket, now: UnixMillis } -> bool;
    /// Directory: end all logins and links.
    EndLogins {} -> ();
    /// Directory: count a wrong guess; the seconds to wait, where it was one too many.
    CountFailedAttempt { who: GuesserId, now: UnixMillis } -> Option<u32>;
    /// Directory: count a receipt's code under which nothing is stored; the seconds to wait, where it was one too many.
    CountMissedReceipt { who: GuesserId, now: UnixMillis } -> Option<u32>;
    /// Directory: the projects whose receipts begin so.
    FindProjectsOfReceipts { prefix: ReceiptPrefix } -> Vec<ProjectRecord>;
    /// Directory, Project, Outbox, Sources: the state of its database; a thorough look reads all of it.
    ReadDatabase { is_thorough: bool } -> DatabaseState;
    /// Directory: every user, with what opens the collector for it.
    ListUsers { now: UnixMillis } -> Vec<UserOverview>;
    /// Directory: every user, by name.
    ReadUsers {} -> Vec<User>;
    /// Directory: a user, with what opens the collector for it.
    FindUser { id: String, now: UnixMillis } -> Option<UserOverview>;
    /// Directory: add a user, who gets in by this invitation.
    AddUser { user: User, invitation: AccessSecret } -> UserOutcome;
    /// Directory: change a user's name, address and roles.
    ChangeUser { id: String, name: String, email: String, grants: RoleGrants } -> UserOutcome;
    /// Directory: remove a user with all that opens the collector for it.
    RemoveUser { id: String } -> UserOutcome;
    /// Directory: give a user a new invitation.
    InviteUser { id: String, invitation: AccessSecret } -> UserOutcome;
    /// Directory: the user whom an invitation is for.
    FindInvitedUser { id: String, digest: String, now: UnixMillis } -> Option<User>;
    /// Directory: use an invitation up, add the passkey, begin a login; whether that was done.
    AcceptInvitation {
        id: String, digest: String, passkey: Passkey, challenge: (String, UnixMillis), login: AccessSecret,
        now: UnixMillis
    } -> bool;
    /// Directory: add a passkey of a user; whether that was done.
    AddPasskey { passkey: Passkey, challenge: (String, UnixMillis), now: UnixMillis } -> bool;
    /// Directory: a passkey with its user.
    FindPasskey { id: String } -> Option<(Passkey, User)>;
    /// Directory: remove a passkey of a user.
    RemovePasskey { user: String, id: String } -> UserOutcome;
    /// Directory: begin a login by a passkey whose signature was verified.
    LogInByPasskey {
        id: String, counter: u32, challenge: (String, UnixMillis), login: AccessSecret, now: UnixMillis
    } -> PasskeyLoginOutcome;
    /// Directory: the user of an open login.
    FindUserOfLogin { id: String, digest: String, now: UnixMillis } -> Option<User>;
    /// Directory: end a login, of this user where one is named; whether there was one.
    EndUserLogin { id: String, user: String } -> bool;
    /// Directory: end all logins of a user.
    EndLoginsOfUser { user: String } -> ();
    /// Directory: whether the admin token opens anything.
    ReadAdminTokenState {} -> AdminTokenState;
    /// Directory: switch the admin token on or off; whether that was done.
    SwitchAdminToken { on: bool, now: UnixMillis } -> bool;
    /// Directory: append a line to the access log.
    AppendAccessLog { entry: AccessLogEntry } -> ();
    /// Directory: delete lines of the access log that are over twelve months old.
    TrimDirectory { now: UnixMillis } -> ();
    /// Directory: the newest lines of the access log before a number.
    ReadAccessLog { before: Option<i64>, limit: u32, now: UnixMillis } -> Vec<NumberedLogEntry>;
    /// Directory: prove that it can write.
    CheckWritable {} -> ();
    /// Project: begin today, where it has not begun; without a salt that its hashes were made
    /// with, they are forgotten.
    BeginDay { with_salt: bool } -> ();
    /// Project: store each kind of data for so many days.
    SetRetention { retention: Retention } -> ();
    /// Project: take no more than these limits.
    SetLimits { limits: ProjectLimits } -> ();
    /// Project: watch for these rules of alerts.
    SetAlertWatch { watch: AlertWatch } -> ();
    /// Project: when something last arrived, as far as it knows.
    ReadLastArrival {} -> Option<UnixMillis>;
    /// Project: the ids of those of another object's signals whose news it knows already.
    FindKnownSignals { signals: Vec<AlertSignal> } -> Vec<String>;
    /// Project, Outbox: erase alerts about issues, or with a text.
    EraseAlerts { text: Option<String>, issues: Vec<IssueId> } -> ();
    /// Directory: the alerts of all projects.
    ReadAlertDefaults {} -> AlertSettings;
    /// Directory: replace them.
    SetAlertDefaults { settings: AlertSettings } -> ();
    /// Outbox: take over signals of a project.
    TakeSignals { key: ProjectKey, signals: Vec<AlertSignal> } -> ();
    /// Outbox: try a destination.
    TestDestination { key: ProjectKey, project: String, dashboard: String, destination: String } -> ();
    /// Outbox: the newest deliveries before a place in its log, of a state or of all.
    ListDeliveries { state: Option<DeliveryState>, before: LogPlace, limit: u32 } -> DeliveryPage;
    /// Outbox: try a delivery again that was given up; whether there is such a one.
    SendAgain { number: u64 } -> bool;
    /// Project, Outbox, Sources: destroy all it has, for good.
    Destroy {} -> ();
    /// Project: a page of issues.
    ListIssues { filter: Filter, sort: Sort, after: Option<Cursor>, limit: u32 } -> IssuePage;
    /// Project: those of these issues that it has, and whether each fits a filter.
    ReadIssues { ids: Vec<IssueId>, filter: Filter } -> Vec<(Issue, bool)>;
    /// Project: an issue.
    FindIssue { id: IssueId } -> Option<Issue>;
    /// Project: a kept event of an issue: the latest, the oldest, or that of an issue's number.
    ReadEvent { head: IssueId, wanted: WantedEvent } -> Option<(EventPosition, StoredEvent)>;
    /// Project: what stands around a place among an issue's kept events.
    ReadNeighbours { head: IssueId, position: EventPosition } -> EventNeighbours;
    /// Project: the kept events of an issue before a place, or from it on, the newest first, without
    /// their stacks; nothing where there is no such issue.
    ReadEvents { head: IssueId, filter: EventFilter, before: Option<EventPosition>, with_same: bool, limit: u32 }
        -> Option<Vec<(EventPosition, StoredEvent)>>;
    /// Project: how many events of an issue are kept that fit a filter.
    CountEvents { head: IssueId, filter: EventFilter } -> u64;
    /// Project: the newest issues that fit a filter, with their counts since a time.
    RankIssues { filter: Filter, from: UnixMillis, most: u32 } -> Vec<IssueRank>;
    /// Project: the newest issues that fit each filter, as many as `most` of each.
    ListIds { filters: Vec<Filter>, most: u32 } -> Vec<Vec<IssueId>>;
    /// Project: note a deploy of a release.
    NoteDeploy { release: String, at: UnixMillis } -> ();
    /// Project: the issues that were new in releases, and those that came back.
    ReadIssuesOfReleases { windows: Vec<ReleaseWindow>, noise_off: Vec<String> } -> Vec<IssuesOfRelease>;
    /// Project: the newest events of all issues, so many at most.
    ReadNewest { limit: u32 } -> Vec<RecentEvent>;
    /// Project: the latest kept event of each of these issues, without its stack.
    ReadLatest { ids: Vec<IssueId> } -> Vec<(IssueId, UnixMillis, StoredEvent)>;
    /// Project: the first thing that ever arrived.
    ReadFirst {} -> Option<FirstEvent>;
    /// Project: the events of an issue since then, by steps of so many milliseconds; nothing
    /// where there is no such issue.
    ReadTrend { id: IssueId, from: UnixMillis, step: i64 } -> Option<Vec<(UnixMillis, u64)>>;
    /// Project: the events and sessions of several issues by the hour, since then.
    ReadTrends { ids: Vec<IssueId>, from: UnixMillis } -> Vec<IssueHourCount>;
    /// Project: what the events of an issue since then are broken down by.
    ReadIssueBreakdown { id: IssueId, from: UnixMillis } -> Option<Facets>;
    /// Project: what all events since then are broken down by.
    ReadBreakdown { from: UnixMillis } -> Facets;
    /// Project: resolve, ignore or reopen issues.
    Decide { decision: TriageRequest } -> TriageOutcome;
    /// Project: take over issues that another object of the project knows.
    ReplicateIssues { issues: Vec<ReplicatedIssue>, releases: Vec<Release> } -> ();
    /// Project: what was decided about issues.
    ReadReplicatedIssues {} -> Vec<ReplicatedIssue>;
    /// Project: show an issue as part of another.
    Merge { from: IssueId, into: IssueId, at: UnixMillis, by: Option<LogActor> } -> MergeOutcome;
    /// Project: let an issue stand for itself again.
    Split { id: IssueId, at: UnixMillis, by: Option<LogActor> } -> SplitOutcome;
    /// Project: assign issues to a user, or to nobody.
    Assign { request: AssignRequest } -> AssignOutcome;
    /// Project: what happened to an issue and to what is merged into it, the newest first.
    ReadActivity { id: IssueId } -> Vec<ActivityEntry>;
    /// Project: add a comment to an issue.
    AddComment { comment: ActivityEntry } -> CommentOutcome;
    /// Project: delete a comment, which must be this author's, where one is named.
    DeleteComment { issue: IssueId, id: String, author: Option<LogActor> } -> CommentOutcome;
    /// Project: what is merged into an issue, each by itself; nothing where there is no such issue.
    ReadMembers { id: IssueId } -> Option<Vec<Issue>>;
    /// Project: the releases it knows, the newest first.
    ReadReleases {} -> Vec<Release>;
    /// Project: what each rule of noise recognised.
    ReadNoise {} -> Vec<NoiseCount>;
    /// Project: what each of the operator's rules hides, and what has its fingerprint.
    ReadRuleCounts { with_groups: bool } -> Vec<RuleCount>;
    /// Project: what the operator's rules said of these issues.
    ReadRuleMarks { ids: Vec<IssueId> } -> Vec<(IssueId, RuleMarks)>;
    /// Project: hide issues by these editions of rules.
    MarkHidden { marks: Vec<(IssueId, u32)> } -> ();
    /// Project: say how much issues matter.
    MarkInterest { marks: Vec<(IssueId, InterestMark)> } -> ();
    /// Project: issues that a rule is tried on, those seen last first, behind a place.
    ReadRuleCandidates { since: Option<UnixMillis>, after: Option<CandidateCursor>, with_stacks: bool, limit: u32 }
        -> Vec<RuleCandidate>;
    /// Project: the sessions since then, by steps of so many milliseconds.
    ReadHours { from: UnixMillis, step: i64 } -> Vec<SessionHour>;
    /// Project: sessions of each day since then by country, of days that are over.
    ReadCountries { from: UtcDay } -> Vec<CountrySessions>;
    /// Project: how many bytes its database has, and may have.
    ReadStorage {} -> StorageUse;
    /// Project: what SDKs of others sent or kept back since then that was not stored.
    ReadItems { from: UnixMillis } -> Vec<ItemCount>;
    /// Project: count these names of usage, these response times, and installations or not.
    SetCountedUsage { counted: CountedUsage, today: UtcDay } -> ();
    /// Project: what is published of a subject on each day since then.
    ReadUsage { subject: UsageSubject, from: UtcDay } -> Vec<UsageCount>;
    /// Project: the same as sums of all these days.
    ReadUsageSums { subject: UsageSubject, from: UtcDay } -> Vec<UsageCount>;
    /// Project: visits by day since then.
    ReadVisits { from: UtcDay } -> Vec<VisitDay>;
    /// Project: what became of what was sent since then, by steps of so many milliseconds.
    ReadOutcomes { from: UnixMillis, step: i64 } -> Vec<(UnixMillis, Outcomes)>;
    /// Project: erase a kept event; whether there was one.
    EraseEvent { issue: IssueId, number: u64 } -> bool;
    /// Project: the stored events of a receipt, by the hashes of its code.
    ReadReceipt { hashes: Vec<ReceiptHash> } -> Vec<(EventPosition, StoredEvent)>;
    /// Project: how many events each of these issues counted itself.
    ReadOwnCounts { ids: Vec<IssueId> } -> Vec<(IssueId, u64)>;
    /// Project: erase the events of a receipt, and what issues show of them; the issues that look different now.
    EraseReceipt { erased: ErasedReceipt } -> Vec<IssueId>;
    /// Project: look for a text for one turn; how far that came.
    FindText { text: String, from: EraseCursor } -> (TextMatches, Option<EraseCursor>);
    /// Project: the issues first seen in a span, some behind one.
    FindSpan { from: UnixMillis, to: UnixMillis, after: Option<IssueId> } -> Vec<SpanMatch>;
    /// Project, its first object: have the next operation be this one, for a while; whether none
    /// is under way.
    ReserveOperation { id: String, now: UnixMillis } -> bool;
    /// Project: note an operation that may come. `first` is the first object, or nothing there.
    PrepareOperation { id: String, operation: Operation, first: String } -> ();
    /// Project: note issues that it erases; whether it is still prepared.
    ListForOperation { id: String, issues: Vec<IssueId> } -> bool;
    /// Project, its first object: have the operation count; whether it does.
    CommitOperation { id: String } -> bool;
    /// Project, its first object: whether an operation counts.
    IsCommitted { id: String } -> bool;
    /// Project: a turn of an operation that counts; the answer as JSON, where it was the last.
    RunOperation { id: String } -> Option<String>;
    /// Project: write a part of the full-text index without what was erased; whether more is left.
    CompactIndex {} -> bool;
    /// Project: lines of an export behind a place, as many as a turn takes where so many shards are
    /// read side by side.
    ReadExport { from: ExportCursor, shards: u16 } -> ExportPage;
    /// Project: begin to take an export, or go on with it.
    BeginImport { id: String } -> ImportStart;
    /// Project: keep lines of an export, checked and scrubbed; how many were about no issue.
    /// Nothing where it takes another one.
    PutLines { id: String, lines: Vec<ExportLine> } -> Option<u64>;
    /// Project: end an import, for some issues behind one.
    EndImport { id: String, after: Option<IssueId> } -> ImportEnd;
    /// Sources: keep the file that comes with it (`hand`).
    PutFile { release: String, name: String, is_packed: bool } -> StoredFile;
    /// Sources: the files of a release.
    ListFiles { release: String } -> Vec<UploadedFile>;
    /// Sources: how many files each of these releases has, and when the last was uploaded.
    CountFiles { releases: Vec<String> } -> Vec<(String, u64, UnixMillis)>;
    /// Sources: remove a release; how many files it had, and whether others have any.
    DeleteRelease { release: String } -> (u64, bool);
    /// Sources: where these places were written, in the order of the question.
    LookUpFrames { lookups: Vec<FrameLookup>, with_lines: bool } -> Vec<Vec<LookupOutcome>>;
}

/// What became of a delivery, and what that cost.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct DeliveryOutcome {
    pub(crate) outcomes: Outcomes,
    pub(crate) rows_written: u64,
    /// Whether the visit that it says is counted: the same one again changes nothing.
    #[serde(default)]
    pub(crate) is_visit_counted: bool,
}

/// The state of an object's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DatabaseState {
    pub(crate) bytes: u64,
    /// Whether SQLite finds it whole; nothing where that was not asked.
    pub(crate) is_whole: Option<bool>,
    /// When its alarm rings next.
    pub(crate) alarm: Option<UnixMillis>,
}

/// A project's database, in bytes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct StorageUse {
    pub(crate) bytes: u64,
    pub(crate) limit: u64,
    /// Whether an object of it keeps no more.
    pub(crate) is_full: bool,
}
