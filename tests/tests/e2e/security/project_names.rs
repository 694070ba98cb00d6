//! A project's name with line breaks, quotes and signs of other alphabets, at every place of the
//! router below a project: no part of it becomes a header, such as the name of a file that is
//! downloaded, and none is a fault.

use anyhow::{Result, ensure};
use corncrake_tests::{
    collector::{
        TOKEN,
        routes::{project_routes, route_path},
    },
    http::raw,
    scenario::{operator::Operator, shop::Shop},
};
use serde_json::json;

const NAMES: [&str; 8] = [
    "shop\r\nInjected: yes",
    "shop\nInjected: yes",
    "shop\rInjected: yes",
    "shop\u{2028}Injected: yes\u{85}Injected: yes",
    "shop\"; filename=\"evil.html\"; x=\"",
    "../../etc/passwd\\..\\evil",
    "sh\u{e4}p\u{202e}lmth.\u{1f375}",
    "shop%0d%0aInjected:%20yes",
];

#[test]
fn no_name_of_a_project_becomes_a_header() -> Result<()> {
    let shop = Shop::open()?;
    let operator = Operator::log_in(&shop)?;
    let bearer = format!("Bearer {TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let (mut asked, mut made, mut files) = (0, 0, 0);
    for name in NAMES {
        let body = json!({ "name": name, "origins": ["*"] }).to_string();
        let project = shop.collector.request("POST", "/api/projects", &headers, body.as_bytes())?;
        ensure!(matches!(project.status, 201 | 422), "{name:?}: {project:?}");
        let Some(key) = project.json()["key"].as_str().map(str::to_owned) else { continue };
        made += 1;
        for place in project_routes() {
            let path = route_path(&place, &key, &[("id", "0123456789abcdef")]);
            let request = format!(
                "GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\
                 origin: http://127.0.0.1:{port}\r\ncookie: {}\r\nauthorization: {bearer}\r\n\r\n",
                operator.cookie,
                port = shop.collector.port
            );
            let answer = raw::send(shop.collector.port, request.as_bytes())?;
            ensure!((200..500).contains(&answer.status), "{name:?} {path}: {}", answer.text);
            let head = answer.text.split("\r\n\r\n").next().unwrap_or_default().to_lowercase();
            let lines: Vec<&str> = head.split(['\r', '\n']).collect();
            ensure!(!lines.iter().any(|line| line.starts_with("injected")), "{name:?} {path}: {head}");
            if let Some(file) = lines.iter().find(|line| line.starts_with("content-disposition:")) {
                let is_plain = file.is_ascii()
                    && !file.contains(".html")
                    && !file.contains("..")
                    && !file.contains('\\');
                files += 1;
                ensure!(is_plain && file.matches("filename=").count() <= 1, "{name:?} {path}: {file}");
            }
            asked += 1;
        }
    }
    ensure!(made >= 4 && asked > 100 && files >= made, "{made} projects, {asked} questions, {files} files");
    Ok(())
}
