//! Releases: their source maps, taken in, listed and removed.

use corncrake_core::{
    event::Event,
    scrub,
    time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMillis},
    wire::limits::RELEASE_CHARS,
};
use corncrake_model::{
    issues::issue::Release,
    project::record::ProjectRecord,
    source_maps::source_file::{StoredFile, UploadedFile},
};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use worker::{Env, Request};

use super::{fields::BodyFields, json::displayed_time};
use crate::{
    http::{Response, error::Fault, response},
    objects::{
        rpc::{DeleteRelease, ListFiles, NoteDeploy, PutFile, ReadReleases, SetHasSourceMaps},
        source_maps, stub,
    },
    platform::clock,
    projects,
    service::{releases, visits},
    shards,
};

/// Characters of a file's name, folders included.
const NAME_CHARS: usize = 500;

/// `PUT /api/projects/:key/releases/:release/files/<name>`: a source map or a script.
pub(crate) async fn put_file(
    (key, release, name): (&str, &str, &str),
    request: &Request,
    env: &Env,
) -> Result<Response, Fault> {
    let mut project = projects::find_for_operator(key, clock::now(), env).await?;
    let (release, name) = (release_of(release)?, name_of(name)?);
    let is_packed = match request.headers().get("content-encoding")?.as_deref() {
        None | Some("identity") => false,
        Some("gzip") => true,
        Some(_) => {
            return Err(Fault::new(
                415,
                "unsupported_encoding",
                "Content-Encoding must be gzip, if there is any",
            ));
        }
    };
    let length = request.headers().get("content-length")?.and_then(|text| text.parse::<usize>().ok());
    if length.is_some_and(|length| length > corncrake_source_map::MAP_BYTES) {
        return Err(source_maps::too_large());
    }
    let body = request.inner().body().ok_or_else(|| Fault::bad_request("bad_body", "there is no body"))?;
    note_map(&mut project, env).await?;
    let ask = PutFile { release, name, is_packed };
    let stored: StoredFile = stub::upload(&stub::sources(env, project.key)?, &ask, body.into()).await?;
    note_map(&mut project, env).await?;
    response::json(201, &stored)
}

#[derive(Serialize)]
struct FileJson {
    #[serde(flatten)]
    stored: StoredFile,
    uploaded_at: String,
    /// Why it could not be read.
    bad: Option<String>,
}

/// `GET /api/projects/:key/releases/:release/files`
pub(crate) async fn files(key: &str, release: &str, env: &Env) -> Result<Response, Fault> {
    let project = projects::find_for_operator(key, clock::now(), env).await?;
    let ask = ListFiles { release: release_of(release)? };
    let rows =
        if project.maps { stub::request(&stub::sources(env, project.key)?, &ask).await? } else { Vec::new() };
    let file = |UploadedFile { stored, uploaded, bad }: UploadedFile| FileJson {
        stored,
        uploaded_at: uploaded.rfc3339(),
        bad,
    };
    let files: Vec<FileJson> = rows.into_iter().map(file).collect();
    response::json(200, &serde_json::json!({ "files": files }))
}

/// `GET /api/projects/:key/releases`: the newest first, and of the newest in their order what each
/// brought while it was the newest.
pub(crate) async fn releases(key: &str, env: &Env) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find_for_operator(key, now, env).await?;
    let all = shards::query(env, &project, &ReadReleases {}).await?;
    let visits = visits::of_quarter(env, &project, now).await?;
    let (summaries, _) = releases::summaries(env, &project, now, MOST_SUMMARIES, &visits).await?;
    let one = |release: Release| {
        let mut json = serde_json::json!({
            "name": release.name,
            "first_seen": displayed_time(release.first_seen),
            "deployed": release.deployed.map(displayed_time),
        });
        let summary = summaries.iter().find(|one| one.release.name == release.name);
        if let (Some(one), Some(members)) = (summary, json.as_object_mut()) {
            members.insert("sessions".into(), one.sessions.sessions.into());
            members.insert("errored".into(), one.sessions.errored.into());
            members.insert("visits".into(), one.visits.counts.visits.into());
            members.insert("visits_errored".into(), one.visits.counts.errored.into());
            members.insert("recent_visits".into(), one.visits.recent.into());
            members.insert("new".into(), serde_json::json!(one.new));
            members.insert("regressed".into(), serde_json::json!(one.back));
            members.insert("files".into(), one.files.into());
        }
        json
    };
    let releases: Vec<_> = all.into_iter().map(one).collect();
    response::json(200, &serde_json::json!({ "releases": releases }))
}

