//! A project's data as a file: downloaded by a link, brought back by a form.

use corncrake_www::{permissions::Permissions, settings::ImportForm};
use worker::{Env, Request};

use super::page::{self, SettingsState};
use crate::{
    http::{Response, page_error::PageError},
    pages::{flash::FlashMessage, page::sentence},
    platform::clock,
    projects,
    service::transfer,
};

/// `GET /projects/:key/export`
pub(crate) async fn export(key: &str, env: &Env) -> Result<Response, PageError> {
    Ok(transfer::export(projects::find_for_operator(key, clock::now(), env).await?, env)?)
}

/// `POST /projects/:key/import`: what is refused is said on the page of settings.
pub(crate) async fn import(
    key: &str,
    permissions: Permissions,
    request: &mut Request,
    env: &Env,
) -> Result<Response, PageError> {
    let now = clock::now();
    let row = projects::find_for_operator(key, now, env).await?;
    let brought = match transfer::of_form(request).await {
        Ok(file) => transfer::import(row.clone(), file, false, now, env).await,
        Err(fault) => Err(fault),
    };
    match brought {
        Ok(done) if done.was_here => page::redirect_with_flash(&row, FlashMessage::WasHere),
        Ok(_) => page::redirect_with_flash(&row, FlashMessage::Imported),
        Err(fault) if fault.status >= 500 => Err(fault.into()),
        Err(fault) => {
            // The import may have replaced the settings by now.
            let row = projects::find_for_operator(key, now, env).await?;
            let import_form = ImportForm { import_error: Some(sentence(&fault)) };
            let left = SettingsState { import_form, ..SettingsState::default() };
            page::render(fault.status, &row, left, permissions, request, env).await
        }
    }
}
