//! All of a project as lines, in a stream: a page of an object at a time is asked for when the
//! reader has taken the one before, so that memory is bounded whatever the project has. The lines of
//! several shards are merged (`merged_shards`).
//!
//! Where an object fails on the way, the stream breaks off: a file without its last line was cut.

use corncrake_model::{
    alerts::settings::AlertSettings,
    hex,
    project::{record::ProjectRecord, shards::ShardId},
    transfer::{
        export_line::{EndLine, ExportLine, HeaderLine, ObjectLine, VERSION},
        export_time::ExportTime,
        project_line::ProjectLine,
    },
};
use corncrake_store::ExportCursor;
use futures_util::{TryStreamExt, stream};
use worker::Env;

use super::{export_piece::ExportPiece, merged_shards::MergedShards};
use crate::{
    http::{Response, error::Fault, response},
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
    lines: u64,
    stage: ExportStage,
}

/// What is written next.
enum ExportStage {
    /// The lines before all data.
    Lead(ExportPiece),
    /// The data of the only shard, behind a place.
    Shard(ExportCursor),
    /// The data of several shards.
    Shards(Box<MergedShards>),
    /// The last line.
    End,
    /// Nothing.
    Ended,
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
            kept_tags: settings.kept_tags.clone(),
            retention_days: settings.retention_days(),
            count_retention_days: settings.count_retention_days,
            usage_retention_days: settings.usage_retention_days,
            usage: settings.usage,
            usage_list: settings.usage_list.clone(),
            installations: settings.installations,
            vitals: settings.vitals,
            vitals_list: settings.vitals_list.clone(),
            objects: project.shards.next_count(),
            objects_ever: u16::try_from(project.shards.all().count()).unwrap_or(u16::MAX),
            events_per_second: settings.limits.events_per_second,
            megabytes: settings.limits.megabytes,
            session_events: settings.limits.session_events,
            rules: settings.rules.clone(),
            rule_editions: settings.rule_editions,
            ticket_link: settings.ticket_link.clone(),
            privacy_page: settings.has_public_privacy,
            alerts: (settings.alerts != AlertSettings::default())
                .then(|| settings.alerts.clone().without_secrets()),
        },
    });
    let name = format!("corncrake-{}-{}.ndjson", file_name(&project.name), now.day().date());
    let mut lead = ExportPiece::default();
    lead.push(&first)?;
    lead.push(&ExportLine::Object(ObjectLine { number: 0 }))?;
    let running = ExportProgress { env: env.clone(), project, lines: 0, stage: ExportStage::Lead(lead) };
    let pages = stream::try_unfold(running, |running| async move { next(running).await });
    let broke_off = |fault: Fault| {
        log::failure("an export broke off", &fault.code);
        worker::Error::RustError(fault.message)
    };
    response::download(&name, pages.map_err(broke_off))
}

/// The next piece of the file; nothing after the last.
async fn next(mut running: ExportProgress) -> Result<Option<(Vec<u8>, ExportProgress)>, Fault> {
    loop {
        let (piece, stage) = running.step().await?;
        running.stage = stage;
        running.lines = running.lines.saturating_add(piece.lines);
        if piece.lines > 0 {
            return Ok(Some((piece.text.into_bytes(), running)));
        }
        if matches!(running.stage, ExportStage::Ended) {
            return Ok(None);
        }
    }
}

impl ExportProgress {
    /// What is written at this stage, and the one after it.
    async fn step(&mut self) -> Result<(ExportPiece, ExportStage), Fault> {
        let (env, project) = (&self.env, &self.project);
        let nothing = ExportPiece::default;
        Ok(match std::mem::replace(&mut self.stage, ExportStage::Ended) {
            ExportStage::Lead(lead) if project.shards.all().count() == 1 => {
                (lead, ExportStage::Shard(ExportCursor::default()))
            }
            ExportStage::Lead(lead) => {
                (lead, ExportStage::Shards(Box::new(MergedShards::open(env, project).await?)))
            }
            ExportStage::Shard(from) => {
                let ask = ReadExport { from, shards: 1 };
                let page = shards::query_shard(env, project.key, ShardId(0), &ask).await?;
                let next = page.next.map_or(ExportStage::End, ExportStage::Shard);
                (ExportPiece { text: page.text, lines: page.lines }, next)
            }
            ExportStage::Shards(mut merged) => match merged.next(env, project).await? {
                Some(piece) => (piece, ExportStage::Shards(merged)),
                None => (nothing(), ExportStage::End),
            },
            ExportStage::End => {
                let mut last = nothing();
                last.push(&ExportLine::End(EndLine { lines: self.lines }))?;
                (last, ExportStage::Ended)
            }
            ExportStage::Ended => (nothing(), ExportStage::Ended),
        })
    }
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
