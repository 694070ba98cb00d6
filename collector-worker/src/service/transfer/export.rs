//! All of a project as lines, in a stream: a page of an object at a time is asked for when the
//! reader has taken the one before, so that memory is bounded whatever the project has.
//!
//! Where an object fails on the way, the stream breaks off: a file without its last line was cut.

use std::collections::VecDeque;

use corncrake_model::{
    alerts::settings::AlertSettings,
    hex,
    project::{record::ProjectRecord, shards::ShardId},
    transfer::{
        export_line::{EndLine, ExportLine, HeaderLine, ObjectLine, ProjectLine, VERSION},
        export_time::ExportTime,
    },
};
use corncrake_store::ExportCursor;
use futures_util::{TryStreamExt, stream};
use worker::{Env, Response};

use crate::{
    http::{error::Fault, response},
    objects::rpc::ReadExport,
    platform::{clock, log, random},
    shards,
};

/// Random bytes of an export's id: nobody brings two with the same.
const ID_BYTES: usize = 16;
/// Characters of a project's name in the name of its file.
const NAME_CHARS: usize = 40;

/// How far it has come.
struct ExportProgress {
    env: Env,
    project: ProjectRecord,
    /// Lines that stand before what is asked for next.
    lead: String,
    shards: VecDeque<(u16, ShardId)>,
    at: Option<(ShardId, ExportCursor)>,
    lines: u64,
    has_ended: bool,
}

/// The answer with the whole export.
pub(crate) fn export(project: ProjectRecord, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let settings = &project.settings;
    let first = ExportLine::Export(HeaderLine {
        version: VERSION,
        id: hex::text(&random::bytes::<ID_BYTES>()),
        at: ExportTime(now),
        project: ProjectLine {
            name: project.name.clone(),
            origins: project.origins.entries().to_vec(),
            noise_off: settings.noise_off.clone(),
            retention_days: settings.retention_days(),
            objects: project.shards.next_count(),
            objects_ever: u16::try_from(project.shards.all().count()).unwrap_or(u16::MAX),
            events_per_second: settings.limits.events_per_second,
            megabytes: settings.limits.megabytes,
            session_events: settings.limits.session_events,
            alerts: (settings.alerts != AlertSettings::default())
                .then(|| settings.alerts.clone().without_secrets()),
        },
    });
    let name = format!("corncrake-{}-{}.ndjson", file_name(&project.name), now.day().date());
    let running = ExportProgress {
        env: env.clone(),
        lead: text(&first)?,
        shards: (0..).zip(project.shards.all()).collect(),
        project,
        at: None,
        lines: 1,
        has_ended: false,
    };
    let pages = stream::try_unfold(running, |running| async move { next(running).await });
    let broke_off = |fault: Fault| {
        log::failure("an export broke off", &fault.code);
        worker::Error::RustError(fault.message)
    };
    response::download(&name, pages.map_err(broke_off))
}

fn text(line: &ExportLine) -> Result<String, Fault> {
    let json = serde_json::to_string(line).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(json + "\n")
}

/// The next piece of the file; nothing after the last.
async fn next(mut running: ExportProgress) -> Result<Option<(Vec<u8>, ExportProgress)>, Fault> {
    if running.has_ended {
        return Ok(None);
    }
    if running.at.is_none() {
        let Some((number, shard)) = running.shards.pop_front() else {
            running.has_ended = true;
            let last = text(&ExportLine::End(EndLine { lines: running.lines }))?;
            let piece = std::mem::take(&mut running.lead) + &last;
            return Ok(Some((piece.into_bytes(), running)));
        };
        running.lead.push_str(&text(&ExportLine::Object(ObjectLine { number }))?);
        running.lines = running.lines.saturating_add(1);
        running.at = Some((shard, ExportCursor::default()));
    }
    let mut piece = std::mem::take(&mut running.lead);
    if let Some((shard, from)) = running.at.take() {
        let ask = ReadExport { from };
        let page = shards::query_shard(&running.env, running.project.key, shard, &ask).await?;
        piece.push_str(&page.text);
        running.lines = running.lines.saturating_add(page.lines);
        running.at = page.next.map(|next| (shard, next));
    }
    Ok(Some((piece.into_bytes(), running)))
}

/// A project's name as part of a file's: what every system and header takes.
fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = name.chars().map(plain).take(NAME_CHARS).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "project".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_files_name_is_plain() {
        for (name, plain) in [
            ("My Shop", "my-shop"),
            ("../\"\r\nx", "x"),
            ("Läden", "l-den"),
            ("", "project"),
            ("日本", "project"),
        ] {
            assert_eq!(file_name(name), plain, "{name}");
        }
        assert_eq!(file_name(&"n".repeat(200)).len(), NAME_CHARS);
    }
}
