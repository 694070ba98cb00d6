//! Triage of issues, by the forms of the pages without a line of JavaScript:
//! as requests, and by hand in a real Chromium.

use anyhow::{Result, ensure};
use corncrake_tests::{
    browser::Browser,
    scenario::{operator::Operator, shop::Shop},
};
use fantoccini::Locator;
use serde_json::{Value, json};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[test]
fn forms_decide_and_take_back() -> Result<()> {
    let shop = Shop::open()?;
    for name in ["AError", "BError", "CError"] {
        shop.send_events(name, "m", Some("1.0"), 2)?;
    }
    let (a, b, c) = (shop.id("AError: m")?, shop.id("BError: m")?, shop.id("CError: m")?);
    let (operator, home) = (Operator::log_in(&shop)?, format!("/projects/{}/issues", shop.key));
    let statuses = || -> Result<Vec<Value>> {
        ["AError: m", "BError: m", "CError: m"].iter().map(|t| Ok(shop.issue(t)?["status"].clone())).collect()
    };
    operator.send_form("/issues", &format!("id={b}&to=ignored"))?;
    let place = operator.send_form("/issues", &format!("id={a}&id={b}&to=resolved&back={home}"))?;
    ensure!(place.starts_with(&format!("{home}?done=resolved-2&undo=")), "{place}");
    let page = operator.page(&place)?;
    ensure!(page.contains("Resolved 2 issues.") && page.contains(">Undo<"), "{page}");
    ensure!(statuses()? == ["resolved", "resolved", "open"], "{:?}", statuses()?);
    let undone = operator.undo(&page)?;
    ensure!(operator.page(&undone)?.contains("Undone."), "{undone}");
    ensure!(statuses()? == ["open", "ignored", "open"], "{:?}", statuses()?);

    let place = operator.send_form("/merge", &format!("id={a}&id={b}&id={c}&back={home}"))?;
    let page = operator.page(&place)?;
    ensure!(page.contains("Merged 2 issues."), "{page}");
    ensure!(shop.titles("")? == ["AError: m"] && shop.issue("AError: m")?["events"] == 6);
    operator.undo(&page)?;
    ensure!(shop.titles("")?.len() == 3 && shop.issue("AError: m")?["events"] == 2);

    // On its page an issue takes the address of another as people copy it.
    let into = format!("http%3A%2F%2F127.0.0.1%2Fprojects%2Fx%2Fissues%2F{a}%3Fdone%3Dx");
    let place = operator.send_form(&format!("/issues/{b}/merge"), &format!("into={into}"))?;
    ensure!(place.starts_with(&format!("{home}/{a}?done=merged-1")), "{place}");
    let page = operator.page(&place)?;
    ensure!(page.contains("Merged into this issue") && page.contains("BError: m"), "{page}");
    let member = operator.page(&format!("{home}/{b}"))?;
    ensure!(member.contains("Shown as part of"), "{member}");
    let back = format!("{home}/{a}");
    let place = operator.send_form(&format!("/issues/{b}/split"), &format!("back={back}"))?;
    let page = operator.page(&place)?;
    ensure!(page.contains("Split 1 issue.") && !page.contains("Merged into this issue"), "{page}");
    operator.undo(&page)?;
    ensure!(shop.get(&format!("/issues/{b}"))?["issue"]["merged_into"] == a.as_str());

    let noise = operator.send_form("/noise", &format!("on=extension&on=about&back={home}%3Fnoise%3D1"))?;
    ensure!(noise.starts_with(&format!("{home}?noise=1&done=rules")), "{noise}");
    let off = shop.get("")?["noise_off"].clone();
    ensure!(off.as_array().is_some_and(|off| off.len() >= 5 && !off.contains(&json!("about"))), "{off}");
    operator.undo(&operator.page(&noise)?)?;
    ensure!(shop.get("")?["noise_off"] == json!([]));

    shop.send_events("CError", "m", Some("1.0"), 1)?;
    operator.send_form("/issues", &format!("id={c}&to=resolved"))?;
    shop.send_events("CError", "m", Some("2.0"), 1)?;
    let page = operator.page(&format!("{home}/{c}"))?;
    ensure!(page.contains("Regressed in release 2.0") && page.contains(" UTC"), "{page}");
    ensure!(operator.page(&home)?.contains(">regressed<"));
    Ok(())
}

