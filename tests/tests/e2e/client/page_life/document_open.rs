//! Pages whose content is replaced. `document.open()` takes every listener out of the document and the window,
//! which the client, once it is loaded, puts back; where they are still there, nothing is heard twice.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::engine::Engine,
    collector::Collector,
    scenario::visit::{Engines, SitePage},
};

/// A page's new content, in which an error is thrown at once and one is later; and pictures that fail.
const CONTENT: &str = "`<!doctype html><title>new</title><body><img src=\"/none.png\"><script nonce=n>
  function fail(text) {
    const error = new Error(text);
    error.name = text.replace(/\\\\W/g, '_');
    setTimeout(() => { throw error });
  }
  addEventListener('pagehide', () => { throw new RangeError('at the end') });
  setTimeout(() => Promise.reject(new URIError('rejected in the new content')));
  document.title = 'written';
</` + `script>`";

/// How a page's content is replaced.
const WAYS: [(&str, &str); 3] = [
    ("open", "setTimeout(() => { document.open(); document.write({content}); document.close(); })"),
    ("write", "setTimeout(() => { document.write({content}); document.close(); })"),
    (
        "replace",
        "setTimeout(() => {
          const page = new DOMParser().parseFromString({content}, 'text/html').documentElement;
          const scripts = [...page.querySelectorAll('script')];
          document.documentElement.replaceWith(page);
          for (const old of scripts) {
            const script = document.createElement('script');
            script.textContent = old.textContent;
            old.replaceWith(script);
          }
        })",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_in_replaced_content_is_reported_once() -> Result<()> {
    let collector = Collector::start()?;
    for engine in Engine::ALL {
        let engines = Engines::open(engine, &collector).await?;
        for (way, script) in WAYS {
            let page = SitePage { attributes: "data-load='eager' data-ping", ..SitePage::default() };
            let visit = engines.visit(page).await?;
            // An event that arrives whole is the module's.
            visit.run("fail('before')").await?;
            ensure!(visit.event("before")?["message"] == "before", "{engine:?} {way}");
            visit.run(&script.replace("{content}", CONTENT)).await?;
            visit.until("return document.title === 'written'").await?;
            visit.run("fail('after')").await?;
            visit.run("setTimeout(() => console.error('said on the console'))").await?;
            let titles =
                ["before", "rejected in the new content", "none.png", "after", "said on the console"];
            let told = |name: &str| visit.event(name);
            for title in titles {
                told(title)?;
            }
            // And what is left to tell at the end: the module's own hooks are there.
            visit.leave().await?;
            told("at the end")?;
            let counts = visit.issue_counts()?;
            ensure!(
                counts.len() == 6 && counts.iter().all(|(_, events)| *events == 1),
                "{engine:?} {way}: {counts:?}"
            );
            ensure!(visit.sessions()?.0 == 1, "{engine:?} {way}: {:?}", visit.sessions()?);
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn replaced_content_has_no_client_without_consent() -> Result<()> {
    let collector = Collector::start()?;
    let engines = Engines::open(Engine::Chromium, &collector).await?;
    let visit = engines.visit(SitePage { attributes: "data-load='eager'", ..SitePage::default() }).await?;
    visit.run("fail('before')").await?;
    visit.event("before")?;
    visit.run("corncrake.consent(false)").await?;
    let (_, open) = WAYS[0];
    visit.run(&open.replace("{content}", CONTENT)).await?;
    visit.until("return document.title === 'written'").await?;
    visit.run("fail('unwanted')").await?;
    visit.run("setTimeout(() => { corncrake.consent(true); fail('wanted') }, 500)").await?;
    visit.event("wanted")?;
    visit.wait_for_each_once(&["before", "wanted"])
}