/// Releases of which an answer says what they brought.
const MOST_SUMMARIES: usize = 30;
/// How far ahead or back the time of a deploy may be.
const DEPLOY_BACK_MS: i64 = 90 * DAY_MS;

/// `POST /api/projects/:key/releases/:release/deploys {"at"?}`: a release is known from then on.
pub(crate) async fn deploy(
    key: &str,
    release: &str,
    request: &mut Request,
    env: &Env,
) -> Result<Response, Fault> {
    let now = clock::now();
    let project = projects::find_for_operator(key, now, env).await?;
    let release = release_of(release)?;
    let mut fields = BodyFields::read_optional(request).await?;
    let at = fields.text("at")?;
    fields.end()?;
    let at = match at {
        None => now,
        Some(text) => UnixMillis::parse(&text)
            .filter(|at| (now.0 - DEPLOY_BACK_MS..=now.0 + HOUR_MS).contains(&at.0))
            .map(|at| at.min(now))
            .ok_or_else(|| Fault::invalid("at", "must be a time in RFC 3339 of the last 90 days"))?,
    };
    let at = UnixMillis(at.0 - at.0.rem_euclid(MINUTE_MS));
    shards::query(env, &project, &NoteDeploy { release: release.clone(), at }).await?;
    response::json(201, &serde_json::json!({ "release": release, "at": at.rfc3339() }))
}

/// `DELETE /api/projects/:key/releases/:release`: its source maps.
pub(crate) async fn delete_release(key: &str, release: &str, env: &Env) -> Result<Response, Fault> {
    let mut project = projects::find_for_operator(key, clock::now(), env).await?;
    let ask = DeleteRelease { release: release_of(release)? };
    let none = || Fault::not_found("release with source maps");
    if !project.maps {
        return Err(none());
    }
    let (removed, others) = stub::request(&stub::sources(env, project.key)?, &ask).await?;
    note(&mut project, others, env).await?;
    if removed == 0 { Err(none()) } else { response::no_content() }
}

/// Notes that there is a map, whatever this isolate believes: another one may just have
/// removed the last one before.
async fn note_map(project: &mut ProjectRecord, env: &Env) -> Result<(), Fault> {
    project.maps = false;
    note(project, true, env).await
}

/// Has the directory know whether a project has maps, which spares events of most projects a
/// question.
async fn note(project: &mut ProjectRecord, maps: bool, env: &Env) -> Result<(), Fault> {
    if project.maps != maps {
        stub::request(&stub::directory(env)?, &SetHasSourceMaps { key: project.key, maps }).await?;
        project.maps = maps;
        projects::remember_project(project.clone(), clock::now());
    }
    Ok(())
}

fn release_of(text: &str) -> Result<String, Fault> {
    let release = decoded(text, "release")?;
    let is_one = !release.is_empty() && release.chars().count() <= RELEASE_CHARS;
    if is_one && !release.chars().any(char::is_control) {
        // A release is cut as an event's release is stored, so that both are one.
        let mut event = Event { release: Some(release), ..Event::default() };
        scrub::event(&mut event);
        return Ok(event.release.unwrap_or_default());
    }
    Err(Fault::invalid("release", &format!("must be 1 to {RELEASE_CHARS} characters")))
}

fn name_of(text: &str) -> Result<String, Fault> {
    let name = decoded(text, "name")?;
    let parts_are_names = name.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let is_one = name.chars().count() <= NAME_CHARS && !name.chars().any(char::is_control);
    if parts_are_names && is_one {
        return Ok(name);
    }
    let rule = format!("must be a path of at most {NAME_CHARS} characters, such as assets/app.js.map");
    Err(Fault::invalid("name", &rule))
}

fn decoded(text: &str, field: &str) -> Result<String, Fault> {
    let text = percent_decode_str(text).decode_utf8();
    text.map(Into::into).map_err(|_| Fault::invalid(field, "must be UTF-8"))
}