#[test]
fn forms_refuse_what_makes_no_sense_and_lead_nobody_away() -> Result<()> {
    let shop = Shop::open()?;
    shop.send_events("AError", "m", None, 1)?;
    let a = shop.id("AError: m")?;
    let (operator, home) = (Operator::log_in(&shop)?, format!("/projects/{}/issues", shop.key));
    let cases = [
        ("/issues", "to=resolved".to_owned(), "nothing-chosen", "Select some issues"),
        ("/issues", "to=resolved&id=0123456789abcdef".into(), "no-such-issue", "no such issue"),
        ("/issues", format!("to=open&id={a}"), "unchanged", "so already"),
        ("/merge", format!("id={a}"), "one-chosen", "at least two"),
        ("/merge", format!("id={a}&id=0123456789abcdef"), "no-such-issue", "no such issue"),
    ];
    for (path, form, word, says) in cases {
        let place = operator.send_form(path, &format!("{form}&back=https%3A%2F%2Fevil.example%2F{home}"))?;
        ensure!(place == format!("{home}?done={word}"), "{path} {form}: {place}");
        let page = operator.page(&place)?;
        ensure!(page.contains(says) && !page.contains(">Undo<"), "{place}: {page}");
    }
    for (into, word) in [(a.as_str(), "itself"), ("nonsense", "no-such-issue"), ("", "no-such-issue")] {
        let place =
            operator.send_form(&format!("/issues/{a}/merge"), &format!("into={into}&back={home}%2F{a}"))?;
        ensure!(place == format!("{home}/{a}?done={word}"), "{into}: {place}");
    }
    // A flash message is text of ours, whatever the address holds.
    let page = operator.page(&format!("{home}?done=%3Cb%3E&undo=%3Cb%3E"))?;
    ensure!(!page.contains("<b>") && !page.contains(">Undo<"), "{page}");

    let (own, cookie) = (shop.collector.address(), operator.cookie.as_str());
    for path in
        ["/issues", "/merge", "/noise", "/undo", &format!("/issues/{a}/merge"), &format!("/issues/{a}/split")]
    {
        let place = format!("/projects/{}{path}", shop.key);
        let form = format!("id={a}&to=resolved&into={a}&step=resolved%7E{a}");
        let send =
            |headers: &[(&str, &str)]| shop.collector.request("POST", &place, headers, form.as_bytes());
        for origin in ["https://evil.example", "null"] {
            ensure!(send(&[("cookie", cookie), ("origin", origin), FORM])?.status == 403, "{place} {origin}");
        }
        ensure!(send(&[("cookie", cookie), FORM])?.status == 403, "{place} without an origin");
        let stranger = send(&[("origin", &own), FORM])?;
        ensure!(stranger.status == 303 && stranger.header("location") == "/login", "{place}: {stranger:?}");
        // The list of issues is where its form is sent to.
        let looked = if path == "/issues" { 200 } else { 405 };
        let seen = shop.collector.request("GET", &place, &[("cookie", cookie)], b"")?;
        ensure!(seen.status == looked, "{place}: {}", seen.status);
    }
    let issue = shop.issue("AError: m")?;
    ensure!(issue["status"] == "open", "{issue}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn by_hand_in_a_browser() -> Result<()> {
    let shop = Shop::open()?;
    for name in ["AError", "BError", "CError"] {
        shop.send_events(name, "m", Some("1.0"), 2)?;
    }
    shop.send_events("Error", "ResizeObserver loop limit exceeded", None, 1)?;
    let (a, b) = (shop.id("AError: m")?, shop.id("BError: m")?);
    let browser = Browser::open().await?;
    // Nothing of what follows is done by a script.
    browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }))?;
    browser.goto(&shop.collector.login_link()?).await?;
    let home = format!("{}/projects/{}/issues", shop.collector.address(), shop.key);

    browser.goto(&home).await?;
    for id in [&a, &b] {
        browser.click(&format!("input[value='{id}'][aria-label^='Select ']")).await?;
    }
    browser.click("form#chosen button[value=resolved]").await?;
    browser.says(".done p", "Resolved 2 issues.").await?;
    ensure!(shop.issue("AError: m")?["status"] == "resolved");
    browser.click(".done button").await?;
    browser.says(".done p", "Undone.").await?;
    ensure!(shop.issue("AError: m")?["status"] == "open" && shop.issue("BError: m")?["status"] == "open");

    browser.goto(&format!("{home}/{a}")).await?;
    browser.click("form[aria-label='This issue'] button[data-key=e]").await?;
    browser.says(".done p", "Resolved 1 issue.").await?;
    shop.send_events("AError", "m", Some("2.0"), 1)?;
    browser.goto(&format!("{home}/{a}")).await?;
    let regressed = browser.text(".regressed").await?;
    ensure!(regressed.starts_with("Regressed in release 2.0 on 2"), "{regressed}");

    browser.click("details.merge summary").await?;
    let field = browser.page.find(Locator::Css("#into")).await?;
    field.send_keys(&format!("{home}/{b}")).await?;
    browser.click("details.merge button").await?;
    ensure!(browser.text(".members a").await? == "AError: m");
    ensure!(shop.issue("BError: m")?["events"] == 5);
    browser.click(".members button[aria-label='Split AError: m']").await?;
    browser.says(".done p", "Split 1 issue.").await?;
    ensure!(shop.issue("BError: m")?["events"] == 2 && shop.issue("AError: m")?["events"] == 3);

    browser.goto(&format!("{home}?noise=1")).await?;
    ensure!(browser.text("#rule-resize-observer").await?.ends_with("1 event in 1 issue."));
    browser.click("input[name=on][value=resize-observer]").await?;
    browser.click("form.rules button").await?;
    browser.says(".done p", "Saved the noise filters.").await?;
    ensure!(shop.titles("")?.len() == 4, "{:?}", shop.titles("")?);
    Ok(())
}
