//! What the tests of every page throw at it, and what must never come out.

/// A text that breaks out of an element or an attribute wherever it is not escaped; the
/// number tells one field's from another's.
pub(crate) fn text(number: u32) -> String {
    format!("\"'><script>alert({number})</script><b onclick=x>&amp;")
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

/// The page does all it does without a script.
pub(crate) fn assert_scriptless(html: &str) {
    assert!(!html.contains("<script"), "a script: {html}");
}
