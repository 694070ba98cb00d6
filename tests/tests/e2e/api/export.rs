//! Everything of a project is taken along and brought back: a new project answers every read
//! as the old one did, to the event, and its own export is the same file.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::TOKEN,
    scenario::exported::{ExportedShop, content, ensure_same},
};
use serde_json::{Value, json};

#[test]
fn a_project_that_was_deleted_and_brought_back_answers_as_before() -> Result<()> {
    let shop = ExportedShop::open()?;
    let before = shop.answers(&shop.key)?;
    let file = shop.export(&shop.key)?;
    let lines: Vec<Value> = file.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    ensure!(
        lines.first().is_some_and(|first| first["export"]["project"]["objects"] == 3),
        "{:?}",
        lines.first()
    );
    ensure!(lines.last() == Some(&json!({ "end": { "lines": lines.len() - 1 } })), "{:?}", lines.last());
    ensure!(lines.iter().filter(|line| line.get("object").is_some()).count() == 1, "a shard is named");
    let kept = lines.iter().filter(|line| line.get("event").is_some()).count();
    ensure!(!file.contains(&shop.key) && !file.contains(TOKEN), "a key or a token is in it");
    ensure!(shop.change("DELETE", "", &json!({}))?.status == 204);

    let key = shop.wired.project()?;
    let done = shop.import(&key, file.as_bytes(), &[])?;
    ensure!(done.status == 200, "{done:?}");
    ensure!(done.json() == json!({ "lines": lines.len(), "left_out": 0, "was_here": false }), "{done:?}");
    ensure_same(&before, &shop.answers(&key)?)?;
    ensure!(content(&shop.export(&key)?)? == content(&file)?, "the export of an import is another");
    println!("{} lines, {kept} kept events, {} answers compared", lines.len(), before.len());

    // The same file again changes nothing, and everything goes on.
    let again = shop.import(&key, file.as_bytes(), &[])?;
    ensure!(again.status == 200 && again.json()["was_here"] == true, "{again:?}");
    ensure_same(&before, &shop.answers(&key)?)?;
    let id = shop.wired.get(&format!("/api/projects/{key}/issues?query=CError"))?["issues"][0].clone();
    let sent = shop.wired.event(&key, "visitor", "AError")?;
    ensure!(sent.status == 200 && id["status"] == "open", "{sent:?} {id}");
    ensure!(shop.import(&key, file.as_bytes(), &[])?.json()["was_here"] == true);
    Ok(())
}

#[test]
fn the_pages_take_it_along_and_bring_it_back() -> Result<()> {
    let shop = ExportedShop::open()?;
    let before = shop.answers(&shop.key)?;
    let own = format!("http://127.0.0.1:{}", shop.wired.port);
    let form = format!("token={}", TOKEN.replace(' ', "+"));
    let form_type = ("content-type", "application/x-www-form-urlencoded");
    let login = shop.wired.request("POST", "/login", &[("origin", &own), form_type], form.as_bytes())?;
    let cookie = login.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    let path = format!("/projects/{}/export", shop.key);
    let no = shop.wired.request("GET", &path, &[], b"")?;
    ensure!(no.status == 303 && no.header("location").starts_with("/login"), "{no:?}");
    let file = shop.wired.request("GET", &path, &[("cookie", &cookie)], b"")?;
    ensure!(file.status == 200 && file.header("content-disposition").starts_with("attachment"), "{file:?}");
    ensure!(content(&file.body)? == content(&shop.export(&shop.key)?)?);

    let key = shop.wired.project()?;
    let send = |content: &[u8], part: &str| {
        let head = format!(
            "--frontier\r\ncontent-disposition: form-data; name=\"{part}\"; filename=\"x.ndjson\"\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--frontier--\r\n"].concat();
        let headers = [
            ("cookie", &*cookie),
            ("origin", &*own),
            ("content-type", "multipart/form-data; boundary=frontier"),
        ];
        shop.wired.request("POST", &format!("/projects/{key}/import"), &headers, &body)
    };
    let broken = send(b"{\"export\":1}", "file")?;
    ensure!(
        broken.status == 422 && broken.body.contains("Line 1: it is no line of this format"),
        "{broken:?}"
    );
    ensure!(send(b"", "file")?.status == 400 && send(file.body.as_bytes(), "other")?.status == 400);
    let done = send(file.body.as_bytes(), "file")?;
    ensure!(done.status == 303 && done.header("location").ends_with("settings?done=imported"), "{done:?}");
    ensure_same(&before, &shop.answers(&key)?)?;
    let again = send(file.body.as_bytes(), "file")?;
    ensure!(again.header("location").ends_with("settings?done=was-here"), "{again:?}");
    Ok(())
}
