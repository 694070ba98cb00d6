//! The kinds of items, by the categories of Sentry's rate limits and client reports: the names by which
//! what is not stored is counted. They are a closed list, so that no sender chooses what is written.

/// A kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// Errors and messages, which are stored.
    Error,
    /// Sessions of visitors, and aggregates of servers.
    Session,
    /// Traces, and their parts.
    Transaction,
    /// Parts of a trace.
    Span,
    /// Recordings of the screen.
    Replay,
    /// Samples of a running program.
    Profile,
    /// Files.
    Attachment,
    /// Lines of a log.
    Log,
    /// Numbers over time.
    Metric,
    /// Signs of life of tasks.
    Monitor,
    /// What a person wrote.
    Feedback,
    /// How many of the others an SDK discarded.
    ClientReport,
    /// Reports of browsers.
    Security,
    /// Of no known kind.
    Other,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Error,
        Self::Session,
        Self::Transaction,
        Self::Span,
        Self::Replay,
        Self::Profile,
        Self::Attachment,
        Self::Log,
        Self::Metric,
        Self::Monitor,
        Self::Feedback,
        Self::ClientReport,
        Self::Security,
        Self::Other,
    ];

    /// Its name, which is kept with counts and so never changes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Session => "session",
            Self::Transaction => "transaction",
            Self::Span => "span",
            Self::Replay => "replay",
            Self::Profile => "profile",
            Self::Attachment => "attachment",
            Self::Log => "log",
            Self::Metric => "metric",
            Self::Monitor => "monitor",
            Self::Feedback => "feedback",
            Self::ClientReport => "client_report",
            Self::Security => "security",
            Self::Other => "other",
        }
    }

    /// The kind of a name that is kept.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The kind of an item's type, or of a category of rate limits and client reports.
    pub fn of(word: &str) -> Self {
        match word {
            "event" | "error" | "default" => Self::Error,
            "session" | "sessions" => Self::Session,
            "transaction" | "transaction_indexed" => Self::Transaction,
            "span" | "span_indexed" | "otel_span" | "otel_traces_data" => Self::Span,
            "replay"
            | "replay_event"
            | "replay_recording"
            | "replay_recording_not_chunked"
            | "replay_video" => Self::Replay,
            "profile" | "profile_chunk" | "profile_chunk_ui" | "profile_duration" | "profile_indexed" => {
                Self::Profile
            }
            "attachment" | "attachment_item" | "unreal_report" | "minidump" => Self::Attachment,
            "log" | "otel_log" | "log_item" | "log_byte" => Self::Log,
            "statsd" | "metric_buckets" | "metric_bucket" | "metric_meta" | "metric" | "trace_metric"
            | "trace_metric_byte" => Self::Metric,
            "check_in" | "monitor" => Self::Monitor,
            "feedback" | "user_report" | "user_report_v2" => Self::Feedback,
            "client_report" => Self::ClientReport,
            "security" | "raw_security" | "nel" => Self::Security,
            _ => Self::Other,
        }
    }
}

/// The categories that SDKs are told to keep back. Sessions are not among them: a page's are its visits, and
/// a server's aggregates, which have no category of their own, are counted.
pub const NOT_TAKEN: &str = "transaction;span;replay;profile;profile_chunk;profile_chunk_ui;monitor;log_item;log_byte;trace_metric;metric_bucket;attachment;statsd";
