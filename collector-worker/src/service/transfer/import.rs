//! Brings an export into a project: line by line, a chunk of lines a turn of an object.
//!
//! Into a project that has nothing, or only what a part of the same export brought: then what
//! comes again converges. All else is refused before anything is written. A file
//! with a broken line may be mended and sent again.

use std::pin::Pin;

use corncrake_core::{project_limits::MOST_OBJECTS, time::UnixMillis};
use corncrake_model::{
    alerts::settings::AlertSettings,
    project::{
        limits::ResourceLimits,
        record::{PREVIOUS_MS, ProjectRecord},
        settings::ProjectChange,
        shards::ShardId,
    },
    transfer::{
        export_line::{ExportLine, HeaderLine, READ_VERSIONS, VERSION},
        import::{ImportEnd, ImportStart},
    },
};
use futures_util::{Stream, StreamExt, future, stream};
use worker::{Env, Request, send::SendWrapper};

use super::{check::check, line_reader::LineReader};
use crate::service::alerts::check::alerts as check_alerts;
use crate::{
    http::{
        body::{self, DRAINED_BYTES},
        error::Fault,
    },
    objects::rpc::{BeginImport, EndImport, PutLines},
    service::{
        project_change,
        settings::check::{self as settings_check, RawNumber, RawSettings, RefusedSetting, SettingRule},
    },
    shards,
};

/// Bytes of lines that an object is given in one turn: some hundred milliseconds of writing.
const CHUNK_BYTES: usize = 512 * 1024;
/// Characters of an export's id.
const ID_CHARS: usize = 64;

/// An export may ask for more than the operator allows: that counts once the operator allows it.
const ANY_LIMITS: ResourceLimits =
    ResourceLimits { events_per_second: u32::MAX, megabytes: u32::MAX, session_events: u32::MAX };

/// The result of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ImportSummary {
    /// Lines of the file.
    pub(crate) lines: u64,
    /// Those about an issue that the file does not have.
    pub(crate) left_out: u64,
    /// All of it was here before.
    pub(crate) was_here: bool,
}

/// Bytes as they come; nothing behind their end, however often it is asked for.
type BodyStream = Pin<Box<dyn Stream<Item = Result<Vec<u8>, Fault>>>>;

fn broke_off() -> Fault {
    Fault::bad_request("bad_body", "the body broke off")
}

/// The body of a request of the API.
pub(crate) fn of_body(request: &mut Request) -> Result<BodyStream, Fault> {
    if request.inner().body().is_none() {
        return Ok(Box::pin(stream::empty()));
    }
    Ok(Box::pin(request.stream()?.map(|chunk| chunk.map_err(|_| broke_off())).fuse()))
}

/// A body that is only ever read in the thread that has it: there is no other.
struct SendableBody(SendWrapper<BodyStream>);

impl Stream for SendableBody {
    type Item = Result<Vec<u8>, std::io::Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        let next = self.0.as_mut().poll_next(context);
        next.map(|chunk| chunk.map(|chunk| chunk.map_err(|_| std::io::ErrorKind::BrokenPipe.into())))
    }
}

/// The file of a form (`multipart/form-data`), as it comes.
pub(crate) async fn of_form(request: &mut Request) -> Result<BodyStream, Fault> {
    let no_file = || Fault::bad_request("bad_body", "choose a file that was exported");
    let header = request.headers().get("content-type")?.unwrap_or_default();
    let boundary = multer::parse_boundary(header).map_err(|_| no_file())?;
    let body = SendableBody(SendWrapper(of_body(request)?));
    let mut form = multer::Multipart::new(body, boundary);
    let file =
        body::with_piece_timeout(form.next_field()).await?.map_err(|_| no_file())?.ok_or_else(no_file)?;
    if file.name() != Some("file") {
        return Err(no_file());
    }
    // The stream owns the form beside the field: the field reads from it.
    let chunks = stream::unfold((form, file), |(form, mut file)| async move {
        match file.chunk().await {
            Ok(Some(chunk)) => Some((Ok(chunk.to_vec()), (form, file))),
            Ok(None) => None,
            Err(_) => Some((Err(broke_off()), (form, file))),
        }
    });
    Ok(Box::pin(chunks.fuse()))
}

/// An import under way.
struct ImportProgress<'a> {
    env: &'a Env,
    now: UnixMillis,
    project: ProjectRecord,
    /// The id of the export, once its first line was read.
    id: Option<String>,
    shard: Option<ShardId>,
    /// What goes to the object in its next turn, as it was written.
    chunk: Vec<ExportLine>,
    chunk_bytes: usize,
    has_ended: bool,
    /// Lines that were read, blank ones too: by these a line is found again.
    read: u64,
    done: ImportSummary,
}

