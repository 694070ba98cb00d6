//! Releases: their source maps, taken in, listed and removed.

use corncrake_core::{event::Event, scrub, wire::limits::RELEASE_CHARS};
use corncrake_model::{
    project::record::ProjectRecord,
    source_maps::source_file::{StoredFile, UploadedFile},
};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use worker::{Env, Request, Response};

use crate::{
    http::{error::Fault, response},
    objects::{
        rpc::{DeleteRelease, ListFiles, PutFile, SetHasSourceMaps},
        source_maps, stub,
    },
    platform::clock,
    projects,
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
        // As an event's release is kept, so that both are one.
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
