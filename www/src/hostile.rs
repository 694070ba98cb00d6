//! Hostile texts for the tests of every page, and the checks that none of them breaks out.

use corncrake_core::origin::Origins;

use crate::{
    model::{permissions::Permissions, project::Project},
    shell::form_context::FormContext,
};

/// A text that breaks out of an element or an attribute wherever it is not escaped; the
/// number distinguishes the fields.
pub(crate) fn text(number: u32) -> String {
    format!("\"'><script>alert({number})</script><b onclick=x>&amp;")
}

/// A project with such a text as its name.
pub(crate) fn project(number: u32) -> Project {
    Project {
        key: "abc123def45".parse().unwrap(),
        name: text(number),
        origins: Origins::parse(&["https://shop.example".to_owned()]).unwrap(),
        permissions: Permissions::OWNER,
    }
}

/// The context of an owner's forms in that project.
pub(crate) fn form_context() -> FormContext {
    let Project { key, permissions, .. } = project(0);
    FormContext { project: key, permissions, back: format!("/projects/{key}/issues"), flash: None }
}

/// Each of these texts was shown, as text, and the page needs nothing that our own
/// Content-Security-Policy forbids.
pub(crate) fn assert_harmless(html: &str, shown: impl IntoIterator<Item = u32>) {
    for number in shown {
        let escaped = format!("&lt;script&gt;alert({number})&lt;/script&gt;&lt;b onclick=x&gt;&amp;amp;");
        assert!(html.contains(&escaped), "text {number} is not shown: {html}");
    }
    assert!(!html.contains("<script>") && !html.contains("<b "), "broken out: {html}");
    assert!(!html.contains(" style=") && !html.contains("<style"), "inline style: {html}");
    assert!(!html.contains("javascript:"), "a script address: {html}");
}

/// A page or a part of one works without a script, and can be walked: its headings
/// go down one level at a time; in a whole page every id is unique and every reference to one
/// resolves.
pub(crate) fn assert_scriptless(html: &str) {
    // But for the module that only saves a reload.
    let without = html.replace(r#"<script type="module" src="/assets/live.js"></script>"#, "");
    assert!(!without.contains("<script"), "a script: {html}");
    assert_order_of_headings(html);
    if !html.starts_with("<!DOCTYPE") {
        return;
    }
    let ids: Vec<&str> = values(html, "id").collect();
    for (index, id) in ids.iter().enumerate() {
        assert!(!ids[..index].contains(id), "the id {id} stands twice: {html}");
    }
    for name in ["for", "aria-describedby", "aria-labelledby", "form", "list"] {
        for id in values(html, name).flat_map(str::split_whitespace) {
            assert!(ids.contains(&id), "{name}={id} leads nowhere: {html}");
        }
    }
}

fn assert_order_of_headings(html: &str) {
    let mut above = if html.starts_with("<!DOCTYPE") { 0 } else { 6 };
    for (at, _) in html.match_indices("<h") {
        let level = html[at + 2..].chars().next().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
        let is_heading = (1..=6).contains(&level) && matches!(html.as_bytes()[at + 3], b' ' | b'>');
        if is_heading {
            assert!(level <= above + 1, "h{level} below h{above}: {html}");
            assert!(level > 1 || html.matches("<h1").count() == 1, "two h1: {html}");
            above = level;
        }
    }
}

/// The values of an attribute, wherever it stands.
fn values<'a>(html: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let lead = format!(" {name}=\"");
    let starts: Vec<usize> = html.match_indices(&lead).map(|(at, lead)| at + lead.len()).collect();
    starts.into_iter().filter_map(|start| html[start..].split('"').next())
}