/// Brings all of a file.
pub(crate) async fn import(
    project: ProjectRecord,
    mut bytes: BodyStream,
    is_packed: bool,
    now: UnixMillis,
    env: &Env,
) -> Result<ImportSummary, Fault> {
    let mut lines = LineReader::new(is_packed);
    let mut running = ImportProgress {
        env,
        now,
        project,
        id: None,
        shard: None,
        chunk: Vec::new(),
        chunk_bytes: 0,
        has_ended: false,
        read: 0,
        done: ImportSummary::default(),
    };
    if let Err(fault) = running.read(&mut bytes, &mut lines).await {
        drain(bytes).await;
        return Err(fault);
    }
    if !running.has_ended && !running.done.was_here {
        let message = format!(
            "the file breaks off after line {}: its last line is missing; send the whole file",
            running.read
        );
        return Err(Fault::bad_request("cut_file", message));
    }
    Ok(running.done)
}

/// Reads on and drops it: a sender that is cut off while it writes never reads why.
async fn drain(mut bytes: BodyStream) {
    let mut drained = 0_usize;
    while let Ok(Some(Ok(chunk))) = body::next_piece(&mut bytes).await {
        drained = drained.saturating_add(chunk.len());
        if drained > DRAINED_BYTES {
            break;
        }
    }
}

