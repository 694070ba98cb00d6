//! What a project's object is asked: its own state, operations, erasure and import. `queries` and `decisions`
//! have the rest.

use corncrake_core::{
    ids::IssueId,
    time::{UnixMillis, UtcDay},
};
use corncrake_model::{
    alerts::signal::{AlertSignal, AlertWatch},
    events::outcomes::Outcomes,
    issues::{
        erasure::{EraseCursor, SpanMatch, TextMatches},
        operation::Operation,
    },
    project::{
        limits::ProjectLimits,
        settings::{CountedUsage, Retention},
    },
    transfer::{
        export_line::ExportLine,
        import::{ImportEnd, ImportStart},
    },
};
use corncrake_store::{ErasedReceipt, ExportCursor, ExportPage};

use super::{
    answers::StorageUse,
    decisions::DecisionRequest,
    kinds::ProjectObject,
    queries::QueryRequest,
    shared::{Destroy, EraseAlerts, ReadDatabase},
};

alternatives! {
    /// What a project's object is asked.
    ProjectRequest of ProjectObject: Destroy, ReadDatabase;
    then Work(ProjectWork)
}

alternatives! {
    /// What a project that is there is asked.
    ProjectWork of ProjectObject: SetAlertWatch, EraseAlerts;
    then
        Operation(OperationRequest),
        State(StateRequest),
        Query(QueryRequest),
        Decision(DecisionRequest),
        Erase(EraseRequest),
        Import(ImportRequest),
}

request! {
    /// Watch for these rules of alerts.
    SetAlertWatch { watch: AlertWatch } -> ();
}

requests! {
    /// About the object's own state, some of which is in its memory.
    StateRequest of ProjectObject;

    /// Begin today, where it has not begun; without a salt that its hashes were made
    /// with, they are forgotten.
    BeginDay { with_salt: bool } -> ();
    /// Store each kind of data for so many days.
    SetRetention { retention: Retention } -> ();
    /// Take no more than these limits.
    SetLimits { limits: ProjectLimits } -> ();
    /// Count these names of usage, these response times, and installations or not.
    SetCountedUsage { counted: CountedUsage, today: UtcDay } -> ();
    /// When something last arrived, as far as it knows.
    ReadLastArrival {} -> Option<UnixMillis>;
    /// The ids of those of another object's signals whose news it knows already.
    FindKnownSignals { signals: Vec<AlertSignal> } -> Vec<String>;
    /// How many bytes its database has, and may have.
    ReadStorage {} -> StorageUse;
    /// What became of what was sent since then, by steps of so many milliseconds.
    ReadOutcomes { from: UnixMillis, step: i64 } -> Vec<(UnixMillis, Outcomes)>;
    /// Lines of an export behind a place, as many as a turn takes where so many shards are
    /// read side by side.
    ReadExport { from: ExportCursor, shards: u16 } -> ExportPage;
}

requests! {
    /// About operations, which take several turns or shards.
    OperationRequest of ProjectObject;

    /// To the first object: have the next operation be this one, for a while; whether none
    /// is under way.
    ReserveOperation { id: String, now: UnixMillis } -> bool;
    /// Note an operation that may come. `first` is the first object, or nothing there.
    PrepareOperation { id: String, operation: Operation, first: String } -> ();
    /// Note issues that it erases; whether it is still prepared.
    ListForOperation { id: String, issues: Vec<IssueId> } -> bool;
    /// To the first object: have the operation count; whether it does.
    CommitOperation { id: String } -> bool;
    /// To the first object: whether an operation counts.
    IsCommitted { id: String } -> bool;
    /// A turn of an operation that counts; the answer as JSON, where it was the last.
    RunOperation { id: String } -> Option<String>;
}

requests! {
    /// About erasure: a turn of it, or what it would find.
    EraseRequest of ProjectObject;

    /// Erase a kept event; whether there was one.
    EraseEvent { issue: IssueId, number: u64 } -> bool;
    /// Erase the events of a receipt, and what issues show of them; the issues that look different now.
    EraseReceipt { erased: ErasedReceipt } -> Vec<IssueId>;
    /// Look for a text for one turn; how far that came.
    FindText { text: String, from: EraseCursor } -> (TextMatches, Option<EraseCursor>);
    /// The issues first seen in a span, some behind one.
    FindSpan { from: UnixMillis, to: UnixMillis, after: Option<IssueId> } -> Vec<SpanMatch>;
    /// Write a part of the full-text index without what was erased; whether more is left.
    CompactIndex {} -> bool;
}

requests! {
    /// About an export that is brought in.
    ImportRequest of ProjectObject;

    /// Begin to take an export, or go on with it.
    BeginImport { id: String } -> ImportStart;
    /// Keep lines of an export, checked and scrubbed; how many were about no issue.
    /// Nothing where it takes another one.
    PutLines { id: String, lines: Vec<ExportLine> } -> Option<u64>;
    /// End an import, for some issues behind one.
    EndImport { id: String, after: Option<IssueId> } -> ImportEnd;
}