impl ImportProgress<'_> {
    async fn read(&mut self, bytes: &mut BodyStream, lines: &mut LineReader) -> Result<(), Fault> {
        while let Some(chunk) = body::next_piece(bytes).await? {
            let chunk = chunk?;
            for piece in lines.pieces(&chunk) {
                lines.push(piece)?;
                self.take_all(lines).await?;
            }
        }
        lines.end()?;
        self.take_all(lines).await
    }

    async fn take_all(&mut self, lines: &mut LineReader) -> Result<(), Fault> {
        while let Some(line) = lines.next() {
            self.read = self.read.saturating_add(1);
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if self.done.was_here {
                continue; // read to its end, so that the sender reads the answer
            }
            let number = self.read;
            self.take(&line).await.map_err(|fault| match fault.status {
                422 => Fault { message: format!("line {number}: {}", fault.message), ..fault },
                _ => fault,
            })?;
            self.done.lines = self.done.lines.saturating_add(1);
        }
        Ok(())
    }

    async fn take(&mut self, text: &[u8]) -> Result<(), Fault> {
        let mut line: ExportLine = serde_json::from_slice(text).map_err(|error| bad_line(&reason(&error)))?;
        check(&mut line, self.now).map_err(|why| bad_line(&why))?;
        match (line, self.id.is_some(), self.has_ended) {
            (_, _, true) => Err(bad_line("nothing may come behind the line that ends the file")),
            (ExportLine::Export(first), false, _) => self.begin(first).await,
            (_, false, _) => Err(bad_line("this is not the first line of an export")),
            (ExportLine::Export(_), true, _) => Err(bad_line("the first line of an export comes once")),
            (ExportLine::Object(object), ..) => {
                self.put().await?;
                let shard = self.project.shards.all().nth(object.number.into());
                self.shard = Some(shard.ok_or_else(|| bad_line("the project has no such object"))?);
                Ok(())
            }
            (ExportLine::End(end), ..) => {
                if end.lines != self.done.lines {
                    let described =
                        format!("there should be {} lines before it, not {}", end.lines, self.done.lines);
                    return Err(bad_line(&described));
                }
                self.put().await?;
                self.end().await
            }
            (line, ..) => {
                if self.shard.is_none() {
                    return Err(bad_line("a line that says which object it is of must come first"));
                }
                self.chunk.push(line);
                self.chunk_bytes = self.chunk_bytes.saturating_add(text.len());
                if self.chunk_bytes >= CHUNK_BYTES { self.put().await } else { Ok(()) }
            }
        }
    }

    /// Takes the settings over, and has all objects say whether they take the rest.
    async fn begin(&mut self, first: HeaderLine) -> Result<(), Fault> {
        let HeaderLine { version, id, project: described, .. } = first;
        if !READ_VERSIONS.contains(&version) {
            return Err(bad_line(&format!("this collector reads versions 1 to {VERSION} of the format")));
        }
        let is_plain = |id: &str| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric());
        if id.len() > ID_CHARS || !is_plain(&id) {
            return Err(bad_line("id must be letters and digits"));
        }
        let today = self.now.day();
        let (objects, objects_ever) = (described.objects, described.objects_ever);
        if objects == 0 || objects > objects_ever {
            return Err(bad_line(&format!("objects must be 1 to {MOST_OBJECTS}")));
        }
        let raw = RawSettings {
            origins: Some(described.origins),
            noise_off: Some(described.noise_off),
            rules: Some((described.rules, described.rule_editions)),
            kept_tags: Some(described.kept_tags),
            ticket_link: Some(described.ticket_link),
            has_public_privacy: Some(described.privacy_page),
            usage: Some(described.usage),
            installations: Some(described.installations),
            vitals: Some(described.vitals),
            objects: Some(objects_ever.into()),
            retention_days: Some(described.retention_days.into()),
            count_retention_days: described.count_retention_days.map(RawNumber::from),
            usage_retention_days: described.usage_retention_days.map(RawNumber::from),
            events_per_second: described.events_per_second.map(RawNumber::from),
            megabytes: described.megabytes.map(RawNumber::from),
            session_events: described.session_events.map(RawNumber::from),
            ..RawSettings::default()
        };
        let change = settings_check::check(raw, ANY_LIMITS, today).map_err(|all| refused_line(&all))?;
        let alerts = described.alerts.map(check_alerts).transpose();
        let alerts = alerts.map_err(|(field, rule)| bad_line(&format!("{field} {rule}")))?;
        let all = self.begin_everywhere(&id).await?;
        if all.iter().all(|began| *began == ImportStart::Done) {
            self.done.was_here = true;
            return Ok(());
        }
        if all.contains(&ImportStart::Taken) {
            return Err(already_imported());
        }
        let settings = ProjectChange {
            usage_list: Some(described.usage_list),
            vitals_list: Some(described.vitals_list),
            alerts: alerts.map(AlertSettings::without_secrets),
            // The file may come from an older build, and so may the clients that still send.
            previous_until: Some(UnixMillis(self.now.0.saturating_add(PREVIOUS_MS))),
            ..change
        };
        self.project = project_change::apply(self.env, &self.project, settings, self.now).await?;
        if objects != objects_ever {
            let objects = Some((objects, today));
            let fewer = ProjectChange { objects, ..ProjectChange::default() };
            self.project = project_change::apply(self.env, &self.project, fewer, self.now).await?;
        }
        if self.begin_everywhere(&id).await?.contains(&ImportStart::Taken) {
            return Err(already_imported());
        }
        self.id = Some(id);
        Ok(())
    }

    async fn begin_everywhere(&self, id: &str) -> Result<Vec<ImportStart>, Fault> {
        let ask = &BeginImport { id: id.to_owned() };
        let shards = self.project.shards.all();
        future::try_join_all(shards.map(|shard| shards::query_shard(self.env, self.project.key, shard, ask)))
            .await
    }

    /// Gives the object what was gathered.
    async fn put(&mut self) -> Result<(), Fault> {
        let (Some(id), Some(shard)) = (self.id.clone(), self.shard) else { return Ok(()) };
        let lines = std::mem::take(&mut self.chunk);
        self.chunk_bytes = 0;
        if lines.is_empty() {
            return Ok(());
        }
        let put = shards::query_shard(self.env, self.project.key, shard, &PutLines { id, lines }).await?;
        let left_out = put.ok_or_else(already_imported)?;
        self.done.left_out = self.done.left_out.saturating_add(left_out);
        Ok(())
    }

    async fn end(&mut self) -> Result<(), Fault> {
        let Some(id) = self.id.clone() else { return Ok(()) };
        shards::replicate_triage(self.env, &self.project).await?;
        for shard in self.project.shards.all() {
            let mut after = None;
            loop {
                let ask = EndImport { id: id.clone(), after };
                match shards::query_shard(self.env, self.project.key, shard, &ask).await? {
                    ImportEnd::Behind(last) => after = Some(last),
                    ImportEnd::Done => break,
                    ImportEnd::Taken => return Err(already_imported()),
                }
            }
        }
        self.has_ended = true;
        Ok(())
    }
}

fn bad_line(why: &str) -> Fault {
    Fault::new(422, "bad_line", why)
}

/// The first of the settings that were refused.
fn refused_line(all: &[RefusedSetting]) -> Fault {
    bad_line(&match all.first() {
        Some(RefusedSetting { rule: SettingRule::UpTo(u32::MAX), .. }) => {
            "events_per_second, megabytes and session_events must be at least 1".to_owned()
        }
        Some(RefusedSetting { field, rule }) => format!("{field} {rule}"),
        None => String::new(),
    })
}

fn already_imported() -> Fault {
    let message = "this project has events already, or those of another export; import into a new one, \
        before its key is used";
    Fault::new(409, "not_empty", message)
}

/// Why a line does not read: in words of ours where serde would repeat what is in it.
fn reason(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => {
            let described = error.to_string();
            // serde quotes the value that it found, which may be anything, and names the type that it
            // expected.
            let wanted = described.split("expected").nth(1).map(|rest| format!("expected{rest}"));
            let described = wanted.unwrap_or(described);
            format!("it is no line of this format: {}", described.chars().take(200).collect::<String>())
        }
        _ => format!("it does not read as JSON of this format, at column {}", error.column()),
    }
}
